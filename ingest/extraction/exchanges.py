"""Twelfth stage: which question an answer responds to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingest.extraction.attribution import Attribution
from ingest.extraction.coding import Coding
from ingest.extraction.lexicons import lexicon
from ingest.extraction.sentences import Sentence

ORDINALS = {"first": 0, "second": 1, "third": 2}
REACH = 12


def find_responses(sentences: Sequence[Sentence], attributions: Sequence[Attribution], codings: Sequence[Coding]) -> tuple[int | None, ...]:
    """For each sentence the number of the question it answers: by an answering cue, then as long as that speaker goes on."""
    questions: list[int] = []
    result: list[int | None] = []
    current: tuple[int, int] | None = None
    for n, (sentence, attribution, coding) in enumerate(zip(sentences, attributions, codings, strict=True)):
        if coding.function == "question":
            questions.append(n)
            current = None
            result.append(None)
            continue
        near = [q for q in questions if n - q <= REACH + 2 * len(questions)]
        if near and _cue("answers").search(sentence.text) and coding.function != "procedural":
            current = (_which(sentence.text, near, attributions, current), attribution.speaker)
        elif current is not None and attribution.speaker != current[1]:
            current = None
        answered = current[0] if current is not None and attributions[current[0]].speaker != attribution.speaker else None
        result.append(answered)
    return tuple(result)


def _which(text: str, near: Sequence[int], attributions: Sequence[Attribution], current: tuple[int, int] | None) -> int:
    if _cue("same_question").search(text) and current is not None:
        return current[0]
    ordinal = re.search(r"\b(first|second|third)\b[^.,]{0,10}\bquestion\b|\bto the (first|second|third)\b", text, re.IGNORECASE)
    asker = attributions[near[-1]].speaker
    group = [q for q in near if attributions[q].speaker == asker]
    if ordinal:
        position = ORDINALS[next(g for g in ordinal.groups() if g).lower()]
        if position < len(group):
            return group[position]
    return near[-1]


@cache
def _cue(name: str) -> re.Pattern[str]:
    return re.compile(lexicon("speech")[name], re.IGNORECASE)
