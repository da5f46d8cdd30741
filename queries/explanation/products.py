"""Parts of a group that share no variable: every row of the one meets every row of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from queries.explanation.plan import Bind, Group, Match, Part, Pattern, Select, Union, Values, Within, is_variable
from queries.explanation.scopes import Scope, plain
from queries.explanation.variables import NONE, Names, fixed, possible

MOST = 3
"""Products that are named for one group; the others go with them."""

SMALL_LIST = 100
"""A list of values of this length may be compared with every row: that is what lists of search words are for."""


@dataclass(frozen=True)
class Member:
    """One part of a group as a join sees it.

    `many` says that it may have many rows by itself, `listed` that it is a list of values and not a long one.
    """

    text: str
    variables: Names
    many: bool = True
    listed: bool = False
    pattern: Pattern | None = None


@dataclass(frozen=True)
class Product:
    """Two sets of parts without a common variable; `tested` holds a filter's text if that at least compares them."""

    left: tuple[Member, ...]
    right: tuple[Member, ...]
    tested: str = ""


def products(scope: Scope) -> tuple[Product, ...]:
    """The products in a scope: each set of parts that hangs together, beside the first."""
    if scope.kind == "graph" and plain(scope.group):
        return ()  # looked at with the group around it, to which its patterns belong
    known = fixed(scope.parts)
    clusters = [cluster for cluster in together(scope) if any(m.many for m in cluster) and not variables(cluster) <= known]
    # rows outside count only for a branch of a UNION: other groups are told from the outside that they hang together with nothing
    counted = [cluster for cluster in clusters if scope.kind == "branch" or any(m.text for m in cluster)]
    found = []
    for other in counted[1 : 1 + MOST]:
        tested = _tested(scope, counted[0], other)
        lists = [all(m.listed or not m.many for m in cluster) for cluster in (counted[0], other)]
        if all(lists) or (tested and any(lists)):
            continue
        found.append(Product(_named(counted[0]), _named(other), tested))
    return tuple(found)


def together(scope: Scope) -> list[tuple[Member, ...]]:
    """The parts, put together where they share a variable; an OPTIONAL hangs on the first that it shares one with."""
    sets: list[list[Member]] = []
    home: dict[str, list[Member]] = {}  # of each variable
    if scope.around:
        _add(Member("", scope.around), [], sets, home)
    for part in scope.parts:
        if isinstance(part, Bind):
            # belongs where its expression finds its variables; a constant is one row by itself
            computed = Member("", frozenset((part.variable,)), many=False)
            _add(computed, _homes(sorted(part.expression.variables), home)[:1], sets, home)
            continue
        for member in _members(part):
            touching = _homes(sorted(member.variables), home)
            _add(member, touching[:1] if isinstance(part, Within) and part.kind == "optional" else touching, sets, home)
    return [tuple(members) for members in sets if members]


def _homes(names: list[str], home: dict[str, list[Member]]) -> list[list[Member]]:
    return list({id(home[name]): home[name] for name in names if name in home}.values())


def _add(member: Member, touching: list[list[Member]], sets: list[list[Member]], home: dict[str, list[Member]]) -> None:
    """Put a member with the sets that it touches, the smaller ones into the largest."""
    if not touching:
        touching = [[]]
        sets += touching
    largest = max(touching, key=len)
    for other in touching:
        if other is not largest:
            largest += other
            home.update((name, largest) for moved in other for name in moved.variables)
            other.clear()
    largest.append(member)
    home.update((name, largest) for name in member.variables if home.get(name) is None or home[name] is not largest)


def _members(part: Part, place: Names = NONE) -> Iterator[Member]:
    if isinstance(part, Match):
        yield from (_pattern(pattern, place) for pattern in part.patterns)
    elif isinstance(part, Values):
        if part.variables:
            yield Member(f"VALUES {' '.join(part.variables)}", possible(part), len(part.rows) > 1, len(part.rows) <= SMALL_LIST)
    elif isinstance(part, Within) and part.kind == "graph" and plain(part.group):
        graph = frozenset((part.term,)) if is_variable(part.term) else NONE
        for inner in part.group.parts:
            yield from _members(inner, place | graph)
    elif not (isinstance(part, Within) and part.kind == "minus"):
        bound = possible(part) | place
        if bound:
            yield Member(_text(part), bound, not _single(part))


def _pattern(pattern: Pattern, place: Names) -> Member:
    return Member(pattern.text, pattern.variables | place, bool(pattern.variables), pattern=pattern)


def _single(part: Part) -> bool:
    """Whether a sub-query gives one row at most."""
    return isinstance(part, Select) and ((part.aggregated and not part.keys) or (part.limit is not None and part.limit <= 1))


def _text(part: Part | Group) -> str:
    """A part in a few words of SPARQL, for a warning to point at."""
    if isinstance(part, Select):
        return f"{{ SELECT {' '.join(name for name, _ in part.columns) or '*'} … }}"
    if isinstance(part, Union):
        return f"{{ {_text(part.branches[0])} }} UNION …"
    if isinstance(part, Within):
        head = {"nested": "", "optional": "OPTIONAL ", "graph": f"GRAPH {part.term} ", "service": f"SERVICE {part.term} "}.get(
            part.kind, ""
        )
        return f"{head}{{ {_text(part.group)} }}"
    members = [member for inner in part.parts for member in _members(inner)] if isinstance(part, Group) else []
    return members[0].text + (" …" if len(members) > 1 else "") if members else "…"


def _tested(scope: Scope, left: tuple[Member, ...], right: tuple[Member, ...]) -> str:
    """The text of a filter, or computed value, that reads both sides."""
    computed = (part.expression for part in scope.parts if isinstance(part, Bind))
    read = (e for e in (*scope.filters, *computed) if e.variables & variables(left) and e.variables & variables(right))
    return next((e.text for e in read), "")


def variables(cluster: tuple[Member, ...]) -> Names:
    """The variables of a set of members."""
    return NONE.union(*(member.variables for member in cluster))


def _named(cluster: tuple[Member, ...]) -> tuple[Member, ...]:
    return tuple(member for member in cluster if member.text)
