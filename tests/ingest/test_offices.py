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


@pytest.mark.parametrize(
    ("phrase", "office"),
    [
        ("Director Research", Office("Director Research", None, False)),
        ("Director, Research, HPI", Office("Director, Research", "HPI", False)),
        ("the Bank’s Chief Policy Officer", Office("Chief Policy Officer", "Bank", False)),
        ("Senior Fellow for the Neighbours, Harbour Institute", Office("Senior Fellow for the Neighbours", "Harbour Institute", False)),
        ("Chief Adviser to the Prime Minister of Ghana", Office("Chief Adviser to the Prime Minister", "Ghana", False, "GH")),
        ("Head of the sector in Centre for Trade", Office("Head of the sector", "Centre for Trade", False)),
        ("Ambassador, Embassy of Iceland in Ghana", Office("Ambassador", "Ghana", False, "IS")),
        ("ambassador of Iceland to Ghana", Office("ambassador", "Ghana", False, "IS")),
        ("current Director of HPI", Office("Director", "HPI", False)),
        ("Hon. Minister of Trade", Office("Minister of Trade", None, False)),
        ("Minister of Foreign Affairs of the UAE", Office("Minister of Foreign Affairs", "UAE", False, "AE")),
        ("Counsellor of the Icelandic Embassy", Office("Counsellor", "Icelandic Embassy", False, "IS")),
    ],
)
def test_what_belongs_to_the_title(phrase: str, office: Office) -> None:
    assert parse(phrase) == [office]


def test_the_chief_guest_holds_no_office() -> None:
    assert parse("the Chief Guest") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HPI President Gao Lianwei said that trade grew.", ("President", "HPI", False)),
        ("Foreign Minister Ana Druidova said that trade grew.", ("Foreign Minister", None, False)),
        ("President, HPI Wang Druid said that trade grew.", ("President", "HPI", False)),
        ("DG HPI Ambassador Ana Druid said that trade grew.", ("DG", "HPI", False)),
        ("Mr. Ansel Druid, who was Ghana’s Minister of Trade until 2016, said that trade grew.", ("Minister of Trade", "Ghana", True)),
        ("Mr. Ansel Druid, who heads the Harbour Institute, said that trade grew.", ("Head", "Harbour Institute", False)),
        ("Professor Ansel Druid of the University of Westhaven said that trade grew.", ("Professor", "University of Westhaven", False)),
        ("Maj. Gen. Ansel Druid, ndu, psc, Director of HPI, said that trade grew.", ("Director", "HPI", False)),
        (
            "Mr. Ansel Druid said that trade grew. As the Foreign Minister of Ghana, I welcome it, he said.",
            ("Foreign Minister of Ghana", None, False),
        ),
    ],
)
def test_where_an_office_is_told(text: str, expected: tuple[str, str | None, bool]) -> None:
    (one,) = record(text).participants
    assert [(o.title, o.organisation, o.former) for o in one.offices] == [expected]


def test_an_office_between_two_names_is_that_of_the_name_it_touches() -> None:
    text = "The speakers were Dr. Orla Fenwick, Ambassador of Iceland Tomas Quillan, and Ambassador of Ghana Kwesi Boatengo."
    made = record(text)
    assert participant(made, "Orla Fenwick").offices == ()
    assert participant(made, "Tomas Quillan").country == "IS"
    assert participant(made, "Kwesi Boatengo").country == "GH"
    assert all(p.roles == ("speaker",) for p in made.participants)


def test_two_offices_after_a_name() -> None:
    text = "Mr. Ansel Druid, Distinguished Fellow, HPI, and a former Icelandic Ambassador to Ghana, said that trade grew."
    offices = participant(record(text), "Ansel Druid").offices
    assert [(o.title, o.organisation, o.former) for o in offices] == [("Distinguished Fellow", "HPI", False), ("Ambassador", "Ghana", True)]


def test_a_title_without_an_organisation_is_of_the_one_host() -> None:
    text = (
        "The Harbour Institute held a seminar on trade and the sea in Accra on 4 May 2021. "
        "Ms. Petra Gorsky, Research Director, said that trade grew. Mr. Ansel Druid, economist, disagreed."
    )
    made = record(text)
    assert participant(made, "Petra Gorsky").offices[0].organisation == "Harbour Institute"
    assert participant(made, "Ansel Druid").offices[0].organisation is None


@pytest.mark.parametrize(
    ("phrase", "office"),
    [
        ("Ghanaian Foreign Minister", Office("Foreign Minister", None, False, "GH")),
        ("Head of the Africa programme, Harbour Institute", Office("Head of the Africa programme", "Harbour Institute", False)),
    ],
)
def test_a_state_is_no_part_of_the_title_and_a_unit_is_of_the_organisation(phrase: str, office: Office) -> None:
    assert parse(phrase) == [office]


def test_the_end_of_an_organisations_name_is_no_person() -> None:
    made = found("Mr. Ivan Druid, chairman of the Centre for Liberal Strategies in Accra, said that trade grew.")
    assert [p.name for p in made.people.persons] == ["Ivan Druid"]
