"""Measures extraction against gold: every annotated text is extracted, each record scored, the scores summed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from detente.errors import ReportError
from ingest.evaluation.calibration import Calibration, calibrate
from ingest.evaluation.judging import Judged
from ingest.evaluation.measures import Scores
from ingest.evaluation.reading import Document, gold_sha256
from ingest.evaluation.scoring import score
from ingest.record import Extraction, Model, Record

Recorder = Callable[[Document], Record | None]
"""Gives the record to be scored: an extraction, or one that was made before. ReportError, or None, where there is none."""


@dataclass(frozen=True)
class Maker:
    """What made the records: version of detente, hash of rules and lexicons, model of the parser, language model that was heard."""

    detente: str
    vocabulary: str
    model: Model | None
    adviser: tuple[str, str] | None

    @classmethod
    def of(cls, extraction: Extraction) -> Maker:
        """The maker that a record names."""
        adviser = extraction.adviser
        return cls(extraction.detente, extraction.vocabulary, extraction.model, (adviser.name, adviser.prompt) if adviser else None)


@dataclass(frozen=True)
class Measured:
    """One report's scores; `refused` says why there is no record to score, if there is none."""

    id: str
    scores: Scores
    judged: tuple[Judged, ...]
    refused: str | None


@dataclass(frozen=True)
class Evaluation:
    """The scores of all reports and of each, against the gold of that hash."""

    scores: Scores
    reports: tuple[Measured, ...]
    makers: tuple[Maker, ...]
    gold_sha256: str

    @property
    def refused(self) -> tuple[Measured, ...]:
        """The reports without a record."""
        return tuple(report for report in self.reports if report.refused is not None)

    @property
    def judged(self) -> tuple[Judged, ...]:
        """Every annotated sentence."""
        return tuple(sentence for report in self.reports for sentence in report.judged)

    def weakest(self) -> list[tuple[str, float, int]]:
        """Reports by the accuracy of their speakers, the worst first: id, accuracy, sentences."""
        speakers = {report.id: report.scores.agreements["statements.speaker"] for report in self.reports}
        return sorted(((id, found.accuracy, found.n) for id, found in speakers.items()), key=lambda row: (row[1], row[2], row[0]))

    def worst(self) -> list[Judged]:
        """Sentences with a wrong speaker: first those that the extraction was sure of, last those that it missed."""
        wrong = [sentence for sentence in self.judged if not sentence.right]
        return sorted(wrong, key=lambda sentence: -(sentence.found.confidence if sentence.found else -1.0))

    def calibration(self) -> Calibration:
        """How well the confidence of the statements found tells whether their speaker is right."""
        return calibrate((sentence.found.confidence, sentence.right) for sentence in self.judged if sentence.found)


def evaluate(documents: Iterable[Document], record: Recorder) -> Evaluation:
    """Score the record of each document; a report that is refused scores nothing everywhere."""
    seen, total, reports, makers = list[Document](), Scores(), list[Measured](), set[Maker]()
    for document in documents:
        found, refused = _recorded(document, record)
        scores, judged = score(document, found)
        seen.append(document)
        total.add(scores)
        reports.append(Measured(document.id, scores, tuple(judged), refused))
        makers |= {Maker.of(found.extraction)} if found else set()
    return Evaluation(total, tuple(reports), tuple(sorted(makers, key=repr)), gold_sha256(seen))


def _recorded(document: Document, record: Recorder) -> tuple[Record | None, str | None]:
    """The record, or why there is none."""
    try:
        found = record(document)
    except ReportError as error:
        return None, str(error)
    return found, None if found else "there is no record of it"
