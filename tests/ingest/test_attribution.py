"""Attribution: who says each sentence, by which rule, and whom a sentence only cites."""

import pytest

from ingest.extraction.chain import extract
from ingest.extraction.parser import Parser
from ingest.record import GROUP
from tests.ingest.material import NARRATOR, record, report, speakers, voices

OPENING = (
    "Trade and the Sea\n\nThe Harbour Institute held a seminar on trade in May. "
    "Mr. Ansel Druid, Ambassador of Iceland to Ghana, was the chief guest. "
    "Ms. Lin Wavering, Ambassador of Kenya to Ghana, took part. Dr. Orla Fenwick, a historian, moderated it.\n\n"
)


def said(text: str, opening: str = OPENING) -> str:
    """Speaker of the last statement."""
    return voices(record(opening + text))[-1]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Orla Fenwick said that trade grew.",
        "In May, Dr. Fenwick argued that trade grew.",
        "Dr. Fenwick, who had come from Accra, warned that trade fell.",
        "Fenwick was confident that trade would grow.",
        "“Trade grew,” said Dr. Fenwick.",
        "“Trade,” Dr. Fenwick noted, “has grown.”",
        "In the view of Dr. Fenwick, trade grew.",
        "It was noted by Dr. Fenwick that trade grew.",
        "Thanking Mr. Druid, Dr. Fenwick recalled that trade grew.",
    ],
)
def test_a_person_named(sentence: str) -> None:
    assert said(sentence) == "Fenwick"


@pytest.mark.parametrize(
    "sentence",
    [
        "She added that trade grew.",
        "In the end, she said, trade grew.",
        "In her view, trade grew.",
        "Her second point was the price of fish.",
        "Trade, after all, had grown for years.",
    ],
)
def test_a_pronoun_or_nothing_keeps_the_speaker(sentence: str) -> None:
    assert said(f"Dr. Fenwick said that fish was dear. {sentence}") == "Fenwick"


@pytest.mark.parametrize(
    ("phrase", "speaker"),
    [
        ("The Icelandic ambassador", "Druid"),
        ("The Kenyan ambassador", "Wavering"),
        ("The chief guest", "Druid"),
        ("The moderator", "Fenwick"),
    ],
)
def test_an_epithet(phrase: str, speaker: str) -> None:
    assert said(f"{phrase} said that trade grew.") == speaker


def test_the_ambassador_is_the_one_named_last() -> None:
    assert said("Ms. Wavering said that fish was dear. Dr. Fenwick agreed. The ambassador added that trade grew.") == "Wavering"


def test_an_ambassador_who_is_not_there_is_nobody_at_the_event() -> None:
    made = record(OPENING + "The Icelandic ambassador said that trade grew.\n\nThe Fijian ambassador said that trade fell.")
    assert made.statements[-1].speaker != "lin-wavering"


@pytest.mark.parametrize(
    "sentence",
    [
        "Participants agreed that fishing needed rules.",
        "Several speakers noted that fish was dear.",
        "It was also suggested that ports be deepened.",
        "One participant asked who would pay.",
        "There was broad agreement that fishing needed rules.",
        "Some felt that the price was too high.",
    ],
)
def test_a_group(sentence: str) -> None:
    assert said(sentence) == "participants"


@pytest.mark.parametrize(
    "sentence",
    [
        "The seminar was attended by students and diplomats.",
        "The session ended with tea.",
        "The speakers included Dr. Orla Fenwick and Mr. Ansel Druid.",
        "A question and answer session followed.",
        "The floor was then opened to the audience.",
        "The Harbour Institute is an independent research institute in Accra.",
    ],
)
def test_the_reports_own_voice(sentence: str) -> None:
    assert said(f"Dr. Fenwick said that trade grew.\n\n{sentence}") == NARRATOR


def test_the_floor_is_handed_over() -> None:
    made = speakers(record(OPENING + "The floor was given to Ms. Lin Wavering. Trade, in fact, had fallen.\n"))
    assert made["The floor was"] == NARRATOR
    assert made["Trade, in fact,"] == "Wavering"


def test_a_heading_names_the_speaker() -> None:
    sections = "\n\n".join(
        f"{name}\n\nTrade with country number {n} had grown a little. Fish {n} was dear in that year."
        for n, name in enumerate(("Dr. Orla Fenwick", "Mr. Ansel Druid", "Ms. Lin Wavering"), 1)
    )
    assert [said for first, said in speakers(record(f"Trade and the Sea\n\n{sections}\n")).items() if first.startswith("Fish")] == [
        "Fenwick",
        "Druid",
        "Wavering",
    ]


