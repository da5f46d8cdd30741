"""First stage, part one: the lines of a text, and what they are known by — bullets, page furniture, running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.extraction.lexicons import lexicon

MAX_HEADING = 140
# a date of publication stands in the first characters of its line
STAMP = 90
WHOLE = frozenset({"headings", "boilerplate_headings", "rosters"})
ENDS = re.compile(r"[.?!:;…][\"”’')\]¹²³⁴⁵⁶⁷⁸⁹]*\s*$")


@dataclass(frozen=True)
class Line:
    """A line without the white space around it; an empty text is a line's end."""

    start: int
    end: int
    text: str


def lines_of(text: str, start: int) -> Iterator[Line]:
    """The lines of a text from an offset on; line ends come as empty lines."""
    for found in re.finditer(r"[^\n\r\x0c\u2028\u2029]+|\r?\n|[\r\x0c\u2028\u2029]", text[start:]):
        raw = found[0]
        line_start = start + found.start()
        stripped = raw.strip()
        offset = line_start + len(raw) - len(raw.lstrip()) if stripped else line_start
        if stripped or raw in "\r\n":
            yield Line(offset, offset + len(stripped), stripped)


def parted(line: Line) -> Iterator[Line]:
    """A line of its own for a date of publication that runs into the text ("date 2021-05-04 The …")."""
    found = _stamp().match(line.text, 0, STAMP) if line.text else None
    if found and found.end() < len(line.text):
        yield Line(line.start, line.start + found.end(), found[0])
        end = line.start + found.end()
        yield from (Line(end, end, ""), Line(end, end, ""))
        rest = line.text[found.end() :]
        start = line.end - len(rest.lstrip())
        yield Line(start, line.end, rest.strip())
    else:
        yield line


def running_heads(lines: Sequence[Line]) -> Mapping[str, bool]:
    """Short lines that recur: page headers and footers; true if their numbers change."""
    shape = {line.text: re.sub(r"\d+", "#", line.text) for line in lines if len(line.text) < MAX_HEADING}
    counts = Counter(shape[line.text] for line in lines if line.text in shape)
    recurs = {s for s, n in counts.items() if n >= 2 and not ENDS.search(s) and len(s.split()) > 1}
    numbered = {s: len(texts) > 1 for s, texts in _grouped(shape).items()}
    return {text: numbered[s] for text, s in shape.items() if s in recurs and not bullet().match(text)}


def _grouped(shape: Mapping[str, str]) -> Mapping[str, set[str]]:
    grouped: dict[str, set[str]] = {}
    for text, s in shape.items():
        grouped.setdefault(s, set()).add(text)
    return grouped


@cache
def _stamp() -> re.Pattern[str]:
    return re.compile(lexicon("layout")["stamps"], re.IGNORECASE)


@cache
def bullet() -> re.Pattern[str]:
    """A bullet or an item's number at the start of a line."""
    return re.compile(lexicon("layout")["bullets"])


@cache
def _patterns_of(kind: str) -> re.Pattern[str]:
    data = lexicon("layout")[kind]
    return re.compile("|".join(f"(?:{p})" for p in ([data] if isinstance(data, str) else data)), re.IGNORECASE)


def matches(kind: str, text: str) -> bool:
    """Headings must match as a whole; captions and boilerplate are known by how they begin."""
    pattern = _patterns_of(kind)
    return bool(pattern.fullmatch(text) if kind in WHOLE else pattern.match(text))
