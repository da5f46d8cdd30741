"""The state each person speaks for, on evidence alone: an office, an affiliation, a nationality, a side, the host whose staff they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from ingest.extraction.country_evidence import institutions, told
from ingest.extraction.found import Found
from ingest.extraction.lexicons import any_of, lexicon
from ingest.extraction.masking import TOKEN, mask_headings
from ingest.extraction.office_phrases import Office, parse
from ingest.extraction.places import TOWNS, places, state_of

OPENING = 4
LIST = r"⟦\d+⟧(?:(?:, and|,| and|;)\s+⟦\d+⟧)*"
SIDE = re.compile(
    rf"(?:\b(?:[Oo]n|[Ff]rom|[Ff]or|[Rr]epresenting) )(?:the )?(?P<lead>[A-Z][\w’-]+)(?: side| delegation)?,?[^.⟦]{{0,50}}(?P<list>{LIST})"
)
BODY = r"(?:[^\W\d_][\w’'&/-]*(?:\s\([A-Z][\w-]*\))?)"
AFFILIATION = re.compile(
    r"⟦(?P<n>\d+)⟧,?\s(?:\([^()]*\)\s)?(?:(?:formerly|previously|currently|now|late|himself|herself|who)\s)?"
    r"(?P<joint>of|from|representing|represented|represents|heading|leading|at|with|based (?:in|at))\s"
    rf"(?P<body>(?:the\s)?(?:{BODY}(?:,?\s|(?=[,.;]))){{1,12}})"
)
# "As the Foreign Minister of Ghana, I …"
AS_OFFICE = re.compile(r"\b[Aa]s (?:the )?((?:[A-Z][\w’-]*|of|the|for|and)(?:\s(?:[A-Z][\w’-]*|of|the|for|and)){1,9}), (?:I|we)\b")
SMALL = frozenset(["of", "the", "and", "for", "on", "in", "de", "la", "du", "des", "del", "&", "to", "at"])


def find_countries(found: Found) -> Mapping[int, str]:
    """Person number → code of a state. Stronger evidence first; persons without any are absent."""
    countries: dict[int, str] = {}
    for evidence in (
        _by_office(found),
        _by_nationality(found),
        _by_affiliation(found),
        _by_place(found),
        _by_host(found),
        _by_service(found, countries),
    ):
        for number, code in evidence:
            countries.setdefault(number, code)
    return countries


def _by_office(found: Found) -> Iterator[tuple[int, str]]:
    for number, own in own_offices(found):
        if own.state:
            yield number, own.state
    for number, offices in found.offices.items():
        # a current office tells more than a former one
        for office in sorted(offices, key=lambda o: o.former):
            state = _spelled(office.organisation, found) or office.state
            if state:
                yield number, state


def _spelled(organisation: str | None, found: Found) -> str | None:
    """The state of an organisation that the office gives by its abbreviation: `KISS`, defined elsewhere in the text."""
    if not organisation:
        return None
    for part in re.split(r",\s", organisation):
        full = found.short.get(part)
        if full and (state := told(f"Director, {full}")):
            return state
    return None


def _by_place(found: Found) -> Iterator[tuple[int, str]]:
    """People of an organisation that the text places somewhere."""
    for number, offices in found.offices.items():
        for organisation in (o.organisation for o in offices if o.organisation and not is_mission(o.organisation)):
            for part in re.split(r",\s", organisation):
                full = found.short.get(part, part)
                state = _placed(full, found.layout.view) if len(full.split()) > 2 else None
                if state:
                    yield number, state


def _placed(name: str, view: str) -> str | None:
    """The state in which the text places an organisation, right after its name: `Harbour Institute (HI), Oslo`, `… (HI) of Norway`."""
    for match in re.finditer(rf"{re.escape(name)}(?:\s\([^()]{{2,12}}\))?,?\s(?:of\s|in\s|from\s|based\sin\s)?(?:the\s)?", view):
        after = view[match.end() : match.end() + 40]
        place = next((p for p in places(after) if p.start == 0 and p.kind in ("state", *TOWNS) and not p.former), None)
        if place:
            return place.code
    return None


def own_offices(found: Found) -> Iterator[tuple[int, Office]]:
    """Offices that speakers name as theirs: "As the Foreign Minister of Ghana, I …"."""
    for attribution, sentence in zip(found.attributions, found.sentences, strict=True):
        for phrase in AS_OFFICE.findall(sentence.text) if attribution.speaker >= 0 else ():
            yield from ((attribution.speaker, office) for office in parse(phrase))


def _by_nationality(found: Found) -> Iterator[tuple[int, str]]:
    for masked, attribution, sentence in zip(found.masked, found.attributions, found.sentences, strict=True):
        for pattern in (_nationals(), SIDE):
            for match in pattern.finditer(masked.text):
                state = state_of(match["lead"])
                for number in TOKEN.findall(match["list"]) if state else ():
                    yield int(number), str(state)
        one = _national().match(sentence.text)
        if one and attribution.speaker >= 0 and attribution.method in ("subject", "active verb", "frame"):
            state = next((p.code for p in places(one["demonym"]) if p.kind == "demonym"), None)
            if state:
                yield attribution.speaker, state


def _by_affiliation(found: Found) -> Iterator[tuple[int, str]]:
    """What stands in brackets or after "of" and "from" beside a name, and marks of a state's service."""
    for masked in (*found.masked, *mask_headings(found.layout, found.people)):
        for number, phrase in masked.offices:
            state = told(phrase) or _spelled(phrase, found)
            if state:
                yield number, state
        for match in AFFILIATION.finditer(masked.text):
            body = _named(match["body"])
            state = body and (
                told(body)
                or _spelled(body, found)
                or (state_of(body) if match["joint"] in ("from", "of") and len(body.split()) < 4 else None)
            )
            if state:
                yield int(match["n"]), state
    for number, person in enumerate(found.people.persons):
        for mark, state in lexicon("people")["services"].items():
            if any(mark in alias for alias in person.aliases):
                yield number, state


