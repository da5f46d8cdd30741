"""Makes SPARQL queries over the worlds' vocabulary. What a variable holds shows in its name: `s` nodes, `n` numbers, `t` texts, `o` any.

`plain` queries keep to what engines that follow the standard cannot differ in, and to what rdflib is known to do right. They avoid:
- rdflib passes solutions on into OPTIONAL, UNION, MINUS and sub-selects from the left, so a variable that is not surely bound outside is
  never used again there, filters see sure variables (or ask BOUND, COALESCE), and sub-selects come first;
- the engine binds GRAPH's variable inside the group, and takes only plain patterns there as the standard does;
- the engine finds no path of length zero at a node that is not in the graph, rdflib finds more than there are: `*` and `?` stand by
  themselves, between variables that stand nowhere else;
- rdflib counts MINUS's variables among those of `*`: variables are named;
- the engine gives each solution of a path that may go several ways (`p|q`, `p*/q*`, `!(p|q)` with both ends known) once, where the
  standard counts some of the ways: DISTINCT there;
- rdflib joins VALUES at the end, and drops a value given twice: its variable stands nowhere after it, each value comes once;
- rdflib groups no solutions into one empty group: GROUP BY comes with a HAVING that drops it;
- the engine divides with 18 digits, rdflib with 28: no AVG, no division; SUM, MIN and MAX of sure numbers only;
- the order of texts with and without a language, and of nodes and numbers, is nobody's promise: ORDER BY takes nodes or numbers;
- rdflib makes a decimal of the product of two constants;
- rdflib fails over a repeated path that is repeated; EXISTS, UNDEF and negated inverse paths are read differently.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.property.worlds import EX, GRAPH, LINKS, NODES, NUMBERS, TEXTS, XSD

FEW = {"s": ("?s0", "?s1", "?s2"), "n": ("?n0", "?n1"), "t": ("?t0",), "o": ("?o0",)}
Names = list[str]


@dataclass
class Query:
    """A query's text; `ordered` where its order is total."""

    text: str
    ordered: bool = False


@dataclass
class Part:
    """A piece of a pattern: its text, the variables that it surely binds, and those that it may bind."""

    text: str
    sure: Names = field(default_factory=list)
    maybe: Names = field(default_factory=list)

    def join(self, other: Part) -> None:
        """Both, one after the other."""
        self.text += " " + other.text
        self.sure = list(dict.fromkeys(self.sure + other.sure))
        self.maybe = [name for name in dict.fromkeys(self.maybe + other.maybe) if name not in self.sure]


