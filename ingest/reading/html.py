"""A web page's bytes → Report: its main text as headings, paragraphs and items; menus, notices and the like are trafilatura's to drop."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from detente.errors import ReportError
from ingest.reading.plain import decode
from ingest.reading.report import Report

MEDIA_TYPE = "text/html"
BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# what holds no text of the page
DROPPED = ("script", "style", "svg", "template", "noscript")
EMBEDDED = re.compile(r"data:[\w/+.-]+;base64,[\w+/=\s]{1000,}")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
MOST_ELEMENTS = 200_000
DEEPEST = 200
HEAD_BYTES = 4096
WINDOWS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
BLOCKS = frozenset({"p", "head", "quote", "item", "cell", "code", "fw"})
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "br", "cite", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u"}
)
BREAK = re.compile(r"\s*\n\s*")


def looks_like_html(original: bytes) -> bool:
    """Whether a file begins as web pages do.

    >>> looks_like_html(b"<!DOCTYPE html><title>x"), looks_like_html(b"<Dr. X> said")
    (True, False)
    """
    return bool(BEGINS.match(original[:HEAD_BYTES]))


def read_html(file: str, shown: str, original: bytes) -> Report:
    """The main text of a web page, its title first. ReportError if it has none, or is no page that can be parsed."""
    source, encoding = _decoded(shown, original)
    tree = _tree(shown, source)
    header = _header(tree)
    title = _title(tree)
    blocks = list(_blocks(_main(shown, tree)))
    text = "\n\n".join(titled(title, blocks))
    if not text.strip() or text == title:
        raise ReportError(f"{shown}: no text was found in the web page; save the page that holds the report, or its text")
    return Report(file, MEDIA_TYPE, original, text + "\n", encoding, header=header)


def titled(title: str, blocks: Sequence[str]) -> list[str]:
    """The blocks under their title, unless they begin with it: a title that is quoted in the first sentence is none.

    >>> titled("On Trade", ["ON TRADE", "The …"]), titled("On Trade", ["The seminar “On Trade” was held by two institutes."])[0]
    (['ON TRADE', 'The …'], 'On Trade')
    """
    has_it = any(title.casefold() in block.casefold() and len(block) < 2 * len(title) for block in blocks[:3])
    return [*blocks] if has_it or not title else [title, *blocks]


def _decoded(shown: str, original: bytes) -> tuple[str, str]:
    """By the byte order mark, UTF-8, the page's own word, then what the bytes look like; a NUL byte is refused."""
    stated = CHARSET.search(original[:HEAD_BYTES])
    name = stated[1].decode("ascii", "replace").lower() if stated else ""
    if b"\x00" in original or name in ("", "utf-8", "utf8"):
        return decode(shown, original)
    try:
        return original.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        name = WINDOWS.get(name, name)
        return original.decode(name, "replace"), name
    except LookupError:
        return decode(shown, original)


def _tree(shown: str, source: str) -> Any:
    from lxml import etree, html

    source = EMBEDDED.sub("", DECLARATION.sub("", source))
    source = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", " ", source)
    try:
        tree = html.document_fromstring(source)
    except (etree.LxmlError, ValueError, AssertionError):
        raise ReportError(f"{shown}: the web page cannot be parsed; save it anew, or its text") from None
    etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
    etree.strip_elements(tree, *DROPPED, with_tail=False)
    _check_shape(shown, tree)
    _prepare(tree)
    return tree


def _prepare(tree: Any) -> None:
    """Footnote marks as superscripts; a division that holds words itself is a paragraph, which trafilatura would not take it for."""
    for mark in tree.iter("sup"):
        text = mark.text_content().strip().strip("[]")
        if text.isdecimal() and len(text) <= 3:
            tail = mark.tail
            mark.clear()
            mark.text, mark.tail = text.translate(SUPERSCRIPTS), tail
    for part in tree.iter("div", "section", "article", "center"):
        if all(child.tag in INLINE for child in part.iterdescendants()) and part.text_content().strip():
            part.tag = "p"


def _check_shape(shown: str, tree: Any) -> None:
    """Refuse what only a generator gone wild makes, before anything recurses into it."""
    depth = count = 0
    stack = [(tree, 0)]
    while stack:
        element, at = stack.pop()
        count += 1
        depth = max(depth, at)
        if count > MOST_ELEMENTS or depth > DEEPEST:
            raise ReportError(f"{shown}: the web page has more than {MOST_ELEMENTS:,} elements, or nests them too deep; save its text")
        stack.extend((child, at + 1) for child in element)


def _main(shown: str, tree: Any) -> Any:
    """The main text as trafilatura's tree; None where it finds none."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    # what it has to say of a page goes nowhere, rather than to stderr
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        found = bare_extraction(tree, favor_recall=True, include_comments=False, include_tables=True, deduplicate=False)
    except (SyntaxError, LookupError, ValueError, AttributeError, TypeError, RecursionError):
        raise ReportError(f"{shown}: the web page is damaged; save it anew, or its text") from None
    return found.body if isinstance(found, Document) else None


def _blocks(body: Any) -> Iterator[str]:
    """A tree's headings, paragraphs, items and table rows as lines."""
    if body is None:
        return
    for element in body:
        if element.tag == "list":
            for item in element.iter("item"):
                yield from ("• " + line for line in _lines(item))
        elif element.tag == "table":
            for row in element.iter("row"):
                cells = [" ".join("".join(cell.itertext()).split()) for cell in row.iter("cell")]
                if any(cells):
                    yield ", ".join(cell.rstrip(",;") for cell in cells if cell)
        elif element.tag == "quote" and len(element) and any(child.tag in BLOCKS for child in element):
            yield from _blocks(element)
        else:
            yield from _lines(element)
        if element.tail and element.tail.strip():
            yield " ".join(element.tail.split())


def _lines(element: Any) -> Iterator[str]:
    """An element's text, cut at its line breaks."""
    parts: list[str] = []
    for at in element.iter():
        if at.tag == "lb":
            parts.append("\n")
        elif at.text:
            parts.append(" ".join(at.text.split("\n")))
        if at is not element and at.tail:
            parts.append(" ".join(at.tail.split("\n")))
    for line in BREAK.split("".join(parts)):
        if line.strip():
            yield " ".join(line.split())


def _title(tree: Any) -> str:
    """The one first-level heading of the page, else what it is called in a list of links."""
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    headings = [h for h in headings if h]
    return headings[0] if len(headings) == 1 else _meta(tree, "og:title")


def _meta(tree: Any, name: str) -> str:
    found = tree.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return " ".join(str(found[0]).split()) if found else ""


def _header(tree: Any) -> dict[str, str]:
    """What the page says of itself: its address, who publishes it, and since when."""
    address = [str(href).strip() for href in tree.xpath("//link[@rel='canonical']/@href")]
    fields = {
        "url": next((a for a in address if re.match(r"https?://[^\s<>\"]+\Z", a)), ""),
        "publisher": _meta(tree, "og:site_name"),
        "published": _day(_meta(tree, "article:published_time")),
    }
    return {name: value for name, value in fields.items() if value}


def _day(moment: str) -> str:
    """The day of a moment in ISO 8601; "" for anything else."""
    try:
        return date.fromisoformat(moment[:10]).isoformat()
    except ValueError:
        return ""
