"""The groups of a plan, each with what is known around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from queries.explanation.plan import Bind, Expression, Group, Part, Select, Union, Within
from queries.explanation.variables import NONE, Names, possible


@dataclass(frozen=True)
class Scope:
    """A group in its place.

    `parts` are the group's, with those of plain nested braces among them, since joins may be made in any order. `around` are the variables
    that tie its rows to those outside (a join on them restricts it); `visible` those of outside that its filters can read. `select` is the
    query or sub-query it belongs to, and `main` whether that is the query itself and nothing stands between.
    """

    kind: str
    group: Group
    parts: tuple[Part, ...]
    filters: tuple[Expression, ...]
    select: Select
    around: Names = NONE
    visible: Names = NONE
    main: bool = False


def scopes(query: Select) -> Iterator[Scope]:
    """Every group of a query, from the outside to the inside; plain nested braces are parts of the group they stand in."""
    yield from _of(Scope("select", query.group, (), (), query, main=True))
    yield from _exists(query.expressions, _shown(query), query)


def flat(group: Group) -> tuple[Part, ...]:
    """The parts of a group and of the plain braces in it: braces that only join mean nothing."""
    found: list[Part] = []
    for part in group.parts:
        if isinstance(part, Within) and part.kind == "nested" and plain(part.group):
            found += flat(part.group)
        else:
            found.append(part)
    return tuple(found)


def plain(group: Group) -> bool:
    """Whether a group only joins: filters and optional parts, which see the variables of their braces alone, make braces count."""
    return not group.filters and not any(
        isinstance(p, Bind) or (isinstance(p, Within) and p.kind in ("optional", "minus")) for p in group.parts
    )


def _of(scope: Scope) -> Iterator[Scope]:
    group = scope.group
    whole = replace(scope, parts=flat(group), filters=group.filters)
    yield whole
    inside = possible(group)
    bound = [possible(part) for part in whole.parts]
    times = Counter(name for names in bound for name in names)
    everything = whole.around | frozenset(times)
    for part, own in zip(whole.parts, bound, strict=True):
        alone = frozenset(name for name in own if times[name] == 1 and name not in whole.around)
        yield from _inside(whole, part, everything - alone)
    computed = [part.expression for part in whole.parts if isinstance(part, Bind)]
    yield from _exists((*group.filters, *computed), inside | scope.visible, scope.select)


def _inside(scope: Scope, part: Part, beside: Names) -> Iterator[Scope]:
    inner = replace(scope, main=False, visible=NONE, around=beside)
    if isinstance(part, Select):
        yield from _of(Scope("select", part.group, (), (), part))
        yield from _exists(part.expressions, _shown(part), part)
    elif isinstance(part, Union):
        around = beside if beside & possible(part) else NONE
        for branch in part.branches:
            yield from _of(replace(inner, kind="branch", group=branch, around=around))
    elif isinstance(part, Within):
        place = frozenset((part.term,)) if part.kind == "graph" and part.term.startswith("?") else NONE
        around = NONE if part.kind == "minus" else beside | place
        # the condition of an OPTIONAL is the one filter that sees the rows outside
        visible = beside | scope.visible if part.kind == "optional" else place
        yield from _of(replace(inner, kind=part.kind, group=part.group, around=around, visible=visible))


def _exists(expressions: tuple[Expression, ...], visible: Names, select: Select) -> Iterator[Scope]:
    for expression in expressions:
        for inner in expression.all():
            if inner.group is not None:
                yield from _of(Scope("exists", inner.group, (), (), select, around=visible, visible=visible))


def _shown(select: Select) -> Names:
    return possible(select.group).union(name for name, _ in (*select.columns, *select.keys))