TRANSCRIPT = """Trade and the Sea: a Transcript

Dr. Orla Fenwick: Good morning. We begin with fish.

Amb. Ansel Druid: Fish is dear. Who will pay for it?

Dr. Orla Fenwick: That was not my question.

Amb. Ansel Druid: Then I shall answer another one. Trade grew.

PARTICIPANT: Did trade with the islands fall?

Amb. Ansel Druid: It did.
"""


def test_a_transcript() -> None:
    made = speakers(record(TRANSCRIPT))
    assert made["We begin with"] == "Fenwick"
    assert made["Who will pay"] == made["Trade grew."] == "Druid"
    assert made["PARTICIPANT: Did trade"] == "participants"


def test_a_speech_is_one_voice() -> None:
    made = record(
        "Remarks by Ms. Lin Wavering at the Harbour Institute\n\nLadies and gentlemen, I thank you for the invitation. "
        "My country has traded with Ghana for years. Fish is dear. I shall speak of Mr. Ansel Druid later. "
        "I believe that ports matter. My point is this.\n"
    )
    assert set(voices(made)) == {"Wavering"}


def test_the_chatham_house_rule_names_nobody() -> None:
    made = record(
        "Trade and the Sea\n\nThe meeting was held under the Chatham House Rule. It took place in May.\n\n"
        "Fishing\n\nTrade had grown. Fish was dear.\n"
    )
    assert {s.speaker for s in made.statements if s.quote.startswith(("Trade", "Fish"))} == {"participants"}


def test_a_source_cited_is_never_a_speaker() -> None:
    made = record(OPENING + "Dr. Fenwick said that fish was dear. According to Prof. Maud Ellery, trade fell by a third.\n")
    last = made.statements[-1]
    assert last.speaker == "orla-fenwick"
    assert last.source_cited == "Maud Ellery"
    assert "Maud Ellery" not in {p.name for p in made.participants}


def test_an_institution_is_cited() -> None:
    made = record(OPENING + "Dr. Fenwick said that, according to the World Bank, trade fell by a third.\n")
    assert made.statements[-1].speaker == "orla-fenwick"
    assert made.statements[-1].source_cited == "World Bank"


def test_a_participant_is_no_source() -> None:
    made = record(OPENING + "Dr. Fenwick said that fish was dear. According to Mr. Druid, trade fell by a third.\n")
    assert made.statements[-1].source_cited is None
    assert made.statements[-1].speaker == "ansel-druid"


def test_a_person_spoken_of_does_not_speak() -> None:
    assert said("Dr. Fenwick said that President Kwame Astor had promised a port.") == "Fenwick"
    assert said("Dr. Fenwick recalled how Mr. Druid had said that trade fell.") == "Fenwick"


def test_confidence_falls_the_longer_nobody_is_named() -> None:
    made = record(OPENING + "Dr. Fenwick said that fish was dear. " + "Trade had grown for years in the ports of the north. " * 5)
    sure = [s.confidence for s in made.statements if s.speaker == "orla-fenwick"][1:]
    assert sure == sorted(sure, reverse=True)
    assert sure[-1] < sure[0]
    assert all(0 <= s.confidence <= 1 and s.method for s in made.statements)


def test_marks_of_the_machinery_in_a_report_name_nobody() -> None:
    text = OPENING + "Dr. Fenwick said that trade grew.\n\n⟦99⟧ said that fish was dear.\n\n⟦0⟧ argued that ports were deep.\n"
    made = record(text)
    assert {s.speaker for s in made.statements if s.quote.startswith("⟦")} <= {None, "orla-fenwick"}
    assert [s.quote for s in made.statements][-1] == "⟦0⟧ argued that ports were deep."


def test_two_who_say_one_thing_are_a_group() -> None:
    made = record(OPENING + "Mr. Druid and Dr. Fenwick agreed that trade grew. They also underscored the price of fish.")
    assert voices(made)[-2:] == [GROUP, GROUP]


def test_who_is_announced_after_the_verb_speaks_in_the_clause_that_follows() -> None:
    assert said("Also speaking on the occasion was Dr. Fenwick who said that trade grew.") == "Fenwick"


def test_a_speech_that_was_read_out_is_of_its_author() -> None:
    made = record(OPENING + "Ms. Wavering was unable to travel and her paper was read out by the chair. It argued that fish was dear.")
    assert voices(made)[-2:] == [NARRATOR, "Wavering"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Fenwick, unlike those who had come for the fish alone, sang the praises of tariffs.",
        "With some heat, and to the surprise of the guests, Dr. Fenwick likened the tariff to a wall.",
        "Dr. Fenwick, whom nobody had expected to rise again at so late an hour of the evening, tore the figures apart.",
    ],
)
def test_a_parser_sees_the_subject_of_verbs_that_no_list_has(sentence: str, parser: Parser) -> None:
    text = f"{OPENING}Mr. Druid said that fish was dear. {sentence}"
    assert voices(extract(report(text), parser))[-1] == "Fenwick"


