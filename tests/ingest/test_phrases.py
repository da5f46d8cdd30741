"""The phrases of the lexicons: how an expert writes them, and what they find."""

import pytest

from ingest.extraction.phrases import Phrases, words


def finds(phrase: str, text: str) -> bool:
    return bool(Phrases([(phrase, "it")]).find(words(text)))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("energy", "Energy was dear."),
        ("fish*", "The fisheries were empty."),
        ("counter-piracy", "Counter piracy was discussed."),
        ("counter piracy", "Counter-piracy was discussed."),
        ("pact/treaty", "The treaty was long."),
        ("has (not) grown", "Trade has grown."),
        ("has (not) grown", "Trade has not grown."),
        ("both ... and", "It was both old and cold."),
        ("IT", "IT and ships"),
        ("^it", "It rained."),
        ("?$", "Did it rain?"),
        ("in #year", "It rained in 1999."),
        ("# ships", "Some 12 ships came."),
        ("#person asked", "⟦3⟧ asked nothing."),
        ("harbour", "The harbour’s depth"),
        ("field & gas/oil*", "The field holds oily sand."),
        ("$", "It cost $5."),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert finds(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("energy", "The energetic crew"),
        ("IT", "It rained, and it snowed."),
        ("^it", "They said it rained."),
        ("?$", "Did it rain? No."),
        ("both ... and", "Both were old, grey, wet, slow ships and cold."),
        ("field & gas/oil*", "The field of study"),
        ("in #year", "It rained in 12 ports."),
        ("# ships", "Some ships came in 1999."),
    ],
)
def test_a_phrase_is_not_found(phrase: str, text: str) -> None:
    assert not finds(phrase, text)


def test_the_longest_comes_first_and_places_are_words() -> None:
    hits = Phrases([("free trade", "long"), ("free", "short"), ("trade", "other")]).find(words("A free trade zone"))
    assert [(hit.start, hit.end, hit.value) for hit in hits] == [(2, 4, "long"), (2, 3, "short"), (3, 4, "other")]


@pytest.mark.parametrize("phrase", ["", "( )", "... sea", "sea ...", "(sea)"])
def test_a_phrase_that_would_match_everything_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        Phrases([(phrase, "it")])
