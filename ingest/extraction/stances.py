"""The tone of a sentence toward the relation or cooperation it speaks of: its stance."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import get_args

from ingest.extraction import functions
from ingest.extraction.phrases import Words
from ingest.extraction.votes import Ballot, Decision, Found
from ingest.record import Stance

CODES: tuple[str, ...] = get_args(Stance)
CONTEXTS = (*(f"function {code}" for code in functions.CODES), "report", "group", *(f"after {code}" for code in CODES))


def find_stance(sentence: Words, function: str, cues: Mapping[str, Found], speaker_kind: str, before: str | None) -> Decision:
    """The stance, with its reason; `cues` are those of the function, `before` the stance of the same speaker's sentence before."""
    if function == "procedural":
        return Decision("neutral", function)
    known = [f"function {function}", *([speaker_kind] if speaker_kind else []), *([f"after {before}"] if before else [])]
    return ballot().decide({**cues, **ballot().find(sentence)}, known)


@cache
def ballot() -> Ballot:
    """The votes of `stances.yaml`; InputError if it is not well-formed."""
    return Ballot("stances", CODES, CONTEXTS, functions.ballot().cues)
