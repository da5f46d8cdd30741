"""The engine's faults of serialisation, mended on the way out: CSV that is ambiguous, XML that no parser accepts.

A mender is fed the engine's bytes in pieces cut anywhere and gives back bytes; the pieces make no difference to the whole. Nothing here
takes a step per cell: cells are rewritten by the C code of `re` and `bytes`. (In Python 3.11 `re.sub` with a group in its template calls
Python for each match, while joining what `split` returns is the same and does not.)

JSON, TSV, Turtle, N-Triples and JSON-LD need no mending: tests/store/test_mending.py reads them back with other parsers.
"""

from __future__ import annotations

import re
from typing import Protocol

from detente.errors import NotAcceptableError

CSV = "text/csv"
TSV = "text/tab-separated-values"
RESULTS_XML = "application/sparql-results+xml"
RDF_XML = "application/rdf+xml"

# An IRI with a comma, or a triple term: the cells that keep no mark of their own by which they could be told from plain text.
_ODD = re.compile(rb'<(?<![^\t\n]<)(?:<\(|[^\t\n>,"]*+[,"])[^\t\n]*+')
# What goes from the others: `@en` and `^^<urn:t>`, `<`, `>`, and the quotes of a text that needs none.
_TAIL = re.compile(rb'"(?:@[a-zA-Z0-9-]++|\^\^<[^\t\n<>]*+>)(?=[\t\n])')
_OPEN = re.compile(rb"<(?<![^\t\n]<)")
_CLOSE = re.compile(rb">(?=[\t\n])")
_PLAIN = re.compile(rb'"(?<![^\t\n]")([^",\\\t\n]*+)"(?=[\t\n])')
_EMPTY_LINE = re.compile(rb"^(?=\n)", re.MULTILINE)
_ESCAPED = re.compile(rb'\\[^"]')
# Two bytes that UTF-8 never contains stand for what must not be rewritten yet.
_PLACE, _BACKSLASH = b"\xff", b"\xfe"
_ESCAPES = ((rb"\\", _BACKSLASH), (rb"\"", b'""'), (rb"\n", b"\n"), (rb"\r", b"\r"), (rb"\t", b"\t"), (_BACKSLASH, b"\\"))

_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])
_NO_CHARACTER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}".encode()
_NAMELESS = b"<oxprefix: "


def engine_type(media_type: str) -> str:
    """The media type to ask the engine for, so that `mender(media_type)` can make the one wanted: TSV for CSV, else itself."""
    return TSV if media_type == CSV else media_type


class Mender(Protocol):
    """Bytes of the engine in, bytes for a client out."""

    def feed(self, data: bytes) -> bytes:
        """What can be given out now that `data` has come."""
        ...

    def end(self) -> bytes:
        """What was held back."""
        ...


def mender(media_type: str) -> Mender:
    """The mender that makes `media_type` out of the engine's `engine_type(media_type)`."""
    if media_type == CSV:
        return CsvMender()
    if media_type in (RESULTS_XML, RDF_XML):
        return XmlMender()
    return NoMender()


class NoMender:
    """For the formats that the engine writes well."""

    def feed(self, data: bytes) -> bytes:
        """The same bytes."""
        return data

    def end(self) -> bytes:
        """Nothing."""
        return b""


class CsvMender:
    r"""Makes CSV (RFC 4180, SPARQL 1.1 Query Results CSV) out of the engine's TSV; the engine's own CSV leaves commas in IRIs bare.

    IRIs, blank nodes and literals without their type are bare; a field is quoted if it holds a comma, quote or line end, and also if it
    holds a tab or backslash (which RFC 4180 allows). In a result of one column an empty field is `""`, since readers skip an empty
    line. A triple term is one field in Turtle's syntax, `<<( s p o )>>`, so that nothing of it is lost.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._columns = -1

    def feed(self, data: bytes) -> bytes:
        """The rows that `data` completes, as CSV."""
        start = len(self._held)
        self._held += data
        stop = self._held.rfind(b"\n", start) + 1
        lines = bytes(self._held[:stop])
        del self._held[:stop]
        if lines and self._columns < 0:
            header, _, lines = lines.partition(b"\n")
            self._columns = header.count(b"\t") + 1 if header else 0
            return header.replace(b"?", b"").replace(b"\t", b",") + b"\r\n" + self._rows(lines)
        return self._rows(lines)

    def end(self) -> bytes:
        """The answer to ASK, the one thing that the engine writes without a line end."""
        return bytes(self._held)

    def _rows(self, lines: bytes) -> bytes:
        odd = _ODD.findall(lines)
        if odd:
            lines = _ODD.sub(_PLACE, lines)
        lines = _CLOSE.sub(b"", _OPEN.sub(b"", _TAIL.sub(b'"', lines)))
        lines = b"".join(_PLAIN.split(lines))
        if self._columns == 1:
            lines = _EMPTY_LINE.sub(b'""', lines)
        lines = _unescaped(lines.replace(b"\t", b",").replace(b"\n", b"\r\n"))
        if odd:
            between = lines.split(_PLACE)
            cells = [_quoted(cell) for cell in odd]
            lines = b"".join(part for pair in zip(between, [*cells, b""], strict=True) for part in pair)
        return lines


def _unescaped(lines: bytes) -> bytes:
    """The lines with the characters that TSV escapes; the fields that hold them are in quotes."""
    if _ESCAPED.search(lines) is None:
        return lines.replace(rb"\"", b'""')
    for escape, character in _ESCAPES:
        lines = lines.replace(escape, character)
    return lines


def _quoted(cell: bytes) -> bytes:
    """An odd cell as a CSV field: `<urn:a,b>` as `"urn:a,b"`."""
    bare = cell if cell.startswith(b"<<(") else cell[1:-1]
    return b'"' + bare.replace(b'"', b'""') + b'"'


class XmlMender:
    """Makes well-formed XML that reads back as it was meant out of the engine's results XML or RDF/XML.

    A raw carriage return, which parsers turn into a line feed, becomes `&#13;`. XML 1.0 cannot write U+0000 to U+001F (but tab, line feed
    and carriage return), U+FFFE and U+FFFF in any way: each becomes U+FFFD, so that one such character does not cost the whole answer;
    the other formats keep them. A property or class whose IRI ends in no XML name (`http://example.org/12`) has no spelling in RDF/XML,
    where the engine writes a name that parsers refuse: that raises NotAcceptableError.
    """

    def __init__(self) -> None:
        self._held = b""
        self._before = b""

    def feed(self, data: bytes) -> bytes:
        """`data`, mended, but for the first bytes of a character that is not whole yet."""
        seen = self._before + data
        if _NAMELESS in seen:
            raise NotAcceptableError("RDF/XML cannot name a property or class whose IRI ends in no XML name; ask for text/turtle")
        self._before = seen[1 - len(_NAMELESS) :]
        data = self._held + data
        whole = len(data) - _unfinished(data)
        data, self._held = data[:whole], data[whole:]
        if len(data.translate(None, _CONTROLS)) < len(data) or b"\xef\xbf" in data:
            data = _NO_CHARACTER.sub(_REPLACEMENT, data)
        return data.replace(b"\r", b"&#13;")

    def end(self) -> bytes:
        """Nothing, unless the engine stopped inside a character."""
        return self._held


def _unfinished(data: bytes) -> int:
    """How many bytes at the end may begin U+FFFE or U+FFFF."""
    return 2 if data.endswith(b"\xef\xbf") else int(data.endswith(b"\xef"))
