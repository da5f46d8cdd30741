"""Are two names or titles the same? And which of many belong together, one to one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from ingest.evaluation.gold import GoldOffice, GoldPerson
from ingest.record import Office

G = TypeVar("G")
P = TypeVar("P")

CONTAINED = 0.9
SAME_NAME = 0.85


def folded(text: str | None) -> str:
    """Lower-case ASCII letters and digits, words parted by one space.

    >>> folded("  Café–Society, ")
    'cafesociety'
    """
    plain = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", plain.lower()).strip()


def similarity(one: str | None, other: str | None) -> float:
    """From 0 to 1: the best of shared characters, shared words, and one holding all words of the other (at least two).

    >>> similarity("The Institute of Trade", "institute of trade"), similarity("", "")
    (0.9, 0.0)
    """
    a, b = folded(one), folded(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    words, others = set(a.split()), set(b.split())
    shared = len(words & others) / len(words | others)
    contained = CONTAINED if (words <= others or others <= words) and min(len(words), len(others)) > 1 else 0.0
    return max(SequenceMatcher(None, a, b).ratio(), shared, contained)


def name_similarity(person: GoldPerson, name: str) -> float:
    """How alike a name is to a participant's, in any form of it; a surname with the same initial, or alone, is nearly the same."""
    return max(*(similarity(form, name) for form in person.forms), CONTAINED if _same_person(person, name) else 0.0)


def _same_person(person: GoldPerson, name: str) -> bool:
    if any(similarity(form, name) >= SAME_NAME for form in person.forms):
        return True
    gold, given = folded(person.name).split(), folded(name).split()
    return bool(gold and given and gold[-1] == given[-1] and (len(given) == 1 or gold[0][0] == given[0][0]))


def office_similarity(gold: GoldOffice, office: Office) -> float:
    """How alike two posts are: the mean of title and organisation; an organisation that gold leaves open always fits."""
    organisation = similarity(gold.org, office.organisation) if gold.org else 1.0
    return (similarity(gold.title, office.title) + organisation) / 2


def pairs(gold: Sequence[G], predicted: Sequence[P], alike: Callable[[G, P], float], least: float) -> list[tuple[int, int]]:
    """Positions of what belongs together, one to one, the best first; nothing below `least`.

    >>> pairs(["ports", "trade"], ["trade"], similarity, 0.8)
    [(1, 0)]
    """
    cells = [(alike(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)]
    taken_gold, taken_predicted = set[int](), set[int]()
    found = []
    for score, i, j in sorted(cells, key=lambda cell: -cell[0]):
        if score >= least and i not in taken_gold and j not in taken_predicted:
            taken_gold.add(i)
            taken_predicted.add(j)
            found.append((i, j))
    return found
