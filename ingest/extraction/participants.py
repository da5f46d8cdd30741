"""Who of the persons named took part, and what the record says of each: roles, offices, country."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from ingest.extraction.countries import find_countries, is_mission, is_staff, own_offices
from ingest.extraction.found import Found
from ingest.extraction.lexicons import any_of, lexicon
from ingest.extraction.masking import TOKEN
from ingest.extraction.office_phrases import Office as OfficeFound
from ingest.extraction.roles import who_holds
from ingest.extraction.voices import is_group_section
from ingest.record import Office, Participant
from ontology.iris import slug

ANNOUNCED = 3
MANY = 3
CHAIRING = frozenset({"chair"})
# roles in the programme of which speaking is a part
LEADING = frozenset({"chief-guest", "keynote", "moderator", "chair", "discussant", "host", "welcome", "concluding"})
# who is asked asks nothing
IS_ASKED = re.compile(r"\b(?:was|is|were|been) asked\b")


@dataclass(frozen=True)
class _Overview:
    """What concerns all, found once: the host’s staff, who said which sentences, where the discussion opens, offices of their own."""

    staff: frozenset[int]
    said: Mapping[int, Sequence[int]]
    opened: int | None
    own: Mapping[int, Sequence[OfficeFound]]


def find_participants(found: Found) -> dict[int, Participant]:
    """Person number → participant, in the order of first naming. Persons only spoken of are left out."""
    speakers = {a.speaker for a in found.attributions if a.speaker >= 0}
    talkers = {t.speaker for t in found.talks if t.speaker is not None}
    event = _overview(found)
    numbers = sorted({*found.roles, *speakers, *talkers, *event.said, *event.staff, *_announced(found)})
    countries = find_countries(found)
    ids: dict[str, int] = {}
    made: dict[int, Participant] = {}
    for number in numbers:
        person = found.people.persons[number]
        base = slug(person.name)
        ids[base] = ids.get(base, 0) + 1
        made[number] = Participant(
            id=base if ids[base] == 1 else f"{base}-{ids[base]}",
            name=person.name,
            aliases=person.aliases,
            honorifics=person.honorifics,
            retired=person.retired,
            roles=_roles(number, found, event),
            offices=tuple(_offices(number, found, event)),
            country=countries.get(number),
        )
    return made


def _overview(found: Found) -> _Overview:
    said: defaultdict[int, list[int]] = defaultdict(list)
    together = _together(found)
    for n, attribution in enumerate(found.attributions):
        for person in sorted({attribution.speaker, *together.get(n, ())}):
            if person >= 0:
                said[person].append(n)
    own: defaultdict[int, list[OfficeFound]] = defaultdict(list)
    for person, office in own_offices(found):
        own[person].append(office)
    cue = re.compile(lexicon("speech")["discussion_opened"], re.IGNORECASE)
    # the announcement in the first sentences says only that there was to be one
    opened = next((n for n, s in enumerate(found.sentences) if n > ANNOUNCED and cue.search(s.text)), None)
    return _Overview(_staff(found), dict(said), opened, dict(own))


def _announced(found: Found) -> set[int]:
    """Persons with an office on a heading (chairs of sessions)."""
    return {
        naming.person
        for block in found.layout.blocks
        if block.kind == "heading"
        for naming in found.people.within(block.start, block.end)
        if naming.person in found.offices or found.people.persons[naming.person].honorifics
    }


def _roles(number: int, found: Found, event: _Overview) -> tuple[str, ...]:
    """Roles by cue; else by what the person is reported to have done."""
    said = event.said.get(number, ())
    cued = set(found.roles.get(number, ()))
    if len(cued) > 1 or said:
        cued.discard("participant")
    talk = any(t.speaker == number for t in found.talks)
    if cued & LEADING and not talk and not (cued <= {*CHAIRING, "speaker"} and len(said) >= MANY):
        cued.discard("speaker")
    if cued & CHAIRING and len(said) >= MANY and not cued & {"welcome", "concluding"}:
        cued.add("speaker")
    # who heads the host and greets the guests receives them
    if number in event.staff and cued & {"welcome", "concluding"} and _heads(number, found):
        cued.add("host")
    if not cued - {"speaker", "questioner"}:
        cued = _spoken(number, said, cued, talk, found, event)
    order = list(lexicon("roles"))
    return tuple(sorted(cued, key=order.index))


def _spoken(number: int, said: Sequence[int], cued: set[str], talk: bool, found: Found, event: _Overview) -> set[str]:
    """Who has no part in the programme is questioner, speaker or participant by what they said."""
    asked = [n for n in said if found.codings[n].function == "question" and not IS_ASKED.search(found.sentences[n].text)]
    if "questioner" in cued or (asked and len(asked) * 2 >= len(said)):
        return {*cued, "questioner"}
    if cued:
        return cued
    first = found.layout.blocks[found.sentences[said[0]].block] if said else None
    after_opening = bool(said) and event.opened is not None and said[0] > event.opened
    in_discussion = first is not None and (is_group_section(first.section) or after_opening)
    if talk or (said and not in_discussion):
        return {"speaker"}
    return {"organiser"} if _organises(number, found) else {"participant"}


def _together(found: Found) -> Mapping[int, Set[int]]:
    """Sentence → persons who say something in it, though it may be attributed to another: `⟦1⟧ and ⟦2⟧ argued that`."""
    made: dict[int, Set[int]] = {}
    for n, masked in enumerate(found.masked):
        holder = who_holds(masked)
        if holder is not None:
            made[n] = {holder}
        match = _joint().search(masked.text) if len(masked.persons) > 1 else None
        if match:
            made[n] = {int(number) for number in TOKEN.findall(match["list"])}
    return made


@cache
def _joint() -> re.Pattern[str]:
    one = r"(?:the\s)?⟦\d+⟧"
    return re.compile(
        rf"(?:^|[,;]\s)(?P<list>(?:{one},\s){{0,8}}{one},?\sand\s{one})\s(?:both\s|also\s|all\s|then\s)?(?:{any_of('speech', 'verbs')})\b"
    )


def _staff(found: Found) -> frozenset[int]:
    """Persons with an office at a host of the event."""
    hosts = {h.casefold() for h in found.event.hosts} | {n.casefold() for n, full in found.short.items() if full in found.event.hosts}
    own = {w.casefold() for w in lexicon("offices")["host_words"]}
    made = set()
    for number, offices in found.offices.items():
        for office in offices:
            organisation = (office.organisation or "").casefold()
            # one word of a host's name is none of its names: "Pakistan" is whom an ambassador is sent to
            long = " " in organisation
            named = organisation in own or any(organisation == h or (long and (organisation in h or h in organisation)) for h in hosts)
            if named or (not organisation and is_staff(office.title) and _house(office.title, found.event.hosts)):
                made.add(number)
    return frozenset(made)


def _house(title: str, hosts: Sequence[str]) -> str | None:
    """The host whose staff bears a title without an organisation: the one institute among the hosts, or the one university."""
    houses = [host for host in hosts if not is_mission(host)]
    if len(houses) > 1 and re.search(r"(?i)\b(?:rector|chancellor|dean|provost)", title):
        houses = [host for host in houses if re.search(r"Universi", host)]
    return houses[0] if len(houses) == 1 else None


def _heads(number: int, found: Found) -> bool:
    """Whether somebody heads an institution, its board aside."""
    offices = [o for o in found.offices.get(number, ()) if not o.former and "Board" not in (o.organisation or "")]
    return any(
        re.fullmatch(rf"(?i)(?:acting |founding |founder (?:and|&) )?(?:{any_of('offices', 'heads_of_host')})(?:/.*)?", o.title)
        for o in offices
    )


def _organises(number: int, found: Found) -> bool:
    return any(re.search(r"(?i)coordinat|organi[sz]|conven", office.title) for office in found.offices.get(number, ()))


def _offices(number: int, found: Found, event: _Overview) -> list[Office]:
    """Offices as the text writes them; "Director of the Centre" is of the host."""
    made: list[Office] = []
    told = [*found.offices.get(number, ()), *event.own.get(number, ())]
    for office in told:
        # the bare title beside the full office says no more
        if not office.organisation and any(o is not office and o.organisation and o.title.endswith(office.title) for o in told):
            continue
        organisation = office.organisation
        if organisation in lexicon("offices")["host_words"] and found.event.hosts:
            organisation = found.event.hosts[0]
        elif not organisation and not office.former and is_staff(office.title):
            organisation = _house(office.title, found.event.hosts)
        made.append(Office(title=office.title, organisation=organisation, former=office.former))
    return made
