"""Talks: titled talks with their speakers and order, and which statements belong to them."""

from ingest.record import Record
from tests.ingest.material import record

OPENING = "The Harbour Institute held a seminar titled “Iceland–Ghana Relations Today” on 4 May 2021.\n\n"


def talks(made: Record) -> list[tuple[str | None, str, int]]:
    return [(t.speaker, t.title, t.order) for t in made.talks]


def test_talks_announced_in_sentences() -> None:
    made = record(
        OPENING + "Dr. Orla Fenwick spoke on “Fish and the Law of the Sea”. She said that fishing needed rules.\n\n"
        "The next paper, titled “Ports for the Next Century”, was presented by Amb. Tomas Quillan. He said that ports were deep.\n"
    )
    assert talks(made) == [
        ("orla-fenwick", "Fish and the Law of the Sea", 1),
        ("tomas-quillan", "Ports for the Next Century", 2),
    ]
    assert [s.talk for s in made.statements if s.speaker] == ["talk-1", "talk-2"]


def test_talks_of_headings() -> None:
    made = record(
        OPENING + "Fish and the Law of the Sea\nDr. Orla Fenwick, Director, Harbour Institute\n\nShe said that fishing needed rules.\n\n"
        "Amb. Tomas Quillan: Ports for the Next Century\n\nHe said that ports were deep.\n"
    )
    assert talks(made) == [
        ("orla-fenwick", "Fish and the Law of the Sea", 1),
        ("tomas-quillan", "Ports for the Next Century", 2),
    ]


def test_the_event_itself_is_no_talk() -> None:
    made = record(OPENING + "Dr. Orla Fenwick spoke on “Iceland–Ghana Relations Today”. She said that fishing needed rules.\n")
    assert talks(made) == []


def test_a_lecture_is_one_talk() -> None:
    made = record(
        "The Harbour Institute held a lecture titled “Iceland–Ghana Relations Today” on 4 May 2021. "
        "The lecture was given by Dr. Orla Fenwick. The talk, titled “Iceland–Ghana Relations Today”, was given by Dr. Fenwick. "
        "She said that fishing needed rules.\n"
    )
    assert talks(made) == [("orla-fenwick", "Iceland–Ghana Relations Today", 1)]


def test_a_quotation_is_no_title() -> None:
    made = record(OPENING + "Dr. Orla Fenwick said that “the sea will not wait for us all”. She called it “A Word of Warning”.\n")
    assert talks(made) == []


def test_a_talk_ends_where_another_person_speaks() -> None:
    made = record(
        OPENING + "Dr. Orla Fenwick spoke on “Fish and the Law of the Sea”. She said that fishing needed rules. "
        "Amb. Tomas Quillan disagreed with her.\n"
    )
    assert [(s.speaker, s.talk) for s in made.statements if s.speaker] == [("orla-fenwick", "talk-1"), ("tomas-quillan", None)]


def test_a_talk_is_announced_once() -> None:
    made = record(
        OPENING + "Dr. Orla Fenwick spoke on “Fish and the Law of the Sea”. She said that fishing needed rules.\n\n"
        "After her talk on “Fish and the Law of the Sea”, Dr. Orla Fenwick said that she was tired.\n"
    )
    assert len(made.talks) == 1


def test_a_title_names_people_and_no_masks() -> None:
    made = record(
        "The Harbour Institute held a seminar in May. Dr. Orla Fenwick spoke on “The Sea of Ansel Druid and His Time”. "
        "Mr. Ansel Druid said "
        "that it was well said."
    )
    assert [t.title for t in made.talks] == ["The Sea of Ansel Druid and His Time"]
