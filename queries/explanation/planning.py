"""From a query's parse tree to its plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from queries.explanation.expressions import expression
from queries.explanation.plan import Bind, Expression, Form, Group, Match, Part, Place, Select, Union, Values, Within
from queries.explanation.terms import Unnamed, patterns, several, term

_FORMS: dict[str, Form] = {"AskQuery": "ASK", "ConstructQuery": "CONSTRUCT", "DescribeQuery": "DESCRIBE"}
_WITHIN: dict[str, Place] = {
    "OptionalGraphPattern": "optional",
    "MinusGraphPattern": "minus",
    "GraphGraphPattern": "graph",
    "ServiceGraphPattern": "service",
}


def plan(tree: Any) -> Select:
    """The plan of a parsed query."""
    return _select(tree[1], {})


def undeclared(tree: Any) -> tuple[str, ...]:
    """The prefixes that a query uses and does not declare, in the order of their names."""
    declared = {str(line.prefix or "") for line in tree[0] if line.name == "PrefixDecl"}
    return tuple(sorted({str(node.prefix or "") for node in _nodes(tree[1]) if getattr(node, "name", "") == "pname"} - declared))


def occurrences(tree: Any) -> dict[str, int]:
    """How often each variable stands in a query; before `;` and `,` it counts for each."""
    from rdflib import Variable

    counts: dict[str, int] = {}
    for node in _nodes(tree[1]):
        if isinstance(node, Variable):
            counts[f"?{node}"] = counts.get(f"?{node}", 0) + 1
    return counts


def _nodes(tree: Any) -> Iterator[Any]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.values() if isinstance(node, dict) else (inner for inner in several(node) if inner is not node)


def _select(node: Any, unnamed: Unnamed) -> Select:
    def read(other: Any) -> Expression:
        return expression(other, unnamed, lambda inner: _group(inner, unnamed))

    group = _group(node.where, unnamed) if node.where is not None else Group()
    if node.valuesClause is not None:
        group = Group((*group.parts, _values(node.valuesClause, unnamed)), group.filters)
    cut = node.limitoffset
    sources = node.datasetClause or ()
    template = patterns(node.template, unnamed)
    if node.name == "ConstructQuery" and not template:
        template = tuple(p for part in group.parts if isinstance(part, Match) for p in part.patterns)
    return Select(
        _FORMS.get(node.name, "SELECT"),
        group,
        columns=tuple(
            (f"?{column.var}", None) if column.var is not None else (f"?{column.evar}", read(column.expr))
            for column in node.projection or ()
        ),
        distinct=str(node.modifier or "") in ("DISTINCT", "REDUCED"),
        keys=tuple(_key(key, read) for key in (node.groupby.condition if node.groupby else ())),
        having=tuple(read(condition) for condition in (node.having.condition if node.having else ())),
        order=tuple((read(key.expr), str(key.order or "") == "DESC") for key in (node.orderby.condition if node.orderby else ())),
        limit=_count(cut.limit) if cut is not None and cut.limit is not None else None,
        offset=_count(cut.offset) if cut is not None and cut.offset is not None else 0,
        template=template,
        described=tuple(term(thing, unnamed) for thing in node.var or ()),
        default_graphs=tuple(term(source.default, unnamed) for source in sources if source.default is not None),
        named_graphs=tuple(term(source.named, unnamed) for source in sources if source.named is not None),
    )


def _count(node: Any) -> int:
    """A number of rows; more than a million million is as good as that."""
    digits = str(node).lstrip("+0") or "0"
    return int(digits) if len(digits) <= 12 else 10**12


def _key(key: Any, read: Any) -> tuple[str, Expression]:
    if getattr(key, "name", "") == "GroupAs":
        return (f"?{key.var}" if key.var is not None else "", read(key.expr))
    found: Expression = read(key)
    return (found.text if found.kind == "variable" else "", found)


def _group(node: Any, unnamed: Unnamed) -> Group:
    if node.name == "SubSelect":
        return Group((_select(node, unnamed),))
    parts: list[Part] = []
    filters: list[Expression] = []
    for part in node.part or ():
        if part.name == "Filter":
            filters.append(expression(part.expr, unnamed, lambda inner: _group(inner, unnamed)))
        elif part.name == "TriplesBlock":
            parts.append(Match(patterns(part.triples, unnamed)))
        else:
            parts.append(_part(part, unnamed))
    return Group(tuple(parts), tuple(filters))


def _part(part: Any, unnamed: Unnamed) -> Part:
    if part.name == "Bind":
        return Bind(f"?{part.var}", expression(part.expr, unnamed, lambda inner: _group(inner, unnamed)))
    if part.name == "InlineData":
        return _values(part, unnamed)
    if part.name == "GroupOrUnionGraphPattern":
        branches = tuple(_group(branch, unnamed) for branch in part.graph)
        if len(branches) > 1:
            return Union(branches)
        alone = branches[0].parts[0] if len(branches[0].parts) == 1 else None
        return alone if isinstance(alone, Select) and not branches[0].filters else Within("nested", branches[0])
    name = term(part.term, unnamed) if part.term is not None else ""
    return Within(_WITHIN[part.name], _group(part.graph, unnamed), name)


def _values(node: Any, unnamed: Unnamed) -> Values:
    variables = tuple(f"?{variable}" for variable in node.var or ())
    rows = []
    for row in node.value or ():
        rows.append(tuple(None if type(cell) is str and cell == "UNDEF" else term(cell, unnamed) for cell in several(row)))
    return Values(variables, tuple(rows))
