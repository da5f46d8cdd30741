"""Whether a full stop ends a sentence: abbreviations, initials and quotes considered. Used by layout and sentences."""

from __future__ import annotations

import re
from functools import cache

from ingest.extraction.lexicons import lexicon

STRONG_END = re.compile(r"[.?!…][\"”’')\]¹²³⁴⁵⁶⁷⁸⁹]*(?:\[\d{1,2}\])?\s*$")
LAST_WORD = re.compile(r"([\w.’'&-]+?)\.[\"”’')\]]*\s*$")
OPENERS = "\"“‘'«([—–- ¿¡"


def ends_sentence(before: str, after: str = "") -> bool:
    """Whether a sentence can end after `before`, with `after` coming next (both may be cut to some 40 characters).

    >>> ends_sentence("was opened by Dr.", "Amin"), ends_sentence("the talks ended.", "He left")
    (False, True)
    """
    if not STRONG_END.search(before) or after.lstrip(OPENERS)[:1].islower():
        return False
    found = LAST_WORD.search(before)
    if not found:
        return True
    word = found[1].lstrip("(").rstrip(".")
    if word in _enders():
        return True
    if word in _abbreviations() or re.fullmatch(r"[^\W\d_]", word):
        return False
    return not (re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", word) and after[:1].isupper())


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(lexicon("layout")["abbreviations"]) - _enders()


@cache
def _enders() -> frozenset[str]:
    return frozenset(lexicon("layout")["sentence_enders"])
