"""Answers that were given before: the graph changes seldom, and repeated questions are the rule."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

from store.isolation.wire import Head

LARGEST = 32
"""The part of the budget that one answer may take: one in so many."""


@dataclass(frozen=True)
class Kept:
    """A whole answer, the bytes that it counts for, and when it was made (`time.monotonic()`)."""

    head: Head
    body: bytes
    weight: int
    made: float = field(default_factory=time.monotonic)


class AnswerCache:
    """The least recently used go first when `budget` bytes are full. A key names version, query, dataset and format; 0 keeps nothing."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.bytes = self.hits = self.misses = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, key: Hashable) -> Kept | None:
        """The answer kept under a key; a hit or a miss is counted."""
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
        else:
            self.hits += 1
            self._kept.move_to_end(key)
        return found

    def fits(self, size: int) -> bool:
        """Whether an answer of so many bytes may be kept."""
        return size <= self.budget // LARGEST

    def put(self, key: Hashable, head: Head, body: bytes, weight: int) -> None:
        """Keep an answer; `weight` is what its key takes."""
        if not self.fits(len(body) + weight) or key in self._kept:
            return
        self._kept[key] = Kept(head, body, len(body) + weight)
        self.bytes += len(body) + weight
        while self.bytes > self.budget:
            _, oldest = self._kept.popitem(last=False)
            self.bytes -= oldest.weight
