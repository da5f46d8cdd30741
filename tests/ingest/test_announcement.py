"""How pages of all sorts announce an event: datelines, headlines, furniture, hosts of several shapes, topics without quotation marks."""

import pytest

from ingest.extraction.announcement import split_dateline
from ingest.extraction.chain import find
from ingest.extraction.events import EventFound
from ingest.reading.report import Report
from tests.ingest.material import found

SAID = "\n\nDr. Orla Fenwick said that trade grew. She added that it would grow further in the next year.\n"


def event(text: str) -> EventFound:
    return found(text + SAID).event


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("ACCRA, May 4 (XYZ): The Harbour Institute met.", "ACCRA, May 4 (XYZ)"),
        ("Accra, 4 May – The Harbour Institute met.", "Accra, 4 May"),
        ("ACCRA: The Harbour Institute met.", "ACCRA"),
        ("The speaker’s view: The Harbour Institute met.", ""),
        ("The Harbour Institute met on 4 May 2021 – It was late.", ""),
    ],
)
def test_a_dateline_is_no_part_of_the_sentence(sentence: str, line: str) -> None:
    assert split_dateline(sentence)[0] == line


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("date 2021-05-05 ACCRA: The Harbour Institute held a seminar on Fish and Trade Today on Tuesday.", "2021-05-04"),
        ("ACCRA, (Sea News - 5th May, 2021 ): A seminar on fish was held at the Harbour Institute yesterday.", "2021-05-04"),
        ("Fish and Trade\n\nMay 20, 2021\n\nAccra, May 20, 2021: The meeting was held between May 4 and 5 in Accra.", "2021-05-04"),
        ("Fish and Trade\n\n20 May 2021\n\nThe Harbour Institute held a seminar on 4 May 2021.", "2021-05-04"),
        ("Fish and Trade\n\n4 May 2021\n\nAhead of the feast on 8 May, the Harbour Institute held a seminar on fish.", "2021-05-04"),
        ("Fish and Trade in 2021\n\nThe Harbour Institute held a seminar on Tuesday 4 May about fish.", "2021-05-04"),
        ("Friday 15 November 2024\n\nFish and Ships\n\nMay 5, 2021\n\nThe Harbour Institute held a seminar on Tuesday.", "2021-05-04"),
        ("Published on May 20, 2021The Harbour Institute held a seminar on May 4, 2021.", "2021-05-04"),
    ],
)
def test_the_day_is_told_not_the_day_of_publication(text: str, day: str) -> None:
    assert str(event(text).start_date) == day


