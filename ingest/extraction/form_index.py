"""Finds many fixed forms in a text at once: thousands of names, indexed by how they begin, so that time grows with the text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.extraction.lexicons import alternatives

KEY = 2
STARTS = re.compile(r"(?:(?<![\w’'-])|(?<=[-–]))\w")


class FormIndex:
    """The forms of a gazetteer; a form stands alone, or after a hyphen, and the longest wins.

    >>> [m[0] for m in FormIndex(["New York", "York"]).find("in New York, York-Paris and Yorkshire")]
    ['New York', 'York']
    """

    def __init__(self, forms: Iterable[str]) -> None:
        """`forms` with straight apostrophes; a text may write them either way."""
        by_start: dict[str, list[str]] = {}
        for form in forms:
            by_start.setdefault(form[:KEY], []).append(form)
        self._patterns = {
            start: re.compile(rf"(?:{alternatives(group).replace(chr(39), '[’' + chr(39) + ']')})(?!\w)")
            for start, group in by_start.items()
        }

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """The forms in a text, in order, without overlap."""
        end = 0
        for start in STARTS.finditer(text):
            at = start.start()
            if at < end:
                continue
            pattern = self._patterns.get(text[at : at + KEY])
            found = pattern.match(text, at) if pattern else None
            if found:
                end = found.end()
                yield found
