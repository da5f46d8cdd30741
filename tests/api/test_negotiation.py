from __future__ import annotations

import pytest

from api.negotiation import HTML, JSON, TURTLE, choose, choose_extension, prefers_html, ranked
from detente.errors import NotAcceptableError

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        ("", "html"),
        ("*/*", "html"),
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("application/json, text/plain, */*", "json"),
        ("text/html;q=0.3, text/turtle;q=0.9, application/json;q=0.5", "ttl"),
        ("text/*;q=0.5, text/html;q=0", "ttl"),
        ("application/*", "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("TEXT/TURTLE;Q=0.7", "ttl"),
        ("nonsense, text/turtle;q=high, application/json;q=0.1", "json"),
    ],
)
def test_the_best_format_is_chosen(accept: str, extension: str) -> None:
    assert choose_extension(accept) == extension


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0", "*/*;q=0", "garbage"])
def test_no_format_is_an_error_that_lists_the_possible(accept: str) -> None:
    with pytest.raises(NotAcceptableError, match="text/turtle"):
        choose(accept, [HTML, TURTLE])


def test_equal_quality_is_decided_by_how_closely_it_was_named() -> None:
    assert ranked("*/*, application/json", [HTML, JSON]) == [JSON, HTML]


def test_errors_are_pages_only_for_those_who_name_html() -> None:
    assert prefers_html(BROWSER)
    assert not prefers_html("*/*")
    assert not prefers_html("")
    assert not prefers_html("application/json, text/html;q=0.5")
