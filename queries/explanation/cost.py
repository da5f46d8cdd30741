"""Warnings about what a query costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from queries.explanation.plan import Expression, Path, Pattern, Select, Values, Within, is_variable
from queries.explanation.products import Member, Product, products, together, variables
from queries.explanation.scopes import Scope, plain
from queries.explanation.variables import NONE, Names, fixed
from queries.explanation.words import Found, say

LONG_LIST = 500
"""Values in a VALUES or IN above this are a list that belongs into the store."""

_SEARCHES = frozenset(("REGEX", "CONTAINS", "STRSTARTS", "STRENDS"))
_EQUALS = frozenset(("=", "IN", "SAMETERM"))
_ROWS = ("select", "nested", "branch", "graph")
_BY_THEMSELVES = ("nested", "branch", "optional")
"""Groups that the engine (measured: oxigraph 0.5.13) works out without the rows around them; EXISTS it does not."""


def costs(query: Select, all_scopes: tuple[Scope, ...]) -> Iterator[Found]:
    """What a query costs that a person may not expect."""
    own = [scope for scope in all_scopes if scope.select is query and scope.kind in _ROWS]
    for scope in all_scopes:
        yield from _products(scope, products(scope))
        yield from _paths(scope)
        yield from _searches(scope)
        yield from _lists(scope)
    everything = next((pattern for scope in own for pattern in unrestricted(scope)), None)
    if everything is None or query.form == "ASK" or query.aggregated:
        return
    if query.distinct and (query.limit is None or {name for name, _ in query.columns} == {everything.path.text}):
        yield Found("distinct-everything", {"part": everything.text})
    elif query.order:
        yield Found("sort-everything", {"part": everything.text})  # the engine sorts all rows also for a LIMIT of ten
    elif query.limit is None:
        yield Found("missing-limit", {"part": everything.text})


def unrestricted(scope: Scope) -> Iterator[Pattern]:
    """The patterns `?s ?p ?o` that nothing restricts, so that they match the whole store; not those that a filter searches."""
    if scope.kind == "graph" and plain(scope.group):
        return
    known = fixed(scope.parts)
    for cluster in together(scope):
        free = [m.pattern for m in cluster if m.pattern is not None and _open(m.pattern)]
        inside = variables(cluster)
        if free and len(free) == len(cluster) and not inside & known and not _equals(scope, inside) and not _searched(scope, inside):
            yield free[0]


def _open(pattern: Pattern) -> bool:
    return all(is_variable(term) for term in (pattern.subject, pattern.path.text, pattern.object)) and not pattern.path.parts


def _products(scope: Scope, made: tuple[Product, ...]) -> Iterator[Found]:
    for product in made:
        fields = {"left": _shown(product.left), "right": _shown(product.right)}
        if product.tested:
            yield Found("tested-product", {**fields, "filter": product.tested})
        else:
            yield Found("product", fields)
    if not made and scope.kind in _BY_THEMSELVES:
        for product in products(replace(scope, around=NONE)):
            yield Found("inner-product", {"left": _shown(product.left), "right": _shown(product.right)})
    if made and scope.kind == "select" and scope.select.aggregated:
        yield Found("grouped-product", {"left": _shown(made[0].left), "right": _shown(made[0].right)})


def _shown(members: tuple[Member, ...]) -> str:
    texts = [member.text for member in members]
    return " . ".join(texts[:2]) + (" …" if len(texts) > 2 else "") if texts else say("terms", "around")


def _paths(scope: Scope) -> Iterator[Found]:
    known = fixed(scope.parts)
    members = [] if scope.kind == "graph" and plain(scope.group) else [m for cluster in together(scope) for m in cluster]
    times = Counter(name for m in members if not (m.pattern and _open(m.pattern)) for name in m.variables)
    for member in members:
        pattern = member.pattern
        if pattern is None:
            continue
        if _anywhere(pattern.path):
            yield Found("path-anywhere", {"part": pattern.text, "path": pattern.path.text})
        elif pattern.path.repeats and all(is_variable(n) and n not in known and times[n] == 1 for n in (pattern.subject, pattern.object)):
            yield Found("unbounded-path", {"part": pattern.text, "subject": pattern.subject, "object": pattern.object})


def _anywhere(path: Path) -> bool:
    """Whether it repeats a step over any property but some."""
    repeats = (p for p in path.all() if p.kind == "repeat" and p.mark != "?")
    return any(inner.kind == "except" for repeat in repeats for inner in repeat.all())


def _searches(scope: Scope) -> Iterator[Found]:
    for cluster in together(scope):
        free = [m for m in cluster if m.pattern is not None and _open(m.pattern)]
        search = _searched(scope, variables(cluster))
        if free and len(free) == len(cluster) and search is not None:
            yield Found("search-everything", {"part": free[0].text, "filter": search.text})


def _searched(scope: Scope, inside: Names) -> Expression | None:
    calls = (e for whole in scope.filters for e in whole.all() if e.kind in _SEARCHES and e.parts)
    return next((e for e in calls if e.parts[0].variables & inside), None)


def _equals(scope: Scope, inside: Names) -> bool:
    tests = (e for whole in scope.filters for e in whole.all() if e.kind in _EQUALS and not e.negated)
    return any(any(part.text in inside for part in e.parts) and len(e.variables) == 1 for e in tests)


def _lists(scope: Scope) -> Iterator[Found]:
    for part in scope.parts:
        if isinstance(part, Values) and len(part.rows) > LONG_LIST:
            yield Found("long-list", {"what": f"VALUES {' '.join(part.variables)}", "number": f"{len(part.rows):,}"})
        if isinstance(part, Within) and part.kind == "service":
            yield Found("service", {"service": part.term})
    for expression in (e for whole in scope.filters for e in whole.all()):
        if expression.kind == "IN" and len(expression.parts) > LONG_LIST + 1:
            yield Found("long-list", {"what": f"{expression.parts[0].text} IN", "number": f"{len(expression.parts) - 1:,}"})