def _named(body: str) -> str:
    """The capitalised words at the start of what follows: an organisation's or a state's name."""
    kept: list[str] = []
    for word in body.split():
        if not (word[0].isupper() or word[0] in "(&" or word in SMALL):
            break
        kept.append(word)
    while kept and kept[-1] in SMALL:
        kept.pop()
    return " ".join(kept)


def home(found: Found) -> str | None:
    """The state where the event was held: of the venue, of the first host, or of the town in the opening lines."""
    event = found.event
    for text in (event.venue or "", *event.hosts):
        code = told(text) or next(institutions(text), None)
        if code:
            return code
    opening = [found.layout.text(b) for b in found.layout.blocks[:OPENING]]
    return next((p.code for text in opening for p in places(text[:400]) if p.kind in TOWNS), None)


def _by_host(found: Found) -> Iterator[tuple[int, str]]:
    """Staff of the host: an office at it, or a title of staff without an organisation in the report of one host."""
    hosts = {host: told(f"Director, {host}") for host in found.event.hosts}
    short = {name: host for name, full in found.short.items() for host in hosts if full in host or host in full}
    here = home(found)
    for number, offices in found.offices.items():
        for office in offices:
            organisation = office.organisation or ""
            host = next((h for h in hosts if organisation and (organisation in h or h in organisation)), short.get(organisation, ""))
            if (
                host
                or organisation in lexicon("offices")["host_words"]
                or (not organisation and len(hosts) == 1 and is_staff(office.title))
            ):
                state = hosts.get(host) or here
                if state:
                    yield number, state


def _by_service(found: Found, known: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Retired officers whose state goes without saying: they served where the event was held."""
    here = home(found)
    sides = {code for host in found.event.hosts if not is_mission(host) and (code := told(f"Director, {host}"))}
    # with hosts of two states nobody's state goes without saying
    if here is None or len(sides) > 1:
        return
    for number, person in enumerate(found.people.persons):
        served = any(_service().search(h) for h in person.honorifics) and person.retired
        if served and number not in known:
            yield number, here


def is_mission(host: str) -> bool:
    """Whether a host is a foreign state's mission: it sits in one state and speaks for another."""
    return bool(re.search(any_of("offices", "missions"), host))


def is_staff(title: str) -> bool:
    """Whether a title without an organisation is one that staff of the report's institute bear."""
    return bool(re.search(rf"(?i)\b(?:{any_of('offices', 'staff')})\b", title))


@cache
def _national() -> re.Pattern[str]:
    """One person named by nationality: `The Ghanaian economist`."""
    return re.compile(rf"(?:The|Another|An?) (?P<demonym>[A-Z]\w+) (?:[a-z]+ )?(?:{any_of('people', 'nationals')})\b")


@cache
def _nationals() -> re.Pattern[str]:
    """Persons listed by nationality: `Icelandic experts ⟦1⟧ and ⟦2⟧`."""
    return re.compile(
        rf"(?P<lead>(?:[A-Z][\w’-]+\s+){{1,3}})(?:[a-z]+ )?(?:{any_of('people', 'nationals')})s?(?![\w-])[^.⟦]{{0,40}}(?P<list>{LIST})"
    )


@cache
def _service() -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{any_of('people', 'service_ranks')})(?!\w)")
