"""The event: title, kind, dates, hosts, relation, venue, series and media, from the title page and the announcement."""

from datetime import date
from typing import get_args

import pytest

from ingest.extraction.dates import dates
from ingest.extraction.events import EventFound
from ingest.extraction.lexicons import lexicon
from ingest.record import Kind
from tests.ingest.material import SEMINAR, found, record

SAID = "\n\nDr. Orla Fenwick said that trade grew. She added that it would grow further in the next year.\n"


def event(announcement: str, head: str = "") -> EventFound:
    return found((f"{head}\n\n" if head else "") + announcement + SAID).event


def test_the_whole_event() -> None:
    made = record(SEMINAR).event
    assert made.title == "Iceland–Ghana Relations: Fish, Trade and the Sea"
    assert made.id == "2021-05-04-hpi-iceland-ghana-fish-trade-sea"
    assert (made.kind, made.hosts, made.relation) == ("seminar", ("Harbour Policy Institute",), ("GH", "IS"))
    assert made.start_date == made.end_date == date(2021, 5, 4)


@pytest.mark.parametrize(
    ("announcement", "head", "title"),
    [
        ("The Harbour Institute held a seminar titled “Fish and Trade” on 4 May 2021.", "", "Fish and Trade"),
        ('The Harbour Institute held a seminar on "Iceland and Ghana at Sea" on 4 May 2021.', "", "Iceland and Ghana at Sea"),
        ("The Harbour Institute held a seminar on 4 May 2021.", "Iceland and Ghana at Sea", "Iceland and Ghana at Sea"),
        (
            "The Harbour Institute held a seminar on 4 May 2021.",
            "“Iceland and Ghana at Sea”\n\nAccra, 4 May 2021",
            "Iceland and Ghana at Sea",
        ),
    ],
)
def test_a_title(announcement: str, head: str, title: str) -> None:
    assert event(announcement, head).title == title


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("a seminar", "seminar"),
        ("an in-house seminar", "in-house seminar"),
        ("a round table", "roundtable"),
        ("an online seminar", "webinar"),
        ("an international conference", "conference"),
        ("a public lecture", "lecture"),
        ("a track two dialogue", "dialogue"),
        ("a workshop", "workshop"),
        ("a panel discussion", "discussion"),
        ("a book launch", "book-launch"),
        ("a symposium", "symposium"),
        ("a tea party", "other"),
    ],
)
def test_a_kind(words: str, kind: str) -> None:
    assert event(f"The Harbour Institute held {words} titled “Fish and Trade Today” on 4 May 2021.").kind == kind


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("4 May 2021", "2021-05-04", "2021-05-04"),
        ("4th of May 2021", "2021-05-04", "2021-05-04"),
        ("May 4, 2021", "2021-05-04", "2021-05-04"),
        ("Sept. 4th, 2021", "2021-09-04", "2021-09-04"),
        ("4–6 May 2021", "2021-05-04", "2021-05-06"),
        ("4 and 5 May 2021", "2021-05-04", "2021-05-05"),
        ("May 4-6, 2021", "2021-05-04", "2021-05-06"),
        ("30 April to 2 May 2021", "2021-04-30", "2021-05-02"),
        ("04.05.2021", "2021-05-04", "2021-05-04"),
        ("2021-05-04", "2021-05-04", "2021-05-04"),
    ],
)
def test_a_date(text: str, start: str, end: str) -> None:
    (span,) = dates(f"It was held on {text} in the hall.")
    assert (span.start.isoformat(), span.end.isoformat()) == (start, end)


@pytest.mark.parametrize("text", ["31 February 2021", "May 2021", "45 May 2021", "2021-13-40", "6–4 May 2021", "in 1921 or 2021"])
def test_what_is_no_date(text: str) -> None:
    assert dates(text) == []


