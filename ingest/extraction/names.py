"""Third stage, part one: where persons are named. A name is a stretch of capitalised words with a reason to be a person's."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.lexicons import alternatives, any_of, gazetteer, lexicon

MAX_NAME = 80
SUGGESTED = "model"
UPPER = "".join(re.escape(chr(c)) for c in range(sys.maxunicode) if c < 0x2000 and chr(c).isupper())


@dataclass(frozen=True)
class NameSpan:
    """One naming of a person: `start` is that of the honorific if there is one; `name` carries neither honorifics nor post-nominals."""

    start: int
    end: int
    name: str
    honorifics: tuple[str, ...] = ()
    retired: bool = False
    reason: str = "honorific"


def find_names(layout: Layout, suggested: Iterable[tuple[int, int]] = ()) -> tuple[NameSpan, ...]:
    """All namings in the text, in order, without overlap: by honorific, by office beside the name, by label, as a speaking subject.

    What a model suggests is a naming if it has two words or more, none of which is known as something else.
    """
    found: list[NameSpan] = []
    for block, start, end in ((b, *span) for b in layout.blocks for span in b.lines or ((b.start, b.end),)):
        text = layout.view[start:end]
        titled = list(_by_honorific(text))
        spans = titled + [
            s for s in _by_context(text, block.kind == HEADING) if not any(s.start < t.end and t.start < s.end for t in titled)
        ]
        found += [NameSpan(s.start + start, s.end + start, s.name, s.honorifics, s.retired, s.reason) for s in _without_overlap(spans)]
    named = bytearray(len(layout.view))
    for span in found:
        named[span.start : span.end] = b"\1" * (span.end - span.start)
    return tuple(sorted([*found, *(s for s in _suggested(layout, suggested) if not any(named[s.start : s.end]))], key=lambda s: s.start))


def _suggested(layout: Layout, spans: Iterable[tuple[int, int]]) -> Iterator[NameSpan]:
    for start, end in spans:
        whole = _bare_name().fullmatch(layout.view[start:end])
        if whole:
            skipped = _leading_stoppers(whole[0])
            name, stop = _clean(whole[0][skipped:], start + skipped)
            before, after = layout.view[max(0, start + skipped - 40) : start + skipped], layout.view[stop : stop + 40]
            of_thing = _thing_before().search(before) and not _office_before().search(before)
            place = of_thing or _institution().match(after) or _thing().match(after)
            if len(name_tokens(name)) > 1 and not place and not _is_no_name(name):
                yield NameSpan(start + skipped, stop, name, reason=SUGGESTED)


def name_tokens(name: str) -> tuple[str, ...]:
    """The parts of a name that can stand for it, lower case, without initials and particles."""
    small = _particles()
    return tuple(t.casefold() for t in re.findall(r"[\w’'-]{2,}", name) if t not in small and not re.fullmatch(r"\w\.?", t))


def _without_overlap(spans: list[NameSpan]) -> list[NameSpan]:
    kept: list[NameSpan] = []
    for span in sorted(spans, key=lambda s: (s.start, s.reason != "honorific", -(s.end - s.start))):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _by_honorific(text: str) -> Iterator[NameSpan]:
    at = 0
    while found := _honorific_pattern().search(text, at):
        lead = found["lead"]
        name, end = _clean(found["name"], found.start("name"))
        if not name or _is_no_name(name, after_title=True) or _institution().match(text[end:]):
            # "President ABCD Ambassador A B": the next title may be the person's
            at = found.start() + len(lead.split()[0])
            continue
        at = end
        retired = bool(_retired().search(lead) or _retired().match(text[end:].lstrip(" ,")))
        yield NameSpan(found.start(), end, name, _titles(lead), retired)


def _titles(lead: str) -> tuple[str, ...]:
    bare = _retired().sub(" ", lead)
    return tuple(" ".join(t.split()).strip(" ,") for t in _one_title().findall(bare))


def _by_context(text: str, heading: bool) -> Iterator[NameSpan]:
    for found in _bare_name().finditer(text):
        skipped = _leading_stoppers(found[0])
        start = found.start() + skipped
        name, end = _clean(found[0][skipped:], start)
        if len(name_tokens(name)) < 2 or _is_no_name(name):
            continue
        before, after = text[:start], text[end:]
        reason = _reason(before, after, heading)
        if reason and not _institution().match(after):
            yield NameSpan(start, end, name, (), bool(_retired().match(after.lstrip())), reason)


def _leading_stoppers(raw: str) -> int:
    """How many characters of connectives and institutions' words stand before the name."""
    at = 0
    for word in re.finditer(r"\S+\s*", raw):
        if word[0].strip() not in _stoppers() and word[0].strip().title() not in _stoppers():
            break
        at = word.end()
    return at


