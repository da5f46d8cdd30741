"""A query as a tree of small parts, as it was written: what the sentences and the warnings are made from.

Terms are texts as SPARQL writes them: `?name` a variable, `_:1` something unnamed, all else a constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
Place = Literal["nested", "optional", "minus", "graph", "service"]


def is_variable(term: str) -> bool:
    """Whether a term is found by the query, not given in it: a variable, or something unnamed.

    >>> is_variable("?who"), is_variable("_:1"), is_variable("det:speaker")
    (True, True, False)
    """
    return term.startswith(("?", "_:"))


@dataclass(frozen=True)
class Path:
    """A predicate or property path; `kind` is `one` (a name or variable, `text`), or how `parts` are put together.

    `repeat` has its `*`, `+` or `?` in `mark`. `text` is the whole in SPARQL's notation.
    """

    kind: Literal["one", "sequence", "alternative", "inverse", "except", "repeat"]
    text: str
    parts: tuple[Path, ...] = ()
    mark: str = ""

    def all(self) -> Iterator[Path]:
        """The path and every path in it."""
        yield self
        for part in self.parts:
            yield from part.all()

    @property
    def repeats(self) -> bool:
        """Whether it goes on for any number of steps."""
        return any(p.kind == "repeat" and p.mark != "?" for p in self.all())

    @property
    def variable(self) -> str:
        """The variable it is, or nothing."""
        return self.text if self.kind == "one" and is_variable(self.text) else ""


@dataclass(frozen=True)
class Pattern:
    """A triple pattern."""

    subject: str
    path: Path
    object: str

    @property
    def text(self) -> str:
        """The pattern in SPARQL's notation."""
        return f"{self.subject} {self.path.text} {self.object}"

    @property
    def variables(self) -> frozenset[str]:
        """Its variables."""
        return frozenset(term for term in (self.subject, self.path.variable, self.object) if is_variable(term))


@dataclass(frozen=True)
class Expression:
    """An expression; `kind` is `variable`, `constant`, `exists`, or the operator or function in capitals (`||`, `!`, `IN`, `REGEX`).

    `negated` marks NOT IN and NOT EXISTS; `group` is what EXISTS looks for.
    """

    kind: str
    text: str
    parts: tuple[Expression, ...] = ()
    negated: bool = False
    aggregate: bool = False
    group: Group | None = None

    def all(self) -> Iterator[Expression]:
        """The expression and every expression in it, but not those in the groups of EXISTS."""
        yield self
        for part in self.parts:
            yield from part.all()

    @property
    def variables(self) -> frozenset[str]:
        """Its variables, without those of EXISTS."""
        return frozenset(e.text for e in self.all() if e.kind == "variable")


@dataclass(frozen=True)
class Match:
    """Triple patterns that stand together."""

    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Within:
    """A group in a place of its own: `nested` braces, `optional`, `minus`, `graph` or `service` (with their name in `term`)."""

    kind: Place
    group: Group
    term: str = ""


@dataclass(frozen=True)
class Union:
    """Groups whose rows are put together."""

    branches: tuple[Group, ...]


@dataclass(frozen=True)
class Bind:
    """A variable that is computed."""

    variable: str
    expression: Expression


@dataclass(frozen=True)
class Values:
    """Rows given in the query; None stands for UNDEF."""

    variables: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class Group:
    """What stands between braces; its filters hold for the whole of it, wherever they were written."""

    parts: tuple[Part, ...] = ()
    filters: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Select:
    """A query or sub-query.

    `columns` are the variables shown, with their expression where they have one; empty for `*`. `template` holds what CONSTRUCT makes,
    `described` what DESCRIBE names.
    """

    form: Form
    group: Group
    columns: tuple[tuple[str, Expression | None], ...] = ()
    distinct: bool = False
    keys: tuple[tuple[str, Expression], ...] = ()
    having: tuple[Expression, ...] = ()
    order: tuple[tuple[Expression, bool], ...] = ()
    limit: int | None = None
    offset: int = 0
    template: tuple[Pattern, ...] = ()
    described: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Those outside the group: of columns, keys, HAVING and ORDER BY."""
        shown = (expression for _, expression in self.columns if expression is not None)
        return (*shown, *(e for _, e in self.keys), *self.having, *(e for e, _ in self.order))

    @property
    def aggregated(self) -> bool:
        """Whether rows are put into groups, or all into one."""
        return bool(self.keys) or any(inner.aggregate for e in self.expressions for inner in e.all())


Part = Match | Within | Union | Bind | Values | Select
