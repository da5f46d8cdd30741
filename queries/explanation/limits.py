"""Which of the service's limits a query can meet."""

from __future__ import annotations

from collections.abc import Iterator, Set

from queries.explanation.plan import Select
from queries.explanation.words import say, words
from store.base import Limits

_SLOW = frozenset(("grouped-product", "tested-product", "unbounded-path", "path-anywhere", "many-optionals"))
_WIDE = frozenset(("product", "optional-chain", "joined-optional", "sort-everything", "distinct-everything"))
_HELD = frozenset(("inner-product",))
_LONG = frozenset(("missing-limit",))


def limit_sentences(query: Select, codes: Set[str], limits: Limits) -> Iterator[str]:
    """One sentence on what is likely (`codes` are the warnings'), then one for each limit and what happens there."""
    held = "pairs" if codes & _HELD else "sort" if query.order else "group" if query.aggregated else "distinct" if query.distinct else ""
    yield say("limits", _likely(codes, bool(held)))
    yield from general(limits, held)
    one = query.aggregated and not query.keys
    if query.form == "ASK":
        yield say("limits", "answer-small")
        return
    things = words()["things"]["rows" if query.form == "SELECT" else "triples"]
    if query.form == "SELECT" and one:
        yield say("limits", "rows-one")
    elif query.form != "SELECT" or query.limit is None:
        yield say("limits", "rows" if query.limit is None else "triples", rows=f"{limits.rows:,}", things=things)
    else:
        kind = "rows-within" if query.limit <= limits.rows else "rows-above"
        yield say("limits", kind, limit=f"{query.limit:,}", rows=f"{limits.rows:,}", things=things)
    yield say("limits", "bytes", size=f"{limits.bytes / 2**20:,.4g}")


def general(limits: Limits, held: str = "") -> Iterator[str]:
    """The limits of time and memory; `held` is the reason for which all rows are held at once (a key of `reasons` in words.yaml)."""
    yield say("limits", "seconds", seconds=f"{limits.seconds:g}")
    if held:
        yield say("limits", "memory-all", memory=f"{limits.memory:,}", reason=words()["reasons"][held])
    else:
        yield say("limits", "memory", memory=f"{limits.memory:,}")


def _likely(codes: Set[str], held: bool) -> str:
    if codes & _HELD:
        return "likely-memory"
    if codes & _SLOW:
        return "likely-seconds"
    if codes & _WIDE and held:
        return "likely-memory"
    return "likely-rows" if codes & (_LONG | _WIDE) else "none"
