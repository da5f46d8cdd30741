"""Is a confidence what it says? Of the statements with confidence 0.9, about nine in ten should have the right speaker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True)
class Bin:
    """The statements whose confidence lies from `low` to below `high` (the last bin: to 1 inclusive)."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Calibration:
    """The reliability table, without empty bins, and the expected calibration error: the mean gap, weighted by n."""

    bins: tuple[Bin, ...]
    error: float


def calibrate(answers: Iterable[tuple[float, bool]]) -> Calibration:
    """The table of (confidence, whether the answer was right).

    >>> calibrate([(0.95, True), (0.95, True), (0.55, False)])
    Calibration(bins=(Bin(low=0.5, high=0.6, n=1, confidence=0.55, accuracy=0.0), Bin(low=0.9, high=1.0, n=2, confidence=0.95, \
accuracy=1.0)), error=0.2167)
    """
    sorted_in: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in answers:
        # a little more than it is: 0.7 * 10 and the like must not fall below their bin
        sorted_in.setdefault(min(int(confidence * BINS + 1e-9), BINS - 1), []).append((confidence, right))
    bins, gap, total = [], 0.0, 0
    for number, inside in sorted(sorted_in.items()):
        n = len(inside)
        confidence, accuracy = sum(c for c, _ in inside) / n, sum(right for _, right in inside) / n
        bins.append(Bin(number / BINS, (number + 1) / BINS, n, round(confidence, 3), round(accuracy, 3)))
        gap += n * abs(confidence - accuracy)
        total += n
    return Calibration(tuple(bins), round(gap / total, 4) if total else 0.0)
