"""Fourth stage: the roles persons have at the event, from cues in `lexicon/roles.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from ingest.extraction.lexicons import lexicon
from ingest.extraction.masking import Masked

PERSON = r"⟦(?P<n>\d+)⟧"
GAP = r"[^.;⟦]{0,120}?"


def find_roles(sentences: Sequence[Masked]) -> Mapping[int, tuple[str, ...]]:
    """Person number → roles, in the order of the lexicon. Persons without a cue are absent."""
    found: dict[int, set[str]] = {}
    for sentence in sentences:
        for role, pattern in _cues():
            for match in pattern.finditer(sentence.text):
                persons = [int(match["n"])]
                # "The discussants were A and B; the speakers included: A; B; C"
                if re.search(r"\b(?:were|included?|comprised|are)\b|s:", match[0]):
                    persons += [int(n) for n in re.findall(r"⟦(\d+)⟧", sentence.text[match.end() :])]
                for person in persons:
                    found.setdefault(person, set()).add(role)
    order = list(lexicon("roles"))
    return {person: tuple(sorted(roles, key=order.index)) for person, roles in found.items()}


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (role, re.compile(cue.replace("…", GAP).replace("{P}", PERSON, 1).replace("[^.;{]", "[^.;⟦]").replace("[^{", "[^⟦"), re.IGNORECASE))
        for role, cues in lexicon("roles").items()
        for cue in cues
    )
