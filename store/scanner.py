"""Splits SPARQL text into the bare words a keyword can hide in. Linear in the text's length; it does not parse.

The engine has no parse-only call and cannot switch SERVICE off, so the text is looked at before the engine sees it. Where SPARQL is
ambiguous without a parser (an unclosed string, `<` as less-than, `SERVICE:x` as keyword or name), the reading that shows more wins.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

# Before 3.11.4, `re` forgets to step back when a round of `(?:…)*+` fails midway. Nothing here depends on its never giving back: it saves
# memory. A quote that opens nothing ends the scan: going on after it would read the rest again from each later quote.
_ROUNDS = "*+" if sys.version_info >= (3, 11, 4) else "*"
_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*+)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*+>)
    | (?P<string>"{3}(?:[^"\\]|\\.|"(?!""))*+"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3})
    | (?P<long>"{3}|'{3})
    | (?P<short>"(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+')
    | (?P<open>["'])
    | (?P<variable>[?$]\w++)
    | (?P<tag>@[a-zA-Z]++(?:-[a-zA-Z0-9]++)*+)
    | (?P<name>(?P<prefix>[\w.\-\u00b7]*+):(?P<local>(?:[\w:]|%[0-9a-fA-F]{2}|\\.)
        (?:[\w:.\-\u00b7]|%[0-9a-fA-F]{2}|\\.)*+)?)
    | (?P<word>[\w.\-\u00b7]++)
    | (?P<space>\s++)
    | (?P<mark>.)
    """.replace(")*+", ")" + _ROUNDS),
    re.VERBOSE | re.DOTALL,
)
_WORDS = re.compile(r"\w+")
_DECLARATION = re.compile(r"\bPREFIX\s+([\w.\-]*):\s*<([^<>]*)>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([_~.\-!$&'()*+,;=/?#@%])")
_RELATIVE = re.compile(r"<(?![a-zA-Z][a-zA-Z0-9+.\-]*:)[^?$&=!()]*>")


class Word(NamedTuple):
    """A word outside IRIs, strings, comments, variables and names; `prefix` if it is a name's prefix, which may also be a keyword."""

    text: str
    prefix: bool


def bare_words(text: str) -> Iterator[Word]:
    """The words of a query in which a keyword may stand, in lower case.

    >>> [word.text for word in bare_words("SELECT ?service { ?s ex:service 'service' } # service")]
    ['select']
    """
    names: list[str] = []
    for token in _TOKEN.finditer(text):
        kind, value = token.lastgroup or "", token.group().casefold()
        if kind in ("local", "name"):
            names.append(token.group("prefix").casefold())
            yield from (Word(part, False) for part in _after_dot(value))
        elif kind == "mark" and value == "{":
            yield from (Word(name, True) for name in names[-1:])
            names.clear()
        elif kind in ("long", "open"):
            yield from (Word(part, False) for part in _WORDS.findall(text[token.end() :].casefold()))
            return
        elif kind == "word" or (kind == "iri" and _less_than(value)):
            names.clear()
            yield from (Word(part, False) for part in _WORDS.findall(value))
        elif kind not in ("comment", "space"):
            names.clear()


class Token(NamedTuple):
    """A word, name, IRI, string or mark of an update.

    `place` and `end` count characters, `depth` the braces it stands in. `keyword` is its text in lower case if a keyword can stand
    there, else "": of a name that can only be a keyword and the name after it (`WITH:g`), the keyword.
    """

    kind: str
    text: str
    place: int
    end: int
    depth: int
    keyword: str


def tokens(text: str) -> Iterator[Token]:
    """The tokens of an update, without space and comments, as far as a string that is not closed.

    >>> [token.keyword for token in tokens("PREFIX with: <urn:a> COPY with:b TO with:c") if token.keyword]
    ['prefix', 'copy', 'to']
    """
    depth, before = 0, ""
    for token in _TOKEN.finditer(text):
        kind, value = token.lastgroup or "", token.group()
        if kind in ("comment", "space"):
            continue
        kind = "name" if kind == "local" else kind
        depth -= value == "}"
        keyword = value.casefold() if kind == "word" else ""
        if kind == "name" and depth == 0 and before != "word":
            keyword = token.group("prefix").casefold()
        yield Token(kind, value, token.start(), token.end(), depth, keyword)
        if kind in ("long", "open"):
            return
        depth += value == "{"
        before = kind


def _after_dot(name: str) -> list[str]:
    """The parts of a name after a dot: `ex:a.SERVICE` is one name to the grammar, but a dot also ends a triple."""
    return _WORDS.findall(name.partition(".")[2])


def _less_than(iri: str) -> bool:
    """Whether `<…>` may be a comparison that closes its bracket and goes on to a comment: `FILTER(?a<?b)SERVICE#>`."""
    _, bracket, rest = iri.partition(")")
    return bool(bracket) and "#" in rest


def relative_iri(text: str) -> str:
    """The first IRI that is surely relative, or nothing; what may be a comparison (`?a<?b&&?c>?d`) is none.

    >>> relative_iri("SELECT * { <http://example.org/a> ?p <b> }")
    '<b>'
    """
    found = (token.group() for token in _TOKEN.finditer(text) if token.lastgroup == "iri")
    return next((iri for iri in found if _RELATIVE.match(iri)), "")


def without_last_semicolon(text: str) -> str:
    """An update without the `;` and the comments that end it, so that another one can follow.

    >>> without_last_semicolon("CLEAR GRAPH <http://example.org/#g> ; # all of it")
    'CLEAR GRAPH <http://example.org/#g> '
    """
    last = None
    for token in _TOKEN.finditer(text):
        if token.lastgroup not in ("comment", "space"):
            last = token
    if last is None:
        return ""
    return text[: last.start() if last.group() == ";" else last.end()]


def without_escaped_names(text: str) -> str:
    r"""The text with each prefixed name that has an escape written as the IRI it stands for.

    >>> without_escaped_names(r"PREFIX id: <http://example.org/> ASK { ?s ?p id:area\/energy }")
    'PREFIX id: <http://example.org/> ASK { ?s ?p <http://example.org/area/energy> }'
    """
    prefixes = dict(_DECLARATION.findall(text))

    def spelled(token: re.Match[str]) -> str:
        local, start = token["local"] or "", prefixes.get(token["prefix"] or "", "")
        if "\\" not in local or ":" not in start:
            return token.group()
        return f"<{start}" + _ESCAPE.sub(r"\1", local) + ">"

    return _TOKEN.sub(spelled, text) if "\\" in text else text
