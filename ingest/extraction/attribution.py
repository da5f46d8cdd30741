"""Sixth stage: who says each sentence — a person, the group, or the report itself — with confidence and the rule that decided."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from ingest.extraction import cues, voices
from ingest.extraction.epithets import Epithets
from ingest.extraction.genre import FIRST_PERSON, QUOTED, Genre, is_label, principal
from ingest.extraction.layout import BULLET, HEADING, Layout
from ingest.extraction.masking import TOKEN
from ingest.extraction.people import People
from ingest.extraction.quotations import Outside
from ingest.extraction.sentences import Sentence
from ingest.extraction.syntax import Reading

REPORT = cues.NOBODY
GROUP = voices.GROUP
RUN_DECAY = 0.02
BREAK_DECAY = 0.1
FLOOR = 0.45
# What a parser's reading does to the confidence of the rules
ALONE = 0.75
CONFIRMED = 0.03
CONTRADICTED = 0.6
UNNAMED = 0.4
MAX_ABOVE = 5
PRONOUNS = frozenset({"he", "she"})


@dataclass(frozen=True)
class Attribution:
    """`speaker`: a person's number, GROUP or REPORT; `method`: the rule; `cited`: the source the speaker leans on."""

    speaker: int
    confidence: float
    method: str
    cited: str | None = None


@dataclass(frozen=True)
class _Floor:
    """Who is speaking, since how many sentences, how sure that was, and who was named last before this sentence."""

    speaker: int = REPORT
    confidence: float = 0.85
    run: int = 0
    section: str = ""
    speech_over: bool = False
    last_named: int = REPORT


@dataclass(frozen=True)
class _Context:
    """What stays the same from sentence to sentence; `voice`: whose speech it is, if the report is one."""

    layout: Layout
    people: People
    genre: Genre
    insiders: frozenset[int]
    voice: int


@dataclass(frozen=True)
class _Clause:
    """A sentence with persons and epithets masked, the speaker a parser sees in it, and whether "he" or "she" is its subject.

    `above`: who it says has said the sentences before it, if it says so.
    """

    sentence: Sentence
    text: str
    read: cues.Subject | None
    pronoun: bool
    above: int | None


def attribute(
    layout: Layout,
    sentences: Sequence[Sentence],
    spoken: Sequence[Outside],
    people: People,
    epithets: Epithets,
    genre: Genre,
    present: Iterable[int] = (),
    readings: Sequence[Reading | None] = (),
) -> tuple[Attribution, ...]:
    """One attribution for each sentence; `present` are persons known to be at the event (they have a role)."""
    floor = _Floor()
    insiders = _insiders(spoken, headings := _heading_speakers(layout, people, genre), present)
    context = _Context(layout, people, genre, insiders, _or_report(principal(layout, people)))
    names = [person.name for person in people.persons]
    recent: list[int] = []
    result: list[Attribution] = []
    for sentence, words, reading in zip(sentences, spoken, readings or [None] * len(spoken), strict=True):
        section = layout.blocks[sentence.block].section
        if section != floor.section:
            floor = _enter(section, floor, headings.get(sentence.block), genre)
        known = partial(epithets.mask, floor=floor.speaker, recent=recent)
        text = known(voices.DATELINE.sub("", words.text) if sentence.first else words.text)
        if words.tag is not None:
            floor = _announced(known(spoken[words.tag].text), floor, insiders)
        read = _read(reading, words.text, known, insiders)
        he = bool(voices.HE.match(text)) or (reading is not None and reading.subject.lower() in PRONOUNS)
        clause = _Clause(sentence, text, read, he, voices.said_above(text))
        decided, floor = _step(clause, replace(floor, last_named=recent[-1] if recent else REPORT), context)
        if clause.above is not None:
            result = _said_above(result, clause.above)
        recent = [*recent[-12:], *(int(n) for n in TOKEN.findall(words.whole))]
        result.append(replace(decided, cited=voices.cited_source(words.whole, insiders, names)))
    return tuple(result)


def _said_above(before: list[Attribution], speaker: int) -> list[Attribution]:
    """What stood without a speaker right before "These views were expressed by X" is X's."""
    kept = len(before)
    while kept and len(before) - kept < MAX_ABOVE and before[kept - 1].speaker == REPORT and before[kept - 1].method == "continued":
        kept -= 1
    return before[:kept] + [Attribution(speaker, 0.8, "said above", a.cited) for a in before[kept:]]


