"""Coding: areas, function and stance from cues; and the lexicons held to the record and the ontology."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from yaml import SafeLoader
from yaml import compose as compose_yaml

from ingest.extraction.coding import Coding
from ingest.extraction.lexicons import lexicon
from ingest.record import Function, Stance
from ontology.documents import codes
from tests.ingest.material import REPO, found

LEXICON = REPO / "ingest" / "extraction" / "lexicon"
FILES = sorted(path.stem for path in LEXICON.glob("*.yaml"))
OPENING = "Trade and the Sea\n\nDr. Orla Fenwick said that the weather was fine. "


def coded(sentence: str) -> Coding:
    """The coding of the last sentence."""
    return found(OPENING + sentence).codings[-1]


@pytest.mark.parametrize(
    ("sentence", "area"),
    [
        ("She said that the gas pipeline was late.", "energy"),
        ("She said that the reactor was late.", "nuclear"),
        ("She said that exports had grown and that trade was free.", "trade"),
        ("She said that terrorism had no borders.", "counter-terrorism"),
        ("She said that the joint exercises were held at sea.", "military-exercises"),
        ("She said that universities exchanged students on scholarships.", "education"),
        ("She said that hospitals and doctors were ready.", "health"),
        ("She said that tourists came by the busload; tourism was growing.", "tourism"),
        ("She said that satellites and space research mattered.", "space"),
    ],
)
def test_an_area(sentence: str, area: str) -> None:
    assert area in coded(sentence).areas


def test_a_narrower_area_stands_alone() -> None:
    assert "energy" not in coded("She said that nuclear energy came from the reactor.").areas


def test_an_anaphoric_sentence_inherits_the_areas_before() -> None:
    assert coded("She said that the gas pipeline was late. This was nobody’s fault.").areas == ("energy",)


def test_another_speaker_inherits_nothing() -> None:
    assert coded("She said that the gas pipeline was late. Mr. Ansel Druid said that this was nobody’s fault.").areas != ("energy",)


def test_a_sentence_about_nothing_listed_has_the_general_area() -> None:
    assert found("Trade and the Sea\n\nDr. Orla Fenwick said that it was so.").codings[-1].areas == ("diplomacy-political",)


def test_a_capitalised_word_counts_only_so() -> None:
    assert "it-digital" in coded("She said that IT exports and software mattered.").areas
    assert "it-digital" not in coded("She said that it mattered.").areas


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
    ],
)
def test_a_function(sentence: str, function: str) -> None:
    made = coded(sentence)
    assert made.function == function
    assert made.reason


def test_a_procedural_sentence_has_neither_area_nor_stance() -> None:
    made = coded("She thanked the participants, who had come for trade.")
    assert (made.function, made.areas, made.stance) == ("procedural", (), "neutral")


def test_without_a_cue_it_is_the_default() -> None:
    made = coded("She said that ships were made of iron.")
    assert (made.function, made.reason) == (lexicon("functions")["default"], "no cue")


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("She said that cooperation was excellent and trust was growing.", "supportive"),
        ("She said that mistrust and delays had harmed the talks.", "critical"),
        ("She said that cooperation was excellent, but that problems remained.", "qualified"),
        ("She said that ships were made of iron.", "neutral"),
        ("She asked whether cooperation was excellent.", "neutral"),
    ],
)
def test_a_stance(sentence: str, stance: str) -> None:
    assert coded(sentence).stance == stance


def test_a_negation_turns_a_cue_round() -> None:
    assert coded("She said that there was no trust.").stance == "critical"
    assert coded("She said that there was trust.").stance == "supportive"


def test_the_lexicons_speak_of_the_records_codes() -> None:
    assert set(lexicon("functions")) - {"default", "by_tone"} <= set(get_args(Function))
    assert set(get_args(Function)) == set(codes("function"))
    assert set(get_args(Stance)) == set(codes("stance"))
    assert lexicon("functions")["default"] in get_args(Function)
    tones = lexicon("stances")["by_function"]
    assert set(tones) <= set(get_args(Function))
    assert set(tones.values()) <= set(get_args(Stance))


def test_the_areas_are_the_ontologys() -> None:
    assert set(lexicon("areas")) <= set(codes("area"))


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
    assert not numbers or name in ("functions", "stances", "events"), "only weights and months are numbers"


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


@pytest.mark.parametrize("name", ["functions", "stances", "layout", "roles", "speech"])
def test_every_regular_expression_compiles(name: str) -> None:
    for pattern in strings(lexicon(name)):
        if re.search(r"\\|\(\?|\[\^", pattern):
            re.compile(pattern.replace("{P}", r"⟦(?P<person>\d+)⟧", 1).replace("…", ".{0,9}"))


@pytest.mark.parametrize("name", FILES)
def test_a_lexicon_opens_with_what_it_is(name: str) -> None:
    assert (LEXICON / f"{name}.yaml").read_text(encoding="utf-8").startswith("# ")
