"""Direct speech: blanked for the rules that look for a subject, and given to whom the sentence after it names."""

from __future__ import annotations

import pytest

from ingest.extraction.masking import Masked
from ingest.extraction.quotations import outside
from ingest.extraction.sentences import Sentence
from tests.ingest.material import record, voices

OPENING = (
    "Trade and the Sea\n\nThe Harbour Institute held a seminar on trade in May. Mr. Ansel Druid, Ambassador of Iceland to Ghana, was the "
    "chief guest. Dr. Orla Fenwick, a historian, moderated it.\n\nMr. Druid said that fish was dear.\n\n"
)


def left(*texts: str) -> list[str]:
    sentences = [Sentence(n, n + 1, text, 0, n == 0) for n, text in enumerate(texts)]
    return [o.text for o in outside(sentences, [Masked(text, (), ()) for text in texts])]


def test_long_or_named_direct_speech_is_blanked_and_terms_stay() -> None:
    assert left("“It is neither here nor there”, she said.") == ["“…”, she said."]
    assert left("They spoke of ‘face’ and a “new phase” of trade.") == ["They spoke of ‘face’ and a “new phase” of trade."]
    assert left("“⟦1⟧ came”, she said.") == ["“…”, she said."]


@pytest.mark.parametrize(("a", "b"), [("“", "”"), ('"', '"')])
def test_direct_speech_goes_on_over_sentences(a: str, b: str) -> None:
    assert left(f"She said: {a}One goes.", "Two go.", f"Three go{b}, and left.") == ["She said: “…”", "“…”", "“…”, and left."]


def test_marks_that_do_not_pair_blank_nothing() -> None:
    texts = ("She said: “One goes.", "Nobody closed the mark.")
    assert left(*texts) == list(texts)


def test_the_end_of_the_speech_tells_whose_it_is() -> None:
    made = record(OPENING + "“Trade has grown for years. Nobody knows why it has,” Dr. Fenwick said. It was late.")
    assert voices(made)[-3:] == ["Fenwick", "Fenwick", "Fenwick"]


def test_a_person_within_the_speech_is_not_its_speaker() -> None:
    made = record(OPENING + "“Dr. Fenwick said the same last year,” he recalled.")
    assert voices(made)[-1] == "Druid"


def test_speech_without_an_end_of_its_own_keeps_the_speaker() -> None:
    made = record(OPENING + "Dr. Fenwick said: “Trade has grown. Nobody in the whole house knows why.” She sat down.")
    assert voices(made)[-3:-1] == ["Fenwick", "Fenwick"]
