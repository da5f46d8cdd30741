"""A report as it was read: the original bytes, the text that offsets count in, its pages, and what its header says."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class Page(NamedTuple):
    """A stretch of a report's text, `[start, end)`, that stands on the page of that number (from 1) of the original.

    A page may have several: footnotes stand at the end of the text, beneath all pages.
    """

    number: int
    start: int
    end: int


def page_at(pages: Sequence[Page], offset: int) -> int | None:
    """The number of the page on which a character stands; None if the report has no pages.

    >>> page_at((Page(1, 0, 10), Page(2, 12, 20)), 12), page_at((), 12)
    (2, None)
    """
    found = bisect_right(pages, offset, key=lambda page: page.start) - 1
    return pages[max(found, 0)].number if pages else None


@dataclass(frozen=True)
class Report:
    """One source file. `text[body_start:]` is the report proper; before it stands a front-matter header, if there is one.

    `text` is what offsets count in: of a text file its own characters, of other formats what was extracted. `pages` are in the order of
    the text; empty where the format has none. `file` is the file's name, `archive.zip/folder/name.pdf` for a part of another file.
    """

    file: str
    media_type: str
    original: bytes
    text: str
    encoding: str = "utf-8"
    body_start: int = 0
    header: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """Of the original bytes: the report's identity."""
        return hashlib.sha256(self.original).hexdigest()

    @cached_property
    def text_sha256(self) -> str:
        """Of the text in UTF-8; half a character (a lone surrogate), which UTF-8 does not have, is passed through."""
        return text_sha256(self.text)


def text_sha256(text: str) -> str:
    """The hash by which an extracted text is known."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
