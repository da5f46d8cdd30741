"""Third stage, part two: namings → persons, each with all the places where the text names them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.extraction.layout import Layout
from ingest.extraction.name_words import UPPER, is_given, is_stopper, name_tokens, speaking_words
from ingest.extraction.names import NameSpan, find_names
from ingest.extraction.same_name import SAME_START, alike, grouped, sound

ALONE = re.compile(rf"(?<![\w’'-])(?:[{UPPER}]\.\s?){{0,4}}([{UPPER}][\w’'-]{{2,40}})(?![\w-])")
POSSESSIVE = re.compile(r"[’']s?$")


@dataclass(frozen=True)
class Person:
    """Somebody the text names: the fullest name, its other forms, titles before it, and whether a rank is marked as retired."""

    name: str
    aliases: tuple[str, ...]
    honorifics: tuple[str, ...]
    retired: bool


@dataclass(frozen=True)
class Naming:
    """Where the text names person number `person`."""

    start: int
    end: int
    person: int


@dataclass(frozen=True)
class People:
    """All persons named, and all their namings in order."""

    persons: tuple[Person, ...]
    namings: tuple[Naming, ...]

    def within(self, start: int, end: int) -> Sequence[Naming]:
        """The namings that lie in a stretch of text."""
        first = bisect_left(self.namings, start, key=lambda n: n.start)
        last = bisect_left(self.namings, end, key=lambda n: n.start)
        return [n for n in self.namings[first:last] if n.end <= end]


def find_people(layout: Layout, seen: Sequence[tuple[int, int]] = ()) -> People:
    """The persons of a text; two namings are one person if their names can be the same name. `seen`: see `find_names`."""
    groups = grouped(find_names(layout, seen))
    persons = tuple(_person(layout, group) for group in groups)
    namings = [Naming(s.start, s.end, n) for n, group in enumerate(groups) for s in group]
    taken = layout.marked((n.start, n.end) for n in namings)
    namings += _bare_surnames(layout, persons, taken)
    namings += _other_spellings(layout, persons, taken)
    return People(persons, tuple(sorted(namings, key=lambda n: n.start)))


def _person(layout: Layout, group: Sequence[NameSpan]) -> Person:
    full = max(group, key=lambda s: (len(name_tokens(s.name)), -s.start))
    ordered = sorted(group, key=lambda s: s.start)
    forms = dict.fromkeys(" ".join(layout.view[s.start : s.end].split()) for s in ordered)
    forms.update(dict.fromkeys(s.name for s in ordered))
    forms.pop(full.name, None)
    honorifics = dict.fromkeys(t for s in ordered for t in s.honorifics)
    return Person(full.name, tuple(forms), tuple(honorifics), any(s.retired for s in group))


def _bare_surnames(layout: Layout, persons: Sequence[Person], taken: bytearray) -> Iterator[Naming]:
    """Surnames (and in a lively transcript given names) that stand alone."""
    owners: dict[str, set[int]] = {}
    for n, person in enumerate(persons):
        for word in _standing_for(person.name):
            # a transcript's labels are in capitals
            owners.setdefault(word.casefold(), set()).add(n)
    if not owners:
        return
    for found in ALONE.finditer(layout.view):
        word = POSSESSIVE.sub("", found[1])
        held = owners.get(word.casefold())
        if not held or len(held) > 1:
            continue
        end = found.start(1) + len(word)
        if not any(taken[found.start() : end]) and not re.match(r"\s{1,3}[A-Z][a-z]+", layout.view[end : end + 20]):
            yield Naming(found.start(), end, next(iter(held)))


def _standing_for(name: str) -> set[str]:
    """The words of a name that can stand for it: the last, the first, and of a double surname the first part."""
    words = [w for w in re.findall(r"[\w’'-]{3,}", name) if w[0].isupper()]
    if not words:
        return set()
    middle = {w for w in words[1:-1] if len(w) > 4 and not is_given(w) and not is_stopper(w)}
    return {words[-1], words[0], *middle}


def _other_spellings(layout: Layout, persons: Sequence[Person], taken: bytearray) -> Iterator[Naming]:
    """A surname spelt otherwise ("Seitkaliev" for Seitkaliyev), where a verb of speech follows."""
    surnames: dict[str, dict[str, int]] = {}
    for n, person in enumerate(persons):
        if tokens := name_tokens(person.name):
            surnames.setdefault(sound(tokens[-1])[:SAME_START], {})[tokens[-1]] = n
    for found in speaking_words().finditer(layout.view):
        word = found[1].casefold()
        if any(taken[found.start(1) : found.end(1)]):
            continue
        like = surnames.get(sound(word)[:SAME_START], {})
        near = [n for surname, n in like.items() if word != surname and alike(surname, word)]
        if len(near) == 1:
            yield Naming(found.start(1), found.end(1), near[0])
