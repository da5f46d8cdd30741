"""The cues of reported speech, read from `lexicon/speech.yaml`: pure functions over a sentence in which persons are masked (`⟦3⟧`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ingest.extraction.lexicons import alternatives, any_of, lexicon
from ingest.extraction.masking import TOKEN

NOBODY = -1
GROUP = -2
OPENS = "opens"
HE = re.compile(r"\W*(?:he|she)\b", re.IGNORECASE)
# "⟦1⟧, who represented the President, ⟦2⟧, welcomed": the clause between the commas says nothing of the main verb
RELATIVE = re.compile(r"(⟦\d+⟧), who\b[^.;“”]{3,150}?,(?: ⟦\d+⟧,)?(?= (?:[a-z]+(?:ed|s)|said|spoke|took|gave|told|saw|began)\b)")
QUOTES = re.compile(r"“[^”]*”|\"[^\"]*\"")
THAT = re.compile(r"\b(?:that|how|why|whether|what)\b")


@dataclass(frozen=True)
class Subject:
    """The person a sentence makes its speaker.

    `hands_over`: the sentence is the report's own, and gives `floor` (a person or NOBODY) the floor.
    """

    person: int
    floor: int
    hands_over: bool
    confidence: float
    method: str


def subject(text: str, insiders: frozenset[int] | None = None) -> Subject | None:
    """The main clause's subject if it is a person who speaks, or who is given the floor; else a frame ("in X's view"); else None.

    With `insiders`, frames count for these persons alone: "according to" somebody who is not there is a source, not a speaker.
    """
    text = RELATIVE.sub(r"\1", text)
    for token in TOKEN.finditer(text):
        before, after = text[: token.start()], text[token.end() :]
        if after[:2] in ("’s", "'s") or _no_subject_before().search(before) or _is_told(QUOTES.sub("", before)):
            continue
        made = _direct(int(token[1]), text, token.end()) or _loose(int(token[1]), text, token.end())
        # any active verb will do for a person who is there; of others, only a verb of speech makes a speaker
        if made is not None and (insiders is None or made.person in insiders or made.method != "active verb"):
            return made
    return _handed(text) or _framed(text, insiders) or _opened(text, insiders)


def subject_read(person: int, text: str, verb: int, insiders: frozenset[int]) -> Subject | None:
    """The same for a subject that a parser found; its verb starts at `verb`. Persons who are not there speak by verbs of speech alone."""
    words = re.match(r"[\w’'-]+(?: [\w’'-]+){0,2}", text[verb:])
    if words is None:
        return None
    made = _with_verb(person, words[0], text, verb)
    if made is None and words[0].split()[0] not in _not_speech():
        made = Subject(person, person, False, 0.8, "active verb")
    return made if made is not None and (person in insiders or made.method != "active verb") else None


def _is_told(before: str) -> bool:
    """Whether what follows stands in a clause that somebody else says: "He recalled that …"."""
    return bool(THAT.search(before.rsplit(",", 1)[-1]) or _saying_that().search(before))


def _direct(person: int, text: str, end: int) -> Subject | None:
    found = _after_subject().match(text[end:])
    if found and re.search(r"\b(?:did|does|do) not\b|\bdid\b", found["adverbs"]) and found["verb"].split()[0] not in _not_speech():
        return Subject(person, person, False, 0.85, "subject")
    return _with_verb(person, found["verb"], text, end + found.start("verb")) if found else None


def _loose(person: int, text: str, end: int) -> Subject | None:
    """The first verb of speech in what follows the subject, however much stands between."""
    # a person as the object of a preposition is no subject: "in a question to ⟦0⟧ asked"
    rest = re.sub(r"\b(to|with|of|from|by|for|and) ⟦\d+⟧", lambda m: m[1] + " " * (len(m[0]) - len(m[1])), text[end : end + 190])
    window = re.split(r"⟦|\bthat\b|[;:“]", rest)[0]
    for found in _any_speech().finditer(window):
        if not re.search(r"\b(?:to|and|who|which|was|were|be|been|had|the|his|her)\s$", window[: found.start()]):
            made = _with_verb(person, found[0], text, end + found.start())
            return replace(made, confidence=0.85) if made else None
    return None


def _handed(text: str) -> Subject | None:
    for frame in _frames("handovers"):
        found = frame.search(text)
        if found:
            who = re.match(r",? who (?P<verb>[a-z]+)", text[found.end() :])
            speaks = who and (who["verb"] in _speech_verbs()) and not _floor_verbs().match(who["verb"])
            return Subject(int(found["person"]), int(found["person"]), not speaks, 0.85, "floor")
    return None


def _with_verb(person: int, verb: str, text: str, at: int) -> Subject | None:
    first = verb.split(maxsplit=1)[0]
    rest = text[at:]
    floor_verb = _floor_verbs().match(rest) or re.match(
        r"[a-z]+ [^.]{0,60}\b(?:speaking|talk|presentation|paper|lecture) (?:on|titled|entitled) (?:the )?[“\"‘]", rest
    )
    if _presence_verbs().match(rest) and not _reports(rest):
        return Subject(person, NOBODY, True, 0.85, "presence")
    if floor_verb and not _reports(rest):
        others = [int(n) for n in TOKEN.findall(rest)]
        relative = re.search(r"⟦(\d+)⟧,? who (\w+ed)\b", rest)
        if relative and not _floor_verbs().match(relative[2]):
            return Subject(int(relative[1]), int(relative[1]), False, 0.85, "relative clause")
        given = others[-1] if others and re.match(r"(?:invited|introduced|gave|called)", rest) else person
        return Subject(person, given, True, 0.85, "floor")
    if _opinion().match(rest):
        return Subject(person, person, False, 0.9, "subject")
    if first in _not_speech() or not (first in _speech_verbs() or re.fullmatch(r"[a-z]{2,}ed", first)):
        return None
    # a clause with "that" makes any verb one of speech
    if first in _speech_verbs() or re.match(r"\w+(?: (?!⟦)[\w’']+){0,3} that\b", rest):
        return Subject(person, person, False, 0.95, "subject")
    return Subject(person, person, False, 0.85, "active verb")


def _reports(rest: str) -> bool:
    """Whether a floor verb is followed by what was said."""
    return bool(_floor_exceptions().search(rest))


def _framed(text: str, insiders: frozenset[int] | None) -> Subject | None:
    for kind in ("frames", "weak_frames"):
        for frame in _frames(kind):
            for found in frame.finditer(text):
                person = int(found["person"])
                if kind == "frames" or insiders is None or person in insiders:
                    return Subject(person, person, False, 0.88, "frame")
    return None


def _opened(text: str, insiders: frozenset[int] | None) -> Subject | None:
    """A sentence that opens with a person but reports no speech: they come to the fore ("X turned to"), or are described ("X was")."""
    found = re.match(r"⟦(\d+)⟧(?![’'])[^⟦]*?\s(?P<verb>[a-z]+)\b", text)
    if not found or (insiders is not None and int(found[1]) not in insiders):
        return None
    described = bool(re.match(r"⟦\d+⟧,? (?:was|is|were|are|has|had|remained|became)\b", text))
    return Subject(int(found[1]), NOBODY if described else int(found[1]), True, 0.7, OPENS)


def opens_with(text: str) -> int | None:
    """The person that a sentence opens with."""
    found = re.match(r"⟦(\d+)⟧(?![’'])", text)
    return int(found[1]) if found else None


def he_says(text: str) -> bool:
    """Whether "he" or "she" is the subject of a verb of speech at the start of a sentence."""
    found = re.match(r"\W*(?:he|she)\s+(?:\w+ly\s+|also\s+|then\s+|further\s+)?(?P<verb>[a-z]+)", text, re.IGNORECASE)
    return found is not None and found["verb"] in _speech_verbs()


def is_pronoun(text: str) -> bool:
    """Whether the sentence goes on about what "he" or "she" said."""
    return any(p.search(text) for p in _frames("pronoun_frames"))


def is_group(text: str) -> bool:
    """Whether a group, or nobody in particular, speaks."""
    plain = QUOTES.sub("", text)
    return any(p.search(plain) for p in _frames("group_subjects"))


def is_together(text: str) -> bool:
    """Whether several persons are reported to say one thing."""
    found = [frame.search(text) for frame in _frames("together")]
    rests = (text[f.start("verb") :] for f in found if f and f["verb"] in _speech_verbs())
    return any(_reports(rest) or not (_presence_verbs().match(rest) or _floor_verbs().match(rest)) for rest in rests)


def said_above(text: str) -> int | None:
    """Who said the sentences before this one ("These views were expressed by …"): a person, GROUP, or None if it says no such thing."""
    found = re.match(lexicon("speech")["said_above"], text, re.IGNORECASE)
    return None if found is None else int(found["person"]) if found["person"] else GROUP


def is_narrator(text: str) -> bool:
    """Whether the sentence is about the event itself. What begins with "he" goes on with a speech, unless he is only told of."""
    if HE.match(text):
        return any(p.search(text) for p in _frames("told_of"))
    return any(p.search(text) for p in _frames("narrator"))


def is_about_host(text: str) -> bool:
    """Whether the sentence describes the institute that publishes the report."""
    return any(p.search(text) for p in _frames("about_host"))


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
    for pattern in _frames("cited"):
        found = pattern.search(text)
        if found and not _no_source().match(found["source"]) and not _is_insider(found["source"], insiders):
            return TOKEN.sub(lambda token: names[int(token[1])], found["source"]).strip()
    return None


def _is_insider(source: str, insiders: frozenset[int]) -> bool:
    return any(int(n) in insiders for n in TOKEN.findall(source))


@cache
def _frames(kind: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(p.replace("{P}", r"⟦(?P<person>\d+)⟧"), 0 if kind in ("cited", "about_host") else re.IGNORECASE)
        for p in lexicon("speech")[kind]
    )


@cache
def _any_speech() -> re.Pattern[str]:
    words = lexicon("speech")
    return re.compile(rf"\b(?:{alternatives([*words['verbs'], *words['floor_verbs'], *words['presence_verbs']])})\b")


@cache
def _floor_verbs() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('speech', 'floor_verbs')})\b")


@cache
def _floor_exceptions() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of('speech', 'floor_exceptions')})\b")


@cache
def _presence_verbs() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('speech', 'presence_verbs')})\b")


@cache
def _speech_verbs() -> frozenset[str]:
    return frozenset(v.split()[0] for v in lexicon("speech")["verbs"])


@cache
def _not_speech() -> frozenset[str]:
    return frozenset(lexicon("speech")["not_speech"])


@cache
def _saying_that() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of('speech', 'verbs')})\b(?:\s+\w+){{0,3}}?\s+(?:that|how|why|whether)\b")


@cache
def _no_subject_before() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:{any_of('speech', 'no_subject_before')})\s*$")


@cache
def _after_subject() -> re.Pattern[str]:
    """What follows a subject: a clause between commas, a phrase, adverbs — and the verb."""
    words = lexicon("speech")
    return re.compile(
        r"(?:\s*\([^)]*\))?(?:\s*,[^⟦,]{1,140},|\s+(?:and|of|for)\b[^⟦,.;]{1,80},)?"
        rf"(?:\s+(?:{alternatives(words['subject_phrases'])})\b[^⟦]{{0,110}}?,?)?"
        rf"(?P<adverbs>(?:\s+(?:\w+ly|,|{alternatives(words['adverbs'])})){{0,3}})"
        r"\s+(?P<verb>(?:(?!and\b|the\b|in\b|of\b)[a-z]+)(?: [a-z]+){0,3})"
    )


@cache
def _opinion() -> re.Pattern[str]:
    return re.compile(rf"(?:was|is|were|seemed|appeared|remained)\s+(?:\w+ )?(?:{any_of('speech', 'opinions')})\b")


@cache
def _salutation() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?i:{any_of('speech', 'salutations')})\b.*[:,!.]$|:$")


@cache
def _discussion_headings() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{any_of('speech', 'discussion_headings')})(?!\w)")


@cache
def _no_source() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('speech', 'no_source')})\b")
