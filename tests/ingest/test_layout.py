"""Layout: the same report, however its lines are broken, gives the same paragraphs; what is no speech is blanked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extraction.layout import BULLET, HEADING, PARAGRAPH, Layout, lay_out

ONE = "The ports of both countries had been deepened since the last meeting, and the speaker thought that trade would follow."
TWO = "A second paragraph began with the question of visas, which nobody in the hall was able to answer in a single sentence."
WIDTH = 60


def wrapped(text: str, gap: str = "\n") -> str:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > WIDTH:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return gap.join([*lines, line])


def texts(layout: Layout, kind: str = PARAGRAPH) -> list[str]:
    return [layout.text(b) for b in layout.blocks if b.kind == kind]


def test_paragraphs_of_one_line_each() -> None:
    long = f"{ONE} {TWO}"
    assert texts(lay_out(f"{long}\n{TWO}\n{long}\n")) == [long, TWO, long]
    assert texts(lay_out(f"{ONE}\n\n{TWO}\n")) == [ONE, TWO]
    assert texts(lay_out(f"{ONE}\r\n\r\n{TWO}\r\n")) == [ONE, TWO]


def test_wrapped_lines_are_joined() -> None:
    assert texts(lay_out(f"{wrapped(ONE)}\n\n{wrapped(TWO)}\n")) == [ONE, TWO]


def test_double_spaced_lines_are_joined() -> None:
    text = "\n\n\n".join(wrapped(part, "\n\n") for part in (ONE, TWO, ONE.replace("ports", "roads"), TWO.replace("visas", "tariffs")))
    assert texts(lay_out(text))[:2] == [ONE, TWO]


def test_a_paragraph_goes_on_after_a_page_break() -> None:
    broken = ONE.replace("last meeting, ", "last meeting,\n\n\f\n\n")
    assert texts(lay_out(f"{broken}\n\n{TWO}\n")) == [ONE, TWO]


def test_running_heads_are_dropped_although_their_numbers_change() -> None:
    text = "\n\n".join(f"Harbour Papers, page {n}\n\n{part}" for n, part in enumerate((ONE, TWO, ONE.replace("ports", "roads")), 1))
    layout = lay_out(text)
    assert "Harbour Papers" not in layout.view
    assert len(texts(layout)) == 3
    assert texts(layout, HEADING) == []


def test_captions_and_addresses_are_blanked() -> None:
    text = f"{ONE}\n\nPhoto: the speakers on the stage\n\nhttps://example.org/report\n\n{TWO}\n\nFor details contact: desk@example.org\n"
    layout = lay_out(text)
    assert texts(layout) == [ONE, TWO]
    assert not any(word in layout.view for word in ("Photo", "https", "desk@"))
    assert len(layout.view) == len(text)


@pytest.mark.parametrize(
    "line",
    [
        "Skip to main content",
        "Share this article",
        "Print | Email",
        "(12 votes)",
        "Visits: 2810",
        "DSC_9412.JPG",
        "Reading time: 4 mins approx.",
        "Your email address will not be published. Required fields are marked *",
        "Please enter your comment!",
        "Home » News » Events",
        "- Advertisement -",
        "PRESS RELEASE No. 12",
    ],
)
def test_the_furniture_of_pages_is_blanked(line: str) -> None:
    assert texts(lay_out(f"{ONE}\n\n{line}\n\n{TWO}\n")) == [ONE, TWO]
    assert line not in lay_out(f"{ONE}\n\n{line}\n\n{TWO}\n").view


def test_what_follows_the_article_is_muted() -> None:
    layout = lay_out(f"{ONE}\n\nLeave a Reply\n\nThe reader wrote that the ports were very deep indeed.\n")
    assert texts(layout) == [ONE]


def test_a_date_of_publication_before_the_text_is_a_line_of_its_own() -> None:
    layout = lay_out(f"date 2021-05-04 {ONE}\n\n{TWO}\n")
    assert texts(layout, HEADING) == ["date 2021-05-04"]
    assert texts(layout) == [ONE, TWO]


def test_a_headline_that_stands_twice_is_read_once() -> None:
    layout = lay_out(f"Ports and Trade\n\nNews\n\nPorts and Trade\n\n{ONE}\n\n{TWO}\n")
    assert [layout.text(b) for b in layout.head()] == ["Ports and Trade"]


def test_a_headline_is_no_sentence_although_it_has_a_verb() -> None:
    layout = lay_out(f"The work of the harbour council is planned to be resumed soon\n\n{ONE}\n\n{TWO}\n")
    assert texts(layout) == [ONE, TWO]


def test_a_roster_is_a_heading_although_it_is_long() -> None:
    roster = (
        "Speakers: Dr. Orla Fenwick (University of Westhaven), Prof. Kwesi Boatengo (Harbour Institute), "
        + "Mr. Ansel Druid (Fish Council) " * 3
    )
    layout = lay_out(f"Ports and Trade\n\n{roster.strip()}\n\n{ONE}\n")
    assert texts(layout) == [ONE]
    assert "Druid" in layout.view


def test_laughter_is_no_speech() -> None:
    layout = lay_out("That was the plan. (Laughter) It failed.")
    assert layout.text(layout.blocks[0]) == "That was the plan. It failed."


def test_bullets_are_blocks_without_their_marks() -> None:
    layout = lay_out(f"{ONE}\n\n• Open the ports early.\n• Publish the tariffs.\n(a) to train the pilots;\n")
    assert texts(layout, BULLET) == ["Open the ports early.", "Publish the tariffs.", "to train the pilots;"]


def test_headings_make_sections() -> None:
    layout = lay_out(f"Ports and Trade\n\nAccra, 4 May 2021\n\n{ONE}\n\nThe Second Session\n\n{ONE}\n\nRecommendations:\n\n{TWO}\n")
    assert texts(layout, HEADING) == ["Ports and Trade", "Accra, 4 May 2021", "The Second Session", "Recommendations:"]
    # the title and the dateline head the whole report
    assert [b.section for b in layout.blocks if b.kind == PARAGRAPH] == ["", "The Second Session", "Recommendations"]
    assert [layout.text(b) for b in layout.head()] == ["Ports and Trade", "Accra, 4 May 2021"]


def test_a_short_sentence_is_no_heading() -> None:
    layout = lay_out(f"{ONE}\n\nThe floor was opened.\n\n{TWO}\n")
    assert texts(layout) == [ONE, "The floor was opened.", TWO]


def test_what_follows_a_disclaimer_is_muted_until_the_next_heading() -> None:
    layout = lay_out(f"Ports and Trade\n\n{ONE}\n\nDisclaimer\n\nThe views are those of nobody in particular.\n\nDiscussion\n\n{TWO}\n")
    assert texts(layout) == [ONE, TWO]


def test_a_header_before_the_body_is_not_laid_out() -> None:
    header = "---\nurl: https://example.org/\n---\n"
    layout = lay_out(header + ONE, len(header))
    assert layout.view.startswith(" " * len(header))
    assert texts(layout) == [ONE]


def test_invisible_characters_are_spaces_in_the_view() -> None:
    text = "trade\u00a0grew\u00ad\u200b slowly\u2028\tand well"
    layout = lay_out(text)
    assert len(layout.view) == len(text)
    assert layout.view.split() == ["trade", "grew", "slowly", "and", "well"]


MARKS = st.sampled_from(
    ["\n", "\n\n", "\f", "\r\n", "\u2028", "\u00ad", "\ufeff", ". ", "• ", "(a) ", "DAY ONE", "Dr. ", "Photo: x", "¹", "…"]
)


@given(st.lists(MARKS | st.text(max_size=30), max_size=30).map("".join), st.integers(0, 5))
def test_any_text_can_be_laid_out(text: str, start: int) -> None:
    start = min(start, len(text))
    layout = lay_out(text, start)
    assert len(layout.view) == len(text)
    at = start
    for block in layout.blocks:
        assert at <= block.start <= block.end <= len(text)
        at = block.end
    assert layout == lay_out(text, start)
