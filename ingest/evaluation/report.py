"""An evaluation as JSON and as lines to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ingest.evaluation.evaluation import Evaluation
from ingest.evaluation.judging import Judged
from ingest.evaluation.measures import MISSED, Label, Scores
from ingest.record import GROUP

CONFUSED = ("function", "stance", "speaker")
REPORT = "<report>"
SHORT = 70
SHOWN = 15
COLUMNS = {
    "speaker": "statements.speaker",
    "accepted": "statements.speaker.accepted",
    "statements": "statements",
    "people": "participants",
    "roles": "participants.roles",
    "offices": "participants.offices",
    "areas": "statements.areas",
    "function": "statements.function",
    "stance": "statements.stance",
    "mentions": "mentions",
}
"""Short name → measure, in the table of reports."""


def as_data(evaluation: Evaluation) -> dict[str, Any]:
    """Everything, as plain data; a null speaker is the report's own voice, `<missed>` a sentence that was not found."""
    calibration = evaluation.calibration()
    return {
        **_totals(evaluation),
        "scores": evaluation.scores.figures(),
        "worst_attribution": [{"id": id, "accuracy": round(share, 3), "n": n} for id, share, n in evaluation.weakest()[:5]],
        "by_document": {
            report.id: {"scores": report.scores.figures(), "accepted_share": round(report.scores.accepted_share, 3)}
            for report in evaluation.reports
        },
        "confusions": {
            name: [{"gold": gold, "predicted": predicted, "n": n} for gold, predicted, n in _agreement(evaluation, name)]
            for name in CONFUSED
        },
        "voices": [{"gold": gold, "predicted": predicted, "n": n} for gold, predicted, n in voices(evaluation)],
        "calibration": {"error": calibration.error, "bins": [vars(bin) for bin in calibration.bins]},
        "worst_sentences": [_sentence(sentence) for sentence in evaluation.worst()],
        "refused": [{"id": report.id, "reason": report.refused} for report in evaluation.refused],
        "gold_sha256": evaluation.gold_sha256,
        "extraction": [
            {
                "detente": maker.detente,
                "vocabulary": maker.vocabulary,
                "model": maker.model.model_dump() if maker.model else None,
                "adviser": dict(zip(("name", "prompt"), maker.adviser, strict=True)) if maker.adviser else None,
            }
            for maker in evaluation.makers
        ],
    }


def voices(evaluation: Evaluation) -> list[tuple[str, str, int]]:
    """Wrong speakers by kind of voice: gold's (person, participants, report), the one found, how often."""
    wrong = Counter((_voice(s.gold.speaker), _voice(s.speaker, s.gold.speaker)) for s in evaluation.judged if not s.right)
    return [(gold, predicted, n) for (gold, predicted), n in sorted(wrong.items(), key=lambda item: (-item[1], item[0]))]


def as_lines(evaluation: Evaluation) -> Iterator[str]:
    """The figures of all reports, then those of each, the confusions, the reliability of the confidence, the worst sentences."""
    for name, figures in evaluation.scores.figures().items():
        yield f"{name:38s} " + "  ".join(f"{figure}={value}" for figure, value in figures.items())
    weakest = "  ".join(f"{id}={round(share, 3)} (n={n})" for id, share, n in evaluation.weakest()[:5])
    yield f"worst attribution: {weakest}"
    yield " ".join(f"{name}={value}" for name, value in _totals(evaluation).items())
    yield from _reports(evaluation)
    for name in CONFUSED:
        yield from _confused(name, _agreement(evaluation, name))
    yield from _confused("voice", voices(evaluation))
    yield from _reliability(evaluation)
    yield from _worst(evaluation.worst())
    for report in evaluation.refused:
        yield f"no record: {report.id}: {report.refused}"


def shown(scores: Scores, measure: str) -> str:
    """A measure's headline to three places, or a dash where there is none."""
    figure = scores.measure(measure).headline
    return "–" if figure is None else f"{figure:.3f}"


def _totals(evaluation: Evaluation) -> dict[str, float | int]:
    return {
        "documents": len(evaluation.reports),
        "without_record": len(evaluation.refused),
        "accepted_share": round(evaluation.scores.accepted_share, 3),
    }


def _agreement(evaluation: Evaluation, name: str) -> list[tuple[Label, Label, int]]:
    return evaluation.scores.agreements[f"statements.{name}"].confusions()


def _voice(speaker: str | None, gold: str | None = None) -> str:
    if speaker is None:
        return "report"
    if speaker in {GROUP, MISSED}:
        return speaker
    return "person" if gold in {None, GROUP} else "another person"


def _sentence(sentence: Judged) -> dict[str, Any]:
    return {
        "document": sentence.document,
        "quote": _short(sentence.quote),
        "gold": sentence.gold.speaker,
        "predicted": sentence.speaker,
        "confidence": sentence.found.confidence if sentence.found else None,
        "method": sentence.found.method if sentence.found else None,
    }


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= SHORT else words[: SHORT - 1] + "…"


def _label(label: Label) -> str:
    return REPORT if label is None else str(label)


def _reports(evaluation: Evaluation) -> Iterator[str]:
    width = max(len(report.id) for report in evaluation.reports)
    yield ""
    yield f"{'by report':{width}s}  " + "  ".join(f"{name:>10s}" for name in COLUMNS)
    for report in evaluation.reports:
        yield f"{report.id:{width}s}  " + "  ".join(f"{shown(report.scores, measure):>10s}" for measure in COLUMNS.values())


def _confused(name: str, found: list[tuple[Label, Label, int]] | list[tuple[str, str, int]]) -> Iterator[str]:
    yield ""
    yield f"wrong {name}: gold → predicted, the {min(len(found), SHOWN)} most frequent of {len(found)}"
    for gold, predicted, n in found[:SHOWN]:
        yield f"{n:6d}  {_label(gold)} → {_label(predicted)}"


def _reliability(evaluation: Evaluation) -> Iterator[str]:
    calibration = evaluation.calibration()
    yield ""
    yield f"confidence of the speaker, expected calibration error {calibration.error}"
    yield f"{'from':>6s}  {'to':>4s}  {'n':>5s}  {'confidence':>10s}  {'accuracy':>8s}"
    for bin in calibration.bins:
        yield f"{bin.low:6.1f}  {bin.high:4.1f}  {bin.n:5d}  {bin.confidence:10.3f}  {bin.accuracy:8.3f}"


def _worst(wrong: list[Judged]) -> Iterator[str]:
    yield ""
    yield f"worst sentences, the {min(len(wrong), SHOWN)} worst of {len(wrong)} with a wrong speaker"
    for sentence in wrong[:SHOWN]:
        found = sentence.found
        yield f"  {sentence.document}: “{_short(sentence.quote)}”"
        said = f"confidence {found.confidence}, {found.method}" if found else "not found as a statement"
        yield f"      gold {_label(sentence.gold.speaker)}, found {_label(sentence.speaker)}; {said}"