def _announced(tag: str, floor: _Floor, insiders: frozenset[int]) -> _Floor:
    """The floor for direct speech that ends with "…, said X"."""
    subject = cues.subject(tag, insiders)
    if subject is None or subject.hands_over:
        return floor
    return replace(floor, speaker=subject.person, confidence=subject.confidence, run=0)


def _insiders(spoken: Sequence[Outside], headings: dict[int, int], present: Iterable[int]) -> frozenset[int]:
    """Persons at the event: with a role, announced by a heading, subject of a speech verb outside a frame, or followed by "he said"."""
    subjects = (cues.subject(m.text, frozenset()) for m in spoken)
    # "X was Chair of the session. He stated that …"
    opening = (voices.opens_with(a.text) for a, b in pairwise(spoken) if voices.he_says(b.text))
    named = (s.person for s in subjects if s is not None)
    return frozenset([*present, *headings.values(), *named, *(person for person in opening if person is not None)])


def _heading_speakers(layout: Layout, people: People, genre: Genre) -> dict[int, int]:
    """Block number → the person whose talk its heading announces; a chair's name opens no talk."""
    speakers: dict[int, int] = {}
    current: int | None = None
    for n, block in enumerate(layout.blocks):
        if block.kind == HEADING:
            named = [p.person for p in people.within(block.start, block.end)]
            chair = re.match(r"\W*(?:co-)?(?:chairs?|moderators?|panel|rapporteurs?)\b", layout.text(block), re.IGNORECASE)
            current = named[-1] if named and not chair else None
            turn = layout.text(block).endswith(":")
        elif current is not None and (genre == "headings" or (genre == "transcript" and turn)):
            speakers[n] = current
    return speakers


def _enter(section: str, floor: _Floor, speaker: int | None, genre: Genre) -> _Floor:
    """A new section: its heading names the speaker, or opens a discussion, or nobody has the floor yet."""
    if speaker is not None:
        return _Floor(speaker, 0.9, 0, section)
    if genre in ("transcript", "speech"):
        return replace(floor, section=section)
    if voices.is_about_host(section) or voices.is_report_section(section):
        return _Floor(REPORT, 0.9, 0, section)
    if voices.is_group_section(section) or genre == "non-attribution":
        return _Floor(GROUP, 0.7, 0, section)
    return _Floor(REPORT, 0.75, 0, section)


def _step(clause: _Clause, floor: _Floor, context: _Context) -> tuple[Attribution, _Floor]:
    sentence = clause.sentence
    if voices.is_about_host(sentence.text):
        return Attribution(REPORT, 0.85, "about the host"), _Floor(REPORT, 0.85, 0, floor.section, speech_over=True)
    if context.genre == "transcript":
        label = is_label(sentence.text, context.people, sentence) if sentence.first else None
        if label:
            return _turn(sentence, label, context.people, floor)
        if floor.speaker != REPORT:
            return _goes_on(replace(floor, run=0), "transcript turn", floor.confidence)
        if context.voice != REPORT and FIRST_PERSON.search(QUOTED.sub("", clause.text)):
            # an address before the questions, without a label
            return Attribution(context.voice, 0.75, "first person"), replace(floor, speaker=context.voice, confidence=0.75, run=0)
    if context.genre == "speech" and not floor.speech_over:
        return _in_speech(clause, floor, context)
    return _in_prose(clause, floor, context)


def _turn(sentence: Sentence, label: re.Match[str], people: People, floor: _Floor) -> tuple[Attribution, _Floor]:
    named = people.within(sentence.start, sentence.start + label.end())
    if not named:
        named = people.within(sentence.start, sentence.end)[:1] if re.match(r"(?i)question", label["label"]) else []
    speaker = named[-1].person if named else GROUP
    confidence = 0.97 if named else 0.7
    return Attribution(speaker, confidence, "label"), _Floor(speaker, confidence, 0, floor.section)


def _in_speech(clause: _Clause, floor: _Floor, context: _Context) -> tuple[Attribution, _Floor]:
    """One voice in the first person; before it, and once the report speaks of that voice in the third person, prose."""
    outside = QUOTED.sub("", clause.text)
    voice = context.voice
    if FIRST_PERSON.search(outside) or (floor.speaker == REPORT and voices.is_salutation(clause.text)):
        # whose speech it is may stand nowhere
        sure = 0.9 if voice != REPORT else UNNAMED
        return Attribution(voice, sure, "first person"), replace(floor, speaker=voice, confidence=sure, run=0)
    if floor.speaker != voice or voice == REPORT:
        return _in_prose(clause, floor, context)
    if f"⟦{voice}⟧" in outside:
        return _in_prose(clause, replace(floor, speaker=REPORT, speech_over=True), context)
    return _goes_on(replace(floor, run=min(floor.run, 3)), "continued", floor.confidence)


