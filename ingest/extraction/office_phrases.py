"""Offices in a phrase: `former Director, Institute of X, and Member of Y` → title, organisation, former or current, state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.extraction.country_evidence import told
from ingest.extraction.lexicons import alternatives, any_of, lexicon
from ingest.extraction.name_words import office_title, retired
from ingest.extraction.organisations import organisations
from ingest.extraction.places import TOWNS, places, state_of

MAX_TITLE_WORDS = 9
MAX_LEAD_WORDS = 4


# "Ambassador, Embassy of A in B"
NAMED_STATE = r"[A-Z][\w’-]*(?:\s(?:[A-Z][\w’-]*|of(?: the)?(?=\s[A-Z])|and(?=\s[A-Z])))*"
EMBASSY = re.compile(
    rf",?\s(?:at\s)?(?:the\s)?(?:Embassy|High Commission|Mission) of (?:the )?(?P<of>{NAMED_STATE})"
    rf"(?:\s(?:to|in)\s(?:the\s)?(?P<to>{NAMED_STATE}))?"
)


@dataclass(frozen=True)
class Office:
    """An office as the text gives it; `state` is whom the holder speaks for, if told. An envoy's `organisation` is the receiving state."""

    title: str
    organisation: str | None
    former: bool
    state: str | None = None


def parse(phrase: str) -> list[Office]:
    """The offices in a phrase, none if it holds none."""
    phrase = re.sub(r"^(?:an?|the)\s+", "", " ".join(phrase.split()), flags=re.IGNORECASE).strip(" ,.;")
    phrase = re.sub(r"^(?:(?:Hon|H\.\s?E|Rt)\.?\s|Hon[’']ble\s|Hono(?:u)?rable\s)+", "", retired().sub("", phrase))
    phrase = phrase[1:-1] if phrase.startswith("(") and phrase.endswith(")") else phrase
    found = []
    # what somebody is at the event is a role
    if "guest" in phrase.casefold():
        return []
    for part in _between_offices().split(phrase):
        office = _envoy(part) or _plain(part)
        if office is not None:
            found.append(office)
    return found


def _envoy(phrase: str) -> Office | None:
    """`Ambassador of A to B`, `A's Ambassador to B`, `Russian Ambassador`: the title, the receiving and the sending state."""
    found = _envoys().search(phrase)
    if not found:
        return None
    title = " ".join(re.sub(r"^\W+", "", found["title"]).split())
    if not re.search(rf"(?i:{any_of('offices', 'envoys')})", title):
        return None
    sits = EMBASSY.match(phrase, found.end()) if re.search(r"(?i)ambassador$|high commissioner$", title) else None
    if sits:
        return Office(
            title, _organisation(sits["to"]) if sits["to"] else None, _is_former(phrase[: found.start("title")]), state_of(sits["of"])
        )
    sends = state_of(found["of"]) if found["of"] else next((p.code for p in places(phrase[: found.start("title")])), None)
    if (sends is None and found["to"] is None) or (found["of"] and re.search(r"Embassy|Mission|Consulate|Commission", found["of"])):
        return None
    return Office(title, _organisation(found["to"]) if found["to"] else None, _is_former(phrase[: found.start("title")]), sends)


