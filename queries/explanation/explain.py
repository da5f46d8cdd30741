"""Explains a SPARQL query without running it: its plan in words, warnings, and the limits it can meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from detente.errors import InputError
from ontology.terms import PREFIXES
from queries.explanation.cost import costs
from queries.explanation.explanation import Explanation, QueryWarning, Step
from queries.explanation.grammar import NewerSyntaxError, parse
from queries.explanation.limits import general, limit_sentences
from queries.explanation.meaning import meanings
from queries.explanation.planning import occurrences, plan, undeclared
from queries.explanation.scopes import scopes
from queries.explanation.steps import steps
from queries.explanation.words import Found, filled, say, words
from store.base import Limits

MOST_ALIKE = 5
"""Warnings of one code that are shown; the others of it go with them."""


def explain(text: str, limits: Limits) -> Explanation:
    """A query in words; nothing is run or fetched, and no store is needed.

    A query in newer syntax than the grammar's gives an Explanation that says so (form `unknown`). Raises QuerySyntaxError, with line and
    column, for one that does not parse; InputError for an update, and for a text that is too long or too deeply nested.
    """
    try:
        return _explained(text, limits)
    except NewerSyntaxError:
        return Explanation("unknown", (Step(say("steps", "newer")),), (), tuple(general(limits)))
    except RecursionError:
        raise InputError(
            "the query is nested too deeply, or has too many patterns in a row, to be explained (20 levels and 80 patterns can be); "
            "take out brackets and braces, or break it up"
        ) from None


def _explained(text: str, limits: Limits) -> Explanation:
    tree = parse(text)
    query = plan(tree)
    places = tuple(scopes(query))
    prefixes = (Found("unknown-prefix", {"prefix": p, "namespace": str(PREFIXES.get(p, "https://…"))}) for p in undeclared(tree))
    found = (*prefixes, *costs(query, places), *meanings(query, places, occurrences(tree)))
    warnings = _few(dict.fromkeys(_warning(one) for one in found))
    codes = {warning.code for warning in warnings}
    return Explanation(query.form, steps(query), warnings, tuple(limit_sentences(query, codes, limits)))


def _few(warnings: Iterable[QueryWarning]) -> tuple[QueryWarning, ...]:
    """At most MOST_ALIKE of each code."""
    seen: Counter[str] = Counter()
    kept = []
    for warning in warnings:
        seen[warning.code] += 1
        if seen[warning.code] <= MOST_ALIKE:
            kept.append(warning)
    return tuple(kept)


def _warning(found: Found) -> QueryWarning:
    spoken = words()["warnings"][found.code]
    return QueryWarning(found.code, filled(spoken["sentence"], found.fields), filled(spoken["remedy"], found.fields))
