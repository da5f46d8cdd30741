"""Offices: title, organisation, former or not; the two states of an envoy; and whom “the ambassador” means."""

import pytest

from ingest.extraction.office_phrases import Office, parse
from ingest.extraction.offices import find_epithets
from tests.ingest.material import found, participant, record


@pytest.mark.parametrize(
    ("phrase", "office"),
    [
        ("Director of the Harbour Institute", Office("Director", "Harbour Institute", False)),
        ("the Executive Director, Harbour Institute", Office("Executive Director", "Harbour Institute", False)),
        ("former Director of the Harbour Institute", Office("Director", "Harbour Institute", True)),
        ("ex-Director of the Harbour Institute", Office("Director", "Harbour Institute", True)),
        ("Dean of the Faculty of Law, University of Westhaven", Office("Dean", "Faculty of Law, University of Westhaven", False)),
        ("Senior Research Fellow at the Harbour Institute", Office("Senior Research Fellow", "Harbour Institute", False)),
        ("HPI Director", Office("Director", "HPI", False)),
        ("Minister of Trade", Office("Minister of Trade", None, False)),
        ("Ambassador of Iceland to Ghana", Office("Ambassador", "Ghana", False, "IS")),
        ("former Ambassador of Iceland to Ghana", Office("Ambassador", "Ghana", True, "IS")),
        ("Icelandic Ambassador", Office("Ambassador", None, False, "IS")),
        ("Ghana’s High Commissioner to Kenya", Office("High Commissioner", "Kenya", False, "GH")),
    ],
)
def test_a_phrase_is_an_office(phrase: str, office: Office) -> None:
    assert parse(phrase) == [office]


@pytest.mark.parametrize("phrase", ["", "a friend of trade", "Harbour Policy"])
def test_a_phrase_without_an_office(phrase: str) -> None:
    assert parse(phrase) == []


def test_two_offices_in_one_phrase() -> None:
    assert [
        (o.title, o.former) for o in parse("former Director of the Harbour Institute and Professor at the University of Westhaven")
    ] == [
        ("Director", True),
        ("Professor", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Orla Fenwick, Director of the Harbour Institute, said that trade grew.",
        "Dr. Orla Fenwick (Director, Harbour Institute) said that trade grew.",
        "The Director of the Harbour Institute, Dr. Orla Fenwick, said that trade grew.",
        "Dr. Orla Fenwick, the Director of the Harbour Institute, said that trade grew.",
    ],
)
def test_wherever_the_office_stands(text: str) -> None:
    (office,) = participant(record(text), "Orla Fenwick").offices
    assert (office.title, office.organisation, office.former) == ("Director", "Harbour Institute", False)


def test_the_fullest_form_of_an_office_is_kept_once() -> None:
    text = "Director Dr. Orla Fenwick opened the day. Dr. Orla Fenwick, Director of the Harbour Institute, said that trade grew."
    assert [o.organisation for o in participant(record(text), "Orla Fenwick").offices] == ["Harbour Institute"]


def test_an_organisation_stands_as_the_text_writes_it() -> None:
    text = "The Harbour Policy Institute (HPI) met again. Dr. Orla Fenwick, Director of HPI, said that trade grew."
    assert participant(record(text), "Orla Fenwick").offices[0].organisation == "HPI"


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Mr. Ansel Druid, Ambassador of Iceland to Ghana, said that trade grew.", "IS"),
        ("Mr. Ansel Druid, Minister of Trade of Ghana, said that trade grew.", "GH"),
        ("The Icelandic experts Mr. Ansel Druid and Ms. Petra Gorsky took part. Mr. Druid said that trade grew.", "IS"),
        ("Mr. Ansel Druid, Director of the Harbour Institute, said that trade with Iceland grew.", None),
        ("Mr. Ansel Druid, Ambassador to Ghana, said that trade grew.", None),
    ],
)
def test_a_country_stands_only_on_evidence(text: str, country: str | None) -> None:
    assert participant(record(text), "Ansel Druid").country == country


def test_an_epithet_knows_office_rank_and_role() -> None:
    text = (
        "Mr. Ansel Druid, Ambassador of Iceland to Ghana, was the chief guest. "
        "Dr. Orla Fenwick, Director of the Harbour Institute, moderated the session. Lt. Gen. Tomas Quillan said that trade grew."
    )
    made = found(text)
    numbers = {p.name: n for n, p in enumerate(made.people.persons)}
    holders = find_epithets(made.people, made.offices, made.roles).holders
    assert holders["ambassador"] == holders["chief guest"] == holders["diplomat"] == (numbers["Ansel Druid"],)
    assert holders["director"] == holders["moderator"] == (numbers["Orla Fenwick"],)
    assert holders["general"] == (numbers["Tomas Quillan"],)
