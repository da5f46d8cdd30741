"""A limit of rows and bytes on the engine's output, counted in the stream without a step per row.

A row is a solution or a triple. Rows are counted by what stands between them, and that must be told from the same bytes inside a literal:
in XML, N-Triples and TSV no literal can hold it (`<`, line ends and tabs are escaped). In JSON a literal can hold `},{`, but never a
quote: in `},{"x` with any x but `,` `}` `]` `:` the quote opens a string, so what comes before is none. Only the empty solution, `},{}`,
and the comma between two objects in Turtle need a look at where strings begin and end; that is taken where such bytes occur.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from store.mending import CSV, RDF_XML, RESULTS_XML, TSV, NoMender, engine_type, mender

Ending = Literal["marked", "silent", "broken"]
Limit = Literal["", "rows", "bytes"]

_STRETCH = 64 * 1024
_LONGEST_MARK = 32
_STRING = rb'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)'


@dataclass(frozen=True)
class _Format:
    """How rows stand in a format.

    `head` matches up to the first row; `last` finds (as its group) the last place in a text where a row begins for sure; `count` counts
    the places in a text, which starts at one, `first` being 1 if the first row begins with no mark that it could count. `places` yields
    them one by one, and `end` gives what follows a cut, from the text that is left out and the limit's name. `unsure` if there may be
    more places than `last` can find.
    """

    head: re.Pattern[bytes]
    last: re.Pattern[bytes]
    count: Callable[[bytes], int]
    places: Callable[[bytes], Iterator[int]]
    end: Callable[[bytes, Limit], bytes]
    ending: Ending
    first: int = 1
    unsure: bool = False


class Cutter:
    """Mends the engine's output in one format (store/mending.py) and ends it at `rows` rows or `size` bytes, whichever comes first.

    Feed it what the engine writes for `engine_type(media_type)`, in pieces of any size (64 KiB are best). After each piece look at `done`:
    the answer is then complete, and the engine should be stopped. `cut` names the limit that was passed; an answer of exactly `rows` rows
    is not cut. `ending` says what a cut answer is: "marked" (well-formed, and it says itself that it was cut: `"truncated"` in JSON, a
    comment in XML, Turtle, N-Triples), "silent" (whole rows, but only a header or trailer can tell: CSV, TSV), or "broken" (no document:
    JSON-LD, RDF/XML; break the connection). `size` leaves out the mark, and for CSV the line ends' second byte. A row is held back until
    the next one begins, so up to `size` bytes are kept here.
    """

    def __init__(self, media_type: str, rows: int, size: int) -> None:
        self._format = _FORMATS[engine_type(media_type)]
        self._before = NoMender() if media_type == CSV else mender(media_type)
        self._after = mender(media_type) if media_type == CSV else NoMender()
        self.ending: Ending = self._format.ending
        self.cut: Limit = ""
        self._rows, self._room = rows, size  # that may still come
        self._first = self._format.first
        self._in_head = True
        self._held = bytearray()
        self._due = _STRETCH

    @property
    def done(self) -> bool:
        """Whether a limit was passed, so that nothing more is taken."""
        return bool(self.cut)

    def feed(self, data: bytes) -> bytes:
        """What can be given out now that `data` has come."""
        return b"" if self.done else self._after.feed(self._take(self._before.feed(data)))

    def end(self) -> bytes:
        """What was held back; call it when the engine has finished, and also after `done`."""
        rest = b""
        if not self.done:
            rest = bytes(self._held) + self._before.end()
            self._held.clear()
            rows = 0 if self._in_head else self._format.count(rest.removesuffix(b"\n")) + self._first
            if rows > self._rows or (rows and len(rest) > self._room):
                rest = self._cut(rest, rows > self._rows)
        return self._after.feed(rest) + self._after.end()

    def _take(self, data: bytes) -> bytes:
        known, head = len(self._held), b""
        self._held += data
        if self._in_head:
            found = self._format.head.search(self._held)
            if found is None:
                return b""
            self._in_head, known = False, 0
            head = self._release(found.end())
        stop = self._last_place(max(known - _LONGEST_MARK, 0))
        rows = self._format.count(bytes(self._held[:stop])) + self._first if stop else 0
        too_many = bool(stop) and rows >= self._rows
        # a place within the limit can be told only with the bytes that follow it
        if too_many or stop > self._room or len(self._held) > self._room + _LONGEST_MARK:
            text = bytes(self._held)
            self._held.clear()
            return head + self._cut(text, too_many)
        if stop:
            self._rows -= rows
            self._first = 0
        return head + self._release(stop)

    def _release(self, stop: int) -> bytes:
        part = bytes(self._held[:stop])
        del self._held[:stop]
        self._room -= stop
        return part

    def _last_place(self, start: int) -> int:
        """The last place where a row begins, 0 if none is found; the slow look is taken each time that what is held has doubled."""
        found = self._format.last.match(self._held, start)
        place = found.start(1) if found else 0
        if not place and self._format.unsure and len(self._held) >= self._due:
            *_, place = self._format.places(bytes(self._held))
            self._due = max(_STRETCH, 2 * (len(self._held) - place))
        return place

    def _cut(self, text: bytes, too_many: bool) -> bytes:
        """The rows of the text that both limits allow, and the format's end."""
        self.cut = "rows" if too_many else "bytes"
        if self.ending == "broken":
            return b""
        kept = 0
        for rows, place in enumerate(self._format.places(text)):
            if rows > self._rows or place > self._room:
                break
            kept, self.cut = place, "rows" if rows == self._rows else "bytes"
        return text[:kept] + self._format.end(text[kept:], self.cut)


