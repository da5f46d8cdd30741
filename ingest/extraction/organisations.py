"""Names of organisations in a text: those of the gazetteer, those with a head word ("… Institute of …"), and abbreviations defined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from ingest.extraction.forms import Forms
from ingest.extraction.lexicons import alternatives, gazetteer, lexicon
from ingest.extraction.name_words import UPPER

MAX_ABBREVIATION = 12
OPENERS = re.compile(
    r"(?:(?:The|A|An|In|On|At|By|From|For|With|This|That|While|When|As|And|But|Also|Its|His|Her|Our|Their|Both|Former|About|Under|Of)\s+"
    r"|[^\W\d_][\w’']*-based\s+)+"
)
DEFINED = re.compile(r"(?:\s+(?:under|of|at|in) [^().;]{3,70})?\s*\((?:the\s+)?([A-Za-z][\w&.-]{1,11})\)")
# "Centre for Ghana, Iceland and Kenya (CGIK)": a list belongs to the name that an abbreviation follows
LISTED = re.compile(
    rf"(?:,\s+[{UPPER}][\w’-]+(?:\s+[{UPPER}][\w’-]+){{0,3}}){{1,4}},?\s+and\s+[{UPPER}][\w’-]+(?:\s+[{UPPER}][\w’-]+){{0,3}}(?=\s*\([A-Z]{{2,}}\))"
)
# a unit of an institute is the institute
UNIT = re.compile(r"(?:[\w’&-]+\s+){1,4}?(?:Division|Wing|Cell|Unit|Desk|Section|Chapter)\s+(?:of|at)\s+(?:the\s+)?")
AND = re.compile(r"\s+(?:and|&|AND)\s+(?:the\s+)?")


class Organisation(NamedTuple):
    """An organisation's name in the text; `id` is the gazetteer's, or empty."""

    start: int
    end: int
    text: str
    id: str = ""


def organisations(text: str) -> list[Organisation]:
    """All organisations named, in order, the longest name at each place."""
    found = [Organisation(m.start(), m.end(), " ".join(m[0].split()), _known()[_key(m[0])]) for m in _known_forms().finditer(text)]
    for match in _generic_pattern().finditer(text):
        for start, end in _apart(text, *_trimmed(match)):
            listed = LISTED.match(text, end)
            last = listed.end() if listed else end
            name = " ".join(text[start:last].split())
            if " " in name and name not in _not_organisations():
                found.append(Organisation(start, last, name, _known().get(_key(name), "")))
    kept: list[Organisation] = []
    for org in sorted(found, key=lambda o: (o.start, -(o.end - o.start))):
        if not kept or org.start >= kept[-1].end:
            kept.append(org)
    return kept


def abbreviations(blocks: Iterable[str]) -> Mapping[str, str]:
    """Abbreviation → full name, as the text defines them: "Strategic Vision Institute (SVI)"; also by initials of an organisation named."""
    texts = list(blocks)
    defined: dict[str, str] = {}
    named: dict[str, None] = {}
    for text in texts:
        for org in organisations(text):
            named.setdefault(org.text)
            found = DEFINED.match(text, org.end)
            if found and any(c.isupper() for c in found[1]) | found[1].islower():
                defined.setdefault(found[1], org.text)
    words = set(re.findall(r"(?<!\w)[^\W\d_]{3,12}(?!\w)", " ".join(texts)))
    for name in named:
        small = SMALL if name.isupper() else frozenset()
        initials = "".join(w[0] for w in re.findall(r"[\w’]+", name) if w[0].isupper() and w not in small)
        if 2 < len(initials) <= MAX_ABBREVIATION and initials != name and initials in words:
            defined.setdefault(initials, name)
    return defined


SMALL = frozenset({"OF", "FOR", "AND", "THE", "ON", "IN", "AT"})


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Without the capital of a word that only opens the sentence."""
    found = OPENERS.match(match[0])
    return match.start() + (found.end() if found else 0), match.end()


