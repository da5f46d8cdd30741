from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from api.evidence import AROUND, context
from api.links import followable
from store.sources import Sources
from tests.api.sample import FIRST, HOSTILE, HOSTILE_NAME, HOSTILE_QUOTE, IRIS, LONG, MEETINGS

HTML = {"Accept": "text/html"}
PAGES = [
    "/", "/events", "/persons", "/areas", "/statements", "/relations", "/states", "/organisations", "/offices", "/positions", "/queries",
    "/queries/events", f"/queries/event-participants?event={HOSTILE}", "/docs", "/ontology", "/sparql", "/nowhere",
    "/statements?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/queries/events?host=%22%3E%3Cscript%3E",
    f"/doc/event/{FIRST}.html", f"/doc/event/{HOSTILE}.html", "/doc/person/ann-example.html", "/doc/person/mallory.html",
    "/doc/area/energy.html", "/doc/area/defence.html", f"/doc/statement/{FIRST}-aaaaaaaa01.html",
    f"/doc/statement/{HOSTILE}-bbbbbbbb01.html",
    "/doc/relation/xa-xb.html", "/doc/state/xa.html", "/doc/organisation/example-institute.html", "/doc/office/ambassador-of-examplia.html",
    f"/doc/report/{HOSTILE}.html", f"/doc/talk/{HOSTILE}-1.html", "/doc/function/concern.html", "/doc/stance/qualified.html",
    f"/doc/participation/{HOSTILE}-mallory.html", f"/doc/evidence/{HOSTILE}-bbbbbbbb01.html", f"/doc/record/{HOSTILE}.html",
    f"/doc/position/{FIRST}-person-ann-example-energy.html", "/doc/project/northern-pipeline.html",
]  # fmt: skip
KNOWN_TAGS = re.compile(
    "html|head|meta|title|link|script|body|a|header|div|img|nav|ul|li|main|footer|p|h[123]|section|form|label|input|button|b|code|span|dl|dt|dd|"
    "ol|blockquote|article|mark|select|option|textarea|pre|table|thead|tbody|tr|th|td|details|summary|strong"
)


class Outline(HTMLParser):
    """Collects tags, links and event handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_lets_the_data_become_markup(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers=HTML)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.status_code < 500
    outline = Outline()
    outline.feed(response.text)
    assert not [tag for tag in outline.tags if not KNOWN_TAGS.fullmatch(tag)]
    assert outline.tags.count("h1") == 1
    assert outline.tags.count("main") == 1
    assert outline.tags.count("img") == 1
    assert not [name for name, _ in outline.attributes if name.startswith("on") or name == "style"]
    for name, value in outline.attributes:
        if name in {"href", "src", "action"}:
            assert re.match(r"(https?://|/|#)", value), value
    assert "Data version 1-" in response.text


def test_links_of_a_page_lead_somewhere(client: httpx.Client) -> None:
    paths = set()
    for page in ("/", f"/doc/event/{FIRST}.html", "/doc/person/ann-example.html", f"/doc/statement/{FIRST}-aaaaaaaa01.html", "/statements"):
        outline = Outline()
        outline.feed(client.get(page, headers=HTML).text)
        paths |= {value.partition("#")[0] for name, value in outline.attributes if name in {"href", "src"} and value.startswith("/")}
    for path in sorted(paths):
        assert client.get(path, headers=HTML).status_code == 200, path


def test_the_event_page(client: httpx.Client) -> None:
    page = client.get(f"/doc/event/{FIRST}.html").text
    for words in (
        "4 March 2019",
        "Main Hall, Exampleton",
        "Example Institute",
        "chief guest",
        "Ambassador",
        "Opening remarks",
        "https://example.org/report?a=1&amp;b=2",
    ):
        assert words in page
    quotes = [html.unescape(quote) for quote in re.findall(r"<blockquote>(.*?)</blockquote>", page, re.DOTALL)]
    assert quotes == [said.quote for said in MEETINGS[0].said]


def test_the_statement_page_shows_the_quote_in_its_context(client: httpx.Client) -> None:
    page = client.get(f"/doc/statement/{FIRST}-aaaaaaaa02.html").text
    assert "Before it <mark>Trade has not kept pace with political goodwill.</mark> After it." in page
    assert str(IRIS.id("statement", f"{FIRST}-aaaaaaaa02")) in page
    hostile = client.get(f"/doc/statement/{HOSTILE}-bbbbbbbb01.html").text
    assert f"<mark>{html.escape(HOSTILE_QUOTE).replace('&quot;', '&#34;')}</mark>" in hostile
    assert html.escape(HOSTILE_NAME).replace("&quot;", "&#34;") in hostile


def test_lists_have_filters_and_pages(client: httpx.Client) -> None:
    first = client.get(f"/statements?event={LONG}&q=", headers=HTML).text
    assert "60 found" in first
    following = html.unescape(re.findall(r'rel="next" href="([^"]*)"', first)[0])
    second = client.get(following, headers=HTML).text
    assert "Remark number 60 is" in second
    assert 'rel="next"' not in second
    wrong = client.get("/statements?colour=red", headers=HTML)
    assert wrong.status_code == 422
    assert "colour" in wrong.text


def test_queries_are_forms(client: httpx.Client) -> None:
    form = client.get("/queries/event-participants", headers=HTML)
    assert form.status_code == 200
    assert "<table>" not in form.text
    table = client.get(f"/queries/event-participants?event={FIRST}", headers=HTML).text
    assert "Ann Example" in table
    assert f"/api/v1/queries/event-participants?event={FIRST}&amp;format=csv" in table
    wrong = client.get("/queries/event-participants?ask=yes&event=", headers=HTML)
    assert wrong.status_code == 422
    assert client.get("/queries/none", headers=HTML).status_code == 404


def test_an_area_page_for_an_area_that_nobody_spoke_of(client: httpx.Client) -> None:
    assert "0 statements" in client.get("/doc/area/space.html").text


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c", True), ("http://example.org", True), ("javascript:alert(1)", False), ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False), ("//example.org", False), ("https:///x", False), ("https://exa mple.org", False), ("http://[", False),
        ("", False), (None, False), ("mailto:a@example.org", False),
    ],
)  # fmt: skip
def test_only_web_addresses_are_followed(url: str | None, safe: bool) -> None:
    assert (followable(url) is not None) == safe


def test_context_is_cut_at_words_and_never_shown_for_another_text(store_folder: Path) -> None:
    sources = Sources(store_folder)
    meeting = MEETINGS[2]
    quote = meeting.said[30].quote
    start = meeting.text.index(quote)
    paragraphs = context(sources, meeting.sha256, start, start + len(quote), quote)
    pieces = [piece for paragraph in paragraphs for piece in paragraph]
    assert [piece.text for piece in pieces if piece.marked] == [quote]
    assert pieces[0].text.startswith("… ")
    assert pieces[-1].text.endswith(" …")
    assert sum(len(piece.text) for piece in pieces) <= len(quote) + 2 * AROUND + 4
    assert context(sources, meeting.sha256, start + 1, start + 1 + len(quote), quote) == []
    assert context(sources, "0" * 64, start, start + len(quote), quote) == []
    assert context(sources, "../../etc/passwd", 0, 1, "x") == []
    assert context(sources, None, 0, 1, "x") == []
