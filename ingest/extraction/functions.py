"""What a sentence does: its function, from the cues in it and from what is known about it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, get_args

from ingest.extraction.attribution import GROUP, REPORT
from ingest.extraction.lexicons import lexicon
from ingest.extraction.phrases import Phrases, Words, words
from ingest.extraction.votes import Ballot, Decision, Found
from ingest.record import Function

CODES: tuple[str, ...] = get_args(Function)
SHORT, LONG = 7, 32
CONTEXTS = ("report", "group", "bullet", "opens", "short", "long", "recommending", *(f"after {code}" for code in CODES))


class Surroundings(NamedTuple):
    """Who says a sentence (a person's number, GROUP or REPORT), where it stands, and the function of the one before."""

    speaker: int
    heading: str
    bullet: bool
    opens: bool
    before: str | None


def find_function(sentence: Words, around: Surroundings) -> tuple[Decision, dict[str, Found]]:
    """The function, with its reason, and all cues found (the stance reads them too)."""
    found = ballot().find(sentence)
    return ballot().decide(found, contexts(sentence, around)), found


def contexts(sentence: Words, around: Surroundings) -> list[str]:
    """The names of what is known about a sentence, as the lexicon's `context` has them."""
    length = len(sentence.plain) - 2
    known = {
        "report": around.speaker == REPORT,
        "group": around.speaker == GROUP,
        "bullet": around.bullet,
        "opens": around.opens,
        "short": length <= SHORT,
        "long": length >= LONG,
        "recommending": _recommends(around.heading),
    }
    return [*(name for name, holds in known.items() if holds), *([f"after {around.before}"] if around.before else [])]


@cache
def ballot() -> Ballot:
    """The votes of `functions.yaml`; InputError if it is not well-formed."""
    return Ballot("functions", CODES, CONTEXTS)


@cache
def _recommends(heading: str) -> bool:
    return bool(_recommending().find(words(heading)))


@cache
def _recommending() -> Phrases[str]:
    return Phrases((phrase, phrase) for phrase in lexicon("functions")["recommending"])
