"""The plan of a query as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from queries.explanation import sentences
from queries.explanation.explanation import Step
from queries.explanation.plan import Bind, Expression, Group, Match, Part, Select, Union, Values, is_variable
from queries.explanation.words import say


def steps(query: Select) -> tuple[Step, ...]:
    """What a query or sub-query does, in the order in which its parts take effect."""
    return tuple(_query(query))


def _query(query: Select) -> Iterator[Step]:
    if query.default_graphs:
        yield _step("from", graphs=sentences.terms(query.default_graphs))
    if query.named_graphs:
        yield _step("from-named", graphs=sentences.terms(query.named_graphs))
    yield from _group(query.group) if query.group.parts or query.group.filters or query.described else (_step("nothing"),)
    if query.aggregated:
        keys = ", ".join(name or expression.text for name, expression in query.keys)
        yield _step("group", keys=keys) if keys else _step("group-all")
    yield from (_step("column", variable=name, expression=e.text) for name, e in query.columns if e is not None)
    yield from (_step("having", expression=condition.text) for condition in query.having)
    if query.order:
        yield _step("sort", keys=", ".join(say("steps", "descending", by=e.text) if down else e.text for e, down in query.order))
    yield from _answer(query)
    if query.offset:
        yield _step("offset", number=f"{query.offset:,}")
    if query.limit is not None:
        yield _step("limit", number=f"{query.limit:,}")


def _answer(query: Select) -> Iterator[Step]:
    if query.form == "ASK":
        yield _step("ask")
    elif query.form == "CONSTRUCT":
        yield _step("construct", *_patterns(Match(query.template)))
    elif query.form == "DESCRIBE":
        yield _step("describe", things=sentences.terms(query.described)) if query.described else _step("describe-all")
    else:
        yield _step("columns", columns=", ".join(name for name, _ in query.columns)) if query.columns else _step("all-columns")
        if query.distinct:
            yield _step("distinct")


def _group(group: Group) -> Iterator[Step]:
    for part in group.parts:
        yield from _part(part)
    for expression in group.filters:
        yield _filter(expression)


def _part(part: Part) -> Iterator[Step]:
    if isinstance(part, Match):
        if len(part.patterns) == 1:
            yield _step("match-one", pattern=sentences.pattern(part.patterns[0]))
        elif part.patterns:
            yield _step("match", *_patterns(part))
    elif isinstance(part, Union):
        branches = (_step("branch", *_group(branch), number=number) for number, branch in enumerate(part.branches, 1))
        yield _step("union", *branches)
    elif isinstance(part, Bind):
        yield _step("bind", variable=part.variable, expression=part.expression.text)
    elif isinstance(part, Values):
        yield _values(part)
    elif isinstance(part, Select):
        columns = ", ".join(name for name, _ in part.columns)
        yield _step("sub-query" if columns else "sub-query-all", *_query(part), columns=columns)
    else:
        kind = "graph-any" if part.kind == "graph" and is_variable(part.term) else part.kind
        yield _step(kind, *_group(part.group), term=sentences.term(part.term))


def _values(part: Values) -> Step:
    if len(part.variables) == len(part.rows) == 1 and part.rows[0]:
        value = part.rows[0][0]
        return _step("value-open", variable=part.variables[0]) if value is None else _step("value", variable=part.variables[0], value=value)
    return _step("values", variables=", ".join(part.variables) or "()", number=f"{len(part.rows):,}")


def _filter(expression: Expression) -> Step:
    if expression.group is not None:
        return _step("filter-not-exists" if expression.negated else "filter-exists", *_group(expression.group))
    wanted = [inner for part in expression.all() if part.group is not None for inner in _group(part.group)]
    return _step("filter-with-exists" if wanted else "filter", *wanted, expression=expression.text)


def _patterns(match: Match) -> Iterator[Step]:
    return (_step("pattern", pattern=sentences.pattern(pattern)) for pattern in match.patterns)


def _step(key: str, *inner: Step, **fields: object) -> Step:
    return Step(say("steps", key, **fields), inner)
