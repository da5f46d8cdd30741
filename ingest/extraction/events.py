"""Seventh stage: the event — title, kind, dates, hosts, relation, venue, series, media."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from ingest.extraction.dates import dates
from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.lexicons import alternatives, any_of, lexicon
from ingest.extraction.organisations import organisations
from ingest.extraction.places import TOWNS, places
from ingest.extraction.sentences import Sentence

OPENING = 10
MAX_HEAD = 160
NEAR = 7
QUOTED_TITLE = re.compile(r"“([^“”]{8,200})”|‘([^‘]{8,200}?)’(?=[\s,.;:)]|$)|\"([^\"]{8,200})\"|«([^»]{8,200})»")


@dataclass(frozen=True)
class EventFound:
    """What the report says of its event; None and empty where it says nothing."""

    title: str
    kind: str
    start_date: date | None
    end_date: date | None
    hosts: tuple[str, ...]
    relation: tuple[str, ...]
    venue: str | None
    series: str | None
    media: tuple[str, ...]


def find_event(layout: Layout, sentences: Sequence[Sentence], short: Mapping[str, str]) -> EventFound:
    """The event, from the title page and the first sentences; `short` maps abbreviations to names."""
    head = [layout.text(b) for b in layout.head()] or [layout.text(b) for b in layout.blocks[:1]]
    opening = [s.text for s in sentences[:OPENING]]
    # the announcement stands early: a later sentence has to look much more like it
    announcing = sorted(opening, key=lambda s: 0.3 * opening.index(s) - _announces(s))
    title = _title(head, announcing)
    days = _days(head, announcing, [s.text for s in sentences[-3:]])
    hosts = _hosts(announcing, opening, head, short)
    return EventFound(
        title,
        _kind(head, announcing, title),
        days[0] if days else None,
        days[1] if days else None,
        hosts,
        _relation(title, head, layout, hosts),
        _venue(announcing, head),
        _named_group(lexicon("events")["series"], opening),
        _media(layout),
    )


def _announces(sentence: str) -> int:
    """How much a sentence looks like the one that announces the event."""
    return (
        2 * bool(_host_verb().search(sentence) or _passive().search(sentence))
        + bool(_kind_words().search(sentence))
        + bool(dates(sentence))
        + bool(QUOTED_TITLE.search(sentence))
    )


def _title(head: Sequence[str], announcing: Sequence[str]) -> str:
    quoted = next(_quoted_titles(announcing), "")
    lines = [line for line in head if not _no_title().fullmatch(line) and not _only_date(line)]
    best = max(lines, key=_title_worth, default="")
    if quoted and (not best or _title_worth(best) < 2 or _overlap(quoted, best) > 0.3 or len(_states(quoted)) > 1):
        return quoted
    return _without_quotes(best) or quoted or (head[0] if head else "Untitled event")


def _quoted_titles(announcing: Sequence[str]) -> Iterator[str]:
    for sentence in announcing:
        for found in QUOTED_TITLE.finditer(sentence):
            before = sentence[max(0, found.start() - 60) : found.start()]
            text = next(g for g in found.groups() if g).strip(" ,.")
            capitals = sum(w[0].isupper() for w in text.split()) / len(text.split())
            if re.search(r"\b(?:said|paper|presented|spoke|book|called it)\b[^“]{0,30}$", before) or capitals < 0.5:
                continue
            if _title_lead().search(before) or (_announces(sentence) >= 3 and _kind_words().search(sentence)):
                yield text


def _title_worth(line: str) -> float:
    """Two states, or a state and a colon, make a title; a bare organisation's name does not."""
    orgs = organisations(line)
    if any(o.end - o.start > 0.8 * len(line) for o in orgs):
        return -1
    return 2.0 * min(2, len(_states(line))) + (":" in line or "?" in line) + min(len(line), 100) / 100 - (line.count(",") > 2)


def _without_quotes(line: str) -> str:
    found = QUOTED_TITLE.search(line)
    if found and found.end() - found.start() > 0.5 * len(line):
        return next(g for g in found.groups() if g).strip()
    return line.strip(" –-")


