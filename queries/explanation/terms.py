"""Terms and paths of the parse tree as plain values."""

from __future__ import annotations

from typing import Any

from queries.explanation.plan import Path, Pattern

Unnamed = dict[str, str]
"""The unnamed things of a query by the names that the parser gave them, numbered as they come."""

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_BARE = frozenset(f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double", "boolean"))
_LONGEST = 120


def several(node: Any) -> list[Any]:
    """A node of the parse tree as a list: of its items if it is a list, else of itself."""
    from pyparsing import ParseResults

    return list(node) if isinstance(node, (list, ParseResults)) else [node]


def term(node: Any, unnamed: Unnamed) -> str:
    """A term as SPARQL writes it, with the prefixes of the query; a long literal is cut."""
    from rdflib import BNode, Literal, URIRef, Variable

    if isinstance(node, Variable):
        return f"?{node}"
    if isinstance(node, BNode):
        return unnamed.setdefault(str(node), f"_:{len(unnamed) + 1}")
    if isinstance(node, Literal):
        return _literal(str(node), str(node.language or ""), str(node.datatype or ""))
    if isinstance(node, URIRef):
        return f"<{node}>"
    if getattr(node, "name", "") == "pname":
        return f"{node.prefix or ''}:{node.localname or ''}"
    if getattr(node, "name", "") == "literal":
        datatype = term(node.datatype, unnamed) if node.datatype is not None else ""
        return _literal(str(node.string), str(node.lang or ""), datatype.strip("<>"), datatype)
    return str(node)


def path(node: Any, unnamed: Unnamed) -> Path:
    """A predicate or property path; brackets and steps of one part vanish."""
    kind = getattr(node, "name", "")
    if kind in ("PathAlternative", "PathSequence"):
        parts = tuple(path(part, unnamed) for part in node.part)
        if len(parts) == 1:
            return parts[0]
        alternative = kind == "PathAlternative"
        text = "|".join(part.text for part in parts) if alternative else "/".join(_enclosed(part) for part in parts)
        return Path("alternative" if alternative else "sequence", text, parts)
    if kind == "PathElt":
        inner = path(node.part, unnamed)
        return Path("repeat", f"{_enclosed(inner)}{node.mod}", (inner,), str(node.mod)) if node.mod else inner
    if kind in ("PathEltOrInverse", "InversePath"):
        if node.part is None:  # the parser drops the name in !(^name)
            return Path("inverse", "^…")
        inner = path(node.part, unnamed)
        return Path("inverse", f"^{_enclosed(inner)}", (inner,))
    if kind == "PathNegatedPropertySet":
        parts = tuple(path(part, unnamed) for part in node.part or ())
        return Path("except", f"!({'|'.join(part.text for part in parts)})", parts)
    text = term(node, unnamed)
    return Path("one", "a" if text == _TYPE else text)


def patterns(triples: Any, unnamed: Unnamed) -> tuple[Pattern, ...]:
    """The triple patterns of a block: the parser gives lists of three terms after three terms."""
    found = []
    for row in triples or ():
        flat = list(row)
        for start in range(0, len(flat) - 2, 3):
            found.append(Pattern(term(flat[start], unnamed), path(flat[start + 1], unnamed), term(flat[start + 2], unnamed)))
    return tuple(found)


def _enclosed(path: Path) -> str:
    return f"({path.text})" if path.kind in ("alternative", "sequence") else path.text


def _literal(value: str, language: str, datatype: str, shown: str = "") -> str:
    if datatype in _BARE and not shown:
        return value
    cut = value if len(value) <= _LONGEST else value[:_LONGEST].rstrip() + "…"
    quoted = cut.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if language:
        return f'"{quoted}"@{language}'
    return f'"{quoted}"' + (f"^^{shown or f'<{datatype}>'}" if datatype and datatype != _STRING else "")
