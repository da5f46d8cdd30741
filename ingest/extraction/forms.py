"""Finds the entries of a long list of names in a text: by their first word, so that time grows with the text alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from ingest.extraction.lexicons import alternatives

WORD = re.compile(r"(?<![\w’'-])\w+")
WORD_OR_PART = re.compile(r"(?:(?<![\w’'-])|(?<=[-–]))\w+")


class Forms:
    """Names, each beginning with a letter or a digit; a straight apostrophe stands for a curly one too.

    `in_compounds`: a name may also be a part of a word with hyphens.

    >>> [m[0] for m in Forms(["Bank of Ghana", "Bank"]).finditer("The Bank of  Ghana and the Bank; Banking is left alone.")]
    ['Bank of  Ghana', 'Bank']
    >>> [m[0] for m in Forms(["New York", "York"], in_compounds=True).finditer("in New York, York-Paris and Yorkshire")]
    ['New York', 'York']
    """

    def __init__(self, names: Iterable[str], in_compounds: bool = False) -> None:
        by_word: dict[str, list[str]] = defaultdict(list)
        for name in names:
            first = WORD.match(name)
            if first is None:
                raise ValueError(f"{name!r} does not begin with a letter or a digit")
            by_word[first[0]].append(name)
        self._words, after = (WORD_OR_PART, r"(?!\w)") if in_compounds else (WORD, r"(?![\w-])")
        self._patterns = {word: re.compile(_either(forms) + after) for word, forms in by_word.items()}

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The names in the text, in order, the longest at each place, without overlap."""
        at = 0
        for word in self._words.finditer(text):
            pattern = self._patterns.get(word[0])
            if pattern is None or word.start() < at:
                continue
            found = pattern.match(text, word.start())
            if found:
                at = found.end()
                yield found


def _either(forms: Iterable[str]) -> str:
    return rf"(?:{alternatives(forms)})".replace("'", "['’]")