def _overlap(a: str, b: str) -> float:
    x, y = ({w.casefold() for w in re.findall(r"\w{4,}", t)} for t in (a, b))
    return len(x & y) / max(1, min(len(x), len(y)))


def _states(text: str) -> list[str]:
    """Codes of the states named in a text, in order, once each; a city counts for its state."""
    shaped = re.sub(r"\b[^\W\d_]{4,}", lambda w: w[0].title(), text) if text.isupper() else text
    return list(dict.fromkeys(p.code for p in places(shaped) if p.kind not in TOWNS and not p.former))


def _kind(head: Sequence[str], announcing: Sequence[str], title: str) -> str:
    last = _kind_words().search(title.rsplit(maxsplit=1)[-1]) if title else None
    if last:
        return _kind_of(last[0])
    outside = [QUOTED_TITLE.sub(" ", s).replace(title, " ") for s in [*announcing[:2], *head, *announcing[2:5]]]
    for text in outside:
        # "keynote lecture" and "session" are words of the programme: the earliest word of the announcement decides
        found = _kind_words().search(text)
        if found:
            return _kind_of(found[0])
    return "other"


def _days(head: Sequence[str], announcing: Sequence[str], closing: Sequence[str]) -> tuple[date, date] | None:
    told = next((d[0] for s in announcing if _announces(s) >= 3 and (d := dates(s))), None)
    shown = next((d[0] for line in head if len(line) < MAX_HEAD and (d := dates(line))), None)
    if told and shown and abs((told.start - shown.start).days) > NEAR:
        # a title page's date beats that of an earlier meeting told of; a day or two apart, it is the day of publication
        told = shown
    found = told or shown or next((d[0] for s in [*announcing, *closing] if (d := dates(s))), None)
    return (found.start, found.end) if found else None


def _hosts(announcing: Sequence[str], opening: Sequence[str], head: Sequence[str], short: Mapping[str, str]) -> tuple[str, ...]:
    for sentence in announcing:
        before = opening[opening.index(sentence) - 1] if sentence in opening[1:] else ""
        found = _hosts_in(sentence, before, short)
        if found:
            return found
    for line in head:
        shaped = line.title().replace(" Of ", " of ").replace(" For ", " for ").replace(" And ", " and ") if line.isupper() else line
        for org in organisations(shaped):
            if org.end - org.start > 0.7 * len(line):
                return (short.get(org.text, org.text),)
    named = Counter(short.values())
    return (named.most_common(1)[0][0],) if named else ()


def _hosts_in(sentence: str, before: str, short: Mapping[str, str]) -> tuple[str, ...]:
    names: list[str] = []
    if re.match(r"(?:They|It|Both|The two)\b", sentence):
        # "They held the meeting": the hosts stand in the sentence before
        names = _independent(QUOTED_TITLE.sub(" ", before))
    passive = _passive().search(sentence)
    active = _host_verb().search(sentence)
    if passive:
        scope = re.split(
            r"\s(?:at|on|in) (?:the )?(?:[A-Z]\w+ (?:Auditorium|Hall|Hotel)|\d|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)",
            sentence[passive.end() :],
        )[0]
        names = _independent(scope)[:4]
    elif active and (_kind_words().search(sentence) or QUOTED_TITLE.search(sentence)):
        names += _independent(QUOTED_TITLE.sub(lambda m: " " * len(m[0]), sentence[: active.start()]))
        bare = re.match(
            r"(?:The )?((?!They|It\b|This|Both)[A-Z][\w’-]{2,}(?: [A-Z][\w’-]*){0,5})\s+(?:\([A-Z]\w+\)\s+)?(?:has |have )?(?:jointly )?$",
            sentence[: active.start()],
        )
        names = names or ([bare[1]] if bare and not _titled().match(bare[1]) else [])
        partner = re.search(lexicon("events")["partners"], sentence[active.end() :])
        if partner:
            names += [o.text for o in organisations(sentence[active.end() + partner.end() :])[:1]]
    return tuple(dict.fromkeys(short.get(n, n) for n in names))


def _independent(text: str) -> list[str]:
    """The organisations of a text, without those that another one is a part of ("the Institute of the Ministry")."""
    orgs = organisations(text)
    return [
        o.text
        for n, o in enumerate(orgs)
        if not n or not re.fullmatch(r"\s*(?:\([^)]*\)\s*)?,?\s*(?:of|under|within) (?:the )?", text[orgs[n - 1].end : o.start])
    ]


