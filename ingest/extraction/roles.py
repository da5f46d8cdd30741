"""Fourth stage: the roles persons have at the event, from cues in `lexicon/roles.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from ingest.extraction.lexicons import lexicon
from ingest.extraction.masking import TOKEN, Masked

PERSON = r"⟦(?P<n>\d+)⟧"
GAP = r"[^.;⟦]{0,120}?"


def find_roles(sentences: Sequence[Masked]) -> Mapping[int, tuple[str, ...]]:
    """Person number → roles, in the order of the lexicon. Persons without a cue are absent."""
    found: dict[int, set[str]] = {}
    for sentence in sentences:
        for role, pattern in _cues():
            for match in pattern.finditer(sentence.text):
                persons = [int(match["n"]), *_joined_before(sentence.text[: match.start("n") - 1])]
                # a list of names follows such a word, and all in it have the role
                if re.search(r"\b(?:were|included?|comprised|are|joined by|present|did|attended by)\b|s:", match[0]):
                    persons += [int(n) for n in TOKEN.findall(sentence.text[match.end() :])]
                for person in persons:
                    found.setdefault(person, set()).add(role)
    order = list(lexicon("roles"))
    return {person: tuple(sorted(roles, key=order.index)) for person, roles in found.items()}


def _joined_before(before: str) -> list[int]:
    """The persons of "⟦1⟧, ⟦2⟧ and ⟦3⟧ chaired" that stand before the last one."""
    found = re.search(r"((?:⟦\d+⟧(?:,| and|, and|;|; and)\s+(?:the\s+)?)+)$", before)
    return [int(n) for n in TOKEN.findall(found[1])] if found else []


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (
            role,
            re.compile(
                cue.replace("…", GAP).replace("{P}", PERSON, 1).replace("[^.;{]", "[^.;⟦]").replace("[^.{]", "[^.⟦]").replace("[^{", "[^⟦"),
                re.IGNORECASE,
            ),
        )
        for role, cues in lexicon("roles").items()
        for cue in cues
    )