def _plain(phrase: str) -> Office | None:
    found = re.search(office_title(), phrase)
    if not found:
        return None
    before = phrase[: found.start()].strip(" ,-")
    lead = re.sub(rf"(?i)^(?:{any_of('offices', 'former')})[\s-]+", "", before)
    if len(lead.split()) > MAX_LEAD_WORDS or re.search(r"(?<!\w)(?<!M)(?<!Ph)[.;:]|\w{3,}[.;:]|[;:]", lead):
        return None
    title = re.sub(rf"(?i)^(?:(?:{any_of('offices', 'former')})[\s-]+)?(?:(?:the|an?)\s+)?", "", found[0]).strip()
    after = re.split(r"\bwho\b|\bwhile\b|;|(?<![A-Z])\.\s", phrase[found.end() :])[0]
    lead = re.sub(r"(?i)^(?:as(?:\s+|$))?(?:(?:the\s+)?(?:current|incumbent|present|newly[- ]appointed|new|serving|then)\s*)?", "", lead)
    owner = re.match(r"(?P<owner>[^’']{2,80})[’']s?\s+(?P<rest>\S.*)$", lead)
    if owner:
        # "the Bank’s Chief Policy Officer"
        lead, title = owner["owner"] + "’s", f"{owner['rest']} {title}"
    if lead and any(p.start == 0 and p.end == len(lead) and p.kind in ("demonym", "state") for p in places(lead)):
        # "Ghanaian Foreign Minister": the state is no part of the title
        lead = ""
    if lead and not _is_organisation(lead):
        title, lead = f"{lead} {title}", ""
    title, after = _with_field(title, after)
    organisation = _organisation(after) or (re.sub(r"[’']s$", "", lead) if lead else None)
    state = told(phrase)
    sends = (
        state_of(organisation)
        if organisation and after.startswith(",") and re.search(rf"(?i:{any_of('offices', 'envoys')})", title)
        else None
    )
    if sends:
        # "Ambassador, Republic of Ghana": the state sends, and does not receive
        organisation, state = None, sends
    return Office(" ".join(title.split()[:MAX_TITLE_WORDS]), organisation, _is_former(f"{before} {found[0]}"), state)


def _with_field(title: str, after: str) -> tuple[str, str]:
    """What belongs to the title still: `(East)`, a minister's portfolio, a professor's subject before the university."""
    bracket = re.match(r"\s*\((?!R\)|Retd?)[\w .&-]{1,25}\)(?=\s|,|$)", after)
    if bracket and not re.match(r"\s*\([A-Z]{3,}\)\s*$", after):
        title, after = title + bracket[0], after[bracket.end() :]
    if re.search(rf"(?i)(?:{any_of('offices', 'portfolio')})$", title) or (title.endswith("Secretary") and after.startswith(" for ")):
        return _with_portfolio(title, after)
    served = _served().match(after)
    if served:
        return title + " ".join(["", *served[0].split()]), re.sub(r"^\s+of\s+(?:the\s+)?", " of ", after[served.end() :])
    loose = re.match(r"\s+of\s+(?:an?|the)\s+[a-z][^,]*?(?=\s+(?:of|in|at|for)\s+(?:the\s+)?[A-Z]|,|$)", after)
    if loose:
        return title + loose[0], after[loose.end() :]
    charge = _fields().match(after)
    if charge:
        return title + charge[0].rstrip(" ,"), after[charge.end("field") :]
    held = re.match(r"\s+(?:for|on|in charge of)\s+(?:the\s+)?[^,(]{3,60}(?=,\s|\s\(|$|\sat\s|\sof\s)", after)
    if held and not organisations(held[0]) and not _is_place(held[0]):
        return title + held[0], after[held.end() :]
    subject = re.match(r"\s+(?:of|for)\s+(?:the\s+)?[^,]{3,60}(?=,\s)", after)
    if subject and not organisations(subject[0]) and organisations(after[subject.end() :]):
        return title + subject[0], after[subject.end() :]
    return title, after


def _with_portfolio(title: str, after: str) -> tuple[str, str]:
    """`Minister` + ` of Trade, Industry and Services of X`: the portfolio belongs to the title."""
    word = r"[A-Z][\w’'-]*(?![\w’'-])"
    more = rf"(?:\s+{word}|,\s+{word}(?=[^.;]*\s+and\s)|,?\s+and\s+{word})"
    found = re.match(rf"\s+(?:of|for)\s+(?:the\s+)?{word}(?:{more}){{0,6}}", after)
    if not found or re.match(r"\s+of\s+(?:the\s+)?(?:Republic|Government|State|Kingdom)", after):
        return title, after
    return title + found[0], after[found.end() :]


def parse_organisation(text: str) -> str | None:
    """The organisation that a text begins with, as offices give it; None if it names none."""
    return _organisation(text)


def _is_place(text: str) -> bool:
    return (
        bool(re.fullmatch(r"\s+(?:for|on)\s+(?:the\s+)?[\w\s]+", text))
        and any(p.end == len(text) and p.kind == "state" for p in places(text))
        and len(text.split()) < 3
    )