def _read(reading: Reading | None, text: str, epithets: Callable[[str], str], insiders: frozenset[int]) -> cues.Subject | None:
    """Whom a parser makes the speaker: the active subject of the main clause, by name or epithet."""
    if reading is None or reading.voice != "active":
        return None
    named = TOKEN.search(epithets(reading.subject))
    return cues.subject_read(int(named[1]), text, reading.verb, insiders) if named else None


def _weighed(rule: cues.Subject | None, read: cues.Subject | None, narrates: bool) -> cues.Subject | None:
    """The two cues together: they confirm each other, or the rule's choice stands and is doubted; one alone is followed.

    In a sentence about the event itself the parser's reading alone counts for nothing.
    """
    if rule is None or read is None or rule.method == cues.OPENS:
        if narrates or read is None:
            return rule
        return replace(read, confidence=ALONE, method="syntax")
    if (rule.person, rule.hands_over) == (read.person, read.hands_over):
        return replace(rule, confidence=min(0.98, rule.confidence + CONFIRMED))
    return replace(rule, confidence=min(rule.confidence, CONTRADICTED), method=f"{rule.method}, against syntax")


def _or_report(person: int | None) -> int:
    return REPORT if person is None else person


def _in_prose(clause: _Clause, floor: _Floor, context: _Context) -> tuple[Attribution, _Floor]:
    sentence, text = clause.sentence, clause.text
    if clause.above is not None:
        return Attribution(REPORT, 0.85, "about the event"), replace(floor, speaker=REPORT, confidence=0.75, run=0)
    if voices.is_together(text):
        return Attribution(GROUP, 0.8, "together"), replace(floor, speaker=GROUP, confidence=0.75, run=0)
    narrates = voices.is_narrator(text)
    subject = _weighed(cues.subject(text, context.insiders), clause.read, narrates)
    if subject is not None:
        taken = replace(floor, speaker=subject.floor, confidence=subject.confidence, run=0)
        if subject.hands_over:
            return Attribution(REPORT, min(0.8, subject.confidence), subject.method), taken
        return Attribution(subject.person, subject.confidence, subject.method), taken
    if narrates:
        if floor.speaker < 0 and voices.opens_discussion(text):
            return Attribution(REPORT, 0.82, "about the event"), replace(floor, speaker=GROUP, confidence=0.6, run=0)
        unnamed = floor.speaker == GROUP and context.genre == "non-attribution"
        keeps = floor if unnamed or (floor.speaker >= 0 and not sentence.first) else replace(floor, speaker=REPORT, confidence=0.75, run=0)
        return Attribution(REPORT, 0.82, "about the event"), keeps
    pronoun = clause.pronoun or voices.is_pronoun(text)
    if voices.is_group(text) and not clause.pronoun and not (floor.speaker >= 0 and floor.run < 1 and pronoun):
        return Attribution(GROUP, 0.85, "group subject"), replace(floor, speaker=GROUP, confidence=0.75, run=0)
    if pronoun and floor.speaker >= 0 and voices.names_a_topic(text):
        return Attribution(REPORT, 0.7, "names a topic"), replace(floor, run=0)
    if pronoun and floor.speaker >= 0:
        return Attribution(floor.speaker, min(0.92, floor.confidence), "pronoun"), replace(floor, run=0)
    if pronoun and floor.speaker == REPORT and floor.last_named in context.insiders:
        # "The floor was given to X. She …"
        return Attribution(floor.last_named, 0.75, "pronoun"), replace(floor, speaker=floor.last_named, confidence=0.75, run=0)
    if floor.speaker < 0 and voices.is_unnamed(text):
        return Attribution(GROUP, 0.5, "unnamed speaker"), replace(floor, speaker=GROUP, confidence=0.5, run=0)
    if context.layout.blocks[sentence.block].kind == BULLET and floor.speaker < 0:
        speaker = GROUP if voices.is_group_section(floor.section) else floor.speaker
        return Attribution(speaker, 0.6, "list item"), floor
    return _goes_on(floor, "continued", floor.confidence - (BREAK_DECAY if sentence.first else 0))


def _goes_on(floor: _Floor, method: str, confidence: float) -> tuple[Attribution, _Floor]:
    run = floor.run + 1
    sure = max(FLOOR, confidence - RUN_DECAY * run)
    return Attribution(floor.speaker, round(sure, 3), method), replace(floor, run=run, confidence=max(FLOOR, confidence))
