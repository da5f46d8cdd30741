"""Third stage, part one: where persons are named. A name is a stretch of capitalised words with a reason to be a person's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.name_context import joined, reason
from ingest.extraction.name_runs import Run, runs
from ingest.extraction.name_words import (
    honorific_pattern,
    institution,
    is_given,
    is_initial,
    is_known,
    is_stopper,
    is_surname_too,
    name_tokens,
    one_title,
    particles,
    post_nominals,
    retired,
)
from ingest.extraction.suggested_names import suggested

MAX_NAME = 80
POSSESSIVE = re.compile(r"(?<=\w)[’']s?$")


@dataclass(frozen=True)
class NameSpan:
    """One naming of a person: `start` is that of the honorific if there is one; `name` carries neither honorifics nor post-nominals."""

    start: int
    end: int
    name: str
    honorifics: tuple[str, ...] = ()
    retired: bool = False
    reason: str = "honorific"


def find_names(layout: Layout, seen: Iterable[tuple[int, int]] = ()) -> tuple[NameSpan, ...]:
    """All namings in the text, in order, without overlap: by honorific, by office or role beside the name, by label, by verb, in a list.

    `seen`: where a model sees a person named; believed where the rules see nothing.
    """
    found: list[NameSpan] = []
    lines = [(block.kind == HEADING, *span) for block in layout.blocks for span in block.lines or ((block.start, block.end),)]
    for n, (heading, start, end) in enumerate(lines):
        below = layout.view[lines[n + 1][1] : lines[n + 1][1] + MAX_NAME] if n + 1 < len(lines) else ""
        for span in _in_line(layout.view[start:end], heading, below):
            found.append(NameSpan(span.start + start, span.end + start, span.name, span.honorifics, span.retired, span.reason))
    taken = layout.marked((s.start, s.end) for s in found)
    by_model = [NameSpan(r.start, r.end, r.name, reason="model") for r in suggested(layout.view, seen, taken)]
    return tuple(sorted([*found, *by_model], key=lambda s: s.start))


def _in_line(text: str, heading: bool, below: str) -> list[NameSpan]:
    titled = list(_by_honorific(text))
    taken = [(s.start, s.end) for s in titled]
    candidates = list(runs(text, taken))
    spans = [s for run in candidates if (s := _by_context(text, run, heading, below))]
    spans = sorted([*titled, *spans], key=lambda s: s.start)
    known = {s.start for s in spans}
    left = [run for run in candidates if run.start not in known and run.likely]
    return sorted([*spans, *_in_lists(text, left, spans)], key=lambda s: s.start)


def _by_context(text: str, run: Run, heading: bool, below: str) -> NameSpan | None:
    why = reason(text, run, heading, below)
    if not why:
        return None
    gone = retired().match(text, run.end + len(text[run.end : run.end + 2]) - len(text[run.end : run.end + 2].lstrip(" ,")))
    return NameSpan(run.start, run.end, run.name, (), bool(gone) or why == "retired", why)


def _in_lists(text: str, left: Sequence[Run], spans: Sequence[NameSpan]) -> Iterator[NameSpan]:
    """Likely names that stand in one list with a person: `Dr. A B, C D and E F`."""
    ends = sorted([s.end for s in spans])
    starts = sorted([s.start for s in spans])
    for run in left:
        before = max((e for e in ends if e <= run.start), default=None)
        after = min((s for s in starts if s >= run.end), default=None)
        if (before is not None and joined(text[before : run.start])) or (after is not None and joined(text[run.end : after])):
            yield NameSpan(run.start, run.end, run.name, (), False, "list")


def _by_honorific(text: str) -> Iterator[NameSpan]:
    at = 0
    pattern = honorific_pattern()
    while found := pattern.search(text, at):
        lead = found["lead"]
        name, end = _clean(found["name"], found.start("name"))
        # "Sri Lanka" is no Mr. Lanka
        place = name and is_known(f"{lead.split()[-1]} {name.split()[0]}")
        if not name or place or _is_no_name(name) or is_known(" ".join(found[0].split())) or institution().match(text, end):
            # "President ABCD Ambassador A B": the next title may be the person's
            at = found.start() + len(lead.split()[0])
            continue
        at = end
        tail = text[end : end + 12].lstrip(" ,")
        yield NameSpan(found.start(), end, name, _titles(lead), bool(retired().search(lead) or retired().match(tail)))


def _titles(lead: str) -> tuple[str, ...]:
    bare = retired().sub(" ", lead)
    return tuple(" ".join(t.split()).strip(" ,") for t in one_title().findall(bare))


def _clean(raw: str, start: int) -> tuple[str, int]:
    """The name after a title without a possessive, trailing particles and words that end no name."""
    raw = raw[:MAX_NAME]
    raw = POSSESSIVE.sub("", raw)
    words = raw.split(" ")
    for n, word in enumerate(words):
        if n and is_stopper(word) and not is_initial(word) and not (is_surname_too(word) and is_given(words[n - 1])):
            words = words[:n]
            break
    while words and _ends_no_name(words):
        words.pop()
    raw = " ".join(words)
    return " ".join(raw.split()), start + len(raw)


def _ends_no_name(words: Sequence[str]) -> bool:
    last = words[-1]
    if not last or last in particles():
        return True
    return len([w for w in words if w]) > 2 and last in post_nominals()


def _is_no_name(name: str) -> bool:
    """Whether what follows a title is no person's name: an institution, a state, an abbreviation."""
    words = name.split()
    if (
        not words
        or any(is_stopper(w) and not is_initial(w) and not (n and is_surname_too(w)) for n, w in enumerate(words))
        or is_known(name)
    ):
        return True
    if not name_tokens(name):
        return True
    return len(words) == 1 and name.isupper() and len(name) < 8 and not is_given(name)
