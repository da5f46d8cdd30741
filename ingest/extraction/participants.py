"""Who of the persons named took part, and what the record says of each: roles, offices, country."""

from __future__ import annotations

import re

from ingest.extraction.countries import find_countries
from ingest.extraction.cues import is_group_section
from ingest.extraction.found import Found
from ingest.extraction.lexicons import lexicon
from ingest.record import Office, Participant
from ontology.iris import slug

ANNOUNCED = 3


def find_participants(found: Found) -> dict[int, Participant]:
    """Person number → participant, in the order of first naming. Persons only spoken of are left out."""
    speakers = {a.speaker for a in found.attributions if a.speaker >= 0}
    talkers = {t.speaker for t in found.talks if t.speaker is not None}
    numbers = sorted({*found.roles, *speakers, *talkers, *_announced(found)})
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
            roles=_roles(number, found),
            offices=tuple(_offices(number, found)),
            country=countries.get(number),
        )
    return made


def _announced(found: Found) -> set[int]:
    """Persons with an office on a heading (chairs of sessions)."""
    return {
        naming.person
        for block in found.layout.blocks
        if block.kind == "heading"
        for naming in found.people.within(block.start, block.end)
        if naming.person in found.offices or found.people.persons[naming.person].honorifics
    }


def _roles(number: int, found: Found) -> tuple[str, ...]:
    """Roles by cue; else by what the person is reported to have done."""
    cued = found.roles.get(number, ())
    if len(cued) > 1:
        cued = tuple(role for role in cued if role != "participant")
    if cued == ("participant",) and any(a.speaker == number for a in found.attributions):
        cued = ()
    if any(role not in ("questioner", "speaker") for role in cued):
        return cued
    said = [n for n, a in enumerate(found.attributions) if a.speaker == number]
    asked = [n for n in said if found.codings[n].function == "question"]
    if "questioner" in cued or (asked and len(asked) * 2 >= len(said)):
        return tuple(dict.fromkeys([*cued, "questioner"]))
    if cued:
        return cued
    talk = any(t.speaker == number for t in found.talks)
    first = found.layout.blocks[found.sentences[said[0]].block] if said else None
    in_discussion = first is not None and (is_group_section(first.section) or _after_discussion_opened(found, said[0]))
    return ("speaker",) if said and (talk or not in_discussion) else ("participant",)


def _after_discussion_opened(found: Found, sentence: int) -> bool:
    cue = re.compile(lexicon("speech")["discussion_opened"], re.IGNORECASE)
    # the announcement in the first sentences says only that there was to be one
    opened = next((n for n, s in enumerate(found.sentences) if n > ANNOUNCED and cue.search(s.text)), None)
    return opened is not None and sentence > opened


def _offices(number: int, found: Found) -> list[Office]:
    """Offices as the text writes them; "Director of the Centre" is of the host."""
    made: list[Office] = []
    for office in found.offices.get(number, ()):
        organisation = office.organisation
        if organisation in lexicon("offices")["host_words"] and found.event.hosts:
            organisation = found.event.hosts[0]
        made.append(Office(title=office.title, organisation=organisation, former=office.former))
    return made
