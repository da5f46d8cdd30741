"""Ninth stage: what each sentence is about and does — areas, function, stance — each from cues that a domain expert can edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.extraction.areas import Passage, find_areas
from ingest.extraction.attribution import GROUP, REPORT, Attribution
from ingest.extraction.functions import Surroundings, find_function
from ingest.extraction.layout import BULLET, Layout
from ingest.extraction.masking import Masked
from ingest.extraction.phrases import words
from ingest.extraction.sentences import Sentence
from ingest.extraction.stances import find_stance

# what was asked is taken up by the next sentence, whoever speaks it
QUESTION = "question"


@dataclass(frozen=True)
class Coding:
    """Areas (most certain first), function, stance, and for each the cue that decided: `reason` is the function's."""

    areas: tuple[str, ...]
    function: str
    stance: str
    reason: str
    area_reason: str = ""
    stance_reason: str = ""


def code(
    layout: Layout, sentences: Sequence[Sentence], masked: Sequence[Masked], attributions: Sequence[Attribution]
) -> tuple[Coding, ...]:
    """One coding for each sentence, from its masked text, its speaker and the place where it stands."""
    voted = list(_vote(layout, sentences, masked, attributions))
    areas = find_areas([passage for passage, _ in voted])
    return tuple(
        Coding(found, made.function, made.stance, made.reason, reason, made.stance_reason)
        for (_, made), (found, reason) in zip(voted, areas, strict=True)
    )


def _vote(
    layout: Layout, sentences: Sequence[Sentence], masked: Sequence[Masked], attributions: Sequence[Attribution]
) -> Iterator[tuple[Passage, Coding]]:
    """Function and stance of each sentence, without its areas yet."""
    function: str | None = None
    stance: str | None = None
    speaker: int | None = None
    for sentence, masking, attribution in zip(sentences, masked, attributions, strict=True):
        block = layout.blocks[sentence.block]
        same = speaker in (None, attribution.speaker)
        text = words(masking.text)
        around = Surroundings(
            attribution.speaker, block.section, block.kind == BULLET, sentence.first, function if same or function == QUESTION else None
        )
        decided, cues = find_function(text, around)
        kind = {REPORT: "report", GROUP: "group"}.get(attribution.speaker, "")
        tone = find_stance(text, decided.code, cues, kind, stance if same else None)
        passage = Passage(text, block.section, sentence.block, decided.code == "procedural")
        yield passage, Coding((), decided.code, tone.code, decided.reason, "", tone.reason)
        function, stance, speaker = decided.code, tone.code, attribution.speaker
