"""Sentences: full stops that end nothing, quotes that do, and offsets that always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extraction.layout import lay_out
from ingest.extraction.sentences import MAX_SENTENCE, Sentence, split
from ingest.extraction.stops import ends_sentence


def sentences(text: str) -> list[str]:
    return [s.text for s in split(lay_out(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "The seminar was opened by Md. Karim Ostley of the port.",
        "It was chaired by H.E. Orla Fenwick of the embassy.",
        "Lt. Gen. (R) Tomas Quillan took part in it.",
        "The U.S. Congress had passed a law.",
        "He quoted Article No. 5 of the treaty.",
        "J. R. Fenwick and Mr. A. Druid agreed on it.",
        "Trade, e.g. in fish, grew by 3.5 per cent.",
        "It grew from Rs. 200 to Rs. 300 within a year.",
    ],
)
def test_an_abbreviation_ends_no_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} The next one follows.") == [sentence, "The next one follows."]


@pytest.mark.parametrize(
    "sentence",
    [
        "He said “trade grew.”",
        "She asked: “Who pays?”",
        "Was it enough?",
        "It failed!",
        "The plan was dropped…",
        "They sold fish, salt, etc.",
        "It began at 5 p.m.",
        "The figure is disputed.[1]",
        "The figure is disputed.²",
    ],
)
def test_what_ends_a_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} The next one follows.") == [sentence, "The next one follows."]


def test_a_quote_goes_on_after_a_question_mark() -> None:
    text = "“Who pays?” he asked the minister."
    assert sentences(text) == [text]


def test_a_missing_space_after_a_stop() -> None:
    assert sentences("Trade grew.Exports fell in June.") == ["Trade grew.", "Exports fell in June."]


@pytest.mark.parametrize(
    ("before", "after", "ends"),
    [
        ("by Dr.", "Amin", False),
        ("it ended.", "He left", True),
        ("it ended.", "he left", False),
        ("no stop", "He", False),
        ("?”", "He", True),
    ],
)
def test_stops(before: str, after: str, ends: bool) -> None:
    assert ends_sentence(before, after) is ends


def test_headings_are_no_sentences_and_each_block_opens_with_a_first_one() -> None:
    made = split(lay_out("Ports and Trade\n\nTrade grew. It will grow.\n\nFish was sold as well. Nobody bought it."))
    assert [(s.text, s.first) for s in made] == [
        ("Trade grew.", True),
        ("It will grow.", False),
        ("Fish was sold as well.", True),
        ("Nobody bought it.", False),
    ]
    assert made[0].block != made[2].block


def test_a_line_of_marks_is_no_sentence() -> None:
    assert sentences("Trade grew.\n\n* * *\n\nFish sold.") == ["Trade grew.", "Fish sold."]


def test_a_whole_book_without_a_stop_is_cut() -> None:
    made = split(lay_out("and " * 5000))
    assert len(made) > 3
    assert all(s.end - s.start <= MAX_SENTENCE for s in made)


def test_a_wrapped_sentence_reads_as_one_line_and_keeps_its_place() -> None:
    text = "Trade between the two countries\nhad grown. It fell."
    first = split(lay_out(text))[0]
    assert first.text == "Trade between the two countries had grown."
    assert text[first.start : first.end] == "Trade between the two countries\nhad grown."


def in_order(text: str, made: tuple[Sentence, ...]) -> None:
    end = 0
    for sentence in made:
        assert end <= sentence.start < sentence.end <= len(text)
        end = sentence.end


PIECES = st.sampled_from(
    [". ", "? ", ".” ", "Dr. ", "U.S. ", "\n", "\n\n", "• ", "He said ", "“", "”", "a.m. ", "1. ", "…", "\u00a0", "\f"]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=40).map("".join))
def test_sentences_of_any_text_stand_in_order(text: str) -> None:
    layout = lay_out(text)
    made = split(layout)
    in_order(text, made)
    for sentence in made:
        assert sentence.text == " ".join(layout.view[sentence.start : sentence.end].split())
        assert any(c.isalnum() for c in sentence.text)


def test_a_teaser_is_not_read_twice() -> None:
    long = "The ports of both countries had been deepened since the last meeting, and trade followed."
    layout = lay_out(f"{long}\n\nA second thought came.\n\n{long} A third thought came.\n")
    assert [s.text for s in split(layout)] == [long, "A second thought came.", "A third thought came."]


def test_what_a_speaker_repeats_is_said_twice() -> None:
    assert len(split(lay_out("We shall sail. We shall sail."))) == 2


def test_the_place_before_a_report_is_no_sentence() -> None:
    assert [s.text for s in split(lay_out("ACCRA. The ministers met in the hall."))] == ["ACCRA. The ministers met in the hall."]
