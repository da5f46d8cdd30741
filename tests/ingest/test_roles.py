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
