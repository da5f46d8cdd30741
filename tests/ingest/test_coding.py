"""Coding: areas, function and stance from cues; and the lexicons held to the record and the ontology."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from yaml import SafeLoader
from yaml import compose as compose_yaml

from ingest.extraction import stances
from ingest.extraction.attribution import GROUP, REPORT
from ingest.extraction.coding import Coding
from ingest.extraction.functions import Surroundings, ballot, contexts
from ingest.extraction.lexicons import lexicon
from ingest.extraction.phrases import words
from ingest.extraction.votes import Decision
from ingest.record import Function, Stance
from ontology.documents import codes
from tests.ingest.material import REPO, found

LEXICON = REPO / "ingest" / "extraction" / "lexicon"
FILES = sorted(path.stem for path in LEXICON.glob("*.yaml"))
OPENING = "Trade and the Sea\n\nDr. Orla Fenwick said that the weather was fine. "


def coded(sentence: str) -> Coding:
    """The coding of the last sentence."""
    return found(OPENING + sentence).codings[-1]


def test_an_anaphoric_sentence_inherits_the_areas_before() -> None:
    assert coded("She said that the gas pipeline was late. This was nobody’s fault.").areas == ("energy",)


def test_a_sentence_about_nothing_listed_has_the_general_area() -> None:
    made = found("Trade and the Sea\n\nDr. Orla Fenwick said that it was so.").codings[-1]
    assert (made.areas, made.area_reason) == ((lexicon("areas")["default"],), "no area's word")


def test_the_office_of_a_speaker_speaks_of_no_area() -> None:
    text = "Trade and the Sea\n\nDr. Orla Fenwick, Professor of Agriculture at the University of Westhaven, said that the gas was late."
    assert found(text).codings[-1].areas == ("energy",)


@pytest.mark.parametrize(
    ("sentence", "function"),
    [
        ("She asked whether the pipeline was late.", "question"),
        ("“Is the pipeline late?”", "question"),
        ("She proposed that a joint port should be built.", "proposal"),
        ("She said that trade had doubled and that agreements had been signed.", "achievement"),
        ("She said that the lack of direct flights was an obstacle to trade.", "obstacle"),
        ("She expressed concern about the threat of piracy.", "concern"),
        ("She predicted that trade would double by 2030.", "prediction"),
        ("She promised that her government would support the port.", "commitment"),
        ("She urged the two governments to open the port.", "request"),
        ("She thanked the participants for the invitation.", "procedural"),
        ("She asked for a seat in the joint commission.", "request"),
        ("She replied, on the second question, that the tariff was an old one.", "assessment"),
    ],
)
def test_a_function(sentence: str, function: str) -> None:
    made = coded(sentence)
    assert made.function == function
    assert made.reason


def test_a_procedural_sentence_has_neither_area_nor_stance() -> None:
    made = coded("She thanked the participants, who had come for trade.")
    assert (made.function, made.areas, made.stance) == ("procedural", (), "neutral")


def test_without_a_cue_it_is_what_the_lexicon_starts_from() -> None:
    start = lexicon("functions")["start"]
    assert ballot().decide({}, ()) == Decision(max(start, key=lambda code: start[code]), "no cue")


def test_the_sentence_before_counts_for_the_same_speaker() -> None:
    assert contexts(words("It was so."), Surroundings(0, "", False, False, "proposal"))[-1] == "after proposal"
    assert lexicon("functions")["context"]["after proposal"]["proposal"] > 0


@pytest.mark.parametrize(
    ("around", "context"),
    [
        (Surroundings(REPORT, "", False, False, None), "report"),
        (Surroundings(GROUP, "", False, False, None), "group"),
        (Surroundings(0, "", True, False, None), "bullet"),
        (Surroundings(0, "", False, True, None), "opens"),
        (Surroundings(0, "Recommendations", False, False, None), "recommending"),
    ],
)
def test_what_is_known_about_a_sentence(around: Surroundings, context: str) -> None:
    assert contexts(words("A sentence of no more than a dozen plain words, it seems."), around) == [context]


def test_a_recommendation_needs_no_modal_verb() -> None:
    text = "Trade and the Sea\n\nDr. Orla Fenwick said it.\n\nRecommendations\n\n- Establish a ferry line.\n- A customs window."
    assert [c.function for c in found(text).codings[-2:]] == ["proposal", "proposal"]


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("She said that cooperation was excellent and trust was growing.", "supportive"),
        ("She said that mistrust and delays had harmed the talks.", "critical"),
        ("She said that, although cooperation was excellent, some problems still remained.", "qualified"),
        ("She said that the harbour was founded in 1902.", "neutral"),
        ("She asked whether cooperation was excellent.", "neutral"),
        ("She accused the neighbour of double standards.", "critical"),
        ("She said that the record of cooperation was mixed and, in part, uneven.", "qualified"),
    ],
)
def test_a_stance(sentence: str, stance: str) -> None:
    made = coded(sentence)
    assert made.stance == stance
    assert made.stance_reason


def test_a_negation_turns_a_cue_round() -> None:
    assert "not achievement" in ballot().find(words("There was no progress."))
    assert coded("She said that there was no progress and no trust.").stance != "supportive"
    assert coded("She said that there was progress and trust.").stance == "supportive"


def test_the_lexicons_are_well_formed_and_speak_of_the_records_codes() -> None:
    assert set(get_args(Function)) == set(codes("function"))
    assert set(get_args(Stance)) == set(codes("stance"))
    assert ballot().cues
    assert stances.ballot().cues


def scalars(node: Any) -> Iterator[Any]:
    """All scalar nodes of a YAML document, keys and values."""
    if node.id == "scalar":
        yield node
        return
    for child in node.value:
        for part in child if isinstance(child, tuple) else (child,):
            yield from scalars(part)


@pytest.mark.parametrize("name", FILES)
def test_a_word_is_a_string(name: str) -> None:
    """Unquoted `on`, `no` or `y` is a truth value in YAML, and a date or a number is no word either."""
    root = compose_yaml((LEXICON / f"{name}.yaml").read_text(encoding="utf-8"), Loader=SafeLoader)
    wrong = [(n.start_mark.line + 1, n.value) for n in scalars(root) if n.tag.rsplit(":", 1)[-1] not in ("str", "int", "float")]
    assert wrong == []
    numbers = [n for n in scalars(root) if n.tag.rsplit(":", 1)[-1] in ("int", "float")]
    assert not numbers or name in ("areas", "functions", "stances", "events"), "only weights and months are numbers"


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


@pytest.mark.parametrize("name", ["layout", "roles", "speech"])
def test_every_regular_expression_compiles(name: str) -> None:
    for pattern in strings(lexicon(name)):
        if re.search(r"\\|\(\?|\[\^", pattern):
            re.compile(pattern.replace("{P}", r"⟦(?P<person>\d+)⟧", 1).replace("…", ".{0,9}"))


@pytest.mark.parametrize("name", FILES)
def test_a_lexicon_opens_with_what_it_is(name: str) -> None:
    assert (LEXICON / f"{name}.yaml").read_text(encoding="utf-8").startswith("# ")
