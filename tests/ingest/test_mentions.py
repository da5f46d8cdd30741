"""Mentions: names of states, organisations, persons and things, each once, with the entity it names."""

import pytest

from ingest.record import Record
from tests.ingest.material import check_offsets, record

OPENING = "Trade and the Sea\n\nThe Harbour Policy Institute (HPI) held a seminar in May. Dr. Orla Fenwick said that fish was dear. "


def mentions(sentence: str) -> list[tuple[str, str, str | None]]:
    text = OPENING + sentence
    made = record(text)
    check_offsets(made, text)
    return [(m.text, m.type, m.canonical) for m in made.mentions if m.start >= len(OPENING)]


@pytest.mark.parametrize(
    ("sentence", "mention"),
    [
        ("It was sold to Ghana.", ("Ghana", "country", "gh")),
        ("The United Nations was told.", ("United Nations", "organisation", "un")),
        ("HPI was told.", ("HPI", "organisation", "harbour-policy-institute")),
        ("The Westhaven Research Centre was told.", ("Westhaven Research Centre", "organisation", "westhaven-research-centre")),
        ("She thanked President Kwame Astor.", ("Kwame Astor", "person", "kwame-astor")),
        ("They signed the Northern Fish Treaty.", ("Northern Fish Treaty", "treaty", "northern-fish-treaty")),
        ("The army bought the S-400 system.", ("S-400", "weapon-system", "s-400")),
        ("They built the Westhaven Deep Port.", ("Westhaven Deep Port", "infrastructure", "westhaven-deep-port")),
    ],
)
def test_a_mention(sentence: str, mention: tuple[str, str, str]) -> None:
    assert mention in mentions(sentence)


@pytest.mark.parametrize("sentence", ["It is nothing to us.", "Mid-2019 was cold.", "He may go in March."])
def test_what_is_no_mention(sentence: str) -> None:
    assert mentions(sentence) == []


def test_money_names_no_state() -> None:
    assert mentions("It cost US $40 million.") == []


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("The EU was told.", [("EU", "organisation")]),
        ("Pak-Ghana trade grew in the Indo-Pacific.", [("Pak", "country"), ("Ghana", "country")]),
        ("The QXTR was told, its CEO too.", [("QXTR", "organisation")]),
        ("ACCRA: It rained.", []),
        ("The Chatham House rule holds.", []),
        ("The Harbour Embassy Dr. Kwesi Boatengo told.", [("Harbour Embassy", "organisation"), ("Kwesi Boatengo", "person")]),
        ("The Council for Fish and Trade Strategy met.", [("Council for Fish and Trade Strategy", "organisation")]),
    ],
)
def test_what_the_field_writes(sentence: str, names: list[tuple[str, str]]) -> None:
    assert [m[:2] for m in mentions(sentence)] == names


def test_the_longest_name_wins() -> None:
    assert [m[0] for m in mentions("The Bank of Ghana was told.")] == ["Bank of Ghana"]


def ids(made: Record) -> list[str]:
    return [e.id for e in made.entities]


def test_entities_are_unique_and_every_mention_names_one() -> None:
    made = record(OPENING + "Ghana, Iceland and Ghana again were told. Dr. Fenwick praised HPI and the Harbour Policy Institute.")
    assert len(ids(made)) == len(set(ids(made)))
    assert {m.canonical for m in made.mentions} == set(ids(made))
    assert ids(made).count("gh") == 1


def test_a_statement_lists_what_it_names() -> None:
    made = record(OPENING + "It was sold to Ghana and to Ghana again.")
    assert made.statements[-1].mentions == ("gh",)


def test_a_participant_keeps_the_id_although_a_thing_has_the_same_name() -> None:
    made = record(OPENING + "Mr. Ghana Kenyan said that trade grew. It was sold to Ghana.")
    assert len(ids(made)) == len(set(ids(made)))