def _relation(title: str, head: Sequence[str], layout: Layout, hosts: Sequence[str]) -> tuple[str, ...]:
    titled = _states(title)
    if len(titled) < 2:
        titled = list(dict.fromkeys([*titled, *(c for line in head for c in _states(line))]))
    if len(titled) >= 2:
        return tuple(sorted(titled[:2] if len(titled) != 3 else titled))
    text = layout.view.replace("\n", " ")
    counts = Counter(p.code for p in places(text) if not p.former and p.kind in ("state", "demonym", "prefix"))
    pairs = Counter(
        tuple(sorted((a.code, b.code)))
        for a, b in pairwise(places(text))
        if a.code != b.code and not (a.former or b.former) and re.fullmatch(r"\s*[-–]\s*|\s+and\s+", text[a.end : b.start])
    )
    for pair, number in pairs.most_common(3):
        if number >= 2 and (not titled or titled[0] in pair):
            return pair
    host = list(dict.fromkeys(c for h in hosts for c in _states(h)))
    ranked = [*titled, *host, *(c for c, n in counts.most_common(4) if n >= 3)]
    return tuple(sorted(list(dict.fromkeys(ranked))[:2])) if len(set(ranked)) > 1 else tuple(ranked[:1])


def _venue(announcing: Sequence[str], head: Sequence[str]) -> str | None:
    for text in [*announcing[:4], *head]:
        found = _venue_pattern().search(text)
        if found:
            return " ".join(found[1].split()).strip(" ,")
    for text in [*(line for line in head if len(line) < MAX_HEAD), *announcing[:2]]:
        if dates(text):
            cities = [
                p
                for p in places(text)
                if p.kind in TOWNS and ((text in head and len(text) < MAX_HEAD) or re.search(r"\b(?:in|at)\s+$", text[: p.start]))
            ]
            if cities:
                return cities[0].text
    return None


def _named_group(pattern: str, texts: Sequence[str]) -> str | None:
    for text in texts:
        found = re.search(pattern, text)
        if found:
            return next(g for g in found.groups() if g)
    return None


def _media(layout: Layout) -> tuple[str, ...]:
    found = re.search(lexicon("events")["media"], " ".join(layout.text(b) for b in layout.blocks if b.kind != HEADING))
    if not found:
        return ()
    parts = re.split(r",\s*|\s+and\s+", found["media"])
    return tuple(p.removeprefix("the ").strip() for p in parts if p[:1].isupper() or p.startswith("the "))


def _only_date(line: str) -> bool:
    return bool(dates(line)) and len(re.findall(r"[^\W\d_]{2,}", line)) <= 6


@cache
def _kind_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(w for words in lexicon('events')['kinds'].values() for w in words)})s?\b", re.IGNORECASE)


def _kind_of(word: str) -> str:
    plain = " ".join(word.casefold().split())
    kinds: dict[str, list[str]] = lexicon("events")["kinds"]
    return next(kind for kind, words in kinds.items() if plain in words or plain.removesuffix("s") in words)


@cache
def _host_verb() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!was )(?<!were )(?<!been )(?<!be )\b(?:{any_of('events', 'host_verbs')})\b"
        r"(?!\s+(?:\w+\s+)?(?:by|on|at|under)\b)"
    )


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('people', 'honorifics')})(?![\w-])")


@cache
def _passive() -> re.Pattern[str]:
    return re.compile(lexicon("events")["host_passive"])


@cache
def _title_lead() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('events', 'titles')}|\bon(?: the)?)\s*[,:]?\s*$", re.IGNORECASE)


@cache
def _no_title() -> re.Pattern[str]:
    return re.compile(lexicon("events")["not_titles"], re.IGNORECASE)


@cache
def _venue_pattern() -> re.Pattern[str]:
    places_words = any_of("events", "venues")
    return re.compile(rf"\bat (?:the |its )?((?:[A-Z][\w’&.-]*\s+){{0,5}}(?:{places_words})(?:,\s+[A-Z]\w+)?)\b")
