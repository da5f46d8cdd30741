"""Fifth stage: what kind of report this is. The attributor depends on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.people import People
from ingest.extraction.sentences import Sentence

Genre = Literal["prose", "headings", "transcript", "speech", "non-attribution"]
LABEL = re.compile(r"^(?P<label>[^\W\d_][\w.’'()-]*(?:\s[^\W\d_][\w.’'()-]*){0,5}):(?:\s|$)")
MAX_LABEL = 80
FIRST_PERSON = re.compile(r"\b(?:I|I’m|I'm|my|me|My|myself)\b")
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]{12,}’")
SPEECH_TITLE = re.compile(r"\b(?:remarks|address|speech|statement|keynote|lecture) (?:by|of)\b", re.IGNORECASE)
RULE = re.compile(r"\b(?:chatham house rule|non-attribut|without attribution|not for attribution)", re.IGNORECASE)
MIN_LABELS = 4
MIN_HEADINGS = 3


def decide(layout: Layout, sentences: Sequence[Sentence], people: People) -> Genre:
    """Transcript if labels recur; speech if one voice says "I" throughout; headings if names stand in several of them; else prose."""
    labels = sum(bool(is_label(s.text, people, s)) for s in sentences if s.first)
    if labels >= MIN_LABELS and labels > 0.2 * sum(s.first for s in sentences):
        return "transcript"
    first_person = sum(bool(FIRST_PERSON.search(QUOTED.sub("", s.text))) for s in sentences)
    if sentences and first_person > 0.2 * len(sentences):
        turns = (b for b in layout.blocks if b.kind == HEADING and layout.text(b).endswith(":") and people.within(b.start, b.end))
        return "transcript" if labels or any(turns) else "speech"
    named = [b for b in layout.blocks if b.kind == HEADING and people.within(b.start, b.end)]
    if len(named) >= MIN_HEADINGS:
        return "headings"
    rule = RULE.search(layout.view)
    exempt = rule and re.search(
        r"\bbut not to the (?:presentations|speeches|remarks|talks)", layout.view[rule.start() : rule.start() + 200]
    )
    return "non-attribution" if rule and not exempt else "prose"


def is_label(text: str, people: People, sentence: Sentence) -> re.Match[str] | None:
    """The speaker's label at the start of a transcript's turn."""
    found = LABEL.match(text[:MAX_LABEL])
    if not found:
        return None
    named = people.within(sentence.start, sentence.start + found.end())
    return found if named or found["label"].isupper() else None


def principal(layout: Layout, people: People) -> int | None:
    """Whose speech this is: the person of "Remarks by …" on the title page, else the one named there, else nobody."""
    named = [(b, n.person) for b in layout.head() for n in people.within(b.start, b.end)]
    for block, person in named:
        if SPEECH_TITLE.search(layout.text(block)):
            return person
    return named[0][1] if named else (people.namings[0].person if people.namings else None)
