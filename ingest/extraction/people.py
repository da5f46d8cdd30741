"""Third stage, part two: namings → persons, each with all the places where the text names them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from ingest.extraction.layout import Layout
from ingest.extraction.names import NameSpan, find_names, name_tokens, speaking_words

SAME_SPELLING = 0.84
MIN_FUZZY = 5
MAX_LONGER = 3


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


def find_people(layout: Layout, suggested: Sequence[tuple[int, int]] = ()) -> People:
    """The persons of a text; two namings are one person if their names can be the same name.

    `suggested`: where a model sees a person named; believed where the rules see nothing else.
    """
    spans = find_names(layout, suggested)
    groups = _grouped(spans)
    persons = tuple(_person(layout, group) for group in groups)
    namings = [Naming(s.start, s.end, n) for n, group in enumerate(groups) for s in group]
    namings += _bare_surnames(layout, persons, namings)
    namings += _other_spellings(layout, persons, namings)
    return People(persons, tuple(sorted(namings, key=lambda n: n.start)))


def _grouped(spans: Sequence[NameSpan]) -> list[list[NameSpan]]:
    """Fullest names first, so that short forms find them; groups in order of first naming."""
    groups: list[list[NameSpan]] = []
    for span in sorted(spans, key=lambda s: (-len(name_tokens(s.name)), s.start)):
        fits = [g for g in groups if _same(g[0].name, span.name)]
        if fits:
            # two of one surname: the one named last before this place
            nearest = max(fits, key=lambda g: (_gender_fits(g, span), max((s.end for s in g if s.end <= span.start), default=-1)))
            nearest.append(span)
        else:
            groups.append([span])
    # a single word without a title, or a lone given name, is no person by itself
    kept = [g for g in groups if len(name_tokens(g[0].name)) > 1 or any(s.honorifics for s in g)]
    return sorted(kept, key=lambda g: min(s.start for s in g))


MALE, FEMALE = {"mr", "sir", "lord", "shri"}, {"ms", "mrs", "miss", "madam", "madame", "dame", "lady", "smt"}


def _gender_fits(group: Sequence[NameSpan], span: NameSpan) -> bool:
    titles = {t.casefold().rstrip(".") for s in group for t in s.honorifics}
    own = {t.casefold().rstrip(".") for t in span.honorifics}
    return not ((titles & MALE and own & FEMALE) or (titles & FEMALE and own & MALE))


def _same(full: str, other: str) -> bool:
    """Whether `other` can name the person called `full` (which has at least as many words)."""
    a, b = _folded(full), _folded(other)
    if not a or not b or a == b:
        return a == b
    if len(a) == 1:
        return False
    initials = [w[0].casefold() for w in re.findall(r"[^\W\d_]+", full)]
    if len(b) == 1:
        initial = re.match(r"(\w)\.", other)
        return any(_alike(x, b[0]) for x in a) and (not initial or initial[1].casefold() in initials)
    return (_alike(a[-1], b[-1]) and _alike(a[0], b[0])) or all(any(_alike(x, y) for x in a) for y in b)


@lru_cache(maxsize=4096)
def _folded(name: str) -> tuple[str, ...]:
    """The name's words without accents."""
    return name_tokens("".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)))


@lru_cache(maxsize=65536)
def _alike(a: str, b: str) -> bool:
    if a == b:
        return True
    if min(len(a), len(b)) < MIN_FUZZY or a[0] != b[0] or abs(len(a) - len(b)) > MAX_LONGER:
        return False
    matcher = SequenceMatcher(None, a, b)
    return matcher.quick_ratio() >= SAME_SPELLING and matcher.ratio() >= SAME_SPELLING


def _person(layout: Layout, group: Sequence[NameSpan]) -> Person:
    full = max(group, key=lambda s: (len(name_tokens(s.name)), -s.start))
    ordered = sorted(group, key=lambda s: s.start)
    forms = dict.fromkeys(" ".join(layout.view[s.start : s.end].split()) for s in ordered)
    forms.update(dict.fromkeys(s.name for s in ordered))
    forms.pop(full.name, None)
    honorifics = dict.fromkeys(t for s in ordered for t in s.honorifics)
    return Person(full.name, tuple(forms), tuple(honorifics), any(s.retired for s in group))


def _occupied(layout: Layout, namings: Sequence[Naming]) -> bytearray:
    """One byte a character: 1 where a person is named already."""
    taken = bytearray(len(layout.view))
    for naming in namings:
        taken[naming.start : naming.end] = b"\1" * (naming.end - naming.start)
    return taken


def _bare_surnames(layout: Layout, persons: Sequence[Person], known: Sequence[Naming]) -> Iterator[Naming]:
    """Surnames (and in a lively transcript given names) that stand alone."""
    taken = _occupied(layout, known)
    owners: dict[str, list[int]] = {}
    for n, person in enumerate(persons):
        words = [w for w in re.findall(r"[\w’'-]{3,}", person.name) if w[0].isupper()]
        # a transcript's labels are in capitals
        for word in {words[-1], words[0]} if words else ():
            owners.setdefault(word.casefold(), []).append(n)
    if not owners:
        return
    words_pattern = "|".join(re.escape(w) for w in sorted(owners, key=lambda w: (-len(w), w)))
    for found in re.finditer(rf"(?<![\w’'-])(?:[^\W\d_]\.\s?){{0,4}}({words_pattern})(?![\w-])", layout.view, re.IGNORECASE):
        if not found[1][0].isupper() or any(taken[found.start() : found.end()]):
            continue
        if len(owners[found[1].casefold()]) == 1 and not re.match(r"\s+[A-Z][a-z]+", layout.view[found.end() : found.end() + 20]):
            yield Naming(found.start(), found.end(), owners[found[1].casefold()][0])


def _other_spellings(layout: Layout, persons: Sequence[Person], known: Sequence[Naming]) -> Iterator[Naming]:
    """A surname spelt otherwise ("Seitkaliev" for Seitkaliyev), where a verb of speech follows."""
    taken = _occupied(layout, known)
    surnames = {name_tokens(p.name)[-1]: n for n, p in enumerate(persons) if name_tokens(p.name)}
    for found in speaking_words().finditer(layout.view):
        word = found[1].casefold()
        if any(taken[found.start(1) : found.end(1)]):
            continue
        near = [n for surname, n in surnames.items() if word != surname and _alike(surname, word)]
        if len(near) == 1:
            yield Naming(found.start(1), found.end(1), near[0])