def test_a_date_on_the_title_page_beats_that_of_an_earlier_meeting() -> None:
    made = event("The Harbour Institute held a first seminar on 2 March 2019.", "Iceland and Ghana at Sea\n\nAccra, 4 May 2021")
    assert made.start_date == date(2021, 5, 4)


@pytest.mark.parametrize(
    ("announcement", "hosts"),
    [
        ("The Harbour Policy Institute held a seminar on 4 May 2021.", ["Harbour Policy Institute"]),
        ("A seminar was organised by the Harbour Policy Institute on 4 May 2021.", ["Harbour Policy Institute"]),
        ("The Harbour Policy Institute (HPI) met. HPI hosted a seminar on 4 May 2021.", ["Harbour Policy Institute"]),
        (
            "The Harbour Policy Institute, in collaboration with the Westhaven Research Centre, held a seminar on 4 May 2021.",
            ["Harbour Policy Institute", "Westhaven Research Centre"],
        ),
        (
            "A seminar was jointly organised by the Harbour Policy Institute and the Westhaven Research Centre on 4 May 2021.",
            ["Harbour Policy Institute", "Westhaven Research Centre"],
        ),
        (
            "The Harbour Policy Institute held a seminar in partnership with the Westhaven Research Centre on 4 May 2021.",
            ["Harbour Policy Institute", "Westhaven Research Centre"],
        ),
    ],
)
def test_hosts(announcement: str, hosts: list[str]) -> None:
    assert list(event(announcement).hosts) == hosts


@pytest.mark.parametrize(
    ("announcement", "relation"),
    [
        ("The Harbour Institute held a seminar titled “Iceland–Ghana Relations Today” on 4 May 2021.", ("GH", "IS")),
        ("The Harbour Institute held a seminar titled “Ghanaian Views of Iceland” on 4 May 2021.", ("GH", "IS")),
        ("The Harbour Institute held a seminar on 4 May 2021. Iceland and Ghana trade. Ghana and Iceland fish.", ("GH", "IS")),
        ("The Harbour Institute held a seminar titled “Iceland, Ghana and Kenya at Sea” on 4 May 2021.", ("GH", "IS", "KE")),
        ("The Harbour Institute held a seminar titled “Fish and Trade Today” on 4 May 2021.", ()),
    ],
)
def test_a_relation(announcement: str, relation: tuple[str, ...]) -> None:
    assert event(announcement).relation == relation


def test_a_caption_adds_no_state_to_the_relation() -> None:
    text = f"The Harbour Institute held a seminar on 4 May 2021.{SAID}"
    caption = "\n\nPhoto: guests from Kenya and Fiji, and from Kenya and Fiji again, at tea\n"
    assert found(text + caption).event.relation == ()


def test_a_venue() -> None:
    assert event("The Harbour Institute held a seminar at the Old Customs House on 4 May 2021.").venue == "Old Customs House"
    assert event("The Harbour Institute held a seminar in Accra on 4 May 2021.").venue == "Accra"
    assert event("The Harbour Institute held a seminar on 4 May 2021.").venue is None


def test_a_series() -> None:
    made = event("The Harbour Institute held a seminar in its Voices of the Sea series on 4 May 2021.")
    assert made.series == "Voices of the Sea"


def test_media() -> None:
    made = event("The Harbour Institute held a seminar on 4 May 2021. It was covered by Harbour Radio, Westhaven Times and the Daily Net.")
    assert made.media == ("Harbour Radio", "Westhaven Times", "Daily Net")


def test_what_the_text_does_not_say_is_left_out_and_said_to_be_missing() -> None:
    made = record("Dr. Orla Fenwick said that trade grew.")
    assert (made.event.start_date, made.event.hosts, made.event.relation) == (None, (), ())
    assert made.event.id.startswith("undated-")
    assert len(made.extraction.warnings) == 3


def test_the_lexicons_kinds_are_the_records() -> None:
    assert {*lexicon("events")["kinds"], "other"} == set(get_args(Kind))
