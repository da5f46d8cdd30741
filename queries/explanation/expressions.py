"""Expressions of the parse tree as plain values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from queries.explanation.plan import Expression, Group
from queries.explanation.terms import Unnamed, several, term

_CHAINS = {"ConditionalOrExpression": "||", "ConditionalAndExpression": "&&"}
_SUMS = ("AdditiveExpression", "MultiplicativeExpression")
_UNARY = {"UnaryNot": "!", "UnaryMinus": "-", "UnaryPlus": "+"}
_BINARY = frozenset(("||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "IN"))
_ARGUMENTS = ("arg", "arg1", "arg2", "arg3", "text", "start", "length", "pattern", "replacement", "flags", "expr", "vars")
_NAMES = {"GROUPCONCAT": "GROUP_CONCAT", "ENCODEFORURI": "ENCODE_FOR_URI", "BUILTIN_IRI": "IRI"}
_NIL = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>"
_FEW = 6
ReadGroup = Callable[[Any], Group]


def expression(node: Any, unnamed: Unnamed, read_group: ReadGroup) -> Expression:
    """An expression; `read_group` reads the group of an EXISTS."""
    kind = str(getattr(node, "name", ""))

    def inner(other: Any) -> Expression:
        return expression(other, unnamed, read_group)

    if kind in _CHAINS or kind in _SUMS:
        return _chain(kind, inner(node.expr), list(node.op or ()), [inner(other) for other in node.other or ()])
    if kind == "RelationalExpression":
        return _relation(node, inner)
    if kind in _UNARY:
        part = inner(node.expr)
        return Expression(_UNARY[kind], f"{_UNARY[kind]}{_enclosed(part)}", (part,))
    if kind in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        negated = kind == "Builtin_NOTEXISTS"
        return Expression("exists", "NOT EXISTS { … }" if negated else "EXISTS { … }", negated=negated, group=read_group(node.graph))
    if kind.startswith(("Builtin_", "Aggregate_")) or kind == "Function":
        return _call(node, kind, unnamed, inner)
    text = term(node, unnamed)
    return Expression("variable" if text.startswith("?") else "constant", text)


def _chain(kind: str, first: Expression, operators: list[Any], others: list[Expression]) -> Expression:
    if not others:
        return first
    if kind in _CHAINS:
        mark = _CHAINS[kind]
        parts = (first, *others)
        looser = frozenset(("||",)) if mark == "&&" else frozenset()
        return Expression(mark, f" {mark} ".join(_enclosed(part, looser) for part in parts), parts)
    rest = (f" {operator} {_enclosed(other)}" for operator, other in zip(operators, others, strict=True))
    return Expression(str(operators[0]), _enclosed(first) + "".join(rest), (first, *others))


def _relation(node: Any, inner: Callable[[Any], Expression]) -> Expression:
    left = inner(node.expr)
    if node.op is None:
        return left
    operator = " ".join(str(node.op).upper().split())
    if not operator.endswith("IN"):
        right = inner(node.other)
        return Expression(operator, f"{_enclosed(left)} {operator} {_enclosed(right)}", (left, right))
    listed = [one for one in map(inner, several(node.other)) if one.text != _NIL]  # the parser's word for ()
    shown = ", ".join(part.text for part in listed[:_FEW]) + (f", … ({len(listed)})" if len(listed) > _FEW else "")
    return Expression("IN", f"{_enclosed(left)} {operator} ({shown})", (left, *listed), negated=operator != "IN")


def _call(node: Any, kind: str, unnamed: Unnamed, inner: Callable[[Any], Expression]) -> Expression:
    aggregate = kind.startswith("Aggregate_")
    name = term(node.iri, unnamed) if kind == "Function" else kind.partition("_")[2].upper()
    name = _NAMES.get(name, name)
    parts = []
    for key in _ARGUMENTS:
        value = getattr(node, key)
        if value is not None and not (type(value) is str and value == "*"):
            parts += [inner(one) for one in several(value)]
    shown = ", ".join(part.text for part in parts) or ("*" if aggregate else "")
    distinct = "DISTINCT " if str(node.distinct or "") == "DISTINCT" else ""
    return Expression(name, f"{name}({distinct}{shown})", tuple(parts), aggregate=aggregate)


def _enclosed(part: Expression, marks: frozenset[str] = _BINARY) -> str:
    return f"({part.text})" if part.kind in marks and len(part.parts) > 1 else part.text
