"""Overlap, agreement, calibration and likeness on examples that one can count by hand."""

from __future__ import annotations

import pytest

from ingest.evaluation.calibration import calibrate
from ingest.evaluation.gold import GoldPerson
from ingest.evaluation.matching import folded, name_similarity, pairs, similarity
from ingest.evaluation.measures import Agreement, Overlap, Scores


def test_overlap() -> None:
    overlap = Overlap()
    assert overlap.headline is None
    assert overlap.figures() == {"p": 0.0, "r": 0.0, "f1": 0.0, "gold": 0, "pred": 0}
    overlap.add(2, 4, 3)
    overlap.add(0, 0, 1)
    assert overlap.figures() == {"p": 0.5, "r": 0.5, "f1": 0.5, "gold": 4, "pred": 4}


def test_agreement() -> None:
    agreement = Agreement()
    assert agreement.headline is None
    assert agreement.figures() == {"accuracy": 0.0, "macro_f1": 0.0, "kappa": 0.0, "majority_baseline": 0.0, "n": 0}
    for gold, predicted in (("a", "a"), ("a", "a"), ("a", "b"), (None, None), (None, "a")):
        agreement.add(gold, predicted)
    # chance: (3 * 3 + 2 * 1) / 25; F1 of a: 4/6, of None: 2/3
    assert agreement.figures() == {"accuracy": 0.6, "macro_f1": 0.667, "kappa": 0.286, "majority_baseline": 0.6, "n": 5}
    assert agreement.confusions() == [(None, "a", 1), ("a", "b", 1)]


def test_scores_are_summed_and_know_their_names() -> None:
    one, other = Scores(), Scores()
    one.overlaps["talks"].add(1, 1, 2)
    other.overlaps["talks"].add(1, 2, 1)
    other.agreements["event.kind"].add("seminar", "forum")
    one.add(other)
    assert one.figures()["talks"] == {"p": 0.667, "r": 0.667, "f1": 0.667, "gold": 3, "pred": 3}
    assert one.measure("event.kind").n == 1
    assert other.measure("talks").n == 1
    with pytest.raises(KeyError):
        one.measure("event.colour")


def test_calibration_in_bins() -> None:
    answers = [(1.0, True), (0.9, False), (0.7, True), (0.29, False), (0.0, True)]
    table = calibrate(answers)
    assert [(bin.low, bin.high, bin.n, bin.accuracy) for bin in table.bins] == [
        (0.0, 0.1, 1, 1.0),
        (0.2, 0.3, 1, 0.0),
        (0.7, 0.8, 1, 1.0),
        (0.9, 1.0, 2, 0.5),
    ]
    assert table.error == pytest.approx((1.0 + 0.29 + 0.3 + 2 * 0.45) / 5, abs=1e-4)
    assert calibrate([]).error == 0.0


def test_likeness() -> None:
    assert folded("  Dr. José  d’Arc ") == "dr jose darc"
    assert similarity(None, "x") == 0.0
    assert similarity("Institute of Ports", "institute of PORTS") == 1.0
    assert similarity("Institute of Ports", "Institute of Ports and Shipping") == 0.9
    assert similarity("Ports", "Institute of Ports") < 0.85, "one word of many is too little"


@pytest.mark.parametrize(("name", "same"), [("Quillfeather", True), ("A. Quillfeather", True), ("B. Quillfeather", False), ("", False)])
def test_a_surname_alone_or_with_its_initial(name: str, same: bool) -> None:
    assert (name_similarity(GoldPerson(name="Amara Quillfeather"), name) >= 0.85) == same


def test_pairs_are_one_to_one_the_best_first() -> None:
    assert pairs(["trade fair", "trade"], ["trade", "trade fair", "tirade"], similarity, 0.5) == [(0, 1), (1, 0)]
    assert pairs([], ["trade"], similarity, 0.5) == []
