"""Fourth stage: the roles persons have at the event, from cues in `lexicon/roles.yaml` and from the layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ingest.extraction.layout import Layout
from ingest.extraction.lexicons import lexicon
from ingest.extraction.masking import TOKEN, Masked, mask_headings
from ingest.extraction.people import People
from ingest.extraction.rosters import rosters

PERSON = r"⟦(?P<n>\d+)⟧"
GAP = r"[^.;⟦]{0,120}?"
# where in the report a cue counts: "early:" in its first part, "late:" in its last
PARTS = {"early": (0.0, 0.35), "late": (0.7, 1.0), "": (0.0, 1.0)}
LISTS = re.compile(r"\b(?:were|included?|including|comprised|are|joined by|present|did|attended by|namely|by)\b|s:")
LIST = re.compile(r"(?:[^.;⟦]{0,60}?(?:,| and|, and|;|; and| as well as)\s+(?:the\s+)?(?:[a-z-]+\s){0,2}⟦\d+⟧)+")


HOLDS = re.compile(
    rf"(?:[^⟦]{{0,60}}, )?{PERSON}(?:, [^⟦,]{{2,40}},)? (?:also |then |further |strongly )?"
    r"(?!was |is |has |asked |wondered |inquired )[a-z]+(?:ed|s)(?: [a-z]+){0,3} (?:that|how|why|whether|[“\"])"
)


class _Cue(NamedTuple):
    role: str
    pattern: re.Pattern[str]
    first: float
    last: float
    key: str


def find_roles(sentences: Sequence[Masked], layout: Layout, people: People) -> Mapping[int, tuple[str, ...]]:
    """Person number → roles, in the order of the lexicon. Persons without a cue are absent."""
    found: dict[int, set[str]] = {}
    for person, role in (*_told(sentences), *_headed(layout, people), *rosters(layout, people)):
        found.setdefault(person, set()).add(role)
    order = list(lexicon("roles"))
    return {person: tuple(sorted(roles, key=order.index)) for person, roles in found.items()}


def _told(sentences: Sequence[Masked]) -> Iterator[tuple[int, str]]:
    for n, sentence in enumerate(sentences):
        if not sentence.persons:
            continue
        yield from _in_text(sentence.text, n / max(1, len(sentences) - 1))
        holder = who_holds(sentence)
        if holder is not None:
            yield holder, "participant"


def who_holds(sentence: Masked) -> int | None:
    """The person who is introduced with an office and holds that something is so: whoever does is at the event."""
    opens = HOLDS.match(sentence.text)
    return int(opens["n"]) if opens and any(person == int(opens["n"]) for person, _ in sentence.offices) else None


def _headed(layout: Layout, people: People) -> Iterator[tuple[int, str]]:
    for masked in mask_headings(layout, people):
        yield from _in_text(masked.text, None)


def _in_text(text: str, place: float | None) -> Iterator[tuple[int, str]]:
    lower = text.casefold()
    for cue in _cues():
        if cue.key not in lower or (place is not None and not cue.first <= place <= cue.last):
            continue
        for match in cue.pattern.finditer(text):
            persons = [int(match["n"]), *_joined_before(text[: match.start("n") - 1])]
            # a list of names follows such a word, and all in it have the role
            direct = cue.role != "questioner" and match.end() == match.end("n") + 1
            if direct or LISTS.search(text[match.start() : match.start("n")]):
                persons += _joined_after(text, match.end("n") + 1)
            yield from ((person, cue.role) for person in persons)


def _joined_after(text: str, at: int) -> list[int]:
    """The persons that go on a list behind the first."""
    found = LIST.search(text, at)
    return [int(n) for n in TOKEN.findall(found[0])] if found and not re.search(r"[.;⟦]", text[at : found.start()]) else []


def _joined_before(before: str) -> list[int]:
    """The persons of "⟦1⟧, ⟦2⟧ and ⟦3⟧ chaired" that stand before the last one."""
    found = re.search(r"((?:⟦\d+⟧(?:,| and|, and|;|; and)\s+(?:the\s+)?){1,40})$", before)
    return [int(n) for n in TOKEN.findall(found[1])] if found else []


@cache
def _cues() -> tuple[_Cue, ...]:
    return tuple(_cue(role, cue) for role, cues in lexicon("roles").items() for cue in cues)


def _cue(role: str, written: str) -> _Cue:
    part, key, words = re.fullmatch(r"(?:(early|late): )?(?:<([^>]+)> )?(.*)", written).groups()  # type: ignore[union-attr]
    for short in ("[^.;{]", "[^.{]", "[^{.]", "[^{"):
        words = words.replace(short, short.replace("{", "⟦"))
    pattern = words.replace("…", GAP).replace("{P}", PERSON, 1)
    return _Cue(role, re.compile(pattern, re.IGNORECASE), *PARTS[part or ""], (key or "").casefold())