def _organisation(text: str) -> str | None:
    """The organisation in what follows a title, without the joint before it and the town after it."""
    text = re.sub(rf"^[\s,–-]*(?:(?:{any_of('offices', 'joints')})\s+)?(?:the\s+)?", "", text)
    text = re.sub(r"\s+\((?:[A-Z][\w&.-]{1,12}|via [\w ]+|[A-Z][a-z]+)\)?$", "", text)
    parts = [p.strip() for p in text.split(",")]
    while len(parts) > 1 and (_is_town(parts[-1]) or not parts[-1][:1].isupper()):
        parts.pop()
    parts[-1] = re.sub(r"(?<!\bof)\s+(?:in\s+)?([A-Z][\w-]+)$", lambda m: "" if _is_town(m[1]) else m[0], parts[-1])
    text = ", ".join(p for p in parts if p)
    text = re.sub(r"\s+\([A-Z][\w&.-]{1,12}\)?$", "", text).strip(" ,.;:()–-")
    text = re.sub(r"(?:\s+(?:and|of|for|in|at|on|to|with|from|the))+$", "", text)
    # "President of the Republic" leaves open of which
    return text if text[:1].isupper() and len(text) > 1 and text not in ("Republic", "Government", "State", "Kingdom", "Nation") else None


def _is_former(text: str) -> bool:
    return bool(re.search(rf"(?i)(?<![\w-])(?:{any_of('offices', 'former')})(?![\w])", text))


def _is_organisation(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2,8}", text)) or text.endswith(("’s", "'s")) or len(text.split()) > 2


def _is_town(text: str) -> bool:
    words = text.removeprefix("and ").strip()
    return any(p.text == words and p.kind in TOWNS for p in places(words))


@cache
def _fields() -> re.Pattern[str]:
    """`, Research`, ` of Programmes`, ` Administration` and nothing more before a comma, a bracket, an abbreviation or the end."""
    return re.compile(rf"(?:,?\s+|\s+of\s+|\s+for\s+)(?P<field>{any_of('offices', 'fields')})(?=,|\s\(|$|\s+(?:at|of)\s|\s+[A-Z]{{2,8}}$)")


@cache
def _between_offices() -> re.Pattern[str]:
    """What parts two offices: `and a former Ghanaian `, `; `, `, ` before an office with its organisation."""
    title = office_title()
    lead = r"(?:an?\s+|the\s+)?(?:(?:former|[A-Z][\w’-]*)\s+){0,2}?"
    return re.compile(rf"(?:,?\s+and\s+|;\s+)(?={lead}{title})|,\s+(?=(?:[A-Z]\w+\s){{0,3}}?{title}\s(?:of|at|to)\s)")


@cache
def _served() -> re.Pattern[str]:
    """`to the Prime Minister`, before his state or at the end."""
    whom = any_of("offices", "served")
    return re.compile(rf"(?:\s+(?:for|on)\s+[^,]{{3,60}}?)?\s+to\s+(?:the\s+)?(?:then\s+)?(?:{whom})(?=\s+of\b|,|\s*$)")


@cache
def _envoys() -> re.Pattern[str]:
    words = lexicon("offices")
    titles = alternatives([*words["envoy_titles"], *words["envoys"]])
    capital = r"(?!to\b|in\b|and\b)[A-Z][\w’'.-]*"
    state = rf"(?:{capital}|of|the|and)(?:\s+(?:{capital}|(?:of|the|and)(?=\s+[A-Z])))*"
    rank = r"(?:(?:Deputy|Designate|First|Second|Third|Political|Economic|Commercial|Cultural|Press|Defence)\s+)?"
    return re.compile(
        rf"(?P<title>(?i:{rank}(?:{titles})(?:-designate)?(?:\s+Extraordinary and Plenipotentiary)?))(?![\w-])"
        rf"(?:\s+(?:of|from)\s+(?:the\s+)?(?P<of>{state}))?(?:\s*,?\s+(?:accredited )?(?:to|in)\s+(?:the\s+)?(?P<to>{state}))?"
    )
