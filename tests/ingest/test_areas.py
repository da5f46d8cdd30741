"""Areas: whose words they hold, what is handed on, and the lexicon held to the ontology and the gazetteers."""

import copy
from typing import Any

import pytest

from detente.errors import InputError
from ingest.extraction.area_words import read
from ingest.extraction.areas import Passage, find_areas
from ingest.extraction.lexicons import gazetteer, lexicon
from ingest.extraction.phrases import words
from ontology.documents import codes


def found(*texts: str, heading: str = "") -> list[tuple[str, ...]]:
    """The areas of sentences of one paragraph each."""
    return [chosen for chosen, _ in find_areas([Passage(words(text), heading, n, False) for n, text in enumerate(texts)])]


@pytest.mark.parametrize(
    ("sentence", "area"),
    [
        ("The gas pipeline was late.", "energy"),
        ("The reactor was late.", "nuclear"),
        ("Exports had grown.", "trade"),
        ("Terrorism had no borders.", "counter-terrorism"),
        ("The joint exercises were held in the hills.", "military-exercises"),
        ("Universities exchanged students on scholarships.", "education"),
        ("Hospitals and doctors were ready.", "health"),
        ("Tourists came by the busload.", "tourism"),
        ("Satellites and space research mattered.", "space"),
        ("Refugees came over the hills.", "migration"),
        ("Heroin was seized.", "narcotics"),
        ("They asked for free movement of nurses.", "migration"),
        ("The nuclear talks with Tehran were long.", "nuclear"),
        ("The consortium wanted a better rate of return.", "investment"),
        ("Both armies guarded the garrison town.", "defence"),
        ("A visa waiver would help families to meet.", "people-to-people"),
        ("Few on the island had learnt Portuguese.", "language"),
        ("Outside powers made use of the unrest in the region.", "regional-order"),
        ("Fossil fuels were dear.", "energy"),
        ("Deterrence and arms control were old words.", "strategic-stability"),
        ("A multipolar world was dawning.", "regional-order"),
        ("The SCO met in the hills.", "sco"),
        ("The General Assembly met in the fog.", "multilateral"),
    ],
)
def test_a_word_of_an_area(sentence: str, area: str) -> None:
    assert area in found(sentence)[0]


def test_one_weak_word_is_not_enough_and_two_are_where_something_was_said_before() -> None:
    assert "tourism" not in found("The visitors were wet.")[0]
    assert "tourism" in found("Hotels were full.", "The visitors liked the beaches.")[1]


def test_a_word_counts_only_beside_its_context() -> None:
    assert "energy" in found("Exploration drilling found gas.")[0]
    assert "energy" not in found("Exploration and drilling taught them patience.")[0]


def test_a_longer_phrase_that_means_something_else_is_no_word_of_the_area() -> None:
    assert "connectivity" not in found("The roadmap was a long road.")[0]
    assert "climate-environment" not in found("The investment climate was fine.")[0]


def test_a_capitalised_word_counts_only_so() -> None:
    assert "it-digital" in found("IT was booming.")[0]
    assert "it-digital" not in found("It was booming.")[0]


def test_a_narrower_area_stands_alone() -> None:
    assert "energy" not in found("Energy came from the reactor.")[0]


def test_a_name_of_the_gazetteer_speaks_of_its_area() -> None:
    assert found("Nord Stream was mentioned.") == [("energy",)]
    assert found("RIMPAC was mentioned.") == [("military-exercises",)]
    assert "arms-trade" in found("The F-16 was mentioned.")[0]


def test_a_sentence_without_a_word_goes_on_about_the_same_and_the_reason_says_so() -> None:
    made = list(find_areas([Passage(words("The gas was late."), "", 0, False), Passage(words("This was nobody’s fault."), "", 0, False)]))
    assert made == [(("energy",), "gas"), (("energy",), "what was said before")]


def test_what_is_handed_on_fades() -> None:
    assert found("The gas was late.", *["Nobody cared."] * 6)[-1] == (lexicon("areas")["default"],)


def test_a_sentence_that_points_back_with_general_words_keeps_the_narrower_area() -> None:
    assert "energy" in found("The gas was late.", "This hurt the relations between them.")[1]


def test_an_announcement_has_no_area_but_hands_its_own_on() -> None:
    made = list(find_areas([Passage(words("She spoke on gas and oil."), "", 0, True), Passage(words("It was late."), "", 0, False)]))
    assert [chosen for chosen, _ in made] == [(), ("energy",)]


def test_a_heading_gives_a_weak_area() -> None:
    assert "tourism" in found("The visitors liked the beaches.", heading="Tourism")[0]
    assert found("It was so.", heading="Tourism") == [(lexicon("areas")["default"],)]


def test_an_area_often_means_another_too() -> None:
    assert found("Wheat was sold for less on the market.")[0] == ("trade", "agriculture")


def test_at_most_three() -> None:
    assert len(found("Trade, tourism, education, health, energy and migration were named.")[0]) == 3


def test_the_areas_are_the_ontologys_and_the_names_the_gazetteers() -> None:
    assert read(lexicon("areas")) == lexicon("areas")
    data = lexicon("areas")
    assert set(data["areas"]) <= set(codes("area"))
    ids = {entry["id"] for file in ("things", "organisations") for entry in gazetteer(file)}
    assert {id for named in data["names"].values() for id in named} <= ids


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("areas", "energie"), {"strong": ["gas"]}, "areas: 'energie' is no area of the ontology"),
        (("areas", "energy"), {"strnog": ["gas"]}, "areas: energy: 'strnog' is unknown; one of strong, weak, not"),
        (("areas", "energy"), {"strong": [False]}, "areas: energy: strong: 'False' is no text; put it between quotes"),
        (("names", "energy"), ["no-such-pipeline"], "names: energy: 'no-such-pipeline' is no id of the gazetteers"),
        (("suggests", "energie"), {"trade": 1}, "suggests: 'energie' is no area here"),
        (("general",), ["politcs"], "general: 'politcs' is no area here"),
    ],
)
def test_a_fault_in_the_lexicon_is_named(path: tuple[str, ...], value: Any, message: str) -> None:
    data = copy.deepcopy(lexicon("areas"))
    part = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(InputError) as raised:
        read(data)
    assert f"lexicon/areas.yaml: {message}" in str(raised.value)


def test_the_bare_name_of_a_bloc_is_no_more_than_a_hint() -> None:
    assert "multilateral" not in found("Tea from ASEAN was dear.")[0]
    assert "multilateral" in found("The ASEAN summit was short.")[0]
