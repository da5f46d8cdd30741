"""Direct speech: what of a sentence stands outside quotation marks, and which sentence tells whose speech it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.extraction.masking import Masked
from ingest.extraction.sentences import Sentence

MARK = re.compile(r"[“”\"]")
SILENT = "“…”"
WORDS = re.compile(r"[^\W\d_]{2}|⟦")
# a quotation of fewer words is a term or a title, and stays in its sentence
SHORT = 5


@dataclass(frozen=True)
class Outside:
    """A masked sentence, whole and with direct speech blanked; `tag`: the number of the sentence that ends the speech with "…, he said"."""

    whole: str
    text: str
    tag: int | None = None


def outside(sentences: Sequence[Sentence], masked: Sequence[Masked]) -> tuple[Outside, ...]:
    """One for each sentence. Where a paragraph's marks do not pair, nothing in it is blanked."""
    result: list[Outside] = []
    for _, group in groupby(range(len(sentences)), key=lambda n: sentences[n].block):
        numbers = list(group)
        texts = [masked[n].text for n in numbers]
        result += _paragraph(numbers[0], texts) or [Outside(text, text) for text in texts]
    return tuple(result)


def _paragraph(first: int, texts: Sequence[str]) -> list[Outside] | None:
    """The paragraph's sentences with direct speech blanked, or None if its quotation marks do not pair."""
    made: list[str] = []
    tags: dict[int, int] = {}
    silent: list[int] = []
    inside = False
    for n, text in enumerate(texts):
        went_on = inside
        left, inside = _blanked(text, inside)
        made.append(left)
        if not WORDS.search(left):
            silent.append(n)
            continue
        if went_on:
            tags.update(dict.fromkeys(silent, first + n))
        silent = []
    return None if inside else [Outside(whole, left, tags.get(n)) for n, (whole, left) in enumerate(zip(texts, made, strict=True))]


def _blanked(text: str, inside: bool) -> tuple[str, bool]:
    """The text without its direct speech, and whether a quotation is open at its end."""
    marks = MARK.findall(text)
    left = ""
    for n, piece in enumerate(MARK.split(text)):
        if not inside:
            left += piece
        elif 0 < n < len(marks) and "⟦" not in piece and len(piece.split()) < SHORT:
            left += f"“{piece}”"
        else:
            left += SILENT
        if n < len(marks):
            inside = not inside if marks[n] == '"' else marks[n] == "“"
    return left, inside