class Maker:
    """Draws one query."""

    def __init__(self, draw: Any, plain: bool) -> None:
        self._draw, self.plain = draw, plain
        self._count = 0
        self.zero = False
        """Whether a path of length zero is in it: then a node variable may hold a literal."""
        self.choice = False
        """Whether a path is in it that may go several ways: then engines differ in how often a solution comes."""

    def query(self) -> Query:
        """A whole query, of any form."""
        where = self.group(2)
        forms = ["select"] * 5 + ["ask", "construct"]
        form = self.pick(forms if self.plain and self.choice else forms + ["count"] * 3)
        if form == "ask":
            return Query(f"ASK {{ {where.text} }}")
        if form == "construct":
            known = [name for name in where.sure + where.maybe if name[1] in "sno"]
            return Query(f"CONSTRUCT {{ <{EX}made> <{EX}of> {self.pick(known or [f'<{EX}a>'])} }} WHERE {{ {where.text} }}")
        return self._grouped(where) if form == "count" else self._select(where)

    def pick(self, options: Any) -> Any:
        """One of them."""
        return self._draw(st.sampled_from(options))

    def chance(self, of: int = 2) -> bool:
        """Once in so many times."""
        return bool(self._draw(st.integers(1, of)) == of)

    def group(self, depth: int) -> Part:
        """A group's inside: a beginning, then what may follow, then filters."""
        part = self._beginning(depth)
        for _ in range(self._draw(st.integers(0, 2 if depth else 0))):
            part.join(self._following(part, depth))
        if self.chance():
            part.text += f" FILTER({self.condition(part, 2)})"
        return part

    def _beginning(self, depth: int) -> Part:
        kind = self.pick(["pattern"] * 4 + ["graph", "union"] + (["select"] if depth else []))
        if kind == "select":
            return self._sub_select(depth)
        if kind == "pattern":
            return self.pattern([], free=self.plain or self.chance())
        return self._union([], depth) if kind == "union" else self._graph([])

    def _following(self, part: Part, depth: int) -> Part:
        kinds = ["pattern", "optional", "optional", "union", "graph", "values", "bind", "minus"]
        kind = self.pick(kinds if self.plain else [*kinds, "select", "group"])
        sure = part.sure
        if kind == "optional":
            inner = self.pattern(sure) if self.plain else self.group(depth - 1)
            condition = f" FILTER({self.condition(inner, 1)})" if self.chance(3) else ""
            return Part(f"OPTIONAL {{ {inner.text}{condition} }}", [], inner.sure + inner.maybe)
        if kind == "minus":
            return Part(f"MINUS {{ {self.pattern(sure).text if self.plain else self.group(depth - 1).text} }}")
        if kind == "bind":
            name = self.fresh("o")
            return Part(f"BIND({self.value(part)} AS {name})", [], [name])
        if kind == "group":
            inner = self.group(depth - 1)
            return Part(f"{{ {inner.text} }}", inner.sure, inner.maybe)
        makers = {"pattern": self.pattern, "graph": self._graph, "values": self._values}
        if kind == "select":
            return self._sub_select(depth)
        return self._union(sure, depth) if kind == "union" else makers[kind](sure)

    def _graph(self, sure: Names) -> Part:
        inner = self.pattern(sure)
        if self.chance(3):
            return Part(f"GRAPH <{GRAPH}> {{ {inner.text} }}", inner.sure)
        name = self.fresh("o")
        return Part(f"GRAPH {name} {{ {inner.text} }}", [*inner.sure, name])

    def _union(self, sure: Names, depth: int) -> Part:
        left, right = (self.pattern(sure) if self.plain or not depth else self.group(depth - 1) for _ in range(2))
        both = [name for name in left.sure if name in right.sure]
        others = [name for name in left.sure + left.maybe + right.sure + right.maybe if name not in both]
        return Part(f"{{ {left.text} }} UNION {{ {right.text} }}", both, list(dict.fromkeys(others)))

    def _values(self, sure: Names) -> Part:
        name = self.variable(self.pick("sn"), sure)
        options = [*self.constants(name[1]), *([] if self.plain else ["UNDEF"])]
        values = self._draw(st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=self.plain))
        return Part(f"VALUES {name} {{ {' '.join(values)} }}", *(([], [name]) if self.plain or "UNDEF" in values else ([name], [])))

    def _sub_select(self, depth: int) -> Part:
        inner = self.pattern([]) if self.plain else self.group(depth - 1)
        names = [name for name in inner.sure if name[1] in "sn"][:2]
        if names and not (self.plain and self.choice) and self.chance():
            count = self.fresh("n")
            text = f"{{ SELECT {names[0]} (COUNT(*) AS {count}) WHERE {{ {inner.text} }} GROUP BY {names[0]} HAVING(COUNT(*) > 0) }}"
            return Part(text, [names[0], count])
        shown = names or inner.sure
        order = self._order(shown) if names and not self.zero and self.chance(3) else ""
        return Part(f"{{ SELECT DISTINCT {self._shown(shown)} WHERE {{ {inner.text} }}{order} }}", shown)

    def pattern(self, sure: Names, free: bool = False) -> Part:
        """One to three triple patterns; `free` where a path of length zero may stand."""
        part = Part("")
        for number in range(self._draw(st.integers(1, 3))):
            part.join(self._triple(sure + part.sure, free and not number))
        return part

    def _triple(self, sure: Names, free: bool) -> Part:
        kind = self.pick(["link"] * 3 + ["path"] * 2 + ["n", "t", "any"])
        subject = self.term("s", sure)
        if kind in "nt":
            ends, verb = (subject, self.term(kind, sure)), f"<{EX}{kind}>"
        elif kind == "any":
            verb = self.fresh("o")
            ends = (subject, self.fresh("o"))
        elif kind == "link":
            ends, verb = (subject, self.term("s", sure)), f"<{EX}{self.pick(LINKS)}>"
        else:
            had, self.zero = self.zero, False
            verb = self.path(2, free)
            ends = (self.fresh("s"), self.fresh("s")) if self.zero and self.plain else (subject, self.term("s", sure))
            self.zero = self.zero or had
        bound = list(dict.fromkeys(name for name in (*ends, verb) if name.startswith("?")))
        alone = self.plain and kind == "path" and verb[-1] in "*?"
        return Part(f"{ends[0]} {verb} {ends[1]} .", [] if alone else bound, bound if alone else [])

    def path(self, depth: int, free: bool) -> str:
        """A property path."""
        link = f"<{EX}{self.pick(LINKS)}>"
        kinds = ["/", "|", "^", "+", "!"] + (["*", "?"] if free and (depth == 2 or not self.plain) else [])
        kind = self.pick([*kinds, "link"] if depth else ["link"])
        if kind == "link":
            return link
        self.choice = self.choice or kind in "|!*+?"
        if kind == "!":
            inverse = not self.plain and self.chance()
            self.zero = self.zero or inverse  # its end may be a literal, too
            return f"!({link}|<{EX}t>|{'^' if inverse else ''}<{EX}n>)"
        inner = self.path(0 if self.plain and kind in "*+?" else depth - 1, free)
        if kind in "*?":
            self.zero = True
        if kind in "/|":
            return f"({inner}{kind}{self.path(depth - 1, free)})"
        return f"^({inner})" if kind == "^" else f"({inner}){kind}"

    def condition(self, part: Part, depth: int) -> str:
        """A boolean expression."""
        known = part.sure if self.plain else part.sure + part.maybe
        numbers = [name for name in known if name[1] == "n"]
        kinds = ["equal", "in", "text", "is"] + (["less"] * 3 if numbers else []) + (["bound"] if part.maybe else [])
        kind = self.pick(kinds + (["and", "or", "not"] if depth else []) + ([] if self.plain else ["exists"]))
        if kind in ("and", "or"):
            return f"({self.condition(part, depth - 1)} {'&&' if kind == 'and' else '||'} {self.condition(part, depth - 1)})"
        if kind == "not":
            return f"!({self.condition(part, depth - 1)})"
        if kind == "bound":
            return f"BOUND({self.pick(part.maybe)})"
        if kind == "exists":
            return f"{self.pick(['', 'NOT '])}EXISTS {{ {self.pattern(part.sure).text} }}"
        if kind == "less":
            return f"{self.pick(numbers)} {self.pick(['<', '<=', '>', '>=', '=', '!='])} {self.pick([*numbers, '1', '(1 + 1)'])}"
        name = self.pick(known or [f"<{EX}a>"])
        nodes = [*self.constants("s"), *(each for each in known if each[1] == "s")]
        return {
            "equal": f"{name} {self.pick(['=', '!='])} {self.pick(nodes)}" if name[1] != "t" else f"STR({name}) != 'x'",
            "in": f"{name} {self.pick(['IN', 'NOT IN'])} ({self.pick(nodes)}, {self.pick(nodes)})",
            "text": f"{self.pick(['CONTAINS', 'STRSTARTS', 'REGEX'])}(STR({name}), {self.pick(TEXTS[:2])})",
            "is": f"{self.pick(['isIRI', 'isLiteral', 'isNumeric'])}({name})",
        }[kind]

    def value(self, part: Part) -> str:
        """An expression with a value: one of its own kinds, so that it may also be an error."""
        known = part.sure if self.plain else part.sure + part.maybe
        name = self.pick(known or ['"x"'])
        numbers = [each for each in known if each[1] == "n"] or ["7"]
        return str(
            self.pick(
                [
                    f"({self.pick(numbers)} {self.pick('+-' if self.plain else '+-*')} 2)",
                    f"STRLEN(STR({name}))",
                    f"UCASE(STR({name}))",
                    f'CONCAT(STR({name}), "-", STR({self.pick(numbers)}))',
                    f"IF({self.condition(part, 1)}, 1, 0)",
                    f'COALESCE({self.pick([*part.maybe, name])}, "none")',
                ]
            )
        )

    def term(self, kind: str, sure: Names) -> str:
        """A variable, or a constant of that kind."""
        return str(self.pick(self.constants(kind))) if self.chance(6) else self.variable(kind, sure)

    def variable(self, kind: str, sure: Names) -> str:
        """One that is surely bound, or a new one; in a query that is not plain any of a few."""
        if not self.plain:
            return str(self.pick(FEW[kind]))
        return str(self.pick([*(name for name in sure if name[1] == kind), self.fresh(kind)]))

    def fresh(self, kind: str) -> str:
        """A variable that stands nowhere else."""
        self._count += 1
        return f"?{kind}1{self._count}"

    @staticmethod
    def constants(kind: str) -> list[str]:
        """The worlds' values of that kind."""
        if kind == "n":
            return [f"{number}^^<{XSD}integer>" for number in NUMBERS]
        return list(TEXTS) if kind == "t" else [f"<{node}>" for node in NODES]

    def _order(self, names: Names) -> str:
        keys = " ".join(f"DESC({name})" if self.chance() else name for name in names)
        return f" ORDER BY {keys}" + (f" LIMIT {self.pick([1, 3, 10])} OFFSET {self.pick([0, 2])}" if self.chance() else "")

    def _shown(self, names: Names) -> str:
        return " ".join(names) or (f"(1 AS {self.fresh('n')})" if self.plain else "*")

    def _select(self, where: Part) -> Query:
        names = (where.sure + where.maybe)[: self.pick([1, 2, 3])]
        total = bool(names) and not self.zero and all(name[1] in "sn" for name in names) and self.chance()
        distinct = "DISTINCT " if (self.plain and self.choice) or self.chance(3) else ""
        text = f"SELECT {distinct}{self._shown(names)} WHERE {{ {where.text} }}"
        return Query(text + (self._order(names) if total else ""), total)

    def _grouped(self, where: Part) -> Query:
        everything = where.sure + where.maybe
        numbers = [name for name in where.sure if name[1] == "n"]
        of = self.pick(everything or ["1"])
        figures = ["COUNT(*)", f"COUNT({of})", f"COUNT(DISTINCT {of})"]
        for number in numbers[:1]:
            figures += [f"SUM({number})", f"MIN({number})", f"MAX({number})", *([] if self.plain else [f"AVG({number})"])]
        by = self.pick([*where.sure, ""])
        having = f" HAVING(COUNT(*) > {self.pick([0, 1])})" if self.plain or self.chance(3) else ""
        text = f"SELECT {by} ({self.pick(figures)} AS ?figure) WHERE {{ {where.text} }}"
        return Query(text + (f" GROUP BY {by}{having}" if by else ""))


@st.composite
def queries(draw: Any, plain: bool) -> Query:
    """Queries, plain ones or all."""
    return Maker(draw, plain).query()
