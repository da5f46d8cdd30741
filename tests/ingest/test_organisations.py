"""Organisations: names known by their head, names joined by "and", and what belongs to a name and what does not."""

import pytest

from ingest.extraction.forms import Forms
from ingest.extraction.organisations import abbreviations, organisations


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the Harbour Institute in Accra", ["Harbour Institute"]),
        ("the Harbour Institute on Saturday", ["Harbour Institute"]),
        ("Harbour Group and North Group of Accra", ["Harbour Group", "North Group of Accra"]),
        ("HRBI and Westhaven Institute", ["Westhaven Institute"]),
        ("the Chamber of Commerce and Industry of Accra", ["Chamber of Commerce and Industry of Accra"]),
        ("the Institute for Fish and Sea Studies", ["Institute for Fish and Sea Studies"]),
        ("the Accra-based Institute for Fish", ["Institute for Fish"]),
        ("the Training Division of the Harbour Institute", ["Harbour Institute"]),
        ("the Malcolm H. Quill Sea Centre", ["Malcolm H. Quill Sea Centre"]),
        ("the Centre for Fish, Ports and Ships (CFPS)", ["Centre for Fish, Ports and Ships"]),
        ("the Harbour Center for Sea studies met", ["Harbour Center for Sea studies"]),
        ("Press Release", []),
        ("the Open Forum", []),
        ("University Students Attended Talk", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [o.text for o in organisations(text)] == names


def test_a_name_in_capitals_has_initials_without_its_small_words() -> None:
    assert abbreviations(["HARBOUR INSTITUTE OF FISH AND SHIPS", "HIFS met."]) == {"HIFS": "HARBOUR INSTITUTE OF FISH AND SHIPS"}


def test_forms_are_found_whole_and_with_either_apostrophe() -> None:
    found = Forms(["Sea", "Sea People's Union", "4th Quay"]).finditer("Sea People’s  Union, the Sea; Seas, the Sea-bed and the 4th Quay")
    assert [m[0] for m in found] == ["Sea People’s  Union", "Sea", "4th Quay"]


def test_a_form_without_a_first_word_is_refused() -> None:
    with pytest.raises(ValueError, match="does not begin"):
        Forms(["’s Office"])
