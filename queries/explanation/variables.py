"""Which variables the parts of a plan bind."""

from __future__ import annotations

from collections.abc import Iterable

from queries.explanation.plan import Bind, Group, Match, Part, Select, Union, Values, Within, is_variable

Names = frozenset[str]
NONE: Names = frozenset()


def possible(part: Part | Group) -> Names:
    """The variables that a part may bind. One that is only ever UNDEF counts: it is the place of a parameter."""
    if isinstance(part, Group):
        return _joined(possible(inner) for inner in part.parts)
    if isinstance(part, Match):
        return _joined(pattern.variables for pattern in part.patterns)
    if isinstance(part, Union):
        return _joined(possible(branch) for branch in part.branches)
    if isinstance(part, Bind):
        return frozenset((part.variable,))
    if isinstance(part, Values):
        return frozenset(part.variables)
    if isinstance(part, Select):
        return frozenset(name for name, _ in part.columns) or possible(part.group)
    if part.kind == "minus":
        return NONE
    return possible(part.group) | _name(part)


def certain(part: Part | Group) -> Names:
    """The variables that a part binds in every row."""
    if isinstance(part, Group):
        return _joined(certain(inner) for inner in part.parts)
    if isinstance(part, Union):
        return frozenset.intersection(*(certain(branch) for branch in part.branches))
    if isinstance(part, Bind):  # an expression may fail, and then binds nothing; but what was computed was meant to be there
        return frozenset((part.variable,))
    if isinstance(part, Values):
        return frozenset(name for place, name in enumerate(part.variables) if all(row[place : place + 1] != (None,) for row in part.rows))
    if isinstance(part, Select):
        computed = frozenset(name for name, expression in part.columns if expression is not None)
        return (certain(part.group) & possible(part)) | computed
    if isinstance(part, Within):
        return NONE if part.kind in ("optional", "minus") else certain(part.group) | _name(part)
    return possible(part)


def fixed(parts: Iterable[Part]) -> Names:
    """The variables that are given, or found from what is given by following properties forward: few values, whatever the store holds."""
    parts = [inner for part in parts for inner in (part.group.parts if isinstance(part, Within) and part.kind == "graph" else (part,))]
    known = {name for part in parts if isinstance(part, Values) and len(part.rows) <= 1 for name in certain(part)}
    known |= {part.variable for part in parts if isinstance(part, Bind) and not part.expression.variables}
    forward: dict[str, list[str]] = {}
    for pattern in (pattern for part in parts if isinstance(part, Match) for pattern in part.patterns):
        if is_variable(pattern.object) and not pattern.path.variable and not pattern.path.repeats:
            forward.setdefault(pattern.subject if is_variable(pattern.subject) else "", []).append(pattern.object)
    waiting = ["", *known]
    while waiting:
        found = [name for name in forward.pop(waiting.pop(), ()) if name not in known]
        known.update(found)
        waiting += found
    return frozenset(known)


def _joined(sets: Iterable[Names]) -> Names:
    return frozenset(name for names in sets for name in names)


def _name(part: Within) -> Names:
    return frozenset((part.term,)) if is_variable(part.term) else NONE
