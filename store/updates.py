"""The text of updates that put triples into graphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.errors import InputError

_PREFIX_LINE = re.compile(r"^[ \t]*PREFIX[ \t]+[\w.-]*:[ \t]*<[^<>]*>[ \t]*$", re.MULTILINE | re.IGNORECASE)
_MOST_BLANK = 4


def hoisted(text: str) -> tuple[str, str]:
    r"""The PREFIX lines of an update, and the rest: oxigraph takes them at the very start only.

    >>> hoisted("PREFIX a: <http://a/>\nCLEAR GRAPH a:g ;\nPREFIX b: <http://b/>\nCLEAR GRAPH b:g")[0]
    'PREFIX a: <http://a/>\nPREFIX b: <http://b/>\n'
    """
    lines = dict.fromkeys(line.strip() for line in _PREFIX_LINE.findall(text))
    return "".join(f"{line}\n" for line in lines), _PREFIX_LINE.sub("", text).strip()


def dropped(graph: str) -> str:
    """Empties a graph (`""`: the default graph), which need not be there."""
    return f"DROP SILENT GRAPH <{graph}>" if graph else "CLEAR SILENT DEFAULT"


def inserted(graph: str, lines: Sequence[str], most: int | None = None) -> list[str]:
    """Operations that add N-Triples lines to a graph, at most so many in each.

    Blank nodes stand for themselves within one operation alone: InputError if there are too many for one.
    """
    size = most or max(len(lines), 1)
    verb, end = "INSERT DATA", ""
    if most and any(line.startswith("_:") or " _:" in line for line in lines):
        if len(lines) > _MOST_BLANK * most:
            raise InputError(
                f"<{graph}>: blank nodes among more than {_MOST_BLANK * most} triples cannot be sent to this service; give them IRIs"
            )
        size, verb, end = len(lines), "INSERT", " WHERE {}"
    parts = ("\n".join(lines[start : start + size]) for start in range(0, len(lines), size))
    return [f"{verb} {{ GRAPH <{graph}> {{\n{part}\n}} }}{end}" if graph else f"{verb} {{\n{part}\n}}{end}" for part in parts]
