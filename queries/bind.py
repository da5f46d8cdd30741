"""Gives a named query its values, as RDF terms: nothing a caller sends is ever pasted as SPARQL text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pyoxigraph as ox

from detente.errors import ParameterError
from ontology.documents import VOCABULARIES, codes
from ontology.iris import DEFAULT_BASE, Iris
from queries.catalogue import NamedQuery, Parameter, values_line

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}\Z")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_PLACES = ("id/", "graph/")


def bind(query: NamedQuery, values: Mapping[str, str], iris: Iris) -> str:
    """The query's text with its parameters' values; the IRIs of our things moved to `iris.base`.

    A value names a thing by its slug (`energy`, `pk-ru`, `RU` for a state) or by its IRI; dates are `YYYY-MM-DD`. An optional parameter
    without a value restricts nothing. Raises ParameterError for an unknown, missing or malformed one, saying what is allowed.
    """
    known = {parameter.name for parameter in query.parameters}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ParameterError(f"query {query.name} has no parameter {unknown[0]!r}; it has: {', '.join(sorted(known)) or 'none'}")
    text = rebase(query.text, iris)
    for parameter in query.parameters:
        line = _line(query, parameter, values.get(parameter.name), iris)
        # A backslash means something in a replacement text.
        text = values_line(parameter.name).sub(line.replace("\\", r"\\"), text)
    return text


def rebase(text: str, iris: Iris) -> str:
    """The text with the IRIs of our things and graphs under `iris.base`; the ontology's own namespace never moves."""
    for place in _PLACES:
        text = text.replace(f"<{DEFAULT_BASE}{place}", f"<{iris.base}{place}")
    return text


def thing(name: str, value: str, type: str, iris: Iris) -> ox.NamedNode:
    """The IRI of a thing of a known type from its slug or IRI; ParameterError names the parameter."""
    parsed = iris.parse(value)
    slug = parsed.slug if parsed and parsed.type == type and not parsed.fragment else value
    if type in VOCABULARIES and slug not in codes(type):
        raise ParameterError(f"{name}={value[:80]!r} names no {type}; it is one of {', '.join(codes(type))}")
    try:
        return ox.NamedNode(str(iris.id(type, slug.lower() if type in ("state", "relation") else slug)))
    except ValueError:
        raise ParameterError(f"{name}={value[:80]!r} names no {type}; give its slug or its IRI, {iris.base}id/{type}/…") from None


def literal(name: str, value: str, type: str) -> ox.Literal:
    """A date, an integer or a text as a literal; ParameterError names the parameter."""
    if type == "date":
        return ox.Literal(_date(name, value), datatype=ox.NamedNode(f"{_XSD}date"))
    if type == "integer":
        if not _INTEGER.match(value):
            raise ParameterError(f"{name}={value[:80]!r} is not a whole number")
        return ox.Literal(str(int(value)), datatype=ox.NamedNode(f"{_XSD}integer"))
    try:
        return ox.Literal(value)
    except ValueError:  # a lone surrogate
        raise ParameterError(f"{name} is not valid Unicode text") from None


def _line(query: NamedQuery, parameter: Parameter, value: str | None, iris: Iris) -> str:
    if value is None or value == "":
        if parameter.required:
            raise ParameterError(
                f"query {query.name} needs {parameter.name} ({parameter.type}): {parameter.description} Example: {parameter.example}"
            )
        return ""
    term: ox.NamedNode | ox.Literal
    if parameter.type in ("date", "integer", "text"):
        term = literal(parameter.name, value, parameter.type)
    else:
        term = thing(parameter.name, value, parameter.type, iris)
    return f"  VALUES ?{parameter.name} {{ {term} }}\n"


def _date(name: str, value: str) -> str:
    try:
        if len(value) != len("YYYY-MM-DD"):
            raise ValueError(value)
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ParameterError(f"{name}={value[:80]!r} is not a date; write it as YYYY-MM-DD") from None
