"""The measures: overlap of two sets, agreement of single answers; measures.yaml says what each is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Label = str | bool | None
Figures = dict[str, float | int]

MISSED = "<missed>"
"""The answer where a sentence was not found as a statement."""


@cache
def catalogue() -> Mapping[str, Any]:
    """The content of measures.yaml; callers know its shape, tests check it."""
    loaded: Mapping[str, Any] = yaml.safe_load((files(__package__) / "measures.yaml").read_text(encoding="utf-8"))
    return loaded


@dataclass
class Overlap:
    """How far what was found is what gold has: counts of matched, predicted and gold items."""

    matched: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, matched: int, predicted: int, gold: int) -> None:
        """Count one more comparison."""
        self.matched += matched
        self.predicted += predicted
        self.gold += gold

    @property
    def n(self) -> int:
        """The number of gold items."""
        return self.gold

    @property
    def headline(self) -> float | None:
        """The one figure to show: F1; None where there was nothing to find and nothing was found."""
        return self.f1 if self.gold or self.predicted else None

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where nothing matched."""
        precision, recall = self._precision, self._recall
        return 2 * precision * recall / (precision + recall) if self.matched else 0.0

    def figures(self) -> Figures:
        """Precision, recall and F1 to three places, with the counts they rest on."""
        shares = {"p": self._precision, "r": self._recall, "f1": self.f1}
        return {**{name: round(share, 3) for name, share in shares.items()}, "gold": self.gold, "pred": self.predicted}

    @property
    def _precision(self) -> float:
        return self.matched / self.predicted if self.predicted else 0.0

    @property
    def _recall(self) -> float:
        return self.matched / self.gold if self.gold else 0.0


@dataclass
class Agreement:
    """How often an answer is gold's: counts of (gold, predicted)."""

    pairs: Counter[tuple[Label, Label]] = field(default_factory=Counter)

    def add(self, gold: Label, predicted: Label) -> None:
        """Count one more answer."""
        self.pairs[gold, predicted] += 1

    @property
    def n(self) -> int:
        """The number of answers."""
        return self.pairs.total()

    @property
    def headline(self) -> float | None:
        """The one figure to show: accuracy; None where nothing was asked."""
        return self.accuracy if self.pairs else None

    @property
    def accuracy(self) -> float:
        """The share of answers that are gold's; 0 where there are none."""
        return sum(count for (gold, predicted), count in self.pairs.items() if gold == predicted) / self.n if self.n else 0.0

    def figures(self) -> Figures:
        """Accuracy, macro F1, kappa and the share of gold's most frequent answer, to three places, and the number of answers."""
        shares = {"accuracy": self.accuracy, "macro_f1": self._macro_f1(), "kappa": self._kappa(), "majority_baseline": self._majority()}
        return {**{name: round(share, 3) for name, share in shares.items()}, "n": self.n}

    def confusions(self) -> list[tuple[Label, Label, int]]:
        """Gold's answer, the wrong answer, how often: the most frequent first."""
        wrong = [(gold, predicted, count) for (gold, predicted), count in self.pairs.items() if gold != predicted]
        return sorted(wrong, key=lambda found: (-found[2], str(found[0]), str(found[1])))

    def _sides(self) -> tuple[Counter[Label], Counter[Label]]:
        """How often gold, and the extraction, gives each answer."""
        golds, predictions = Counter[Label](), Counter[Label]()
        for (gold, predicted), count in self.pairs.items():
            golds[gold] += count
            predictions[predicted] += count
        return golds, predictions

    def _macro_f1(self) -> float:
        """The mean, over gold's answers, of the F1 of each."""
        golds, predictions = self._sides()
        scores = [2 * self.pairs[label, label] / (count + predictions[label]) for label, count in golds.items()]
        return sum(scores) / len(scores) if scores else 0.0

    def _kappa(self) -> float:
        """Agreement beyond chance; 0 where chance alone would always agree."""
        golds, predictions = self._sides()
        chance = sum(golds[label] * predictions[label] for label in golds) / self.n**2 if self.n else 0.0
        return (self.accuracy - chance) / (1 - chance) if chance < 1 else 0.0

    def _majority(self) -> float:
        return max(self._sides()[0].values()) / self.n if self.n else 0.0


class Scores:
    """Every measure, by name."""

    def __init__(self) -> None:
        self.overlaps = {name: Overlap() for name in catalogue()["overlaps"]}
        self.agreements = {name: Agreement() for name in catalogue()["agreements"]}

    def add(self, other: Scores) -> None:
        """Count what another one counted."""
        for name, overlap in other.overlaps.items():
            self.overlaps[name].add(overlap.matched, overlap.predicted, overlap.gold)
        for name, agreement in other.agreements.items():
            self.agreements[name].pairs.update(agreement.pairs)

    @property
    def accepted_share(self) -> float:
        """The share of annotated sentences whose speaker is taken without review."""
        sentences = self.agreements["statements.speaker"].n
        return self.agreements["statements.speaker.accepted"].n / sentences if sentences else 0.0

    def figures(self) -> dict[str, Figures]:
        """The figures of each measure, in alphabetical order of names."""
        return {name: self.measure(name).figures() for name in sorted((*self.overlaps, *self.agreements))}

    def measure(self, name: str) -> Overlap | Agreement:
        """One measure; KeyError for a name that measures.yaml does not have."""
        return self.overlaps[name] if name in self.overlaps else self.agreements[name]
