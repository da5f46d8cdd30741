"""Exchanges: an answer is linked to its question."""

import pytest

from tests.ingest.material import record

LINES = "Trade and the Sea\n\nDr. Orla Fenwick said that trade grew.\n\nDiscussion\n\n"


def answers(text: str) -> list[tuple[str, str]]:
    """Beginnings of answers and of the questions they respond to."""
    made = record(LINES + text)
    quotes = {s.id: s.quote for s in made.statements}
    return [(s.quote.split(" ")[-1], quotes[s.responds_to].split(" ")[-1]) for s in made.statements if s.responds_to]


def test_an_answer_and_what_the_speaker_adds() -> None:
    text = "Mr. Ansel Druid asked whether ports were deep. Dr. Fenwick replied that they were. She added that some were deeper."
    assert answers(text) == [("were.", "deep."), ("deeper.", "deep.")]


def test_another_speaker_ends_the_answer() -> None:
    text = "Mr. Ansel Druid asked whether ports were deep. Dr. Fenwick replied that they were. Amb. Tomas Quillan said that fish was dear."
    assert answers(text) == [("were.", "deep.")]


@pytest.mark.parametrize(("ordinal", "question"), [("first", "deep."), ("second", "dear.")])
def test_an_answer_to_one_of_several_questions(ordinal: str, question: str) -> None:
    text = (
        "Mr. Ansel Druid asked whether ports were deep. He also asked whether fish was dear. "
        f"Dr. Fenwick said, on the {ordinal} question, that nobody knew."
    )
    assert answers(text) == [("knew.", question)]


def test_nobody_answers_themselves() -> None:
    text = "Mr. Ansel Druid asked whether ports were deep. Mr. Druid replied to himself that they were."
    assert answers(text) == []


def test_without_a_question_there_is_no_answer() -> None:
    assert answers("Amb. Tomas Quillan replied that fish was dear.") == []


def test_responses_name_statements_of_the_record_that_come_before() -> None:
    made = record(LINES + "Mr. Ansel Druid asked whether ports were deep. Dr. Fenwick replied that they were.")
    order = [s.id for s in made.statements]
    for n, statement in enumerate(made.statements):
        assert statement.responds_to is None or statement.responds_to in order[:n]
