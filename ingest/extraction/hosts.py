"""Seventh stage: who hosts the event — the subject of "held", the names after "organised by", partners, and else the letterhead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from ingest.extraction.announcement import QUOTED_TITLE, Announcement, happened, host_passive, host_verb, kind_words
from ingest.extraction.lexicons import any_of, gazetteer, lexicon
from ingest.extraction.organisations import known_id, known_kind, known_label, organisations
from ingest.extraction.places import places
from ingest.extraction.titles import shaped

MOST = 6
MOST_WORDS = 8
PART_OF = re.compile(r"\s*(?:\([^)]*\)\s*)?,?\s*(?:of|under|within|a (?:member )?unit of|part of) (?:the )?")
# a university hosts with its centre; a ministry does not with its institute
HOUSE = re.compile(r"Universi|Foundation|College|School|Akademi|Fundaci")
MINISTRY = re.compile(r"Ministry|Department of|Government|President")
# an organisation by its head, but a place to meet
ROOM = re.compile(r"\b(?:Museum|Club|House|Library|Court|Church|Parliament)$")
HELD_AT = re.compile(
    r"\b(?:organi[sz]ed|hosted|held|took place) at (?:the (?:site|premises|campus|building|headquarters|offices?) of )?(?:the )?(?=[A-Z])"
)
BARE_ITEM = re.compile(
    r"\s*(?:the )?([A-Z][\w’-]+(?: (?:of |de |del |do |du |der |for |la )?[A-Z][\w’-]*){0,5})\s*(?:\([^)]*\))?\s*(?:in [A-Z]\w+)?\.?\s*$"
)
SUBJECT = re.compile(
    r"(?:^|,\s)(?:The )?((?!They|It\b|This|Both)[A-Z][\w’-]{2,}(?: [A-Z][\w’-]*){0,5})\s+"
    r"(?:\([A-Z]\w+\)\s+)?(?:has |have )?(?:recently )?(?:jointly )?$"
)
# guests of an event that was "organised jointly with X": X is the host
GUESTS = re.compile(
    r"\b(?:took part|participated|attended)\b[^.]*?\b(?:organi[sz]ed|held|hosted|arranged)"
    r"(?: jointly| together| in (?:collaboration|cooperation))? with\b"
)


def find_hosts(announcement: Announcement, short: Mapping[str, str], publisher: str = "") -> tuple[str, ...]:
    """The hosts' full names, in order; `short` maps abbreviations to names, `publisher` is that of the page."""
    for sentence in announcement.ranked:
        number = announcement.opening.index(sentence)
        before = announcement.opening[number - 1] if number else ""
        found = _full(_hosts_in(sentence, before, short), short)
        if found:
            return found
    return (
        _full(_from_head(announcement), short)
        or _full(_at_place(announcement), short)
        or _full(list(_owners(announcement))[:2], short)
        or _full([n for line in announcement.head for n in _letterhead(line)][:1], short)
        or _full([publisher] if _is_institute(publisher) else [], short)
        or tuple(name for name, _ in Counter(short.values()).most_common(1))
    )


def _is_institute(publisher: str) -> bool:
    """Whether a page's publisher can be a host: a newspaper that reports an event has not held it."""
    known = known_id(publisher)
    if known:
        return known_kind(known) != "media"
    return any(word.strip(",.()") in gazetteer("generic")["institutes"] for word in publisher.split())


def _full(names: list[str], short: Mapping[str, str]) -> tuple[str, ...]:
    """Names instead of abbreviations, as the text or the gazetteer expands them."""
    return tuple(dict.fromkeys(short.get(n) or (known_label(known_id(n)) if n.isupper() and known_id(n) else n) for n in names))[:MOST]


def _hosts_in(sentence: str, before: str, short: Mapping[str, str]) -> list[str]:
    text = QUOTED_TITLE.sub(_blank_or_name, sentence)
    names: list[str] = []
    if re.match(r"(?:They|It|Both|The two)\b", sentence) and host_verb().search(sentence):
        # "They held the meeting": the hosts stand in the sentence before
        names = _independent(QUOTED_TITLE.sub(" ", before))
    passives = list(host_passive().finditer(text))
    if passives:
        ends = [p.start() for p in passives[1:]] + [len(text)]
        return [n for p, end in zip(passives, ends, strict=True) for n in _listed(text[p.end() : end], short)]
    guests = GUESTS.search(text)
    if guests:
        return _listed(text[guests.end() :], short)
    active = host_verb().search(text)
    if active and (kind_words().search(text) or QUOTED_TITLE.search(sentence)):
        names += _subject(text[: active.start()], short)
        partner = re.search(rf"{lexicon('events')['partners']}|^\s*with\b", text[active.end() :])
        if partner:
            names += _listed(text[active.end() + partner.end() :], short)
    names += _both(text, short)
    place = HELD_AT.search(text)
    if place and not names and kind_words().search(text):
        names = [o.text for o in organisations(text[place.end() :]) if o.start == 0 and not ROOM.search(o.text)]
    return names


def _blank_or_name(found: re.Match[str]) -> str:
    """A quotation blanked, unless it is a name between quotation marks ("organised by “…”")."""
    inner = found[0][1:-1]
    named = organisations(inner)
    is_name = (named and named[0].end - named[0].start > 0.8 * len(inner)) or host_passive().search(found.string[: found.start()][-30:])
    return f" {inner} " if is_name and len(inner.split()) <= MOST_WORDS else " " * len(found[0])


