"""An office that ends where a name begins: `the Director of the Institute of X, `, `President ABC `, `former analyst `."""

from __future__ import annotations

import re
from functools import cache

from ingest.extraction.lexicons import any_of, lexicon
from ingest.extraction.name_words import UPPER, is_known, is_stopper

WINDOW = 320
MAX_WORDS = 44
MAX_LEAD = 4
INNER = re.compile(r"[\w’'&./()-]+|[,;:“”\"]")
ENDS = (" and", " of", " the", " to", " by", " with", " as", " for", " in", " at", " on", " from")


def office_before(before: str, several: bool = False) -> int | None:
    """Where the office begins that stands right before a name; None if none does. `before` is the text up to the name.

    With `several`, plurals count too: "former foreign secretaries A and B".
    """
    offset = max(0, len(before) - WINDOW)
    text = before[offset:]
    words = list(INNER.finditer(text))[-MAX_WORDS:]
    best = None
    for n in range(len(words) - 1, -1, -1):
        word = words[n][0]
        if word.casefold() in _first_words():
            head = _head(several).match(text, words[n].start())
            if head and _bridges(text[head.end() :]):
                best = n
        if not _may_belong(word):
            break
    if best is None:
        return None
    return offset + words[_extended(words, best)].start()


def _may_belong(word: str) -> bool:
    """Whether a word can stand inside an office with its organisation."""
    return word[0].isupper() or word[0] in "(&," or word in _joints() or word.isdigit() or word.casefold() in _inner()


def _extended(words: list[re.Match[str]], first: int) -> int:
    """With the words before the head that qualify it: `former`, `Deputy`, `the`, a demonym, an abbreviation, `Ghana’s`."""
    lead = 0
    for n in range(first - 1, -1, -1):
        word = words[n][0]
        low = word.casefold().strip("()")
        opening = n == 0 or words[n - 1][0] in ("“", "”", '"')
        if low in _inner() or low in ("the", "a", "an"):
            first = n
        elif (
            word[0].isupper()
            and lead < MAX_LEAD
            and not (word in _connectives() or (opening and is_stopper(word) and not is_known(f"{word} {words[n + 1][0]}")))
        ):
            lead += 1
            first = n
        else:
            break
    return first


def _bridges(between: str) -> bool:
    """Whether the words between an office's head and a name can be its organisation."""
    between = between.strip()
    if not between.strip(","):
        return True
    return bool(_bridge().match(between)) and not between.endswith(ENDS)


@cache
def _bridge() -> re.Pattern[str]:
    return re.compile(rf"(?:of|at|for|from|in|to|on)\s|(?:,\s)?[{UPPER}(]")


@cache
def _head(several: bool) -> re.Pattern[str]:
    """The noun of an office."""
    heads = any_of("offices", "heads")
    return re.compile(rf"(?i:(?:{heads})s?|secretaries)(?![\w-])" if several else rf"(?i:{heads})(?![\w-])")


@cache
def _first_words() -> frozenset[str]:
    words = {re.split(r"[\s]", head.casefold())[0] for head in lexicon("offices")["heads"]}
    return frozenset({*words, *(w + "s" for w in words), "secretaries"})


@cache
def _inner() -> frozenset[str]:
    """Words in small letters that stand before a head: its modifiers and the marks of the past."""
    words = lexicon("offices")
    return frozenset(
        part for entry in [*words["modifiers"], *words["former"], *words["heads"]] for part in re.split(r"[\s]", entry.casefold())
    )


@cache
def _joints() -> frozenset[str]:
    return frozenset(lexicon("offices")["inner_joints"])


@cache
def _connectives() -> frozenset[str]:
    return frozenset(w for w in lexicon("people")["connectives"])
