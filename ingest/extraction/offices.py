"""Fourth stage, part two: the offices beside a person's name → title, organisation, former or current; and whom an epithet means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.extraction.epithets import Epithets
from ingest.extraction.layout import Layout
from ingest.extraction.lexicons import lexicon
from ingest.extraction.masking import Masked, mask_headings
from ingest.extraction.office_clauses import told_by_clause
from ingest.extraction.office_phrases import Office, parse
from ingest.extraction.people import People


def find_offices(layout: Layout, masked: Sequence[Masked], people: People) -> Mapping[int, tuple[Office, ...]]:
    """Person number → offices, in the order of the text, the fullest form of each."""
    found: dict[int, list[Office]] = {}
    told = [(person, office) for masking in masked for person, phrase in masking.offices for office in parse(phrase)]
    headed = [
        (person, office) for masking in mask_headings(layout, people) for person, phrase in masking.offices for office in parse(phrase)
    ]
    for person, office in (*told, *headed, *told_by_clause(masked, people)):
        known = found.setdefault(person, [])
        twin = next((n for n, o in enumerate(known) if _same(o, office)), None)
        if twin is None:
            known.append(office)
        elif len(office.title + (office.organisation or "")) > len(known[twin].title + (known[twin].organisation or "")):
            known[twin] = office
    return {person: tuple(_fullest(offices)) for person, offices in found.items()}


def find_epithets(people: People, offices: Mapping[int, tuple[Office, ...]], roles: Mapping[int, tuple[str, ...]]) -> Epithets:
    """Phrase → the persons it can mean, by office, honorific or role; who left an office is meant only if nobody holds it."""
    current: dict[str, list[int]] = {}
    former: dict[str, list[int]] = {}
    for number, person in enumerate(people.persons):
        held = offices.get(number, ())
        ranks = [h.casefold().replace(".", "") for h in person.honorifics]
        for phrase in _phrases([o.title.casefold() for o in held if not o.former] + ([] if person.retired else ranks)):
            current.setdefault(phrase, []).append(number)
        for phrase in _phrases([o.title.casefold() for o in held if o.former] + (ranks if person.retired else [])):
            former.setdefault(phrase, []).append(number)
        for phrase in {p for role in roles.get(number, ()) for p in lexicon("people")["role_epithets"].get(role, ())}:
            current.setdefault(phrase, []).append(number)
    states = {n: o.state for n, held in offices.items() for o in held if o.state}
    return Epithets({phrase: tuple(numbers) for phrase, numbers in sorted({**former, **current}.items())}, states)


def _phrases(titles: Sequence[str]) -> set[str]:
    found = {p for key, ps in lexicon("people")["epithets"].items() if any(_has_word(key, t) for t in titles) for p in ps}
    return found | {t for t in titles if 1 < len(re.split(r"[\s-]", t)) < 4}


def _has_word(key: str, title: str) -> bool:
    aliases = {
        "lt gen": "lt gen|lieutenant general",
        "maj gen": "maj gen|major general",
        "brig": "brig|brigadier",
        "professor": "professor|prof",
    }
    return bool(re.search(rf"\b(?:{aliases.get(key, re.escape(key))})\b", title))


def _same(a: Office, b: Office) -> bool:
    x, y = a.title.casefold(), b.title.casefold()
    if not (x == y or x.startswith(y) or y.startswith(x) or x.endswith(y) or y.endswith(x)):
        return False
    return not (a.organisation and b.organisation) or a.organisation.split()[0] == b.organisation.split()[0] or x == y


def _fullest(offices: Sequence[Office]) -> list[Office]:
    """Without the bare repetitions ("the Director") of an office that is given in full elsewhere, and without bare weak words."""
    weak = {w.casefold() for w in lexicon("offices")["weak"]}
    named = [o for o in offices if o.organisation or not weak & set(re.split(r"[\s-]", o.title.casefold()))]
    kept = [o for o in named if o.organisation or " " in o.title] or named
    return kept[:3]
