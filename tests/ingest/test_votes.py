"""Votes: cues and contexts add their weights, and the lexicons are held to the codes that exist."""

from typing import Any

import pytest

from detente.errors import InputError
from ingest.extraction import votes
from ingest.extraction.phrases import words
from ingest.extraction.votes import Ballot, Decision

CODES = ("praise", "blame", "doubt")


def ballot(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> Ballot:
    """A small lexicon's ballot, some of its parts replaced."""
    data = {
        "start": {"praise": 0.1},
        "again": 0.5,
        "negators": ["no"],
        "grammar": ["small"],
        "cues": {
            "good": {"words": ["progress", "luck"], "for": {"praise": 1.0}, "negated": {"blame": 1.5}},
            "bad": {"words": ["bad luck", "both ... and"], "for": {"blame": 2.0}},
            "small": {"words": ["luck"], "for": {"doubt": 0.2}},
        },
        "context": {"late": {"doubt": 5.0}},
        **changes,
    }
    monkeypatch.setattr(votes, "lexicon", lambda name: data)
    return Ballot("tones", CODES, ("late", "early"), ("thanks",))


def decide(made: Ballot, text: str, *context: str) -> Decision:
    return made.decide(made.find(words(text)), context)


def test_the_best_sum_wins_and_the_reason_names_the_heaviest_cue(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decide(ballot(monkeypatch), "There was progress.") == Decision("praise", "progress")


def test_without_a_cue_the_start_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decide(ballot(monkeypatch), "There was fog.") == Decision("praise", "no cue")


def test_a_context_votes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decide(ballot(monkeypatch), "There was progress.", "late") == Decision("doubt", "late")


def test_a_negated_cue_has_other_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decide(ballot(monkeypatch), "There was no progress.") == Decision("blame", "progress")


def test_a_phrase_within_a_longer_one_does_not_count_but_grammar_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(ballot(monkeypatch).find(words("It was bad luck."))) == {"bad", "small"}


def test_a_phrase_with_a_gap_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "good" in ballot(monkeypatch).find(words("It was both progress and toil."))


def test_a_cue_found_again_adds_half(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ballot(monkeypatch).find(words("Progress, progress and progress"))["good"].times == 1.5


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"start": {"priase": 1}}, "lexicon/tones.yaml: start: 'priase' is unknown; one of praise, blame, doubt"),
        ({"cues": {"good": {"words": ["luck"], "for": {"glee": 1}}}}, "cues: good: for: 'glee' is unknown"),
        ({"cues": {"good": {"words": ["luck"], "for": {}, "negated": {"glee": 1}}}}, "cues: good: negated: 'glee' is unknown"),
        ({"cues": {"good": {"words": ["luck"], "for": {"praise": "much"}}}}, "cues: good: for: praise: the weight is to be a number"),
        ({"cues": {"good": {"words": [True], "for": {"praise": 1}}}}, "cues: good: words: 'True' is no text; put it between quotes"),
        ({"cues": {"good": {"words": ["..."], "for": {"praise": 1}}}}, "lexicon/tones.yaml: a phrase that cannot be read: '...'"),
        ({"context": {"soon": {"praise": 1}}}, "context: 'soon' is unknown; one of early, late"),
        ({"shared": {"gloom": {"praise": 1}}}, "shared: 'gloom' is unknown; one of thanks"),
    ],
)
def test_a_fault_in_the_lexicon_is_named(monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as raised:
        ballot(monkeypatch, **changes)
    assert message in str(raised.value)
