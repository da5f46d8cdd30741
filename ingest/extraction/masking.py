"""Sentences with persons masked: `⟦3⟧ stated that …`.

A name with its titles and its office ("Amb. (R) A B (Former Ambassador to C)") becomes one short token, so that the rules which look for
the sentence's subject see its grammar and not its furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.extraction.lexicons import lexicon
from ingest.extraction.names import office_title
from ingest.extraction.people import People
from ingest.extraction.sentences import Sentence

TOKEN = re.compile(r"⟦(\d+)⟧")
# what an office goes on with: capitalised words and the small words between them
BODY = r"(?:\s+(?:(?:of|at|for|to|in|on|from|the|and|with|de|du|des|la)\b|&|–|-|\(?[A-Z0-9][\w’'.&/-]*\)?(?:\s*\([^()]{1,40}\))?))*"
TAIL = r"(?:,\s+(?:(?:and|of|the)\s+){0,2}[A-Z(][\w’'.&/()-]*" + BODY + r"){0,3}"
OFFICE_AFTER = rf"(?:(?:an?|the)\s+)?(?:[\w’-]+\s+){{0,3}}?{office_title()}{BODY}{TAIL}(?:\s+and\s+{office_title()}{BODY}{TAIL})?"
POST_NOMINALS = "|".join(re.escape(p) for p in lexicon("people")["post_nominals"])
AFTER_NAME = re.compile(
    rf"(?:,?\s+(?:{POST_NOMINALS})(?![\w-]))*"
    r"(?:,?\s*\((?P<bracket>[^()]{0,300}(?:\([^()]*\)[^()]*)?)\))?"
    rf"(?:,\s+(?P<apposition>(?!the\s|and\b|who\b|which\b|whose\b|was\b|were\b|is\b|had\b|has\b){OFFICE_AFTER}),?|,\s+(?P<definite>the\s{OFFICE_AFTER}),)?"
)
BEFORE_NAME = re.compile(
    rf"(?:\b[Tt]he\s+)?(?:[A-Z][\w’-]+\s+){{0,2}}?{office_title()}(?:(?:\s+(?:of|at|for|to|from|in)){BODY}|\s+[A-Z]{{2,8}})?,?\s+$"
)


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
        lead = BEFORE_NAME.search(before)
        if lead:
            offices.append((naming.person, lead[0].strip(" ,")))
            before = before[: lead.start()]
        stop = naming.end
        following = AFTER_NAME.match(re.sub(r"(?:,| and)\s*$", "", view[stop:limit]))
        if following:
            offices += [(naming.person, phrase) for phrase in _phrases(following)]
            stop += following.end()
        pieces += [before, f"⟦{naming.person}⟧"]
        persons.append(naming.person)
        at = stop
    pieces.append(view[at:end])
    return Masked(" ".join("".join(pieces).split()), tuple(persons), tuple(offices))


def _phrases(found: re.Match[str]) -> Iterator[str]:
    for group in ("bracket", "apposition", "definite"):
        if found[group]:
            yield found[group].strip(" ,")
