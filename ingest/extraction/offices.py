"""Fourth stage, part two: the offices beside a person's name → title, organisation, former or current; and whom an epithet means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.extraction.cues import Epithets
from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.lexicons import alternatives, lexicon
from ingest.extraction.masking import Masked, mask_text
from ingest.extraction.names import office_title
from ingest.extraction.people import People
from ingest.extraction.places import places, state_of

MAX_TITLE_WORDS = 9


@dataclass(frozen=True)
class Office:
    """An office as the text gives it. `sends`: the state that an envoy represents; `organisation` is then the state that receives."""

    title: str
    organisation: str | None
    former: bool
    sends: str | None = None


def find_offices(layout: Layout, masked: Sequence[Masked], people: People) -> Mapping[int, tuple[Office, ...]]:
    """Person number → offices, in the order of the text, the fullest form of each."""
    found: dict[int, list[Office]] = {}
    headings = [mask_text(layout.view, *line, people) for b in layout.blocks if b.kind == HEADING for line in b.lines]
    for masking in [*masked, *headings]:
        for person, phrase in masking.offices:
            for office in parse(phrase):
                known = found.setdefault(person, [])
                twin = next((n for n, o in enumerate(known) if _same(o, office)), None)
                if twin is None:
                    known.append(office)
                elif len(office.title + (office.organisation or "")) > len(known[twin].title + (known[twin].organisation or "")):
                    known[twin] = office
    return {person: tuple(_fullest(offices)) for person, offices in found.items()}


def parse(phrase: str) -> list[Office]:
    """The offices in a phrase such as `former Director, Institute of X, and Member of Y`; none if it holds no office."""
    phrase = re.sub(r"^(?:an?|the)\s+", "", " ".join(phrase.split()), flags=re.IGNORECASE).strip(" ,.;()")
    offices: list[Office] = []
    for part in re.split(rf",?\s+and\s+(?=(?:an?\s+|the\s+)?{office_title()})", phrase):
        office = _envoy(part) or _plain(part)
        if office is not None:
            offices.append(office)
    return offices


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
    states = {n: o.sends for n, held in offices.items() for o in held if o.sends}
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


def _envoy(phrase: str) -> Office | None:
    """`Ambassador of A to B`, `A's Ambassador to B`, `Russian Ambassador`: the title, the receiving and the sending state."""
    found = _envoys().search(phrase)
    if not found:
        return None
    title = " ".join(re.sub(r"^\W+", "", found["title"]).split())
    if not re.search(rf"(?:{alternatives(lexicon('offices')['envoys'])})", title):
        return None
    sends = state_of(found["of"]) if found["of"] else next((p.code for p in places(phrase[: found.start("title")])), None)
    receives = found["to"]
    if sends is None and receives is None:
        return None
    organisation = _organisation(receives or "") if receives else None
    return Office(title, organisation, _is_former(phrase[: found.start("title")]), sends)


def _plain(phrase: str) -> Office | None:
    found = re.search(office_title(), phrase)
    if not found:
        return None
    before = phrase[: found.start()].strip(" ,-")
    lead = re.sub(rf"(?i)^(?:{alternatives(lexicon('offices')['former'])})[\s-]+", "", before)
    if len(lead.split()) > 4 or re.search(r"[.;:]", lead):
        return None
    former = _is_former(f"{before} {found[0]}")
    title = re.sub(rf"(?i)^(?:(?:{alternatives(lexicon('offices')['former'])})[\s-]+)?(?:(?:the|an?)\s+)?", "", found[0]).strip()
    after = phrase[found.end() :]
    if lead and not _is_organisation(lead):
        title, lead = f"{lead} {title}", ""
    of_state = re.search(rf"(?:{alternatives(lexicon('offices')['portfolio'])})$", title, re.IGNORECASE)
    if of_state or (title.endswith("Secretary") and after.startswith(" for ")):
        title, after = _with_portfolio(title, after)
    after = re.split(r"\bwho\b|\bwhile\b|;|(?<![A-Z])\.\s", after)[0]
    return Office(_short(title), _organisation(after) or (_organisation(lead) if lead else None), former)


def _with_portfolio(title: str, after: str) -> tuple[str, str]:
    """`Minister` + ` of Trade, Industry and Services of X` → the portfolio belongs to the title."""
    word = r"[A-Z][\w’'-]*"
    found = re.match(
        rf"\s+(?:of|for)\s+(?:the\s+)?{word}(?:(?:\s+{word}|,\s+{word}(?=[^.;]*\s+and\s)|,?\s+and\s+{word})(?!\s+of\s+the\b)){{0,6}}", after
    )
    if not found or re.match(r"\s+of\s+(?:the\s+)?(?:Republic|Government|State|Kingdom)", after):
        return title, after
    return title + found[0], after[found.end() :]


def _organisation(text: str) -> str | None:
    """The organisation in what follows a title, without the joint before it and the town after it."""
    text = re.sub(rf"^[\s,–-]*(?:(?:{alternatives(lexicon('offices')['joints'])})\s+)?(?:the\s+)?", "", text)
    parts = [p.strip() for p in text.split(",")]
    while len(parts) > 1 and (_is_place(parts[-1]) or not parts[-1][:1].isupper()):
        parts.pop()
    parts[-1] = re.sub(r"\s+(?:in\s+)?([A-Z][\w-]+)$", lambda m: "" if _is_city(m[1]) else m[0], parts[-1])
    text = ", ".join(p for p in parts if p)
    text = re.sub(r"\s+\((?:[A-Z][\w&.-]{1,12}|via [\w ]+)\)$", "", text).strip(" ,.;:()–-")
    return text if text[:1].isupper() and len(text) > 1 else None


def _short(title: str) -> str:
    return " ".join(title.split()[:MAX_TITLE_WORDS])


def _is_former(text: str) -> bool:
    return bool(re.search(rf"(?i)(?<![\w-])(?:{alternatives(lexicon('offices')['former'])})(?![\w])", text))


def _is_organisation(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2,8}(?:’s)?", text)) or len(text.split()) > 2


def _is_place(text: str) -> bool:
    words = text.removeprefix("and ").strip()
    return bool(words) and any(p.text == words and p.kind != "demonym" for p in places(words))


def _is_city(word: str) -> bool:
    return any(p.text == word and p.kind == "city" for p in places(word))


def _same(a: Office, b: Office) -> bool:
    x, y = a.title.casefold(), b.title.casefold()
    if not (x == y or x.startswith(y) or y.startswith(x) or x.endswith(y) or y.endswith(x)):
        return False
    return not (a.organisation and b.organisation) or a.organisation.split()[0] == b.organisation.split()[0] or x == y


def _fullest(offices: Sequence[Office]) -> list[Office]:
    """Without the bare repetitions ("the Director") of an office that is given in full elsewhere, and without bare weak words."""
    weak = {w.casefold() for w in lexicon("offices")["weak"]}
    rich = [o for o in offices if o.organisation or " " in o.title]
    kept = rich or [o for o in offices if o.title.casefold() not in weak]
    return kept[:3]


@cache
def _envoys() -> re.Pattern[str]:
    words = lexicon("offices")
    titles = alternatives([*words["envoy_titles"], *words["envoys"]])
    capital = r"(?!to\b|in\b|and\b)[A-Z][\w’'.-]*"
    state = rf"(?:{capital}|of|the|and)(?:\s+(?:{capital}|(?:of|the|and)(?=\s+[A-Z])))*"
    rank = r"(?:(?:Deputy|Designate|First|Second|Third|Political|Economic|Commercial|Cultural|Press|Defence)\s+)?"
    return re.compile(
        rf"(?P<title>{rank}(?:{titles})(?:-designate)?(?:\s+Extraordinary and Plenipotentiary)?)"
        rf"(?:\s+(?:of|from)\s+(?:the\s+)?(?P<of>{state}))?(?:\s*,?\s+(?:accredited )?(?:to|in)\s+(?:the\s+)?(?P<to>{state}))?"
    )
