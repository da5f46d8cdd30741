"""Names without a title: what beside them, or in them, makes them a person's; and what keeps other capitals from being one."""

import pytest

from ingest.extraction.name_words import is_given, plain
from ingest.extraction.same_name import alike
from tests.ingest.material import found, person


def names(text: str) -> list[str]:
    return [p.name for p in found(text).people.persons]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HPI President Gao Lianwei stressed that trade grew.", ["Gao Lianwei"]),
        ("The HPI Chief Research Fellow Irina Quillova gave a talk.", ["Irina Quillova"]),
        ("Chairman of Harbour Foundation Enayat Boatengo spoke.", ["Enayat Boatengo"]),
        ("Ambassador of the Republic of Ghana Kwame Astorly spoke.", ["Kwame Astorly"]),
        ("The debate was moderated by Orla Fenwick and Tomas Quillan.", ["Orla Fenwick", "Tomas Quillan"]),
        ("The speakers were Dr. Orla Fenwick, Kwesi Boatengo and Prof. Ansel Druid.", ["Orla Fenwick", "Kwesi Boatengo", "Ansel Druid"]),
        ("Moderator: Orla Fenwick\n\nDr. Ansel Druid said that trade grew.", ["Orla Fenwick", "Ansel Druid"]),
        ("President: Orla Fenwick\n\nI thank you all for coming here today.", ["Orla Fenwick"]),
        ("Kenneth Quillan recalled the treaty.", ["Kenneth Quillan"]),
        ("The ports, D. Quillan, a former minister, said, were closed.", ["D. Quillan"]),
        ("Former ambassador (retd) Tariq A Quillan said that trade grew.", ["Tariq A Quillan"]),
        ("Dr. A K Abdul Boatengo said that trade grew.", ["A K Abdul Boatengo"]),
        ("Major Gen (retd) ANM Boatengo said that trade grew.", ["ANM Boatengo"]),
        ("Mr. Sunil KC, Director of the Harbour Institute, said that trade grew.", ["Sunil KC"]),
        ("Prof. Nazrul Islam said that trade grew.", ["Nazrul Islam"]),
        ("KOBARI Takehito, Director of the Harbour Institute, said that trade grew.", ["KOBARI Takehito"]),
    ],
)
def test_a_name_without_a_title_is_found(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Ana Silva Foundation met in San Miguel.",
        "Delegates landed at the Kenneth Quillan airport.",
        "Sri Lanka was present, and the Los Arcos port too.",
        "The Welcome Address was long.",
        "He praised the Harbour Bank Declaration and the Westhaven Corridor.",
    ],
)
def test_what_bears_a_persons_name_is_none(text: str) -> None:
    assert names(text) == []


def test_a_mark_of_the_retired_after_the_rank_in_small_letters() -> None:
    assert person("Former ambassador (retd) Tariq Quillan said that trade grew.", "Tariq Quillan").retired


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("aleksey", "alexei", True),
        ("sergei", "sergey", True),
        ("mohammed", "muhammad", True),
        ("quillanov", "quillanova", False),
        ("fenwick", "boatengo", False),
    ],
)
def test_spellings_of_one_name(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same


def test_two_transliterations_are_one_person() -> None:
    assert names("Aleksey Quillan, Director of HPI, said that trade grew. Alexei Quillan added that it fell.") == ["Aleksey Quillan"]


def test_a_dotless_letter_is_the_same_letter() -> None:
    assert plain("Kalınoğlu") == "Kalinoglu"
    assert names("Dr. Emre Kalınoğlu said that trade grew. Dr. Kalinoglu asked why it did.") == ["Emre Kalınoğlu"]


def test_the_first_of_two_surnames_stands_for_its_bearer() -> None:
    people = found("Ing. Alonso Berquemeyer Ríos said that trade grew. Berquemeyer laughed at that.").people
    assert [n.person for n in people.namings] == [0, 0]


@pytest.mark.parametrize(("word", "given"), [("Kenneth", True), ("SAULE", False), ("Zoë", True), ("Trade", False)])
def test_given_names_are_known_whatever_their_letters(word: str, given: bool) -> None:
    assert is_given(word) is given


def test_an_initial_in_another_romanisation_is_the_same_person() -> None:
    text = "Yerlan Quillanov, Director of HPI, said that trade grew. Summing up, E. Quillanov thanked the guests."
    assert names(text) == ["Yerlan Quillanov"]
