"""Second stage: blocks → sentences, each with its offsets in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.extraction.layout import HEADING, Block, Layout
from ingest.extraction.stops import ends_sentence

MAX_SENTENCE = 5_000
MIN_REPEATED = 60
# "ACCRA. The ministers met": the place before a report is no sentence
DATELINE = re.compile(r"\s*[A-Z]{3,}(?: [A-Z]{3,})?\.")
BOUNDARY = re.compile(
    r"(?:(?<=[.?!…])|(?<=[.?!…][\"”’')\]])|(?<=[.?!…][¹²³⁴⁵⁶⁷⁸⁹])|(?<=[.?!…][\"”’')\]][¹²³⁴⁵⁶⁷⁸⁹])|(?<=[.?!]\[\d\]))\s+(?=[\"“‘'«(\[—–-]?\s?[\w¿¡])"
    r"|(?<=[a-z]{3}\.)(?=[A-Z][a-z])"
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a block: `text` is its view (white space single), `first` tells that it opens the block."""

    start: int
    end: int
    text: str
    block: int
    first: bool


def split(layout: Layout) -> tuple[Sentence, ...]:
    """The sentences of all paragraphs and bullets, in order; they never overlap, and a page's teaser is not read twice."""
    found = [s for n, block in enumerate(layout.blocks) if block.kind != HEADING for s in _of_block(layout.view, n, block)]
    return tuple(_without_repeats(found))


def _without_repeats(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """A long sentence that stands word for word in an earlier paragraph belongs to a teaser, or a caption, of the same page."""
    seen: dict[str, int] = {}
    for sentence in sentences:
        known = seen.setdefault(sentence.text, sentence.block)
        if known == sentence.block or len(sentence.text) < MIN_REPEATED:
            yield sentence


def _of_block(view: str, n: int, block: Block) -> Iterator[Sentence]:
    first = True
    for start, end in _spans(view[block.start : block.end]):
        text = " ".join(view[block.start + start : block.start + end].split())
        if any(c.isalnum() for c in text):
            yield Sentence(block.start + start, block.start + end, text, n, first)
            first = False


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in BOUNDARY.finditer(text):
        if not DATELINE.fullmatch(text, start, found.start()) and ends_sentence(
            text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 40]
        ):
            yield from _trimmed(text, start, found.start())
            start = found.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    # a "sentence" of a whole book is cut: the record has to stay readable
    for at in range(start, end, MAX_SENTENCE):
        yield at, min(end, at + MAX_SENTENCE)
