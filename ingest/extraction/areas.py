"""What a sentence is about: the areas whose words it holds, and those that are handed on to it by what stands before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ingest.extraction.area_words import Cue, phrases, pointing
from ingest.extraction.lexicons import lexicon
from ingest.extraction.phrases import Hit, Words, words

Scores = Mapping[str, float]


class Passage(NamedTuple):
    """What the areas of a sentence depend on: its words, the heading above, its paragraph, and whether it is the report's procedure."""

    words: Words
    heading: str
    block: int
    procedural: bool


def find_areas(passages: Sequence[Passage]) -> Iterator[tuple[tuple[str, ...], str]]:
    """For each sentence its areas, the most certain first, and the cue of the first; a procedural one has none, but hands on its own."""
    settings = lexicon("areas")["settings"]
    scored = [score(passage.words) for passage in passages]
    paragraphs = _paragraphs(passages, [own for own, _ in scored])
    before: Scores = {}
    for passage, (own, cues) in zip(passages, scored, strict=True):
        manner = _manner(passage, own)
        total = _with(own, _headed(passage.heading), settings["heading"])
        total = _with(total, paragraphs[passage.block], settings["paragraph"])
        total = _with(total, before, settings["carry"][manner])
        best = max(total.values(), default=0)
        if best > settings["strong"] * 2:
            total = {area: value * settings["strong"] * 2 / best for area, value in total.items()}
        before = total
        if passage.procedural:
            yield (), ""
            continue
        chosen = _chosen(total)
        if chosen:
            yield chosen, cues.get(chosen[0], "what was said before")
        else:
            yield (lexicon("areas")["default"],), "no area's word"


def _paragraphs(passages: Sequence[Passage], scores: Sequence[Scores]) -> Mapping[int, Scores]:
    """For each paragraph the mean of its sentences' own scores."""
    result: dict[int, dict[str, float]] = {}
    length = Counter(passage.block for passage in passages)
    for passage, own in zip(passages, scores, strict=True):
        sums = result.setdefault(passage.block, {})
        for area, value in own.items():
            sums[area] = sums.get(area, 0.0) + value / length[passage.block]
    return result


def score(sentence: Words) -> tuple[Scores, Mapping[str, str]]:
    """What a sentence's own words are worth for each area, and the heaviest of them; of overlapping phrases the longest counts."""
    found: dict[str, list[Hit[Cue]]] = {}
    for hit in phrases().find(sentence):
        found.setdefault(hit.value.area, []).append(hit)
    scores: dict[str, float] = {}
    cues: dict[str, str] = {}
    for area, hits in found.items():
        kept = _longest(sentence, hits)
        if kept:
            scores[area] = sum(weight for weight, _ in kept.values())
            cues[area] = max(kept.values(), key=lambda k: k[0])[1]
    for area, others in lexicon("areas")["suggests"].items():
        for other, share in others.items():
            if area in scores:
                scores[other] = scores.get(other, 0.0) + share * scores[area]
    return scores, cues


def _longest(sentence: Words, hits: list[Hit[Cue]]) -> dict[str, tuple[float, str]]:
    """The weight of each different phrase that is not inside a longer one."""
    taken: set[int] = set()
    kept: dict[str, tuple[float, str]] = {}
    for hit in sorted(hits, key=lambda h: (h.start - h.end, bool(h.value.weight), -h.value.weight, h.start)):
        span = range(hit.start, hit.end)
        if taken.isdisjoint(span):
            taken.update(span)
            if hit.value.weight:
                text = " ".join(sentence.plain[hit.start : hit.end])
                kept.setdefault(text.casefold(), (hit.value.weight, text))
    return kept


def _manner(passage: Passage, own: Scores) -> str:
    """How the areas of the sentence before are handed on: to one with no word of an area, to "This …" with only general ones, to others."""
    data = lexicon("areas")
    worth = {area for area, value in own.items() if value >= data["settings"]["needed"]}
    if not worth:
        return "bare"
    return "pointing" if worth <= set(data["general"]) and pointing().find(passage.words) else "own"


def _with(scores: Scores, more: Scores, share: float) -> Scores:
    """The scores, with a share of others."""
    result = dict(scores)
    for area, value in more.items():
        result[area] = result.get(area, 0.0) + share * value
    return result


def _chosen(total: Scores) -> tuple[str, ...]:
    """The areas that are worth enough, the best first; general and broader ones give way to narrower ones."""
    data = lexicon("areas")
    settings, general = data["settings"], data["general"]
    found = {area: value for area, value in total.items() if value >= settings["needed"]}
    for area in list(found):
        for broader in data["narrower"].get(area, ()):
            found.pop(broader, None)
    if any(area not in general for area in found):
        lower = {area: value * (settings["general"] if area in general else 1) for area, value in found.items()}
        found = {area: value for area, value in lower.items() if value >= settings["needed"]}
    best = max(found.values(), default=0.0)
    kept = [area for area, value in found.items() if value >= settings["share"] * best]
    order = list(data["areas"])
    return tuple(sorted(kept, key=lambda a: (-found[a], order.index(a)))[: settings["most"]])


@cache
def _headed(heading: str) -> Scores:
    return score(words(heading))[0]
