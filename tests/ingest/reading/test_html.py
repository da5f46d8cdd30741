"""Web pages: the report without what stands around it, in whatever charset, and what the page says of itself."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from detente.errors import ReportError
from ingest.extraction.chain import extract
from ingest.reading.file import read
from tests.ingest.material import check_offsets
from tests.ingest.reading.files import PROSE, TITLE, web_page

ABOUT = """<link rel="canonical" href="https://example.org/events/7"><meta property="og:site_name" content="Harbour Policy Institute">
<meta property="article:published_time" content="{}">"""


def written(folder: Path, content: bytes | str, name: str = "report.html") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_the_report_stands_alone_under_its_title(tmp_path: Path) -> None:
    report = read(written(tmp_path, web_page()))
    assert report.text.rstrip("\n").split("\n\n") == [TITLE, *PROSE]
    assert report.media_type == "text/html"
    check_offsets(extract(report), report.text)


def test_headings_items_tables_quotes_and_bare_divisions_are_kept_in_order(tmp_path: Path) -> None:
    body = (
        "<h2>Speakers</h2><ul><li>Dr. Orla Fenwick, Director of HPI</li><li>Mr. Ansel Druid</li></ul>"
        "<table><tr><td>Prof. Kwesi Boatengo</td><td>Dean, Westhaven</td></tr></table>"
        "<blockquote><p>“The sea does not part us.”</p></blockquote>"
        "<div>The coast guards of both countries will meet.<sup>[12]</sup> So it was said.</div>"
    )
    assert read(written(tmp_path, web_page(body))).text.rstrip("\n").split("\n\n")[len(PROSE) + 1 :] == [
        "Speakers",
        "• Dr. Orla Fenwick, Director of HPI",
        "• Mr. Ansel Druid",
        "Prof. Kwesi Boatengo, Dean, Westhaven",
        "“The sea does not part us.”",
        "The coast guards of both countries will meet.¹² So it was said.",
    ]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (web_page().encode(), "utf-8"),
        (b"\xef\xbb\xbf" + web_page(head='<meta charset="windows-1252">').encode(), "utf-8"),
        (web_page(head='<meta charset="windows-1252">').encode("cp1252"), "windows-1252"),
        (web_page(head='<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">').encode("cp1252"), "cp1252"),
        (web_page(head="").encode("cp1252"), "cp1252"),
        (web_page(head='<meta charset="no-such-charset">').encode(), "utf-8"),
        (web_page(head="").encode("utf-16"), "utf-16"),
    ],
    ids=["utf-8", "mark outranks meta", "meta", "latin means windows", "bytes alone", "unknown", "utf-16"],
)
def test_the_charset_is_found(tmp_path: Path, content: bytes, encoding: str) -> None:
    report = read(written(tmp_path, content))
    assert report.text.rstrip("\n").split("\n\n") == [TITLE, *PROSE]
    assert report.encoding.replace("_", "-").startswith(encoding)


def test_what_the_page_says_of_itself(tmp_path: Path) -> None:
    report = read(written(tmp_path, web_page(head=ABOUT.format("2021-05-06T10:00:00+01:00"))))
    assert report.header == {"url": "https://example.org/events/7", "publisher": "Harbour Policy Institute", "published": "2021-05-06"}
    source = extract(report).source
    assert (source.url, source.publisher, str(source.published)) == tuple(report.header.values())


@pytest.mark.parametrize("moment", ["", "yesterday", "2021-02-31", "6.5.2021"])
def test_a_day_that_is_none_is_left_out(tmp_path: Path, moment: str) -> None:
    assert "published" not in read(written(tmp_path, web_page(head=ABOUT.format(moment)))).header


def test_an_address_that_is_no_link_is_left_out(tmp_path: Path) -> None:
    head = '<link rel="canonical" href="javascript:alert(1)">'
    assert read(written(tmp_path, web_page(head=head))).header == {}


def test_a_page_is_known_by_its_bytes(tmp_path: Path) -> None:
    assert read(written(tmp_path, web_page(), "saved.txt")).media_type == "text/html"
    assert read(written(tmp_path, "<Dr. Fenwick> The ports are deep enough for the ships.", "turns.txt")).media_type == "text/plain"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE html><html><head><script>" + b"x" * 5000 + b"</script></head></html>", "no text"),
        (b"<html><body><p>The sh\0ip</p>", "a NUL byte"),
        (b"<html><body>" + b"<div>" * 100_000 + b"The text" + b"</div>" * 100_000, ";"),
        (b"<html><body>" + b"<p>The text</p>" * 250_000, "elements"),
        (b"<html><body>" + b"<!--" * 300_000, "no text"),
        (b"<html><body>" + b"<script>" * 300_000, "no text"),
        (b"<html>" + b"<" * 1_000_000, "no text"),
        (b"", "is empty"),
    ],
    ids=["scripts", "NUL", "deep", "many", "comments", "open scripts", "brackets", "empty"],
)
def test_what_has_no_text_is_refused_soon(tmp_path: Path, content: bytes, said: str) -> None:
    path = written(tmp_path, content)
    started = time.monotonic()
    with pytest.raises(ReportError, match="; ") as caught:
        read(path)
    assert time.monotonic() - started < 20
    assert str(caught.value).startswith(f"{path}:")
    assert said in str(caught.value)


def test_half_characters_and_control_characters_do_not_reach_the_text(tmp_path: Path) -> None:
    text = read(written(tmp_path, web_page("<p>Trade &#xD800;grew&#0; and \x07grew &#x1F600; in all of the last ten years.</p>"))).text
    text.encode()
    assert not any(ord(c) < 32 and c != "\n" for c in text)
    assert "😀" in text
