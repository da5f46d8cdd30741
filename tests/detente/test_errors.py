"""One error tree: every error has a status, an exit code, a name of its own and a message of one line."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from detente import errors
from detente.errors import EXIT_INPUT, EXIT_SERVICE, EXIT_USAGE, DetenteError, ParameterError, QuerySyntaxError, RecordError


def tree(root: type[DetenteError]) -> list[type[DetenteError]]:
    return [root, *(found for child in root.__subclasses__() for found in tree(child))]


ERRORS = [found for found in tree(DetenteError) if found.__module__ == errors.__name__]


def test_the_tree_is_the_module() -> None:
    assert {e.__name__ for e in ERRORS} == {n for n, v in vars(errors).items() if isinstance(v, type) and issubclass(v, Exception)}


def test_codes_and_titles_are_unique() -> None:
    for attribute in ("code", "title"):
        assert [value for value, count in Counter(getattr(e, attribute) for e in ERRORS).items() if count > 1] == []


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_has_all_that_its_readers_need(error: type[DetenteError]) -> None:
    assert error.status in range(400, 600)
    assert error.exit_code in {EXIT_INPUT, EXIT_USAGE, EXIT_SERVICE}
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.code)
    assert error.title
    assert error.title[0].isupper()
    assert not error.title.endswith(".")
    assert error.__doc__
    assert (error.exit_code == EXIT_SERVICE) == (error.status >= 500) or error is errors.SettingsError


@pytest.mark.parametrize("error", ERRORS)
def test_a_message_is_one_line(error: type[DetenteError]) -> None:
    assert str(error("report.txt:\n  the file\r\nis\tempty;\u2028 give another")) == "report.txt: the file is empty; give another"


def test_exit_codes_are_those_of_the_command_line() -> None:
    assert (EXIT_INPUT, EXIT_USAGE, EXIT_SERVICE) == (1, 2, 3)


def test_errors_keep_their_data() -> None:
    assert (QuerySyntaxError("x", 3, 7).line, QuerySyntaxError("x", 3, 7).column) == (3, 7)
    assert (QuerySyntaxError("x").line, QuerySyntaxError("x").column) == (None, None)
    assert RecordError("a", ("a", "b")).violations == ("a", "b")
    assert RecordError("a").violations == ()
    assert isinstance(ParameterError("x"), errors.InputError)
