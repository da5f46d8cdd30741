"""People: who is named, in which forms, and what is no person's name."""

import pytest

from tests.ingest.material import found, person, record


def names(text: str) -> list[str]:
    return [p.name for p in found(text).people.persons]


def namings(text: str, name: str) -> list[str]:
    people = found(text).people
    number = [p.name for p in people.persons].index(name)
    return [text[n.start : n.end] for n in people.namings if n.person == number]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dr. Orla Fenwick said that trade grew.", "Orla Fenwick"),
        ("H.E. Md. Karim Ostley said that trade grew.", "Md. Karim Ostley"),
        ("Dr Ludwig van der Bergen said that trade grew.", "Ludwig van der Bergen"),
        ("Ambassador Kadir Alimov-Reyes said that trade grew.", "Kadir Alimov-Reyes"),
        ("Prof. J. R. Fenwick said that trade grew.", "J. R. Fenwick"),
        ("Ms. Zoë Ķalniņa-Brook said that trade grew.", "Zoë Ķalniņa-Brook"),
        ("Kwesi Boatengo, Director of the Harbour Institute, said that trade grew.", "Kwesi Boatengo"),
        ("The director of the Harbour Institute, Kwesi Boatengo, said that trade grew.", "Kwesi Boatengo"),
        ("Kwesi Boatengo argued that trade grew.", "Kwesi Boatengo"),
        ("“It grew,” said Kwesi Boatengo.", "Kwesi Boatengo"),
        ("Dr. Orla Fenwick’s paper was read out in the hall.", "Orla Fenwick"),
    ],
)
def test_a_person_is_found(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "The Harbour Policy Institute said that trade grew.",
        "South Korea argued that trade grew, and New Delhi agreed.",
        "Prime Minister and President were named, but not by name.",
        "Welcoming Remarks opened the day, and Free Trade was discussed.",
        "Jawaharlal Memorial University, an institute of science, took part.",
        "trade grew, said nobody in particular.",
    ],
)
def test_what_is_no_person(text: str) -> None:
    assert names(text) == []


def test_honorifics_and_rank_of_the_retired() -> None:
    one = person("Lt. Gen. (R) Tomas Quillan said that trade grew. Gen. Quillan asked why.", "Tomas Quillan")
    assert one.honorifics == ("Lt. Gen.", "Gen.")
    assert one.retired
    assert not person("Brig. Ansel Druid said that trade grew.", "Ansel Druid").retired


def test_short_forms_are_the_same_person() -> None:
    text = "Dr. Orla Fenwick said that trade grew. Dr. Fenwick asked why. Fenwick answered herself. O. Fenwick laughed."
    assert names(text) == ["Orla Fenwick"]
    assert namings(text, "Orla Fenwick") == ["Dr. Orla Fenwick", "Dr. Fenwick", "Fenwick", "O. Fenwick"]
    assert "Dr. Fenwick" in person(text, "Orla Fenwick").aliases


def test_the_fullest_name_wins_although_it_comes_late() -> None:
    text = "Dr. J. R. Fenwick noted the figures. Dr. John Richard Fenwick agreed with them."
    assert names(text) == ["John Richard Fenwick"]


def test_two_of_one_surname_are_told_apart_by_their_titles() -> None:
    text = "Mr. Ivan Gorsky said that trade grew. Ms. Petra Gorsky said it fell. Mr. Gorsky laughed at that. Ms. Gorsky did not."
    assert namings(text, "Ivan Gorsky") == ["Mr. Ivan Gorsky", "Mr. Gorsky"]
    assert namings(text, "Petra Gorsky") == ["Ms. Petra Gorsky", "Ms. Gorsky"]


def test_a_bare_surname_of_two_persons_is_nobody() -> None:
    text = "Mr. Ivan Gorsky said that trade grew. Ms. Petra Gorsky said it fell. Later Gorsky laughed."
    assert len(found(text).people.namings) == 2


def test_another_spelling_before_a_verb_of_speech() -> None:
    text = "Prof. Aidar Seitkalov said that trade grew. Seitqalov added a figure."
    assert namings(text, "Aidar Seitkalov") == ["Prof. Aidar Seitkalov", "Seitqalov"]


def test_accents_do_not_make_two_persons() -> None:
    assert names("Dr. José Arandás said that trade grew. Dr. Jose Arandas asked why it did.") == ["José Arandás"]


def test_labels_of_a_transcript_in_capitals_are_the_same_person() -> None:
    text = "Dr. Orla Fenwick took the chair of the meeting.\n\nORLA FENWICK: Trade grew in May.\n\nFENWICK: It fell in June.\n"
    assert len(found(text).people.persons) == 1


def test_namings_stand_in_order_without_overlap() -> None:
    text = "Dr. Orla Fenwick, Director of the Institute, met Amb. Tomas Quillan. Quillan said that Fenwick was right. " * 3
    people = found(text).people
    ends = 0
    for naming in people.namings:
        assert naming.start >= ends
        ends = naming.end


def test_participants_are_those_who_took_part() -> None:
    made = record("Dr. Orla Fenwick said that President Kwame Astor had signed a treaty in Accra.")
    assert [p.name for p in made.participants] == ["Orla Fenwick"]
    assert [e.label for e in made.entities if e.type == "person"] == ["Orla Fenwick", "Kwame Astor"]


def test_two_participants_of_one_slug_have_two_ids() -> None:
    made = record("Dr. Li Wen-Tao said that trade grew. Dr. Li Went Ao said that it fell, and Dr. Li Wen Tao asked why.")
    ids = [p.id for p in made.participants]
    assert len(ids) == len(set(ids))
