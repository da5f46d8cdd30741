"""Terms, paths and patterns in words."""

from __future__ import annotations

from collections.abc import Iterable

from queries.explanation.plan import Path, Pattern
from queries.explanation.words import say, words


def term(text: str) -> str:
    """A term as it is shown: what is unnamed has a number."""
    return say("terms", "unnamed", number=text[2:]) if text.startswith("_:") else text


def terms(texts: Iterable[str]) -> str:
    """Several terms, with commas."""
    return ", ".join(term(text) for text in texts)


def pattern(pattern: Pattern) -> str:
    """A triple pattern as a clause: `the det:speaker of ?statement is ?who`."""
    path = pattern.path
    if path.text == "a":
        kind = "kind"
    elif path.variable:
        kind = "any"
    else:
        kind = "value" if path.kind == "one" else "reached"
    return say("patterns", kind, subject=term(pattern.subject), object=term(pattern.object), path=_path(path))


def _path(path: Path) -> str:
    spoken = words()["paths"]
    if path.kind == "one":
        return term(path.text)
    if path.kind == "except":
        return say("paths", "except", paths=", ".join(_path(part) for part in path.parts))
    if path.kind == "inverse":
        return say("paths", "inverse", path=_enclosed(path.parts[0])) if path.parts else str(spoken["unnamed-inverse"])
    if path.kind == "repeat":
        return say("paths", path.mark, path=_enclosed(path.parts[0]))
    return str(spoken[path.kind]).join(_enclosed(part) if part.kind == "alternative" else _path(part) for part in path.parts)


def _enclosed(path: Path) -> str:
    return _path(path) if path.kind == "one" else say("paths", "enclosed", path=_path(path))