def _reason(before: str, after: str, heading: bool) -> str:
    if _office_after().match(after):
        return "office after"
    if _office_before().search(before[-160:]):
        return "office before"
    if not before.strip() and re.match(r"\s*(?:\([^)]{1,60}\)\s*)?:\s*$" if heading else r"\s*(?:\([^)]{1,60}\)\s*)?:(?:\s|$)", after):
        return "label"
    if re.search(r"(?:^|[.?!;:]\s|,\s)\W*$", before[-40:]) and _speaking().match(after):
        return "speaking subject"
    if re.search(r"\b(?:I[’']m|I am|[Mm]y name is|[Tt]his is|[Qq]uestion:|QUESTION:)\s$", before[-14:]):
        return "own introduction"
    if re.search(r"\b(?:by|said|added|asked|noted|replied|argued|concluded|Mr and)\s$", before[-12:]) and re.match(r"[,.;]|\s*$", after):
        return "speaking subject"
    return ""


def _clean(raw: str, start: int) -> tuple[str, int]:
    """The name without a possessive, trailing particles and words that end no name."""
    raw = raw[:MAX_NAME]
    cut = re.search(r"[’']s?$", raw)
    if cut and raw[: cut.start()][-1:].isalpha() and raw[cut.start() :] in ("’s", "'s"):
        raw = raw[: cut.start()]
    words = raw.split(" ")
    while words and (words[-1] in _particles() or words[-1] in _stoppers() or words[-1] in _post_nominals() or not words[-1]):
        words.pop()
    for n, word in enumerate(words):
        if n and (word in _stoppers() or (word.isupper() and len(word) > 2 and word.title() in _stoppers())):
            words = words[:n]
            break
    raw = " ".join(words)
    return " ".join(raw.split()).strip(), start + len(raw)


def _is_no_name(name: str, after_title: bool = False) -> bool:
    words = name.split()
    if not words or any(w in _stoppers() or (w.isupper() and w.title() in _stoppers()) for w in words):
        return True
    known = _known_names()
    parts = [part for w in words for part in (w.rstrip("’s"), *(w.split("-") if "-" in w else ()))]
    if name in known or (not after_title and any(part in known for part in parts)):
        return True
    if after_title and len(words) == 1:
        return (name.isupper() and len(name) < 8) or name in known
    return all(w.isupper() for w in words) and not after_title and len(words) > 3


@cache
def _stoppers() -> frozenset[str]:
    words = set(lexicon("people")["not_names"])
    offices = lexicon("offices")
    for entry in [*offices["heads"], *offices["modifiers"], *gazetteer("generic")["organisation_heads"]]:
        words.update(w for w in entry.split() if w[0].isupper())
        words.update(w for w in entry.upper().split() if w[0].isupper())
    return frozenset(words)


@cache
def _known_names() -> frozenset[str]:
    """Names of states, their people and cities, organisations and things: capitalised, but no person's."""
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
def _post_nominals() -> frozenset[str]:
    return frozenset(p for p in lexicon("people")["post_nominals"] if p.isupper() and len(p) > 1)


@cache
def _particles() -> frozenset[str]:
    return frozenset(lexicon("people")["particles"])


@cache
def _name() -> str:
    particle = "|".join(re.escape(p) for p in lexicon("people")["particles"])
    word = rf"[{UPPER}](?:[\w’'-]*\w)?(?:[’']s)?"
    initials = rf"(?:[{UPPER}]\.\s?){{1,4}}|(?:Md|Mohd|Muhd|Abd|Ch|St)\.\s"
    part = rf"(?:(?:{particle})\s+|{initials}\s*)"
    return rf"{part}*{word}(?:\s+{part}*{word}){{0,5}}"


