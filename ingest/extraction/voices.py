"""Who speaks in a sentence (persons masked, `⟦3⟧`) that makes no single person its subject: pure functions over `lexicon/speech.yaml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingest.extraction.cues import QUOTES, floor_verbs, frames, presence_verbs, reports, speech_verbs
from ingest.extraction.lexicons import any_of
from ingest.extraction.masking import TOKEN
from ingest.extraction.name_words import office_title

GROUP = -2
# a dateline, as in “KABUL, March 1 (AFP): ”
DATELINE = re.compile(
    r"^[A-Z][A-Z’' -]{2,30}(?:,? [A-Z][a-z]+\.? \d{1,2})?(?:,? \d{4})?(?: ?\([A-Za-z/ .-]{2,40}\))?(?: ?:+| ?–| ?—| --?)\s*(?=\S)"
)
HE = re.compile(r"\W*(?:he|she)\b", re.IGNORECASE)


def opens_with(text: str) -> int | None:
    """The person that a sentence opens with."""
    found = re.match(r"⟦(\d+)⟧(?![’'])", text)
    return int(found[1]) if found else None


def he_says(text: str) -> bool:
    """Whether "he" or "she" is the subject of a verb of speech at the start of a sentence."""
    found = re.match(r"\W*(?:he|she)\s+(?:\w+ly\s+|also\s+|then\s+|further\s+)?(?P<verb>[a-z]+)", text, re.IGNORECASE)
    return found is not None and found["verb"] in speech_verbs()


def names_a_topic(text: str) -> bool:
    """Whether "he" only named a topic: "He shed light on the situation"."""
    found = re.match(
        rf"\W*(?:he|she) (?:also |further |then |briefly |\w+ly )?(?:{any_of('speech', 'empty_verbs')})\b", text, re.IGNORECASE
    )
    return found is not None and not reports(text[found.end() :])


def is_pronoun(text: str) -> bool:
    """Whether the sentence goes on about what "he" or "she" said."""
    return any(p.search(text) for p in frames("pronoun_frames"))


def is_group(text: str) -> bool:
    """Whether a group, or nobody in particular, speaks."""
    plain = QUOTES.sub("", text)
    return any(p.search(plain) for p in frames("group_subjects"))


def is_together(text: str) -> bool:
    """Whether several persons are reported to say one thing."""
    found = [frame.search(text) for frame in frames("together")]
    rests = (text[f.start("verb") :] for f in found if f and f["verb"] in speech_verbs())
    return any(reports(rest) or not (presence_verbs().match(rest) or floor_verbs().match(rest)) for rest in rests)


def said_above(text: str) -> int | None:
    """Who said the sentences before this one ("These views were expressed by …"): a person, GROUP, or None if it says no such thing."""
    found = next((f for frame in frames("said_above") if (f := frame.search(text))), None)
    return None if found is None else int(found["person"]) if found["person"] else GROUP


def is_narrator(text: str) -> bool:
    """Whether the sentence is about the event itself. What begins with "he" goes on with a speech, unless he is only told of."""
    if HE.match(text):
        return any(p.search(text) for p in frames("told_of"))
    return any(p.search(text) for p in frames("narrator"))


def opens_discussion(text: str) -> bool:
    """Whether the report goes on to tell what was said without saying by whom."""
    return any(p.search(text) for p in frames("opens_discussion"))


def is_unnamed(text: str) -> bool:
    """Whether somebody speaks of whom only the office is told: "The director of the centre noted"."""
    return "⟦" not in text[:200] and bool(_office_speaks().match(text))


def is_about_host(text: str) -> bool:
    """Whether the sentence describes the institute that publishes the report."""
    return any(p.search(text) for p in frames("about_host"))


def is_group_section(heading: str) -> bool:
    """Whether a heading opens a discussion, or what was agreed."""
    return bool(_discussion_headings().search(heading))


def is_report_section(heading: str) -> bool:
    """Whether under a heading the report itself speaks: "Background"."""
    return bool(re.fullmatch(rf"[\W\d]*(?:{any_of('speech', 'report_headings')})\W*", heading, re.IGNORECASE))


def is_salutation(text: str) -> bool:
    """Whether a speech begins here."""
    return bool(_salutation().match(text)) and len(text) < 200


def cited_source(text: str, insiders: frozenset[int], names: Sequence[str]) -> str | None:
    """The source that the speaker leans on ("According to UNHCR …"), if it is not a participant; `names` are the persons' names."""
    for pattern in frames("cited"):
        found = pattern.search(text)
        if found and not _no_source().match(found["source"]) and not _is_insider(found["source"], insiders):
            return TOKEN.sub(lambda token: names[int(token[1])], found["source"]).strip()
    return None


def _is_insider(source: str, insiders: frozenset[int]) -> bool:
    return any(int(n) in insiders for n in TOKEN.findall(source))


@cache
def _office_speaks() -> re.Pattern[str]:
    occasion = r"(?:(?:[Ii]n|[Dd]uring) (?:his|her|the|an?) [\w ]{3,40}, )?"
    return re.compile(rf"\W*{occasion}(?:[Tt]he )?{office_title()}[^.;]{{0,120}}? (?:{any_of('speech', 'verbs')})\b")


@cache
def _salutation() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?i:{any_of('speech', 'salutations')})\b.*[:,!.]$|:$")


@cache
def _discussion_headings() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{any_of('speech', 'discussion_headings')})(?!\w)")


@cache
def _no_source() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('speech', 'no_source')})\b")
