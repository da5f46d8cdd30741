"""Phrases that stand for a person in office or role: "the ambassador", "the chief guest"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ingest.extraction.lexicons import alternatives, lexicon
from ingest.extraction.places import state_of


@dataclass(frozen=True)
class Epithets:
    """Phrases that stand for a person in office or role: "the ambassador", "the chief guest".

    `holders`: phrase → persons; `states`: person → the state they speak for, so that "the Russian ambassador" is not the Chinese one.
    """

    holders: Mapping[str, tuple[int, ...]]
    states: Mapping[int, str]

    def mask(self, text: str, floor: int, recent: list[int]) -> str:
        """The text with "the ambassador" as a person: the one on the floor, the one named last, or the only one."""
        return _epithet_pattern(frozenset(self.holders)).sub(lambda found: self._chosen(found, floor, recent), text)

    def _chosen(self, found: re.Match[str], floor: int, recent: list[int]) -> str:
        phrase = " ".join(found["phrase"].lower().split())
        if phrase in lexicon("people")["floor_epithets"] and floor >= 0:
            return f"⟦{floor}⟧"
        if found["ordinal"]:
            return found[0]
        holders = self.holders.get(phrase, ())
        wanted = state_of(found["qualifier"]) if found["qualifier"] else None
        if wanted:
            holders = tuple(h for h in holders if self.states.get(h) == wanted) or holders
        if len(holders) > 1:
            holders = tuple(n for n in [floor, *reversed(recent)] if n in holders)[:1]
        return f"⟦{holders[0]}⟧" if holders else found[0]


@cache
def _epithet_pattern(phrases: frozenset[str]) -> re.Pattern[str]:
    words = alternatives({*phrases, *lexicon("people")["floor_epithets"]})
    return re.compile(
        r"\b[Tt]he (?:(?P<ordinal>(?:first|second|third|fourth|next|last|final|other|two|three|previous)\s+))?"
        rf"(?P<qualifier>(?:[A-Z][\w’-]+\s+|Hon[’']?ble\s+){{0,2}})(?P<phrase>(?i:{words}))"
        r"(?![\w-])(?![’']s (?:office|guest))(?! (?:of|to|from|for|in) )"
    )