@cache
def _honorific_pattern() -> re.Pattern[str]:
    titles = any_of("people", "honorifics")
    marks = any_of("people", "retired")
    title = rf"(?:(?:{titles})(?:\s*(?:{marks}))?(?:(?<=[.)])\s*|,\s+(?=(?:{titles})(?![\w-]))|\s+))"
    return re.compile(rf"(?<![\w’'-])(?P<lead>{title}{{1,6}})(?P<name>{_name()})")


@cache
def _institution() -> re.Pattern[str]:
    """What, right after capitalised words, makes them an institution's name: `Jawaharlal Nehru University`."""
    return re.compile(
        rf"\s+(?:{alternatives(gazetteer('generic')['organisation_heads'])}|International|Memorial|Street|Road|Hall|Airport|Hotel)\b"
    )


@cache
def _heads() -> str:
    kinds = ("organisation", "infrastructure", "event", "document", "treaty", "weapon")
    return rf"(?i:{alternatives(head for kind in kinds for head in gazetteer('generic')[f'{kind}_heads'])})"


@cache
def _thing() -> re.Pattern[str]:
    """What, right after a name, makes it the name of something: `Juan Perez highway`."""
    return re.compile(rf"[\s–-]+(?:{_heads()})\b")


@cache
def _thing_before() -> re.Pattern[str]:
    return re.compile(rf"\b{_heads()}(?: of)?\s+$")


@cache
def _one_title() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{any_of('people', 'honorifics')})(?![\w-])")


@cache
def _retired() -> re.Pattern[str]:
    return re.compile(any_of("people", "retired"))


@cache
def _bare_name() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'.-]){_name()}")


@cache
def office_title() -> str:
    """A regular expression for an office's title, in capitals or not: `Senior Research Fellow`, `former director`."""
    heads = any_of("offices", "heads")
    modifiers = any_of("offices", "modifiers")
    former = any_of("offices", "former")
    return (
        rf"(?i:(?:(?:{former})[\s-]+)?(?:the\s+|an?\s+)?(?:(?:{modifiers})[\s-]+){{0,4}}"
        rf"(?:{heads})(?:\s*[/-]\s*(?:{heads}))*(?:\s+Extraordinary\s+and\s+Plenipotentiary)?)(?![\w-])"
    )


@cache
def _office_after() -> re.Pattern[str]:
    posts = "|".join(re.escape(p) for p in lexicon("people")["post_nominals"])
    return re.compile(rf"(?:,\s*(?:{posts})\b)*\s*(?:\([^)]{{1,20}}\)\s*)?[,(–—-]\s*(?!and\b)(?:(?:\w+[\s-]){{0,3}}?){office_title()}")


@cache
def _office_before() -> re.Pattern[str]:
    """An office with its organisation, right before the name: `director of the Institute of X `."""
    heads = any_of("offices", "heads")
    capital = rf"(?:[{UPPER}][\w’'&-]*|\([A-Z]+\))"
    return re.compile(
        rf"(?i:\b(?:{heads}))(?:\s+(?:of|at|for|from|in|to)\s+(?:the\s+)?{capital}(?:\s+(?:(?:of|and|the|for|on|in)\s+)*{capital}){{0,9}}|\s+[A-Z]{{2,8}})?,?\s+$"
    )


@cache
def _speaking() -> re.Pattern[str]:
    return re.compile(
        r"(?:,[^,.]{2,120},)?\s+(?:(?:also|then|further|however|in turn|later|directly)\s+)?"
        rf"(?:{any_of('speech', 'verbs')})\b"
    )


@cache
def speaking_words() -> re.Pattern[str]:
    """A capitalised word of some length with a verb of speech after it."""
    return re.compile(rf"(?<![\w’'-])([{UPPER}][\w’'-]{{5,}})(?=\s+(?:{any_of('speech', 'verbs')})\b)")
