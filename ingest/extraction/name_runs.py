"""Stretches of capitalised words, cut where a word belongs to no name: `Bank Ana Silva` holds the candidate `Ana Silva`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.extraction.name_words import (
    bare_name,
    institution,
    is_given,
    is_initial,
    is_known,
    is_stopper,
    is_surname_too,
    name_tokens,
    particles,
    place_leads,
    post_nominals,
)

WORD = re.compile(r"\S+")
MAX_WORDS = 6
OPENING_WORD = re.compile(r"\w{3,}(?:ing|ly)$")


class Run(NamedTuple):
    """A candidate: where it stands, the name, and whether a word of it is a known given name."""

    start: int
    end: int
    name: str
    likely: bool


class _Word(NamedTuple):
    start: int
    end: int
    text: str


def runs(text: str, taken: Sequence[tuple[int, int]] = ()) -> Iterator[Run]:
    """The candidates of a text, in order, outside the stretches that are `taken` (in order, without overlap)."""
    at = 0
    for found in bare_name().finditer(text):
        while at < len(taken) and taken[at][1] <= found.start():
            at += 1
        if at < len(taken) and taken[at][0] < found.end():
            continue
        words = [_Word(found.start() + w.start(), found.start() + w.end(), w[0]) for w in WORD.finditer(found[0])]
        for segment in _segments(words):
            run = _run(text, segment)
            if run is not None:
                yield run


def _segments(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    segment: list[_Word] = []
    at = 0
    while at < len(words):
        skip = _foreign(words, at, segment)
        if skip:
            yield segment
            segment = []
            at += skip
            continue
        segment.append(words[at])
        if words[at].text.endswith(("’s", "'s")):
            yield segment
            segment = []
        at += 1
    yield segment


def _foreign(words: Sequence[_Word], at: int, segment: Sequence[_Word]) -> int:
    """How many words from here on belong to no name."""
    for length in (4, 3, 2, 1):
        if at + length <= len(words) and is_known(" ".join(w.text.removesuffix("’s") for w in words[at : at + length])):
            # a town's name may be a person's: "Ana Lima", "Jordan Smith"
            if length == 1 and ((segment and is_given(segment[-1].text)) or _names_someone(words, at)):
                return 0
            return length
    word = words[at].text
    if is_stopper(word):
        middle = bool(segment) or (at == 0 and len(words) > 2 and is_initial(words[1].text))
        if segment and is_surname_too(word) and any(is_given(w.text) for w in segment):
            return 0
        return 0 if is_initial(word) and middle else 1
    # "KOBARI Takehito" is a name, "HARPOL Ana Silva" an organisation and a name
    more = len(words) - at - 1
    return 1 if _abbreviation(word) and not segment and more and not words[at + 1].text.isupper() and (len(word) < 6 or more > 1) else 0


def _names_someone(words: Sequence[_Word], at: int) -> bool:
    return is_given(words[at].text) and at + 1 < len(words) and not is_stopper(words[at + 1].text)


def _abbreviation(word: str) -> bool:
    return word.isupper() and 2 <= len(word) <= 8 and "." not in word and not is_given(word)


def _run(text: str, segment: list[_Word]) -> Run | None:
    while (
        segment
        and segment[0].text in particles()
        and segment[0].text.islower()
        and segment[0].text not in ("van", "von", "de", "al", "el", "bin")
    ):
        segment = segment[1:]
    if len(segment) > 2 and OPENING_WORD.match(segment[0].text) and is_given(segment[1].text) and not is_given(segment[0].text):
        segment = segment[1:]
    while segment and (segment[-1].text in particles() or (len(segment) > 2 and segment[-1].text in post_nominals())):
        segment = segment[:-1]
    if not 2 <= len(segment) <= MAX_WORDS:
        return None
    start, end = segment[0].start, segment[-1].end
    if text[end - 2 : end] in ("’s", "'s"):
        end -= 2
    name = " ".join(text[start:end].split())
    if len(name_tokens(name)) < 2 and not (is_initial(segment[0].text) and name_tokens(name)):
        return None
    if is_known(name) or all(len(w.text) < 4 and w.text.isupper() for w in segment) or institution().match(text, end):
        return None
    if segment[0].text in place_leads():
        return None
    whole = [w.text for w in segment if not is_initial(w.text)]
    return Run(start, end, name, any(is_given(w) for w in whole[:2]))
