"""Roles: by cue, for one person or a list of them; without a cue by what a person did."""

from typing import get_args

import pytest

from ingest.extraction.lexicons import lexicon
from ingest.record import Role
from tests.ingest.material import participant, record


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Dr. Orla Fenwick graced the event as the chief guest.", "chief-guest"),
        ("The chief guest, Dr. Orla Fenwick, said that trade grew.", "chief-guest"),
        ("Dr. Orla Fenwick was the guest of honour.", "guest-of-honour"),
        ("Dr. Orla Fenwick delivered the keynote address.", "keynote"),
        ("The keynote speech was delivered by Dr. Orla Fenwick.", "keynote"),
        ("The session was moderated by Dr. Orla Fenwick.", "moderator"),
        ("Dr. Orla Fenwick chaired the first session.", "chair"),
        ("Chair: Dr. Orla Fenwick said that trade grew.", "chair"),
        ("Dr. Orla Fenwick took part as a discussant.", "discussant"),
        ("Dr. Orla Fenwick welcomed the participants.", "welcome"),
        ("In her welcome remarks, Dr. Orla Fenwick said that trade grew.", "welcome"),
        ("Dr. Orla Fenwick offered a vote of thanks.", "concluding"),
        ("In her concluding remarks, Dr. Orla Fenwick said that trade grew.", "concluding"),
        ("Dr. Orla Fenwick asked whether trade had grown.", "questioner"),
        ("The first speaker, Dr. Orla Fenwick, said that trade grew.", "speaker"),
        ("Dr. Orla Fenwick said that trade grew.", "speaker"),
    ],
)
def test_a_role_by_its_cue(text: str, role: str) -> None:
    assert role in participant(record(text), "Orla Fenwick").roles


def test_everyone_in_a_list_of_speakers_is_one() -> None:
    made = record(
        "The speakers included: Dr. Orla Fenwick; Amb. Tomas Quillan; and Prof. Kwesi Boatengo. Dr. Fenwick said that trade grew."
    )
    assert {p.name: p.roles for p in made.participants} == dict.fromkeys(("Orla Fenwick", "Tomas Quillan", "Kwesi Boatengo"), ("speaker",))


def test_several_chairs_of_one_verb() -> None:
    made = record("Dr. Orla Fenwick and Amb. Tomas Quillan chaired the meeting. Prof. Kwesi Boatengo said that trade grew.")
    assert [p.name for p in made.participants if "chair" in p.roles] == ["Orla Fenwick", "Tomas Quillan"]


def test_who_only_speaks_in_the_discussion_is_a_participant() -> None:
    made = record(
        "Trade and the Sea\n\nDr. Orla Fenwick said that trade grew.\n\nDiscussion\n\nMr. Ansel Druid noted that the figures were old.\n"
    )
    assert participant(made, "Orla Fenwick").roles == ("speaker",)
    assert participant(made, "Ansel Druid").roles == ("participant",)


def test_who_mostly_asks_is_a_questioner() -> None:
    made = record("Dr. Orla Fenwick said that trade grew. Mr. Ansel Druid wondered why it grew. Dr. Orla Fenwick said nothing more.")
    assert participant(made, "Ansel Druid").roles == ("questioner",)


def test_a_role_of_one_person_is_not_anothers() -> None:
    made = record("The session was moderated by Dr. Orla Fenwick. Amb. Tomas Quillan said that trade grew.")
    assert participant(made, "Tomas Quillan").roles == ("speaker",)


def test_the_lexicons_roles_are_the_records() -> None:
    assert set(lexicon("roles")) <= set(get_args(Role))
    assert set(lexicon("people")["role_epithets"]) <= set(get_args(Role))


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The chair, Dr. Orla Fenwick, opened the day.", "chair"),
        ("Dr. Orla Fenwick of the Institute for the Study of the Northern Seas and Harbours was in the chair.", "chair"),
        ("Dr. Orla Fenwick began her keynote with a story.", "keynote"),
        ("Dr. Orla Fenwick served as moderator.", "moderator"),
        ("On the panel sat Dr. Orla Fenwick.", "speaker"),
        ("It was held with the participation of Dr. Orla Fenwick.", "speaker"),
        ("The Icelandic delegation included Dr. Orla Fenwick.", "participant"),
        ("QUESTION: I’m Orla Fenwick from the Harbour Times. Why did trade grow?", "questioner"),
        ("In response to Dr. Orla Fenwick’s question the Ambassador laughed.", "questioner"),
    ],
)
def test_more_cues(text: str, role: str) -> None:
    assert role in participant(record(text + " Mr. Ansel Druid said that trade grew."), "Orla Fenwick").roles


def test_who_is_asked_asks_nothing() -> None:
    made = record("Mr. Ansel Druid said that trade grew. Dr. Orla Fenwick was asked by nobody whether it had, and said that it fell.")
    assert "questioner" not in participant(made, "Orla Fenwick").roles


def test_a_caption_tells_the_role_of_those_below() -> None:
    made = record(
        "Trade and the Sea\n\nWelcome Address\n\nDr. Orla Fenwick, Director, HPI\n\nTrade grew, and it will grow.\n\n"
        "Chair: Prof. Kwesi Boatengo, University of Westhaven\n\nDiscussants\n\n• Mr. Ansel Druid, economist\n\n• Ms. Petra Gorsky\n"
    )
    assert participant(made, "Orla Fenwick").roles == ("welcome",)
    assert participant(made, "Kwesi Boatengo").roles == ("chair",)
    assert participant(made, "Ansel Druid").roles == participant(made, "Petra Gorsky").roles == ("discussant",)


def test_thanks_at_the_end_conclude_and_at_the_start_do_not() -> None:
    body = " Mr. Ansel Druid said that trade grew." * 8
    late = record(f"Mr. Ansel Druid said that trade fell.{body} Dr. Orla Fenwick thanked the speakers.")
    early = record(f"Dr. Orla Fenwick thanked the speakers.{body}")
    assert participant(late, "Orla Fenwick").roles == ("concluding",)
    assert participant(early, "Orla Fenwick").roles == ("welcome",)


def test_the_head_of_the_host_who_greets_is_its_host() -> None:
    made = record(
        "The Harbour Institute held a seminar on trade and the sea in Accra on 4 May 2021. "
        "Dr. Orla Fenwick, Director of the Harbour Institute, welcomed the participants. "
        "Mr. Ansel Druid, Research Officer of the Harbour Institute, said that trade grew."
    )
    assert participant(made, "Orla Fenwick").roles == ("host", "welcome")
    assert "host" not in participant(made, "Ansel Druid").roles


def test_who_says_something_together_speaks() -> None:
    made = record("Dr. Orla Fenwick and Mr. Ansel Druid argued that trade grew.")
    assert {p.name: p.roles for p in made.participants} == dict.fromkeys(("Orla Fenwick", "Ansel Druid"), ("speaker",))


def test_a_list_goes_on_behind_what_people_were() -> None:
    made = record(
        "The Harbour Institute held a seminar in May. Other discussants included; Mr. Ansel Druid, Former Senator; "
        "Ambassador Kwesi Boatengo "
        "Former Diplomat; Dr. Petra Gorsky; and Ambassador Lin Wavering. Dr. Orla Fenwick said that trade grew."
    )
    assert [p.name for p in made.participants if p.roles == ("discussant",)] == [
        "Ansel Druid",
        "Kwesi Boatengo",
        "Petra Gorsky",
        "Lin Wavering",
    ]
