"""Sentences with persons masked: `⟦3⟧ stated that …`.

A name with its titles and its office ("Amb. (R) A B (Former Ambassador to C)") becomes one short token, so that the rules which look for
the sentence's subject see its grammar and not its furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.lexicons import any_of, lexicon
from ingest.extraction.name_words import UNKNOWN_POST, honorific_pattern, office_title, one_title, retired
from ingest.extraction.office_before import office_before
from ingest.extraction.people import People
from ingest.extraction.sentences import Sentence

TOKEN = re.compile(r"⟦(\d+)⟧")
OPEN_LIST = re.compile(r"(?:,| and)\s*$")
# what an office goes on with: capitalised words and the small words between them
SMALL = r"(?:of|at|for|to|in|on|from|the|and|with|de|du|des|la|under)\b"
UNITS = rf"(?:{any_of('offices', 'units')})\b"
BODY = rf"(?:\s{{1,3}}(?:{SMALL}|{UNITS}|&|–|-|\(?[A-Z0-9][\w’'.&/-]*\)?(?:\s{{0,3}}\([^()]{{1,40}}\))?)){{0,40}}"
TAIL = r"(?:,\s{1,3}(?:(?:and|of|the)\s{1,3}){0,2}[A-Z(][\w’'.&/()-]*" + BODY + r"){0,3}"
# "Head of the sector in Centre X"
CHARGE = r"(?:\sof\s(?:the|an?)\s[a-z-]+(?:\s[a-z-]+)?(?=\s(?:of|in|at|for)\s(?:the\s)?[A-Z]))?"
OFFICE_AFTER = (
    rf"(?:(?:an?|the)\s{{1,3}})?(?:[\w’'-]+\s{{1,3}}){{0,3}}?{office_title()}{CHARGE}{BODY}{TAIL}"
    rf"(?:,?\s{{1,3}}and\s{{1,3}}(?:the\s{{1,3}}|an?\s{{1,3}})?(?:(?:former|[A-Z][\w’-]*)\s){{0,3}}?{office_title()}{BODY}{TAIL})?"
)
POST_NOMINALS = "|".join(re.escape(p) for p in sorted(lexicon("people")["post_nominals"], key=len, reverse=True))
NO_OFFICE = r"(?!and\b|who\b|which\b|whose\b|was\b|were\b|is\b|had\b|has\b)"
AFTER_NAME = re.compile(
    rf"(?:,?\s{{0,3}}(?:{any_of('people', 'retired')}))?(?:,?\s{{1,3}}\(?(?:{POST_NOMINALS})\)?(?![\w-])|{UNKNOWN_POST}){{0,8}}"
    r"(?:,?\s{0,3}\((?P<bracket>[^()]{0,300}(?:\([^()]*\)[^()]*)?)\))?"
    rf"(?:(?:,\s{{1,3}}|\s{{1,3}}[–—-]\s{{1,3}})(?P<apposition>{NO_OFFICE}(?!the\s){OFFICE_AFTER}),?|,\s{{1,3}}(?P<definite>the\s{OFFICE_AFTER}),"
    rf"|,\s{{1,3}}(?P<loose>(?:formerly|former|ex-)\s{{0,2}}(?:the\s|an?\s)?{office_title()}[^,;.()⟦]{{0,120}}),)?"
)
CONTINUES = re.compile(r"\s{0,3}[,;]\s{0,3}")
OFFICE_LINE = re.compile(rf"(?:[A-Z][\w’-]+\s){{0,3}}?{office_title()}")
OFFICE_LABEL = re.compile(rf"\s{{0,3}}(?P<office>(?:[A-Z][\w’-]*\s){{0,3}}?{office_title()})\s?:\s{{1,3}}")
# how far an office reaches behind a name
REACH = 600


@dataclass(frozen=True)
class Masked:
    """A sentence's masked text, the persons in it in order, and for each the text of the office phrase that was masked with it."""

    text: str
    persons: tuple[int, ...]
    offices: tuple[tuple[int, str], ...]


def mask(view: str, sentences: Sequence[Sentence], people: People) -> tuple[Masked, ...]:
    """One masked sentence for each sentence."""
    return tuple(_masked(view, s, people) for s in sentences)


def _masked(view: str, sentence: Sentence, people: People) -> Masked:
    return mask_text(view, sentence.start, sentence.end, people)


