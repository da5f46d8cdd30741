"""Seventh stage: who hosts the event — the subject of "held", the names after "organised by", partners, and else the letterhead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from ingest.extraction.announcement import QUOTED_TITLE, Announcement, happened, host_passive, host_verb, kind_words
from ingest.extraction.lexicons import any_of, lexicon
from ingest.extraction.organisations import known_id, known_label, organisations
from ingest.extraction.titles import shaped

MOST = 4
# where the list of hosts ends: a place, a day, a relative clause, a new verb
SCOPE_END = re.compile(
    r"\s(?:at|on|in) (?:the )?(?:[A-Z]\w+ (?:Auditorium|Hall|Hotel)|\d|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|its\b)"
    r"|\b(?:which|who|where|to mark|to discuss|to deliberate|under (?:its|the)|convened on|concluded|highlighted|supported by|sponsored by)\b|[;.]\s"
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
        or _full([n for line in announcement.head for n in _letterhead(line)][:1], short)
        or _full([publisher] if publisher else [], short)
        or tuple(name for name, _ in Counter(short.values()).most_common(1))
    )


def _full(names: list[str], short: Mapping[str, str]) -> tuple[str, ...]:
    """Names instead of abbreviations, as the text or the gazetteer expands them."""
    return tuple(dict.fromkeys(short.get(n) or (known_label(known_id(n)) if n.isupper() and known_id(n) else n) for n in names))[:MOST]


def _hosts_in(sentence: str, before: str, short: Mapping[str, str]) -> list[str]:
    text = QUOTED_TITLE.sub(_blank_or_name, sentence)
    names: list[str] = []
    if re.match(r"(?:They|It|Both|The two)\b", sentence):
        # "They held the meeting": the hosts stand in the sentence before
        names = _independent(QUOTED_TITLE.sub(" ", before))
    passives = list(host_passive().finditer(text))
    if passives:
        ends = [p.start() for p in passives[1:]] + [len(text)]
        return [n for p, end in zip(passives, ends, strict=True) for n in _listed(text[p.end() : end], short)]
    active = host_verb().search(text)
    if active and (kind_words().search(text) or QUOTED_TITLE.search(sentence)):
        names += _subject(text[: active.start()], short)
        partner = re.search(lexicon("events")["partners"], text[active.end() :])
        if partner:
            names += _listed(text[active.end() + partner.end() :], short)
    return names


def _blank_or_name(found: re.Match[str]) -> str:
    """A quotation blanked, unless it is an organisation's name between quotation marks."""
    inner = found[0][1:-1]
    named = organisations(inner)
    return f" {inner} " if named and named[0].end - named[0].start > 0.8 * len(inner) else " " * len(found[0])


def _listed(text: str, short: Mapping[str, str]) -> list[str]:
    """The organisations of a list after "by" or "with"."""
    scope = SCOPE_END.split(text, maxsplit=1)[0]
    return _independent(scope)[:MOST] or _bare(scope, short)


def _bare(scope: str, short: Mapping[str, str]) -> list[str]:
    """A host without a head word: capitalised words right after "by", or an abbreviation the text explains."""
    found = re.match(r"\s*(?:the )?([A-Z][\w’-]+(?: (?:of |de |for )?[A-Z][\w’-]*){0,5})", scope)
    return [found[1]] if found and (found[1] in short or len(found[1].split()) > 1 or found[1].isupper()) and not _titled().match(found[1]) else []


def _subject(before: str, short: Mapping[str, str]) -> list[str]:
    clause = re.split(r"[;:]\s", before)[-1]
    names = _independent(clause)
    embassy = re.search(r"\b(?:The|the) (Embassy|High Commission|Consulate General|Consulate)(?=,|\s+(?:in|and|has|jointly)\b|\s*$)", clause)
    if embassy:
        names.insert(0, embassy[1])
    if names:
        return names
    bare = re.search(
        r"(?:^|,\s)(?:The )?((?!They|It\b|This|Both)[A-Z][\w’-]{2,}(?: [A-Z][\w’-]*){0,5})\s+(?:\([A-Z]\w+\)\s+)?(?:has |have )?(?:recently )?(?:jointly )?$",
        clause,
    )
    return [bare[1]] if bare and not _titled().match(bare[1]) else []


def _independent(text: str) -> list[str]:
    """The organisations of a text, without those that another one is a part of ("the Institute of the Ministry"), or works through."""
    orgs = organisations(text)
    return [
        o.text
        for n, o in enumerate(orgs)
        if not (n and re.fullmatch(r"\s*(?:\([^)]*\)\s*)?,?\s*(?:of|under|within) (?:the )?", text[orgs[n - 1].end : o.start]))
        and not re.search(r"\b(?:through|via|under|on behalf of) (?:its |the )?$", text[: o.start])
    ]


def _from_head(announcement: Announcement) -> list[str]:
    """A headline's host: `The X Institute hosts a seminar`, `Jointly organised by …`."""
    for line in announcement.head:
        text = shaped(line)
        passive = host_passive().search(text)
        if passive:
            names = _independent(text[passive.end() :])
            if names:
                return names[:MOST]
        active = host_verb().search(text)
        if active and kind_words().search(text):
            lead = text[: active.start()].strip(" ,")
            names = _independent(lead) or [n for n in re.split(r",\s*|\s+and\s+|\s*&\s*", lead) if n.isupper() and len(n) > 2]
            if names:
                return names
    return []


def _at_place(announcement: Announcement) -> list[str]:
    """An institute at which someone spoke is its host."""
    for sentence in announcement.ranked[:2]:
        if not (kind_words().search(sentence) or happened().search(sentence)):
            continue
        for org in organisations(sentence):
            if re.search(r"\b(?:at|hosted by|organi[sz]ed at|held at) (?:the )?(?:[\w’-]+’s )?$", sentence[: org.start]):
                return [org.text]
    return []


def _letterhead(line: str) -> Iterator[str]:
    text = shaped(line)
    for org in organisations(text):
        if org.end - org.start > 0.7 * len(text):
            yield org.text


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('people', 'honorifics')})(?![\w-])")
