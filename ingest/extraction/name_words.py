"""The words of names: what may stand in a person's name, what ends one, and how titles and offices beside it are written."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache, lru_cache

from ingest.extraction.lexicons import alternatives, any_of, gazetteer, lexicon

UPPER = "".join(re.escape(chr(c)) for c in range(sys.maxunicode) if c < 0x2000 and chr(c).isupper())
# letters that Unicode does not take apart
NO_MARKS = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ə": "a",
        "Ə": "A",
    }
)
# between the words of a name or phrase; more than that is a column of a table
SPACE = r"\s{1,3}"
# letters after a name that no list has, between commas
UNKNOWN_POST = r",\s(?!too|also|then|here|said|now|who)[a-z]{3,5}(?=,)"


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """A word without accents."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word.translate(NO_MARKS)) if not unicodedata.combining(c))


@lru_cache(maxsize=16384)
def name_tokens(name: str) -> tuple[str, ...]:
    """The parts of a name that can stand for it, lower case, without initials and particles."""
    small = particles()
    return tuple(t.casefold() for t in re.findall(r"[\w’'-]{2,}", name) if t not in small and not re.fullmatch(r"\w\.?", t))


def is_given(word: str) -> bool:
    """Whether a word is a known given name, whatever its accents and capitals."""
    bare = plain(word.strip(".,"))
    return (
        bare in _given()
        or (bare.isupper() and len(bare) > 2 and bare.title() in _given())
        or ("-" in bare and bare.split("-")[0] in _given())
    )


@lru_cache(maxsize=65536)
def is_stopper(word: str) -> bool:
    """Whether a capitalised word belongs to no name: connectives, months, words of offices and institutions, in capitals or not."""
    return word in _stoppers() or (len(word) > 1 and word.isupper() and word.title() in _stoppers())


def is_surname_too(word: str) -> bool:
    """Whether such a word is also a family name: it ends a name that began with a given name (`Julie Bishop`)."""
    return word in _surnames_too()


@lru_cache(maxsize=65536)
def is_known(name: str) -> bool:
    """Whether words are the name of a state, its people or towns, an organisation or a thing."""
    return name.replace("’", "'") in _known_names()


def is_initial(word: str) -> bool:
    """`A`, `A.` or `A.K.`; not the article of a sentence, which the caller knows."""
    return bool(INITIAL.fullmatch(word))


INITIAL = re.compile(rf"[{UPPER}]\.?(?:[{UPPER}]\.?){{0,3}}(?<=[.{UPPER}])")


@cache
def _surnames_too() -> frozenset[str]:
    return frozenset(lexicon("people")["surnames_too"])


@cache
def _given() -> frozenset[str]:
    return frozenset(lexicon("given_names")["given"].split())


@cache
def _stoppers() -> frozenset[str]:
    words = set(lexicon("people")["not_names"])
    offices = lexicon("offices")
    generic = gazetteer("generic")
    heads = [head for kind in generic if kind.endswith("_heads") for head in generic[kind]]
    for entry in [*offices["heads"], *offices["modifiers"], *heads]:
        words.update(w for w in entry.split() if w[0].isupper())
        words.update(w for w in entry.upper().split() if w[0].isupper())
    return frozenset(words)


@cache
def _known_names() -> frozenset[str]:
    known: set[str] = set()
    for state in gazetteer("states"):
        for field in ("names", "demonyms", "capitals", "cities", "prefixes"):
            known.update(state.get(field) or ())
        known.add(state["name"])
    for kind in ("organisations", "things"):
        for entry in gazetteer(kind):
            known.update([entry["name"], *(entry.get("names") or ())])
    return frozenset(known)


@cache
def post_nominals() -> frozenset[str]:
    """Letters after a name that look like a word of it."""
    return frozenset(p for p in lexicon("people")["post_nominals"] if p.isupper() and len(p) > 1)


@cache
def place_leads() -> frozenset[str]:
    """Words that begin a place's name."""
    return frozenset(lexicon("people")["place_leads"])


@cache
def particles() -> frozenset[str]:
    """Small words inside a name: `van`, `bin`, `de`."""
    return frozenset(lexicon("people")["particles"])


@cache
def name_pattern() -> str:
    """A regular expression for one to six capitalised words with particles and initials between them."""
    particle = "|".join(re.escape(p) for p in lexicon("people")["particles"])
    word = rf"[{UPPER}](?:[\w’'-]*\w)?(?:[’']s)?"
    initials = rf"(?:[{UPPER}]\.\s?){{1,4}}|(?:Md|Mohd|Muhd|Abd|Ch|St|Ma|Sk)\.\s"
    part = rf"(?:(?:{particle}){SPACE}|(?:{initials})\s?)"
    tail = rf"(?:{SPACE}(?:[{UPPER}]\.){{1,3}}(?![\w]))?"
    return rf"{part}{{0,3}}{word}(?:{SPACE}{part}{{0,3}}{word}){{0,11}}{tail}"


@cache
def bare_name() -> re.Pattern[str]:
    """A stretch of capitalised words."""
    return re.compile(rf"(?<![\w’'.-]){name_pattern()}")


@cache
def honorific_pattern() -> re.Pattern[str]:
    """Titles (`lead`) and the name after them (`name`)."""
    titles = any_of("people", "honorifics")
    title = rf"(?:(?:{titles})(?:\s?{_mark()})?(?:(?<=[.)])\s{{0,3}}|,{SPACE}(?=(?:{titles})(?![\w-]))|{SPACE}))"
    return re.compile(rf"(?<![\w’'-])(?P<lead>{title}{{1,6}})(?P<name>{name_pattern()})")


@cache
def one_title() -> re.Pattern[str]:
    """One title."""
    return re.compile(rf"(?<![\w-])(?:{any_of('people', 'honorifics')})(?![\w-])")


@cache
def retired() -> re.Pattern[str]:
    """A mark that a rank's holder has left the service."""
    return re.compile(_mark())


def _mark() -> str:
    return rf"(?i:{any_of('people', 'retired')})"


@cache
def institution() -> re.Pattern[str]:
    """What, right after capitalised words, makes them an institution's name: `Ana Silva University`, `Westhaven Women’s College`."""
    return re.compile(
        rf"(?:[’']s?)?{SPACE}(?:{alternatives(gazetteer('generic')['organisation_heads'])}|International|Memorial|Street|Road|Hall|Airport|Hotel)\b"
    )


@cache
def office_title() -> str:
    """A regular expression for an office's title, in capitals or not: `Senior Research Fellow`, `former director`."""
    heads = any_of("offices", "heads")
    modifiers = any_of("offices", "modifiers")
    former = any_of("offices", "former")
    return (
        rf"(?<!\w)(?i:(?:(?:{former})[\s-]{{1,3}})?(?:the{SPACE}|an?{SPACE})?(?:(?:{modifiers})[\s-]{{1,3}}){{0,4}}"
        rf"(?:{heads})(?:\s?[/-]\s?(?:{heads})){{0,3}}(?:{SPACE}Extraordinary{SPACE}and{SPACE}Plenipotentiary)?)(?![\w-])"
    )


@cache
def speaking_words() -> re.Pattern[str]:
    """A capitalised word of some length with a verb of speech after it."""
    return re.compile(rf"(?<![\w’'-])([{UPPER}][\w’'-]{{5,}})(?={SPACE}(?:{any_of('speech', 'verbs')})\b)")
