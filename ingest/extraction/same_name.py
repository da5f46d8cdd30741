"""Third stage, between the parts: which namings are the same name — short forms, initials, other transliterations."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from ingest.extraction.name_words import name_tokens, plain
from ingest.extraction.names import NameSpan

INITIALS = re.compile(r"(?:[^\W\d_]\.\s?)+[^\W\d_]{3}")
SAME_SPELLING = 84
# of long names with the same consonants: Mohammed, Muhammad
NEAR_SPELLING = 70
MIN_SOUND = 4
MIN_FUZZY = 5
MAX_LONGER = 3
MAX_COMPARED = 1000
# names that begin to sound differently are never compared: this keeps a long text fast
SAME_START = 3
MALE, FEMALE = frozenset({"mr", "sir", "lord", "shri"}), frozenset({"ms", "mrs", "miss", "madam", "madame", "dame", "lady", "smt"})
# spellings of one sound in the romanisations of Cyrillic, Arabic, Persian and Turkic names
SOUNDS = (
    ("sch", "s"), ("tch", "c"), ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("gh", "g"), ("ph", "f"),
    ("th", "t"), ("ks", "x"), ("ck", "k"), ("q", "k"), ("w", "v"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("y", "i"), ("j", "j"),
)  # fmt: skip


class _Group:
    """Namings of one person, the fullest first."""

    def __init__(self, span: NameSpan) -> None:
        self.name = span.name
        self.spans = [span]
        self.titles = _titles(span)

    def add(self, span: NameSpan) -> None:
        self.spans.append(span)
        self.titles |= _titles(span)


def grouped(spans: Sequence[NameSpan]) -> list[list[NameSpan]]:
    """The namings of each person; persons in the order of their first naming. A lone word without a title or an initial is no person."""
    groups: list[_Group] = []
    by_sound: dict[str, list[_Group]] = {}
    # fullest names first, so that short forms find them
    for span in sorted(spans, key=lambda s: (-len(name_tokens(s.name)), s.start)):
        tokens = _folded(span.name)
        # a name fits only if its first and its last word do: look among the rarer of the two
        near = min((by_sound.get(sound(t)[:SAME_START], []) for t in tokens[:1] + tokens[-1:]), key=len, default=[])[-MAX_COMPARED:]
        fits = [g for g in near if _same(g.name, span.name)]
        if fits:
            _nearest(fits, span).add(span)
            continue
        groups.append(_Group(span))
        for key in dict.fromkeys(sound(t)[:SAME_START] for t in tokens):
            by_sound.setdefault(key, []).append(groups[-1])
    kept = [g for g in groups if len(name_tokens(g.name)) > 1 or any(s.honorifics or INITIALS.match(s.name) for s in g.spans)]
    return sorted((g.spans for g in kept), key=lambda g: min(s.start for s in g))


def _nearest(fits: Sequence[_Group], span: NameSpan) -> _Group:
    """Of two with one surname: whose titles fit, and who was named last before this place."""
    if len(fits) == 1:
        return fits[0]

    def worth(group: _Group) -> tuple[bool, int]:
        ends = sorted(s.end for s in group.spans)
        before = bisect_right(ends, span.start)
        return _gender_fits(group.titles, _titles(span)), ends[before - 1] if before else -1

    return max(fits, key=worth)


def _titles(span: NameSpan) -> frozenset[str]:
    return frozenset(t.casefold().rstrip(".") for t in span.honorifics)


def _gender_fits(titles: frozenset[str], own: frozenset[str]) -> bool:
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
        return any(alike(x, b[0]) for x in a) and (not initial or _initial(initial[1]) in {_initial(i) for i in initials})
    return (alike(a[-1], b[-1]) and alike(a[0], b[0])) or all(any(alike(x, y) for x in a) for y in b)


def _initial(letter: str) -> str:
    """A first letter, with one for those that romanisations exchange: Yerlan and Erlan, Jahongir and Dzhahongir."""
    return {"y": "e", "j": "d", "q": "k", "c": "k"}.get(letter.casefold(), letter.casefold())


@lru_cache(maxsize=4096)
def _folded(name: str) -> tuple[str, ...]:
    """The name's words without accents."""
    return name_tokens(plain(name))


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """How a name's word sounds, roughly: one letter for the spellings of a consonant, vowels only at the start.

    >>> sound("aleksey") == sound("alexei"), sound("muhammad") == sound("mohammed")
    (True, True)
    """
    word = _spelt(word)
    return word[:1] + "".join(c for n, c in enumerate(word[1:]) if c not in "aeiou" and c != word[n])


@lru_cache(maxsize=65536)
def _spelt(word: str) -> str:
    word = plain(word.casefold())
    for spelling, one in SOUNDS:
        word = word.replace(spelling, one)
    return word


@lru_cache(maxsize=65536)
def alike(a: str, b: str) -> bool:
    """Whether two words of names can be spellings of one, lower case.

    >>> alike("sergei", "sergey"), alike("ahmed", "akhmed"), alike("karimov", "karimova")
    (True, True, False)
    """
    if a == b:
        return True
    # a woman's surname beside a man's: Karimova, Karimov
    if a == b + "a" or b == a + "a":
        return False
    if min(len(a), len(b)) < MIN_FUZZY or a[0] != b[0] or abs(len(a) - len(b)) > MAX_LONGER:
        return False
    if ratio(a, b) >= SAME_SPELLING or ratio(_spelt(a), _spelt(b)) >= SAME_SPELLING:
        return True
    return len(sound(a)) >= MIN_SOUND and sound(a) == sound(b) and ratio(a, b) >= NEAR_SPELLING
