"""Names of organisations in a text: those of the gazetteer, those with a head word ("… Institute of …"), and abbreviations defined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from ingest.extraction.lexicons import alternatives, gazetteer, lexicon
from ingest.extraction.name_words import UPPER

MAX_ABBREVIATION = 12
OPENERS = re.compile(
    r"(?:(?:The|A|An|In|On|At|By|From|For|With|This|That|While|When|As|And|But|Also|Its|His|Her|Our|Their|Both|Former)\s+)+"
)
DEFINED = re.compile(r"(?:\s+(?:under|of|at|in) [^().;]{3,70})?\s*\((?:the\s+)?([A-Za-z][\w&.-]{1,11})\)")


class Organisation(NamedTuple):
    """An organisation's name in the text; `id` is the gazetteer's, or empty."""

    start: int
    end: int
    text: str
    id: str = ""


def organisations(text: str) -> list[Organisation]:
    """All organisations named, in order, the longest name at each place."""
    found = [Organisation(m.start(), m.end(), " ".join(m[0].split()), _known()[_key(m[0])]) for m in _known_pattern().finditer(text)]
    for match in _generic_pattern().finditer(text):
        start, end = _trimmed(match)
        name = " ".join(text[start:end].split())
        if " " in name:
            found.append(Organisation(start, end, name, _known().get(_key(name), "")))
    kept: list[Organisation] = []
    for org in sorted(found, key=lambda o: (o.start, -(o.end - o.start))):
        if not kept or org.start >= kept[-1].end:
            kept.append(org)
    return kept


def abbreviations(blocks: Iterable[str]) -> Mapping[str, str]:
    """Abbreviation → full name, as the text defines them: "Strategic Vision Institute (SVI)"; also by initials of an organisation named."""
    texts = list(blocks)
    whole = " ".join(texts)
    defined: dict[str, str] = {}
    named: list[str] = []
    for text in texts:
        for org in organisations(text):
            named.append(org.text)
            found = DEFINED.match(text, org.end)
            if found and any(c.isupper() for c in found[1]) | found[1].islower():
                defined.setdefault(found[1], org.text)
    for name in named:
        initials = "".join(w[0] for w in re.findall(r"[\w’]+", name) if w[0].isupper())
        if 2 < len(initials) <= MAX_ABBREVIATION and initials != name and re.search(rf"(?<!\w){re.escape(initials)}(?!\w)", whole):
            defined.setdefault(initials, name)
    return defined


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Without the capital of a word that only opens the sentence."""
    found = OPENERS.match(match[0])
    return match.start() + (found.end() if found else 0), match.end()


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
def _known_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-])(?:{alternatives(_known()).replace(chr(39), '[’' + chr(39) + ']')})(?![\w-])")


@cache
def _generic_pattern() -> re.Pattern[str]:
    heads = alternatives([*gazetteer("generic")["organisation_heads"]])
    heads = rf"(?:{heads}|{alternatives(h.upper() for h in gazetteer('generic')['organisation_heads'])})"
    barred = alternatives([*lexicon("people")["honorifics"], *lexicon("offices")["heads"], "In", "On", "At", "For", "By"])
    word = rf"(?!(?:{barred})(?![\w-]))(?:(?:[A-Z]\.){{2,}}|[{UPPER}][\w’']*(?:[–-][\w’']+)*)"
    small = r"(?:of|for|on|in|de|del|da|do|under|OF|FOR|ON|AND)(?:\s+(?:the|THE|la|el))?"
    tail = rf"(?:\s+(?:{small}\s+)?(?:and\s+|&\s+|AND\s+)?{word})"
    return re.compile(rf"(?<![\w’'-])(?:{word}\s+(?:(?:of|for|and|de|&)\s+)?){{0,7}}?{heads}(?![\w-])(?:{tail}){{0,9}}")


@cache
def is_intergovernmental(id: str) -> bool:
    """Whether the gazetteer lists this organisation as one between states."""
    return any(e["id"] == id and e["kind"] in ("igo", "alliance") for e in gazetteer("organisations"))
