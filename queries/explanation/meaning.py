"""Warnings about a query that does not say what its author seems to mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from queries.explanation.plan import Expression, Part, Select, Union, Within
from queries.explanation.plan import Match as Patterns
from queries.explanation.scopes import Scope
from queries.explanation.variables import NONE, Names, certain, possible
from queries.explanation.words import Found

MANY_OPTIONALS = 12
"""More OPTIONALs than this beside each other are too many for the engine to plan quickly."""

MANY_VARIABLES = 200
"""With more variables than this, names are not compared."""

_FORGIVING = frozenset(("BOUND", "COALESCE"))
_SHORTEST = 4


def meanings(query: Select, all_scopes: tuple[Scope, ...], counts: Mapping[str, int]) -> Iterator[Found]:
    """What in a query has no effect, or another one than it looks; `counts` says how often each variable is written."""
    for place in all_scopes:
        yield from _optionals(place)
        yield from _unrelated(place)
    anywhere = NONE.union(*(possible(scope.group) for scope in all_scopes))
    unbound: set[str] = set()
    for name, scope in _read(query, all_scopes):
        if name in unbound:
            continue
        unbound.add(name)
        if name in anywhere and scope is not None:
            yield Found("filter-outside", {"variable": name})
        else:
            near = _near(name, anywhere)
            yield Found("never-bound-typo" if near else "never-bound", {"variable": name, "near": near})
    yield from _typos(query, all_scopes, {name: n for name, n in counts.items() if name not in unbound})


def _read(query: Select, all_scopes: tuple[Scope, ...]) -> Iterator[tuple[str, Scope | None]]:
    """The variables that are read where nothing can bind them; with the scope if a filter reads them."""
    for scope in all_scopes:
        there = possible(scope.group) | scope.visible
        for name in (name for whole in scope.filters for name in sorted(_needed(whole))):
            if name not in there:
                yield name, scope
    for select in {id(s.select): s.select for s in all_scopes}.values():
        there = possible(select.group).union(name for name, _ in select.keys)
        shown = [name for name, expression in select.columns if expression is None]
        shown += [name for name in select.described if name.startswith("?")]
        shown += [name for pattern in select.template for name in sorted(pattern.variables) if name.startswith("?")]
        later = there.union(name for name, _ in select.columns)
        for name in dict.fromkeys(shown):
            if name not in there:
                yield name, None
        for name in (name for e in select.expressions for name in sorted(_needed(e))):
            if name not in later:
                yield name, None


def _needed(expression: Expression) -> Names:
    """The variables without which an expression fails: not those that BOUND and COALESCE ask for."""
    if expression.kind in _FORGIVING:
        return NONE
    if expression.kind == "variable":
        return frozenset((expression.text,))
    return NONE.union(*(_needed(part) for part in expression.parts))


def _optionals(scope: Scope) -> Iterator[Found]:
    parts = scope.parts
    optionals = [(place, part) for place, part in enumerate(parts) if isinstance(part, Within) and part.kind == "optional"]
    if len(optionals) > MANY_OPTIONALS:
        yield Found("many-optionals", {"number": str(len(optionals))})
        return
    for place, part in optionals:
        before = scope.around.union(*(certain(other) for other in parts[:place]))
        others = NONE.union(*(possible(other) for other in (*parts[:place], *parts[place + 1 :])))
        extra = possible(part) - before
        for whole in scope.filters:
            dropped = sorted(name for name in extra - others if fails(whole, name))
            if dropped:
                yield Found("pointless-optional", {"variable": dropped[0], "filter": whole.text})
        for later in parts[place + 1 :]:
            shared = sorted(name for name in extra & possible(later) if name.startswith("?"))
            if shared and not _safe(later, scope.around, parts):
                optional = isinstance(later, Within) and later.kind == "optional"
                yield Found("optional-chain" if optional else "joined-optional", {"variable": shared[0]})


def _safe(part: Part, around: Names, parts: tuple[Part, ...]) -> bool:
    """Whether a part may use what is only sometimes there: an OPTIONAL that also shares a variable which every row before it has."""
    if not (isinstance(part, (Patterns, Union, Select)) or (isinstance(part, Within) and part.kind in ("optional", "nested", "graph"))):
        return True
    if not (isinstance(part, Within) and part.kind == "optional"):
        return False
    before = around.union(*(certain(other) for other in parts[: parts.index(part)]))
    return bool(possible(part) & before)


def fails(expression: Expression, name: str) -> bool:
    """Whether a filter surely drops the rows in which a variable is not bound."""
    if expression.kind == "&&":
        return any(fails(part, name) for part in expression.parts)
    if expression.kind == "||":
        return all(fails(part, name) for part in expression.parts)
    if expression.kind == "BOUND":
        return expression.parts[0].text == name
    return _errs(expression, name)


def _errs(expression: Expression, name: str) -> bool:
    """Whether an expression surely fails where a variable is not bound: false and true are answers, failing is none."""
    if expression.kind == "variable":
        return expression.text == name
    if expression.kind in ("BOUND", "exists") or expression.aggregate:
        return False
    if expression.kind in ("&&", "||", "COALESCE"):
        return bool(expression.parts) and all(_errs(part, name) for part in expression.parts)
    if expression.kind in ("IF", "IN"):
        return bool(expression.parts) and _errs(expression.parts[0], name)
    return any(_errs(part, name) for part in expression.parts)


def _unrelated(scope: Scope) -> Iterator[Found]:
    inside = possible(scope.group)
    told = NONE.union(*(e.variables for e in scope.filters))
    if scope.kind == "exists" and inside and scope.around and not (inside | told) & scope.around:
        yield Found("unrelated-exists", {"variables": _listed(inside)})
    left: set[str] = set()
    for part in scope.parts:
        if isinstance(part, Within) and part.kind == "minus" and not left & possible(part.group):
            yield Found("unrelated-minus", {"variables": _listed(possible(part.group))})
        left |= possible(part)


def _listed(names: Names) -> str:
    return ", ".join(sorted(name for name in names if name.startswith("?"))[:4]) or "…"


def _typos(query: Select, all_scopes: tuple[Scope, ...], counts: Mapping[str, int]) -> Iterator[Found]:
    made = {name for select in (s.select for s in all_scopes) for name, e in (*select.columns, *select.keys) if e is not None}
    told: set[str] = set()
    for name in sorted(n for n, times in counts.items() if times == 1 and n not in made):
        near = _near(name, frozenset(counts) - {name})
        if near and near not in told and name not in told and f"{near}s" != name and f"{name}s" != near:
            told |= {name, near}
            yield Found("likely-typo", {"variable": name, "near": near})


def _near(name: str, others: Names) -> str:
    """The variable that differs by one letter (left out, added, changed, or two swapped), but not by a number; or nothing."""
    from rapidfuzz.distance import OSA

    for other in sorted(others) if len(others) <= MANY_VARIABLES else ():
        short = min(len(name), len(other)) <= _SHORTEST  # with the question mark: three letters
        if name != other and not short and OSA.distance(name, other, score_cutoff=1) <= 1:
            bare = [text.translate(str.maketrans("", "", "0123456789")) for text in (name, other)]
            if bare[0] != bare[1]:
                return other
    return ""