def _apart(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Two names joined by "and" are two: `X Group and Y Group of Z`; `Chamber of Commerce and Industry` is one."""
    unit = UNIT.match(text, start, end)
    if unit and _with_head().search(text[unit.end() : end]):
        start = unit.end()
    for found in AND.finditer(text, start, end):
        left, right = text[start : found.start()], text[found.end() : end]
        complete = bool(_ends_with_head().search(left)) or " ".join(left.split()) in _known() or (left.isupper() and " " not in left)
        if complete and _with_head().search(right):
            yield start, found.start()
            yield from _apart(text, found.end(), end)
            return
        if complete and " " in left and not _starts_with_head().match(left):
            # `X Institute and Y`: whatever Y is, it is no part of the institute's name
            yield start, found.start()
            return
    yield start, end


def _key(name: str) -> str:
    return " ".join(name.split()).replace("’", "'")


@cache
def _known() -> Mapping[str, str]:
    return {
        name.replace("’", "'"): entry["id"] for entry in gazetteer("organisations") for name in (entry["name"], *(entry.get("names") or ()))
    }


def known_id(name: str) -> str:
    """The gazetteer's id of an organisation's name; empty if it is not listed."""
    return _known().get(_key(name), "")


@cache
def known_label(id: str) -> str:
    """The gazetteer's name of an organisation; the id if it is unknown."""
    return next((e["name"] for e in gazetteer("organisations") if e["id"] == id), id)


@cache
def _known_forms() -> Forms:
    return Forms(_known())


@cache
def _not_organisations() -> frozenset[str]:
    return frozenset(gazetteer("generic")["not_organisations"])


@cache
def _heads() -> str:
    heads: list[str] = gazetteer("generic")["organisation_heads"]
    return f"{alternatives(heads)}|{alternatives(h.upper() for h in heads)}"


@cache
def _ends_with_head() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{_heads()})$")


@cache
def _starts_with_head() -> re.Pattern[str]:
    return re.compile(rf"(?:{_heads()})\s+(?:of|for|OF|FOR)\b")


@cache
def _with_head() -> re.Pattern[str]:
    """A name that is whole: its head stands first and has an "of", or stands last or before "of"."""
    return re.compile(rf"^(?:{_heads()})\s+(?:of|for|OF|FOR)\b|\s(?:{_heads()})(?:$|\s+(?:of|for|OF|FOR|[{UPPER}]))")


@cache
def _generic_pattern() -> re.Pattern[str]:
    generic = gazetteer("generic")
    calendar = [w.title() for w in lexicon("events")["months"] if len(w) > 3] + [
        f"{d}day" for d in ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")
    ]
    barred = alternatives(
        [*lexicon("people")["honorifics"], *lexicon("offices")["heads"], *calendar, *generic["not_in_names"], "In", "On", "At", "For", "By"]
    )
    word = rf"(?!(?:{barred})(?![\w-]))(?:(?:[A-Z]\.){{2,}}|[A-Z]\.(?=\s[A-Z])|[{UPPER}][\w’']*(?:[–-][\w’']+)*)"
    small = r"(?:of|for|on|de|del|da|do|OF|FOR|ON|AND)(?:\s+(?:the|THE|la|el))?"
    tail = rf"(?:\s+(?:{small}\s+)?(?:and\s+|&\s+|AND\s+)?{word})"
    return re.compile(
        rf"(?<![\w’'-])(?:{word}\s+(?:(?:of|for|and|de|&)\s+)?){{0,7}}?(?:{_heads()})(?![\w-])(?:{tail}){{0,9}}(?:\s+(?:studies|affairs|relations)(?![\w-]))?"
    )


def is_intergovernmental(id: str) -> bool:
    """Whether the gazetteer lists this organisation as one between states."""
    return known_kind(id) in ("igo", "alliance")


def known_kind(id: str) -> str | None:
    """Of which kind the gazetteer says this organisation is (`igo`, `media`, `university` …); None if it is not listed."""
    return _kinds().get(id)


@cache
def _kinds() -> Mapping[str, str]:
    return {e["id"]: e["kind"] for e in gazetteer("organisations")}
