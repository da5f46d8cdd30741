"""The cues of reported speech, read from `lexicon/speech.yaml`: pure functions over a sentence in which persons are masked (`⟦3⟧`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from ingest.extraction.lexicons import alternatives, any_of, lexicon
from ingest.extraction.masking import TOKEN

NOBODY = -1
OPENS = "opens"
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
        if not re.search(r"\b(?:to|and|who|which|was|were|be|been|had|the|his|her|he|she|they|it|we|I)\s$", window[: found.start()]):
            made = _with_verb(person, found[0], text, end + found.start())
            return replace(made, confidence=0.85) if made else None
    return None


def _handed(text: str) -> Subject | None:
    for frame in frames("handovers"):
        found = frame.search(text)
        if found:
            who = re.match(r",? who (?P<verb>[a-z]+)", text[found.end() :])
            speaks = who and (who["verb"] in speech_verbs()) and not floor_verbs().match(who["verb"])
            return Subject(int(found["person"]), int(found["person"]), not speaks, 0.85, "floor")
    return None


def _with_verb(person: int, verb: str, text: str, at: int) -> Subject | None:
    first = verb.split(maxsplit=1)[0]
    rest = text[at:]
    floor_verb = floor_verbs().match(rest) or re.match(
        r"[a-z]+ [^.]{0,60}\b(?:speaking|talk|presentation|paper|lecture) (?:on|titled|entitled) (?:the )?[“\"‘]", rest
    )
    if presence_verbs().match(rest) and not reports(rest):
        return Subject(person, NOBODY, True, 0.85, "presence")
    if floor_verb and not reports(rest):
        others = [int(n) for n in TOKEN.findall(rest)]
        relative = re.search(r"⟦(\d+)⟧,? who (\w+ed)\b", rest)
        if relative and not floor_verbs().match(relative[2]):
            return Subject(int(relative[1]), int(relative[1]), False, 0.85, "relative clause")
        given = others[-1] if others and re.match(r"(?:invited|introduced|gave|called)", rest) else person
        return Subject(person, given, True, 0.85, "floor")
    if _opinion().match(rest):
        return Subject(person, person, False, 0.9, "subject")
    if first in _not_speech() or not (first in speech_verbs() or re.fullmatch(r"[a-z]{2,}ed", first)):
        return None
    # a clause with "that" makes any verb one of speech
    if first in speech_verbs() or re.match(r"\w+(?: (?!⟦)[\w’']+){0,3} that\b", rest):
        return Subject(person, person, False, 0.95, "subject")
    return Subject(person, person, False, 0.85, "active verb")


def reports(rest: str) -> bool:
    """Whether a floor verb is followed by what was said."""
    return bool(_floor_exceptions().search(rest))


def _framed(text: str, insiders: frozenset[int] | None) -> Subject | None:
    for kind in ("frames", "weak_frames"):
        for frame in frames(kind):
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


@cache
def frames(kind: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of one list of `lexicon/speech.yaml`; `{P}` in it is a person."""
    return tuple(
        re.compile(p.replace("{P}", r"⟦(?P<person>\d+)⟧"), 0 if kind in ("cited", "about_host") else re.IGNORECASE)
        for p in lexicon("speech")[kind]
    )


@cache
def _any_speech() -> re.Pattern[str]:
    words = lexicon("speech")
    return re.compile(rf"\b(?:{alternatives([*words['verbs'], *words['floor_verbs'], *words['presence_verbs']])})\b")


@cache
def floor_verbs() -> re.Pattern[str]:
    """Verbs that give or take the floor."""
    return re.compile(rf"(?:{any_of('speech', 'floor_verbs')})\b")


@cache
def _floor_exceptions() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of('speech', 'floor_exceptions')})\b")


@cache
def presence_verbs() -> re.Pattern[str]:
    """Verbs of being there and holding an office of the event."""
    return re.compile(rf"(?:{any_of('speech', 'presence_verbs')})\b")


@cache
def speech_verbs() -> frozenset[str]:
    """The first words of the verbs of speech."""
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