def mask_text(view: str, start: int, end: int, people: People) -> Masked:
    """The masked text of any stretch of the view."""
    pieces: list[str] = []
    persons: list[int] = []
    offices: list[tuple[int, str]] = []
    at = start
    inside = people.within(start, end)
    for n, naming in enumerate(inside):
        if naming.start < at:
            continue
        limit = next((later.start for later in inside[n + 1 :] if later.start >= naming.end), end)
        before = view[at : naming.start]
        lead = _lead(before, view[naming.start : naming.end])
        if lead:
            # "Dr A, Director; chairperson, Centre X, Dr B": what goes on after a person is that person's
            whose = persons[-1] if persons and CONTINUES.fullmatch(before[: lead[0]]) and before.rstrip().endswith(",") else naming.person
            offices += [(whose, lead[1])] if lead[1] else []
            before = before[: lead[0]]
        stop = naming.end
        phrases, length = _after(view[stop : min(limit, stop + REACH)], limit < end)
        offices += [(naming.person, phrase) for phrase in phrases]
        stop += length
        pieces += [before, f"⟦{naming.person}⟧"]
        persons.append(naming.person)
        at = stop
    pieces.append(view[at:end])
    return Masked(" ".join("".join(pieces).split()), tuple(persons), tuple(offices))


def _after(text: str, named: bool) -> tuple[list[str], int]:
    """The offices that stand after a name and the length of what is masked with it; `text` goes to the next name, if one is `named`."""
    found = AFTER_NAME.match(OPEN_LIST.sub("", text))
    if not found:
        return [], 0
    last = next((g for g in ("apposition", "definite", "loose") if found[g]), None)
    # "A B, Ambassador of Ghana C D": an office that runs up to the next name is that one's
    if last and named and not text[found.end() :].strip() and not found[0].endswith(","):
        return [found["bracket"]] if found["bracket"] else [], len(text[: found.start(last)].rstrip(" ,–—-"))
    return list(_phrases(found)), found.end()


def mask_headings(layout: Layout, people: People) -> tuple[Masked, ...]:
    """The masked headings that name a person. A line without one goes on the line above: an organisation that was wrapped, or an office."""
    made: list[Masked] = []
    for block in layout.blocks:
        if block.kind != HEADING:
            continue
        spans: list[tuple[int, int]] = []
        for start, end in block.lines:
            if spans and layout.view[spans[-1][1] - 1] == "," and not people.within(start, end):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        for n, (start, end) in enumerate(spans):
            masked = mask_text(layout.view, start, end, people)
            below = layout.view[slice(*spans[n + 1])] if n + 1 < len(spans) else ""
            if masked.persons and not masked.offices and OFFICE_LINE.match(below):
                masked = Masked(masked.text, masked.persons, ((masked.persons[-1], below),))
            if masked.persons:
                made.append(masked)
    return tuple(made)


def _lead(before: str, named: str) -> tuple[int, str] | None:
    """Where the office begins that stands before a name, and its words; a title of the name may be its noun: `Ghanaian Ambassador A`."""
    label = OFFICE_LABEL.fullmatch(before)
    if label and not _is_role(label["office"]):
        return 0, label["office"]
    start = office_before(before)
    if start is not None and _is_role(before[start:]):
        return None
    if start is None:
        titles = honorific_pattern().match(named)
        held = next((t for t in one_title().finditer(titles["lead"]) if t[0] in _office_titles()), None) if titles else None
        if held is None:
            return None
        upto = named[: held.end()]
        start = office_before(before + upto)
        return (
            None if start is None or _is_rank((before + upto)[start:]) else (min(start, len(before)), (before + upto)[start:].strip(" ,"))
        )
    return start, "" if _is_rank(before[start:]) else before[start:].strip(" ,")


def _is_role(phrase: str) -> bool:
    """Whether such words tell what somebody does at the event (`the chair`, `Chief Guest`), which is for the roles to read."""
    words = phrase.casefold().removeprefix("the ").strip(" ,")
    return words in _role_words() or "guest" in words


def _is_rank(phrase: str) -> bool:
    """Whether an office before a name is no more than a title: `the ambassador (retd)`."""
    words = retired().sub("", phrase).casefold().removeprefix("the ").strip(" ,")
    return words in _ranks()


def _phrases(found: re.Match[str]) -> Iterator[str]:
    for group in ("bracket", "apposition", "definite", "loose"):
        if found[group]:
            yield found[group].strip(" ,")


@cache
def _office_titles() -> frozenset[str]:
    return frozenset(lexicon("offices")["titles"])


@cache
def _ranks() -> frozenset[str]:
    return frozenset(rank.casefold() for rank in lexicon("offices")["ranks"])


@cache
def _role_words() -> frozenset[str]:
    return frozenset(word for words in lexicon("people")["role_epithets"].values() for word in words)
