"""HTML in a report is text: kept as it is, shown as it is, run nowhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from tests.cli.command import REPORT, done, serving
from tests.faults.conftest import dump

SCRIPT, IMAGE = "<script>alert(1)</script>", "<img src=x onerror=alert(2)>"
HOSTILE = (
    REPORT.replace("‘Trade between", f"‘Trade {SCRIPT} between")
    .replace("Amara Quillfeather", "<b>Amara Quillfeather</b>")
    .replace("Tobias Fenwright", f'Tobias "{IMAGE}" Fenwright')
    .replace("had doubled", f"had {IMAGE} {SCRIPT} doubled & \"'risen'\"")
    .replace("University of Lindholm", "University of <i onclick='alert(3)'>Lindholm</i>")
    .replace("the ports of Chile", "the ports of Chile </script></textarea>{{ 7 * 7 }}${7*7}")
)


class Elements(HTMLParser):
    """The elements and attributes that a browser would see, outside of scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag == "a" and (href := dict(attrs).get("href")):
            self.links.add(href)


def check_page(page: httpx.Response) -> Elements:
    """No element, attribute or script of the report's is part of the page."""
    assert page.status_code == 200, page.url
    elements = Elements()
    elements.feed(page.text)
    for tag, attributes in elements.seen:
        assert not any(name.startswith("on") for name in attributes), f"{page.url}: <{tag}> has a handler"
        assert tag not in {"img", "i"} or attributes.get("src") != "x", page.url
        assert not (attributes.get("href") or "").lower().startswith("javascript:"), page.url
    assert SCRIPT not in page.text, page.url
    assert IMAGE not in page.text, page.url
    for script in re.findall(r"<script[^>]*>(.*?)</script>", page.text, re.DOTALL):
        assert "alert(" not in script or "\\u003c" in script, f"{page.url}: the report's words stand raw in a script"
    return elements


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("markup")
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    done("ingest", folder / "hostile.txt", "--store", folder / "store")
    return folder / "store"


def test_it_is_ingested_and_exported_literally(store: Path) -> None:
    quads = "\n".join(dump(store))
    assert f"Trade {SCRIPT} between Norway and Chile" in quads
    assert f"had {IMAGE} {SCRIPT} doubled" in quads
    assert f"had {IMAGE} {SCRIPT} doubled" in done("export", "--store", store, "--format", "csv").text
    assert not re.search(r"<[^> ]*[<>\"{}|^`\\][^> ]*> ", re.sub(r'"(?:[^"\\]|\\.)*"', '""', quads)), "no markup in an IRI"


def test_no_page_renders_it(store: Path) -> None:
    with serving("serve", "--store", store) as client:
        client.headers["Accept"] = "text/html"
        client.follow_redirects = True
        items = [
            item for kind in ("events", "statements", "persons", "organisations") for item in client.get(f"/api/v1/{kind}").json()["items"]
        ]
        assert items
        shown = 0
        for path in ["/", *(re.sub(r"^https?://[^/]+/(?:detente/)?", "/", item["id"]) for item in items)]:
            page = client.get(path)
            check_page(page)
            shown += "&lt;script&gt;alert(1)" in page.text
        assert shown >= 2, "the event's and the statement's page show the words as they are"
        for path in (f"/api/v1/events?q={SCRIPT}", f"/id/event/{SCRIPT}", f"/{SCRIPT}", f"/sparql?query={SCRIPT}"):
            answer = client.get(path)
            assert answer.status_code < 500
            if "html" in answer.headers["content-type"]:
                assert SCRIPT not in answer.text
