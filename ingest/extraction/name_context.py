"""Why capitalised words are a person's name: the office, role, label or verb beside them."""

from __future__ import annotations

import re
from functools import cache

from ingest.extraction.lexicons import any_of, lexicon
from ingest.extraction.name_runs import Run
from ingest.extraction.name_words import SPACE, UNKNOWN_POST, institution, office_title, retired
from ingest.extraction.office_before import office_before

WINDOW = 320
LABEL = re.compile(r"\s{0,3}(?:\([^)]{1,60}\)\s{0,3})?:(?=\s|$)")
OWN = re.compile(r"\b(?:I[’']m|I am|[Mm]y name is|[Tt]his is|[Qq]uestion:|QUESTION:)\s$")
SAID_BY = re.compile(r"\b(?:said|added|asked|noted|replied|argued|concluded|remarked|explained|observed|Mr and)\s$")
STARTS = re.compile(r"(?:^|[.?!;:]\s|,\s)\W{0,3}$")
# a list of persons goes on: "A B of the University of C, and D E"
LIST = re.compile(
    r"(?:\s?\([^()]{1,60}\))?(?:\s(?:of|from)\s(?:the\s)?(?:[^\W\d_][\w’&.-]*\s?){1,9})?"
    r"\s?(?:,|;|,?\sand|,?\s&|\sas well as|\salong with|\swith)\s(?:and\s)?"
)


def reason(text: str, run: Run, heading: bool, below: str = "") -> str:
    """The reason to take a candidate for a person's name; empty if there is none. `below` is how the next line begins."""
    before = text[max(0, run.start - WINDOW) : run.start]
    after = text[run.end : run.end + WINDOW]
    if institution().match(after):
        return ""
    if _office_after().match(after):
        return "office after"
    why = _office_before(before)
    if why:
        return why
    if _by().search(before):
        return "role before"
    if not after.strip() and _office_label().fullmatch(before.strip()):
        return "office before"
    if not before.strip(" •-–*·\t") and _stands_alone(run, after, heading, below):
        return "label"
    return _by_verb(run, before, after)


def joined(between: str) -> bool:
    """Whether what stands between two names makes them members of one list."""
    return len(between) < WINDOW and bool(LIST.fullmatch(between))


def _stands_alone(run: Run, after: str, heading: bool, below: str) -> bool:
    """A label of a transcript, or a name that has a line for itself with the office on the next."""
    label = LABEL.match(after)
    if label:
        return not heading or not after[label.end() :].strip()
    return not after.strip() and (run.likely or bool(_office().match(below)))


def _by_verb(run: Run, before: str, after: str) -> str:
    if STARTS.search(before[-6:]) and _speaking().match(after):
        return "speaking subject"
    if OWN.search(before[-14:]):
        return "own introduction"
    if SAID_BY.search(before[-14:]) and re.match(r"[,.;]|\s*$", after):
        return "speaking subject"
    # "the Ana Silva airport" is named after somebody
    return "given name" if run.likely and not re.search(r"\b(?:[Tt]he|[Aa]n?)\s$", before[-5:]) else ""


def _office_before(before: str) -> str:
    """Whether an office ends right before the name, perhaps with a mark of the retired: `ambassador (retd) `."""
    mark = retired().search(before[-12:])
    if mark and not before[-12:][mark.end() :].strip():
        before = before[: len(before) - len(before[-12:]) + mark.start()]
        return "retired" if office_before(before, several=True) is not None else ""
    return "office before" if office_before(before, several=True) is not None else ""


@cache
def _office_label() -> re.Pattern[str]:
    """`President:` before a name that ends the line."""
    return re.compile(rf"(?:[A-Z][\w’-]*\s){{0,3}}?{office_title()}\s?:")


@cache
def _office() -> re.Pattern[str]:
    return re.compile(rf"\W{{0,3}}(?:[A-Z]{{2,8}}{SPACE})?{office_title()}")


@cache
def _office_after() -> re.Pattern[str]:
    posts = "|".join(re.escape(p) for p in lexicon("people")["post_nominals"])
    mark = any_of("people", "retired")
    return re.compile(
        rf"(?:,?\s{{0,2}}(?:{posts})\b|{UNKNOWN_POST}){{0,5}}\s{{0,2}}(?:\([^)]{{1,20}}\)\s{{0,2}})?(?:{mark})?\s?[,(–—-]\s{{0,2}}(?!and\b|who\b)"
        rf"(?:(?:[\w’&.-]+{SPACE}){{0,3}}?){office_title()}"
    )


@cache
def _by() -> re.Pattern[str]:
    acts = any_of("people", "acts_by")
    leads = any_of("people", "role_labels")
    return re.compile(rf"(?:\b(?:{acts}){SPACE}(?:by|with){SPACE}|(?i:\b(?:{leads}))\s?(?::|\bwas\b|\bwere\b|\bincluded?\b|–|-)\s{{1,3}})$")


@cache
def _speaking() -> re.Pattern[str]:
    return re.compile(
        r"(?:,[^,.]{2,120},)?\s{1,3}(?:(?:also|then|further|however|in turn|later|directly|rightly|strongly|briefly)\s{1,3}){0,2}"
        rf"(?:{any_of('speech', 'verbs')})\b"
    )
