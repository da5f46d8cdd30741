"""Reads a query's text with rdflib's grammar: the engine has no call that only parses."""

from __future__ import annotations

import re
from typing import Any

from detente.errors import InputError, QuerySyntaxError

LONGEST = 64 * 1024
"""The longest query that is explained, in bytes."""

MOST_WORDS = 5_000
"""Words and marks (a string or IRI is one) of the longest query that is explained: the grammar takes up to a millisecond for each."""

MOST_SERVICES = 8
"""More SERVICE clauses are not read: for each, the grammar searches the whole text again."""

_NEWER = re.compile(
    r"<<|\{\||\|\}|\bVERSION\b|\bLATERAL\b|!\s*!|@[a-z]+(?:-[a-z0-9]+)*--|"
    r"\b(?:is)?TRIPLE\s*\(|\b(?:SUBJECT|PREDICATE|OBJECT|ADJUST|hasLANG|hasLANGDIR|LANGDIR|STRLANGDIR)\s*\(|\s~\s*[?<_]",
    re.IGNORECASE,
)
_UPDATE = re.compile(r"(?:INSERT|DELETE|WITH|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY)\b", re.IGNORECASE)
_QUOTED = re.compile(r"<[^<>\"{}|^`\\\s]*>|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|#[^\n]*")
_MARK = re.compile(r"\w+|[^\w\s]")
_SERVICE = re.compile(r"\bSERVICE\b", re.IGNORECASE)
_SHOWN = 40


class NewerSyntaxError(Exception):
    """The grammar does not know a part of the query that the engine may know."""


def parse(text: str) -> Any:
    """The parse tree of a query (rdflib's `CompValue`s).

    Raises QuerySyntaxError with the line and column where the clause begins that does not parse; InputError for an
    update and for a text that is too long; RecursionError for one too deep; NewerSyntaxError for one that seems to be of SPARQL 1.2.
    """
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    if not text.strip():
        raise QuerySyntaxError("the query is empty", 1, 1)
    size = len(text.encode("utf-8", "replace"))
    if size > LONGEST:
        raise InputError(
            f"the query has {size:,} bytes, and queries above {LONGEST:,} are not explained; leave out most of its values or parts"
        )
    marks = sum(1 for _ in _MARK.finditer(_bare(text)))
    if marks > MOST_WORDS:
        raise InputError(f"the query has {marks:,} words and marks, and queries above {MOST_WORDS:,} are not explained; break it up")
    if len(_SERVICE.findall(text)) > MOST_SERVICES:
        raise InputError(
            f"the query has more than {MOST_SERVICES} SERVICE clauses, and is not explained; take out those that are not needed"
        )
    try:
        # one space for a tab: the parser would put in up to eight, and count columns in those
        return parseQuery(text.replace("\t", " "))
    except ParseException as error:
        raise _fault(text, error.loc, error.lineno, error.column) from None
    except (ValueError, TypeError, IndexError, KeyError, AttributeError) as error:  # the parser's own actions stumble over some texts
        if newer(text):
            raise NewerSyntaxError from None
        raise QuerySyntaxError(f"the query does not parse: {error}; see https://www.w3.org/TR/sparql11-query/") from None


def newer(text: str) -> bool:
    """Whether a text that does not parse has marks of SPARQL 1.2 or of the engine's extensions, outside its strings and IRIs.

    >>> newer("SELECT * { << ?s ?p ?o >> ?q ?z }"), newer("SELECT * { ?s ?p '<<' ")
    (True, False)
    """
    return bool(_NEWER.search(_bare(text)))


def _bare(text: str) -> str:
    """The text with a letter for each string, IRI and comment."""
    return _QUOTED.sub(" q ", text)


def _fault(text: str, place: int, line: int, column: int) -> Exception:
    if newer(text):
        return NewerSyntaxError()
    rest = " ".join(text[place : place + 4 * _SHOWN].split())
    if not rest:
        return QuerySyntaxError(f"line {line}, column {column}: the query ends too early; is a closing bracket missing?", line, column)
    if _UPDATE.match(rest):
        return InputError("this is an update; only queries (SELECT, ASK, CONSTRUCT, DESCRIBE) are explained")
    shown = rest if len(rest) <= _SHOWN else rest[:_SHOWN].rstrip() + " …"
    return QuerySyntaxError(f"line {line}, column {column}: the query does not parse from here on: {shown}", line, column)
