"""What pages say in words of how a statement was read."""

from __future__ import annotations

import pytest

from api.pages import method_words


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("rules: subject; proposal by “should”", "read from the text by rules"),
        ("rules: syntax; question by “asked”; language model: function", "read from the text by rules; a language model advised"),
        ("override: speaker by a curator", "set or confirmed by a curator"),
    ],
)
def test_a_method_in_words(method: str, words: str) -> None:
    assert method_words(method) == words
