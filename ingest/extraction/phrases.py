"""Finds the phrases of a lexicon in a sentence: one walk over its words, whatever the number of phrases.

How an expert writes a phrase (white space and hyphens are the same; commas and full stops do not count):

    energy            the word, with or without a capital          terroris*    any ending
    SCO               written with a capital: only as it stands     pact/treaty  one of several
    (very) close      a word that may be missing                    for ... as   up to four words between
    ^it, ?$           at the sentence's beginning, at its end       #  %  #year  a number, a per cent sign, a year
    #person           a person's name                               field & gas/oil*  only if the sentence has such a word too
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
WORD = re.compile(r"⟦\d+⟧|[^\W_]+(?:[’'][^\W_]+)*|[?!%$€£;:“”\"]|⟪|⟫")
POSSESSIVE = re.compile(r"[’']s$|[’']$")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
START, END, GAP, OPTIONAL = "\n^", "\n$", "...", ""
MAX_GAP = 4
MIN_STEM = 2


class Words(NamedTuple):
    """A sentence's words as they stand, and folded; the first and the last mark its beginning and end."""

    plain: tuple[str, ...]
    folded: tuple[str, ...]


class Hit(NamedTuple, Generic[T]):
    """A phrase found: the numbers of its first word and of the word after it, and what it stands for."""

    start: int
    end: int
    value: T


class _Node(Generic[T]):
    """A step in the tree of phrases; `ends` are the phrases that are complete here, each with the words it wants elsewhere."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node[T]] = {}
        self.ends: list[tuple[T, tuple[str, ...]]] = []


def words(text: str) -> Words:
    """The words of a sentence."""
    plain = tuple(POSSESSIVE.sub("", word) for word in WORD.findall(text.replace("-", " ")))
    return Words((START, *plain, END), (START, *(word.casefold() for word in plain), END))


class Phrases(Generic[T]):
    """Phrases, each with a value."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """Raises ValueError, naming the phrase, if one cannot be read."""
        self._root: _Node[T] = _Node()
        self._keys: set[str] = set()
        for phrase, value in entries:
            self._add(phrase, value)
        self._known = lru_cache(maxsize=20_000)(self._keys_of)

    def find(self, sentence: Words) -> list[Hit[T]]:
        """All phrases in a sentence, in order of their first word, the longest first; they may overlap."""
        keys = [self._known(plain, folded) for plain, folded in zip(*sentence, strict=True)]
        found: list[Hit[T]] = []
        for start, first in enumerate(keys):
            if first:
                hits = {(end, number): value for end, number, value in self._walk(self._root, keys, start, sentence)}
                found += [Hit(start, end, value) for (end, _), value in sorted(hits.items(), key=lambda h: -h[0][0])]
        return found

    def _walk(self, node: _Node[T], keys: Sequence[tuple[str, ...]], at: int, sentence: Words) -> Iterator[tuple[int, int, T]]:
        for value, context in node.ends:
            if not context or _has(sentence, context):
                yield at, id(value), value
        if at < len(keys):
            for key in keys[at]:
                after = node.next.get(key)
                if after is not None:
                    yield from self._walk(after, keys, at + 1, sentence)
        gap = node.next.get(GAP)
        if gap is not None:
            for skip in range(min(MAX_GAP + 1, len(keys) - at)):
                yield from self._walk(gap, keys, at + skip, sentence)

    def _add(self, phrase: str, value: T) -> None:
        body, _, context = phrase.partition(" & ")
        slots = [_alternatives(slot) for slot in re.sub(r"(?<=[^\s(/])-(?=[^\s/])", " ", body).removeprefix("^").split()]
        if body.startswith("^"):
            slots.insert(0, [START])
        if body.endswith("$") and body != "$":
            slots[-1:] = [_alternatives(body.split()[-1][:-1]), [END]]
        if any(not slot for slot in slots) or all(OPTIONAL in slot for slot in slots) or GAP in (*slots[0], *slots[-1]):
            raise ValueError(f"a phrase that cannot be read: {phrase!r}")
        for steps in product(*slots):
            node = self._root
            for step in filter(None, steps):
                self._keys.add(step)
                node = node.next.setdefault(step, _Node())
            node.ends.append((value, tuple(context.strip().split("/")) if context else ()))

    def _keys_of(self, plain: str, folded: str) -> tuple[str, ...]:
        """The steps of the tree that a word takes."""
        candidates = {plain, folded, *(folded[:n] + "*" for n in range(MIN_STEM, len(folded) + 1))}
        if plain[:1].isdigit():
            candidates |= {"#year"} if YEAR.match(plain) else {"#"}
        elif plain[:1] == "⟦":
            candidates = {"#person"}
        return tuple(sorted(candidates & self._keys))


def _alternatives(slot: str) -> list[str]:
    """`(a/b)` → a, b or nothing."""
    optional = slot.startswith("(") and slot.endswith(")")
    made = [part for part in slot.strip("()").split("/") if part]
    return [*made, OPTIONAL] if optional and made else made


def _has(sentence: Words, context: Iterable[str]) -> bool:
    return any(
        any(word.startswith(wanted[:-1]) for word in sentence.folded) if wanted.endswith("*") else wanted in sentence.folded
        for wanted in context
    )
