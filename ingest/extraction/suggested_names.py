"""Names that a model sees and the rules do not: taken unless their words, or those beside them, name something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ingest.extraction.lexicons import alternatives, gazetteer
from ingest.extraction.name_runs import Run, runs
from ingest.extraction.office_before import office_before

BESIDE = 40
VERB = r"(?:[a-z]+ly\s|also\s|then\s)?(?:[a-z]+ed|[a-z]+s|said|spoke|told|gave|saw|took|led|made)\b"
ACTS = re.compile(rf"(?:,[^,.;]{{2,120}},)?\s{VERB}|,\s+(?:an?\s|the\s)?[A-Z]|\s(?:of|from|at)\s(?:the\s)?[A-Z][^,.;]{{2,100}}?\s{VERB}")
KINDS = ("organisation", "infrastructure", "event", "document", "treaty", "weapon")


def suggested(view: str, spans: Iterable[tuple[int, int]], named: bytearray) -> Iterator[Run]:
    """The candidates within the spans, with offsets in the view; `named` is 1 where a person is named already."""
    for start, end in spans:
        for run in runs(view[start:end]):
            begin, stop = start + run.start, start + run.end
            left = max(0, begin - BESIDE)
            before, after = view[left:begin], view[stop : stop + 4 * BESIDE]
            if run.name.isupper() or any(named[begin:stop]) or _head_after().match(after):
                continue
            office = office_before(before) is not None
            # a name of which no word is known must do something, or hold an office
            if not (run.likely or office or ACTS.match(after)):
                continue
            # "Director of the Institute Juan Perez", but "Ana Silva of the Institute Juan Perez"
            in_office = office and not any(named[left:begin])
            if in_office or not _head_before().search(before):
                yield Run(begin, stop, run.name, run.likely)


@cache
def _heads() -> str:
    return rf"(?i:{alternatives(head for kind in KINDS for head in gazetteer('generic')[f'{kind}_heads'])})"


@cache
def _head_after() -> re.Pattern[str]:
    """`Juan Perez highway`, `Juan Perez Veli University`."""
    return re.compile(rf"(?:[’']s?)?[\s–-]+(?:[^\W\d_a-z][\w’-]+\s+){{0,2}}(?:{_heads()})\b")


@cache
def _head_before() -> re.Pattern[str]:
    """`exercise Juan Perez`."""
    return re.compile(rf"\b{_heads()}(?: of)?\s+$")