def _listed(text: str, short: Mapping[str, str]) -> list[str]:
    """The names of a list after "by" or "with": organisations, and other names in capitals that stand in the list as items."""
    scope = _scope_end().split(text, maxsplit=1)[0]
    orgs = _independent(scope)
    rest, marks = scope, {}
    for n, name in enumerate(orgs):
        # an organisation's own "and" and commas part nothing
        rest = re.sub(r"\s+".join(map(re.escape, name.split())), f"@{n}@", rest, count=1)
        marks[f"@{n}@"] = name
    names: list[str] = []
    for item in re.split(r"\s*,\s*(?:and\s+)?|\s+(?:and|&|with)\s+", rest):
        mark = re.search(r"@\d+@", item)
        bare = BARE_ITEM.match(item)
        if mark and mark[0] in marks:
            names.append(marks.pop(mark[0]))
        elif bare and not mark and _may_host(bare[1], short):
            names.append(bare[1])
        elif not names or not re.match(r"[A-Z\s(]", item):
            break
    short_name = re.match(r"\s*(?:the )?([A-Z]{3,8})\b", scope)
    return [*names, *marks.values()][:MOST] or orgs[:MOST] or ([short_name[1]] if short_name else [])


def _may_host(name: str, short: Mapping[str, str]) -> bool:
    known = name in short or len(name.split()) > 1 or (name.isupper() and len(name) > 2)
    return known and not _is_place(name) and not _titled().match(name)


def _is_place(name: str) -> bool:
    return any(p.end - p.start > 0.8 * len(name) for p in places(name))


def _both(text: str, short: Mapping[str, str]) -> list[str]:
    """The two sides that give a meeting its name: `a dialogue between X and Y`, `the ABC–XYZ Dialogue`."""
    between = _between().search(text)
    if between:
        return [n for n in _listed(text[between.end() :], short) if not _is_place(n)]
    sides = _sides().search(text)
    return [sides[1], sides[2]] if sides and not (_is_place(sides[1]) or _is_place(sides[2])) else []


def _subject(before: str, short: Mapping[str, str]) -> list[str]:
    clause = re.split(r"[;:]\s", before)[-1]
    names = _independent(clause)
    if names:
        return names
    bare = SUBJECT.search(clause)
    return [bare[1]] if bare and not _titled().match(bare[1]) else []


def _independent(text: str) -> list[str]:
    """The organisations of a text, without those that another one is a part of ("the Institute of the Ministry"), or works through."""
    orgs = organisations(text)
    return [
        o.text
        for n, o in enumerate(orgs)
        if not (n and PART_OF.fullmatch(text[orgs[n - 1].end : o.start]) and (MINISTRY.search(o.text) or not HOUSE.search(o.text)))
        and not re.search(r"\b(?:through|via|under|on behalf of) (?:its |the )?$", text[: o.start])
    ]


def _from_head(announcement: Announcement) -> list[str]:
    """A headline's host: `The X Institute hosts a seminar`, `Jointly organised by …`."""
    for line in (*announcement.head, *announcement.later_head):
        text = shaped(line)
        passive = host_passive().search(text)
        if passive:
            names = _independent(text[passive.end() :])
            if names:
                return names[:MOST]
        active = host_verb().search(text)
        if active and kind_words().search(text):
            lead = text[: active.start()].strip(" ,")
            names = (
                _independent(lead)
                or _both(text, {})
                or [n for n in re.split(r",\s*|\s+and\s+|\s*&\s*", lead) if n.isupper() and len(n) > 2]
            )
            if names:
                return names
    return []


def _at_place(announcement: Announcement) -> list[str]:
    """An institute at which someone spoke is its host."""
    for sentence in announcement.ranked[:2]:
        if not (kind_words().search(sentence) or happened().search(sentence)):
            continue
        for org in organisations(sentence):
            if re.search(
                r"\b(?:at|visit(?:ed)?(?: to)?|invitation of|addressing|addressed) (?:the )?(?:[\w’-]+’s )?$", sentence[: org.start]
            ):
                return [org.text]
    return []


def _owners(announcement: Announcement) -> Iterator[str]:
    """Whose event it is said to be: `the X Institute’s annual forum`."""
    for sentence in announcement.ranked[:3]:
        text = QUOTED_TITLE.sub(" ", sentence)
        held = re.search(rf"(?i:{kind_words().pattern}) of (?:the )?(?:[a-z-]+ ){{0,3}}(?=[A-Z])", text)
        if held:
            yield from _independent(text[held.end() :])
    for sentence in (*announcement.ranked[:3], *announcement.head):
        for found in _owner().finditer(sentence):
            if not places(found["who"]):
                yield found["who"]


def _letterhead(line: str) -> Iterator[str]:
    text = shaped(line)
    for org in organisations(text):
        if org.end - org.start > 0.7 * len(text):
            yield org.text


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('people', 'honorifics')})(?![\w-])")


@cache
def _between() -> re.Pattern[str]:
    """`a dialogue between X and Y`: both hold it."""
    return re.compile(rf"(?i:{kind_words().pattern}) between (?:the )?(?=[A-Z])")


@cache
def _sides() -> re.Pattern[str]:
    return re.compile(rf"\b([A-Z]{{3,8}})\s?[-–‐/]\s?([A-Z]{{3,8}})\s(?:[\w.-]+ ){{0,4}}?(?i:{kind_words().pattern})")


@cache
def _owner() -> re.Pattern[str]:
    return re.compile(rf"(?P<who>[A-Z][\w-]+(?: [A-Z][\w-]*){{0,4}})[’']s? (?:[\w-]+ ){{0,4}}?(?i:{kind_words().pattern})")


@cache
def _scope_end() -> re.Pattern[str]:
    return re.compile(lexicon("events")["hosts_end"])