def ending(media_type: str) -> Ending:
    """What a cut answer of this type is, as `Cutter.ending`."""
    return _FORMATS[engine_type(media_type)].ending


def _last(mark: bytes) -> re.Pattern[bytes]:
    return re.compile(rb".*(" + mark + rb")", re.DOTALL)


def _counter(mark: bytes) -> Callable[[bytes], int]:
    pattern = re.compile(mark, re.DOTALL)
    return lambda text: len(pattern.findall(text))


def _finder(mark: bytes, strings: bool = False) -> Callable[[bytes], Iterator[int]]:
    """Yields 0, where the text's first row begins, and the place of each mark after it; `strings` looks past marks in literals."""
    pattern = re.compile((_STRING + rb"|" if strings else b"") + rb"(" + mark + rb")", re.DOTALL)

    def places(text: bytes) -> Iterator[int]:
        yield 0
        yield from (found.start() for found in pattern.finditer(text) if found.lastindex and found.start())

    return places


def _outside(text: bytes) -> bytes:
    """The text without its strings; it must not begin or end within one."""
    return b"".join(text.replace(rb"\\", b"").replace(rb"\"", b"").split(b'"')[::2])


_json_solutions = _counter(rb',\{(?="[^,:}\]])')


def _lines(text: bytes) -> int:
    return text.count(b"\n")


def _count_json(text: bytes) -> int:
    return _outside(text).count(b",{") if b",{}" in text else _json_solutions(text)


def _count_turtle(text: bytes) -> int:
    return _lines(text) + (_outside(text).count(b" , ") if b" , " in text else 0)


def _count_jsonld(text: bytes) -> int:
    """The objects that are values: those that describe a subject begin with its name and a property's list."""
    bare = _outside(text)
    return bare.count(b"{") - bare.count(b"{:,:[")


def _end_turtle(left_out: bytes, limit: Limit) -> bytes:
    """A full stop if the statement went on, and the mark."""
    return (b" ." if left_out.startswith((b" , ", b"\n\t")) else b"") + _COMMENT % limit.encode()


_COMMENT = b"\n# truncated: %s\n"
_NEVER = _finder(rb"(?!)")
_FORMATS = {
    "application/sparql-results+json": _Format(
        head=re.compile(rb'"bindings":\[(?=\{)'),
        last=_last(rb',\{(?="[^,:}\]])'),
        count=_count_json,
        places=_finder(rb",\{", strings=True),
        end=lambda _, limit: b']},"truncated":"%s"}' % limit.encode(),
        ending="marked",
        unsure=True,
    ),
    RESULTS_XML: _Format(
        head=re.compile(rb"<results>(?=<result>)"),
        last=_last(rb"<result>"),
        count=_counter(rb"<result>"),
        places=_finder(rb"<result>"),
        end=lambda _, limit: b"</results><!-- truncated: %s --></sparql>" % limit.encode(),
        ending="marked",
        first=0,
    ),
    TSV: _Format(
        head=re.compile(rb"\A[^\n]*(?=\n.)", re.DOTALL),
        last=_last(rb"\n(?=.)"),
        count=_lines,
        places=_finder(rb"\n(?=.)"),
        end=lambda *_: b"\n",
        ending="silent",
        first=0,
    ),
    "application/n-triples": _Format(
        head=re.compile(rb"\A(?=.)", re.DOTALL),
        last=_last(rb"\n(?=.)"),
        count=_lines,
        places=_finder(rb"\n(?=.)"),
        end=lambda _, limit: _COMMENT % limit.encode(),
        ending="marked",
    ),
    "text/turtle": _Format(
        head=re.compile(rb"\A(?:@prefix [^\n]*\n)*(?=[^@])"),
        last=_last(rb"\n(?=.)"),
        count=_count_turtle,
        places=_finder(rb" , |\n(?=.)", strings=True),
        end=_end_turtle,
        ending="marked",
        unsure=True,
    ),
    "application/ld+json": _Format(
        head=re.compile(rb"\[(?=\{)"),
        last=_last(rb',\{(?="@)'),
        count=_count_jsonld,
        places=_NEVER,
        end=lambda *_: b"",
        ending="broken",
        first=0,
    ),
    RDF_XML: _Format(
        head=re.compile(rb"(?=\n\t<)"),
        last=_last(rb"\n\t\t?<(?=[^/])"),
        # a property, or a subject whose element names its type
        count=_counter(rb"\n\t(?:\t<(?!/)|<(?!/|rdf:Description[ >]))"),
        places=_NEVER,
        end=lambda *_: b"",
        ending="broken",
        first=0,
    ),
}
