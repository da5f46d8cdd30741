"""Countries: what tells the state somebody speaks for, and what does not."""

import pytest

from ingest.extraction.country_evidence import told
from ingest.extraction.forms import Forms
from tests.ingest.material import participant, record


@pytest.mark.parametrize(
    ("phrase", "state"),
    [
        ("Joint Secretary, Ministry of External Affairs", "IN"),
        ("Member of the Rajya Sabha", "IN"),
        ("Adviser, Ministry of Shipping, Government of Ghana", "GH"),
        ("Director, Centre X under the President of Iceland", "IS"),
        ("formerly of the Ghanaian Navy", "GH"),
        ("Professor, Moscow State University", "RU"),
        ("Lecturer, University of Nairobi", "KE"),
        ("Head, Embassy of Iceland in Ghana", "IS"),
        ("Foreign Affairs Adviser to the Ghanaian President", "GH"),
        ("Japan Chair, Brookings Institution", "US"),
        ("Director, Department of Japanese Studies", None),
        ("Special Assistant for Afghanistan", None),
        ("Director, Iceland-Ghana Chamber", None),
        ("Director, Harbour Institute", None),
        ("Ambassador to Ghana", None),
    ],
)
def test_words_tell_a_state(phrase: str, state: str | None) -> None:
    assert told(phrase) == state


HOSTED = "The Harbour Institute (HI) held a seminar on trade and the sea at its auditorium in Accra on 4 May 2021. "


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Dr. Ansel Druid of the Icelandic Chamber of Commerce said that trade grew.", "IS"),
        ("Dr. Ansel Druid from Iceland said that trade grew.", "IS"),
        ("Dr. Ansel Druid (University of Nairobi) said that trade grew.", "KE"),
        ("Dr. Ansel Druid, who represented the Icelandic Chamber of Commerce, said that trade grew.", "IS"),
        ("On the Icelandic side, Dr. Ansel Druid and Ms. Petra Gorsky said that trade grew.", "IS"),
        ("Captain (IN) Ansel Druid said that trade grew.", "IN"),
        (HOSTED + "Dr. Ansel Druid, Director of HI, said that trade grew.", "GH"),
        (HOSTED + "Lt. Gen. (R) Ansel Druid said that trade grew.", "GH"),
        (HOSTED + "Dr. Ansel Druid said that trade grew.", None),
        ("Lt. Gen. (R) Ansel Druid said that trade grew.", None),
    ],
)
def test_evidence_in_the_text(text: str, country: str | None) -> None:
    assert participant(record(text), "Ansel Druid").country == country


def test_hosts_of_two_states_leave_a_generals_open() -> None:
    text = (
        "The Ghana Institute of Trade and the Iceland Institute of Trade held a dialogue on trade in Accra on 4 May 2021. "
        "Lt. Gen. (R) Ansel Druid said that trade grew."
    )
    assert participant(record(text), "Ansel Druid").country is None


def test_an_index_finds_the_longest_form_and_none_within_a_word() -> None:
    index = Forms(["Guinea", "Guinea-Bissau", "Papua New Guinea", "Quai d'Orsay"], in_compounds=True)
    text = "Papua New Guinea, Guinea-Bissau, Guineas and the Quai d’Orsay"
    assert [m[0] for m in index.finditer(text)] == ["Papua New Guinea", "Guinea-Bissau", "Quai d’Orsay"]


@pytest.mark.parametrize("place", [", Oslo", " of Norway", ", based in Norway"])
def test_where_the_text_places_an_institute_its_people_are_from(place: str) -> None:
    made = record(
        f"Trade and the Sea\n\nThe Centre for Sea and Trade Matters (CSTM){place} took part in a seminar held in Accra by the "
        "University of Westhaven. Dr. Orla Fenwick, Director, CSTM, said that trade grew."
    )
    assert next(p.country for p in made.participants if p.name == "Orla Fenwick") == "NO"


def test_sri_lanka_is_nobody() -> None:
    made = record(
        "Trade and the Sea\n\nIt was attended by the High Commissioner of Ghana in Sri Lanka, H E Ansel Druid, who said that trade grew."
    )
    assert [p.name for p in made.participants] == ["Ansel Druid"]
    assert made.statements[-1].speaker == "ansel-druid"


def test_a_longer_name_is_another_institution() -> None:
    assert told("Spokesman, State Department") == "US"
    assert told("Principal Secretary, State Department for Energy") is None
    assert told("President, Accra Council on Foreign Relations") == "GH"


@pytest.mark.parametrize(
    ("office", "country"),
    [
        ("Ambassador Extraordinary and Plenipotentiary, Republic of Ghana", "GH"),
        ("a former Ghanaian foreign secretary", "GH"),
        ("Federal Minister", None),
    ],
)
def test_where_the_event_was_held_tells_nothing_of_a_guest(office: str, country: str | None) -> None:
    made = record(f"Trade and the Sea\n\nThe Harbour Institute held a seminar in Oslo. Mr. Ansel Druid, {office}, said that trade grew.")
    assert participant(made, "Ansel Druid").country == country
