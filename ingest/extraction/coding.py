"""Ninth stage: what each sentence is about and does — areas, function, stance — each from cues that a domain expert can edit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.extraction.attribution import REPORT, Attribution
from ingest.extraction.lexicons import alternatives, lexicon
from ingest.extraction.sentences import Sentence
from ingest.extraction.voices import is_narrator

MAX_AREAS = 3
NEEDED = 2.0
NO_CUE = "no cue"
STRONG, WEAK = 2.0, 1.0
SUBSUMED: Mapping[str, frozenset[str]] = {
    # the narrower code alone is given where both were found
    "nuclear": frozenset({"energy"}),
    "sco": frozenset({"multilateral"}),
    "pharma": frozenset({"health"}),
    "language": frozenset({"education"}),
}
ANAPHORIC = re.compile(
    r"^\W*(?:This|These|That|Those|It|Such|They|Both|Another|The same|As such|Hence|Here|There|He|She|All of|Among|In turn|For instance)\b"
)
BACKGROUND_AREAS = ("diplomacy-political", "regional-order")


@dataclass(frozen=True)
class Coding:
    """Areas (most certain first), function, stance, and the cues that decided the last two."""

    areas: tuple[str, ...]
    function: str
    stance: str
    reason: str


def code(sentences: Sequence[Sentence], attributions: Sequence[Attribution]) -> tuple[Coding, ...]:
    """One coding for each sentence; an anaphoric sentence without a word of its own inherits its areas from the one before."""
    codings: list[Coding] = []
    for n, (sentence, attribution) in enumerate(zip(sentences, attributions, strict=True)):
        function, cue = _function(sentence.text, attribution)
        if function == "procedural":
            codings.append(Coding((), function, "neutral", cue))
            continue
        areas = _areas(sentence.text)
        if n and _inherits(sentence, areas, attribution, attributions[n - 1]):
            areas = codings[n - 1].areas or areas
        stance = _stance(sentence.text, function)
        if cue == NO_CUE and stance in lexicon("functions")["by_tone"]:
            # no word of what it does, but a tone: a shortfall is told of as a concern
            function, cue = lexicon("functions")["by_tone"][stance], f"a {stance} tone"
        codings.append(Coding(areas or (BACKGROUND_AREAS[0],), function, stance, cue))
    return tuple(codings)


def _inherits(sentence: Sentence, areas: Sequence[str], attribution: Attribution, before: Attribution) -> bool:
    if attribution.speaker != before.speaker:
        return False
    vague = not areas or set(areas) <= set(BACKGROUND_AREAS)
    return vague and bool(ANAPHORIC.match(sentence.text) or (not areas and not sentence.first))


def _areas(text: str) -> tuple[str, ...]:
    scores = {area: _weight(text, *patterns) for area, patterns in _area_patterns().items()}
    found = {area: score for area, score in scores.items() if score >= NEEDED}
    for area in list(found):
        for broader in SUBSUMED.get(area, ()):
            found.pop(broader, None)
    specific = {a: s for a, s in found.items() if a not in BACKGROUND_AREAS}
    if specific:
        # what every sentence of this kind of report speaks of counts only where nothing else does, or where it is loud
        found = specific | {a: s for a, s in found.items() if a in BACKGROUND_AREAS and s >= 3 * STRONG}
    order = list(_area_patterns())
    return tuple(sorted(found, key=lambda a: (-found[a], order.index(a)))[:MAX_AREAS])


def _weight(text: str, strong: re.Pattern[str] | None, weak: re.Pattern[str] | None) -> float:
    return sum(
        weight * len({m[0].casefold() for m in pattern.finditer(text)}) for pattern, weight in ((strong, STRONG), (weak, WEAK)) if pattern
    )


def _function(text: str, attribution: Attribution) -> tuple[str, str]:
    """The function with the heaviest cues, and the heaviest cue's text."""
    if attribution.speaker == REPORT and (
        attribution.method in ("floor", "presence", "opens", "about the event", "about the host") or is_narrator(text)
    ):
        return "procedural", attribution.method
    best, best_score, reason = lexicon("functions")["default"], 0.0, NO_CUE
    for function, cues in _function_patterns().items():
        score, heaviest, cue = 0.0, 0.0, ""
        for pattern, weight in cues:
            hits = {m[0].casefold() for m in pattern.finditer(text) if not (function == "achievement" and _is_negated(text, m.start()))}
            score += weight * min(2, len(hits)) * (0.75 if len(hits) > 1 else 1)
            if hits and weight > heaviest:
                heaviest, cue = weight, min(hits)
        if score > best_score:
            best, best_score, reason = function, score, cue
    if attribution.speaker == REPORT and best_score < 2 and attribution.method == "continued":
        return "procedural", "the report's own voice"
    return best, reason


def _is_negated(text: str, at: int) -> bool:
    """Whether a negator stands right before a cue: "no progress" is no achievement."""
    return bool(_negators().search(text[max(0, at - 30) : at]))


def _stance(text: str, function: str) -> str:
    tones = lexicon("stances")
    up, down = 0.0, 0.0
    for sign, patterns in _stance_patterns().items():
        for pattern, weight in patterns:
            for found in pattern.finditer(text):
                turned = _is_negated(text, found.start())
                if (sign == "positive") != turned:
                    up += weight
                else:
                    down += weight
    own = tones["by_function"].get(function)
    if function in ("question", "procedural"):
        return "neutral"
    weighed = bool(re.search(tones["counterweights"], text, re.IGNORECASE))
    if up and down and (weighed or min(up, down) >= 0.5 * max(up, down)):
        return "qualified"
    if up > down:
        return "supportive" if own != "critical" else ("qualified" if weighed else "critical")
    if down > up:
        return "critical" if own != "supportive" else "qualified"
    return own or "neutral"


def _words(entries: Sequence[str]) -> re.Pattern[str] | None:
    """Any of the words; one written with a capital (IT, UN) counts only so."""
    cased = [e for e in entries if not e.islower()]
    plain = [e for e in entries if e.islower()]
    parts = [alternatives(cased), *([f"(?i:{alternatives(plain)})"] if plain else [])]
    pattern = "|".join(p for p in parts if p).replace(r"\*", r"[\w’-]*")
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])") if pattern else None


@cache
def _area_patterns() -> Mapping[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]:
    return {area: (_words(words["strong"]), _words(words["weak"])) for area, words in lexicon("areas").items()}


@cache
def _function_patterns() -> Mapping[str, tuple[tuple[re.Pattern[str], float], ...]]:
    return {
        function: tuple(
            (re.compile(rf"(?<!\w){cue}(?!\w)" if not cue.endswith("$") else cue, re.IGNORECASE), float(weight)) for cue, weight in cues
        )
        for function, cues in lexicon("functions").items()
        if function not in ("default", "by_tone")
    }


@cache
def _stance_patterns() -> Mapping[str, tuple[tuple[re.Pattern[str], float], ...]]:
    return {
        sign: tuple((re.compile(rf"(?<!\w){cue}(?!\w)", re.IGNORECASE), float(weight)) for cue, weight in lexicon("stances")[sign])
        for sign in ("positive", "negative")
    }


@cache
def _negators() -> re.Pattern[str]:
    return re.compile(lexicon("stances")["negators"], re.IGNORECASE)