def test_a_parser_confirms_the_rules_or_doubts_them(parser: Parser) -> None:
    text = f"{OPENING}Dr. Fenwick said that trade grew."
    by_rules, with_parser = (extract(report(text), p).statements[-1].confidence for p in (None, parser))
    assert by_rules < with_parser
    assert extract(report(text), parser).extraction.model == parser.model


def test_names_without_any_title_are_found_by_a_model(parser: Parser) -> None:
    text = OPENING + "The institute’s John Carter highlighted the growth in trade. He also recalled the price of fish."
    assert [voices(extract(report(text), p))[-2:] for p in (parser,)] == [["Carter", "Carter"]]


@pytest.mark.parametrize(
    "sentence",
    [
        "The session commenced with the keynote address by Dr. Fenwick.",
        "Dr. Fenwick was Chair of the session.",
    ],
)
def test_she_is_whom_the_sentence_before_brought_forward(sentence: str) -> None:
    made = record(OPENING + f"{sentence} She stated that trade grew. She welcomed all the participants, speakers and guests.")
    assert voices(made)[-3:] == [NARRATOR, "Fenwick", "Fenwick"]


@pytest.mark.parametrize("label", ["ANSEL DRUID: Welcome to you all.", "Ambassador Ansel Druid:\n\nThank you all."])
def test_a_single_label_before_a_speech_names_its_voice(label: str) -> None:
    made = record(
        "A Talk on Trade\n\n4 May 2021\n\nAmbassadors Lin Wavering and Ansel Druid discuss trade.\n\n"
        f"{label} I am glad to be here. My country sells fish, and I eat it. I hope that you do."
    )
    assert [voice.title() for voice in voices(made)[-3:]] == ["Druid"] * 3


@pytest.mark.parametrize(("by", "speaker"), [("Dr. Fenwick, a historian, in her address", "Fenwick"), ("the guests from Iceland", GROUP)])
def test_what_was_said_above_is_whose_the_report_says_it_is(by: str, speaker: str) -> None:
    made = record(OPENING + f"Fish has been dear for years. Trade never was.\n\nThese views were expressed by {by} at the seminar.")
    assert voices(made)[-3:] == [speaker, speaker, NARRATOR]


def test_a_speech_without_a_name_is_nobodys_for_sure() -> None:
    made = record(
        "A Talk on Trade\n\nBefore it, the participants agreed that the price of fish had risen for years.\n\n"
        "I am glad to be here. My country sells fish, and I eat it. I hope that you do."
    )
    assert made.statements[-1].confidence < 0.5


@pytest.mark.parametrize(
    "sentence",
    [
        "The two argued that trade grew.",
        "Both sides reaffirmed that trade grew.",
        "The Icelandic speakers, for their part, welcomed the growth of trade.",
        "Fish has become dear, experts told the seminar.",
        "Fish has become dear, the seminar heard.",
    ],
)
def test_more_ways_in_which_a_group_speaks(sentence: str) -> None:
    assert said(f"Dr. Fenwick said that fish was dear. {sentence}") == GROUP


@pytest.mark.parametrize(
    "sentence",
    [
        "Other discussants included Mr. Druid and Ms. Wavering.",
        "The main objective of the seminar was to deepen trade.",
        "She also visited the harbour after the seminar.",
        "Ms. Wavering was also one of the speakers.",
        "The guests were warmly received by the harbour’s master.",
    ],
)
def test_more_ways_in_which_the_report_tells_of_the_event(sentence: str) -> None:
    assert said(f"Dr. Fenwick said that fish was dear. {sentence}") == NARRATOR


def test_touching_upon_a_thing_is_a_report_and_upon_its_importance_an_opinion() -> None:
    assert said("Dr. Fenwick touched upon fish.") == NARRATOR
    assert said("Dr. Fenwick touched upon the importance of fish for both islands.") == "Fenwick"


def test_any_verb_with_a_clause_is_one_of_speech() -> None:
    assert said("The harbour’s master Dr. Fenwick blurted out that trade grew.") == "Fenwick"


def test_who_is_quoted_does_not_speak() -> None:
    text = "Dr. Fenwick spoke next. Quoting Ben Okrisson, she highlighted the price of fish. In her opinion, it was too high."
    assert voices(record(OPENING + text))[-2:] == ["Fenwick", "Fenwick"]