def test_the_header_and_the_address_tell_when_a_page_was_published() -> None:
    text = f"The Harbour Institute held a seminar on Tuesday.{SAID}"
    for header in ({"published": "2021-05-05"}, {"url": "https://example.org/2021/05/05/seminar"}):
        report = Report("report.txt", "text/plain", text.encode(), text, header=header)
        assert str(find(report).event.start_date) == "2021-05-04"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Press Release – Webinar on “Fish, Trade and the Sea”\n\nThe Harbour Institute held it on 4 May 2021.", "Fish, Trade and the Sea"),
        (
            "Ports and Ships\n\nThe theme of the discussion held by the Harbour Institute was “Fish, Trade and the Sea”.",
            "Fish, Trade and the Sea",
        ),
        (
            "The Harbour Institute held a webinar “Fish, trade and the sea in the years to come” on 4 May 2021.",
            "Fish, trade and the sea in the years to come",
        ),
        ("The Harbour Institute held a seminar titled Fish, Trade and the Sea on 4 May 2021.", "Fish, Trade and the Sea"),
        (
            "The Harbour Institute held a seminar on Fish, Trade and the Sea: A Look Ahead on 4 May 2021.",
            "Fish, Trade and the Sea: A Look Ahead",
        ),
        ("The Harbour Institute held the 4th Iceland-Ghana Dialogue in Accra on 4 May 2021.", "4th Iceland-Ghana Dialogue"),
        (
            "4th Iceland-Ghana Dialogue\n\nUnder the guiding theme “Fish in Troubled Times” the dialogue was held on 4 May 2021.",
            "4th Iceland-Ghana Dialogue",
        ),
        (
            "Home » News » Events\n\nSkip to main content\n\nFish, Trade and the Sea\n\nShare this\n\nFish, Trade and the Sea\n\n"
            "The Harbour Institute held a seminar on 4 May 2021.",
            "Fish, Trade and the Sea",
        ),
        (
            "The Harbour Institute held a lecture. In his lecture on All about Fish and Ports he described the sea.",
            "All about Fish and Ports",
        ),
        ("The Harbour Institute held a talk to discuss Iceland-Ghana relations.", "Iceland-Ghana relations"),
    ],
)
def test_a_title(text: str, title: str) -> None:
    assert event(text).title == title


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        (
            "Hosted by Harbour Institute and North Sea Council, the dialogue began on 4 May 2021.",
            ["Harbour Institute", "North Sea Council"],
        ),
        ("The forum was hosted by the Harbour Institute and organised by the Westhaven Centre.", ["Harbour Institute", "Westhaven Centre"]),
        ("A seminar on fish was held by Harbour Group and North Group of Accra at a hotel.", ["Harbour Group", "North Group of Accra"]),
        ("A seminar was organised here on Monday by the Harbour Institute.", ["Harbour Institute"]),
        (
            "A seminar was organised by “Casa del Mar”, “Harbour Institute” and Foro Norte in Accra.",
            ["Casa del Mar", "Harbour Institute", "Foro Norte"],
        ),
        ("The Centre for Fish (CF) of Westhaven University held a seminar.", ["Centre for Fish", "Westhaven University"]),
        ("The Fish Division of the Harbour Institute held a seminar.", ["Harbour Institute"]),
        (
            "The Harbour Institute held a dialogue between Harbour Institute and Westhaven Centre.",
            ["Harbour Institute", "Westhaven Centre"],
        ),
        ("At the initiative of the Harbour Institute a seminar was held at the Old Sea Museum.", ["Harbour Institute"]),
        ("A seminar was organised by HRBI after the feast.", ["HRBI"]),
        ("The 2nd HBRI–WSTC Dialogue took place on 4 May 2021.", ["HBRI", "WSTC"]),
        ("Guests took part in a round table organised jointly with the Harbour Institute.", ["Harbour Institute"]),
        ("On 4 May 2021 Dr. Ansel Druid delivered a lecture at the Harbour Institute.", ["Harbour Institute"]),
        ("On 4 May 2021 the Fishmonger House’s annual forum for debate took place.", ["Fishmonger House"]),
        ("Experts told a webinar of the think tank Harbour Institute that fish was dear.", ["Harbour Institute"]),
        ("HARBOUR INSTITUTE OF FISH AND SHIPS\n\nHIFS held a seminar on 4 May 2021.", ["HARBOUR INSTITUTE OF FISH AND SHIPS"]),
    ],
)
def test_hosts(text: str, hosts: list[str]) -> None:
    assert list(event(text).hosts) == hosts


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Round Table\n\nThe Harbour Institute held it. The discussion was held in the hall. The meeting was long.", "roundtable"),
        ("The Ninth Meeting of the Fish Forum was held by the Harbour Institute.", "forum"),
        ("The Harbour Institute held a webinar. The discussion was lively, the meeting was long.", "webinar"),
        ("The Harbour Institute held the third lecture of its Country Lecture Series. A discussion followed.", "lecture"),
        ("In our discussion today we agreed on fish.", "other"),
    ],
)
def test_a_kind(text: str, kind: str) -> None:
    assert event(text).kind == kind


def test_the_relation_of_an_opening_without_a_title() -> None:
    assert event("Dr. Ansel Druid gave a talk about Iceland – Ghana links. Kenya was named. Kenya was praised. Kenya grew.").relation == (
        "GH",
        "IS",
    )
    assert event("The forum of the Ghana Fund and the Iceland Council went on. Kenya and Fiji, Kenya and Fiji.").relation == ("GH", "IS")
