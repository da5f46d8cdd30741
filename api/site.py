"""The HTML side: one Jinja environment with autoescape always on, and the few things every page needs."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from api.errors import detail
from api.links import followable, page_of
from api.vocabulary import concepts
from detente import __version__
from detente.errors import DetenteError
from ontology.iris import Iris
from ontology.terms import PREFIXES
from store.base import Store

FOLDER = Path(__file__).parent
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


class Site:
    """Renders pages; knows the store only for the version in the footer."""

    def __init__(self, store: Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            day=day, followable=followable, words=words, thousands=thousands, share=share, by_event=by_event, curie=curie, code=code
        )
        self._environment.globals["software"] = __version__

    def page(
        self, request: Request, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
    ) -> HTMLResponse:
        """A page from a template; links in it lead to this server, under whatever prefix a proxy gives it."""
        root = str(request.scope.get("root_path", "")).rstrip("/")

        def local(iri: str) -> str | None:
            return page_of(self._iris, iri, root)

        def concept(kind: str, code: str) -> Mapping[str, Any]:
            known = {"label": code, "slug": code, "definition": None}
            return next((found for found in concepts(self._iris)[kind] if found["code"] == code), known)

        text = self._environment.get_template(template).render(
            values, root=root, local=local, concept=concept, path=request.url.path, version=self._version(), base=self._iris.base
        )
        return HTMLResponse(text, status, {"Vary": "Accept", **(headers or {})})

    def error(self, request: Request, error: DetenteError, headers: Mapping[str, str]) -> HTMLResponse:
        """The page for an error; `api.errors` decides when a page is wanted."""
        return self.page(request, "error.html", error.status, headers, error=error, detail=detail(error))

    def _version(self) -> str:
        try:
            return self._store.version().tag
        except DetenteError:
            return "unknown"


def embedded_json(data: object) -> Markup:
    """JSON for a script tag: no `<`, `>` or `&` in it, so that no text of the data can close the tag."""
    text = json.dumps(data, ensure_ascii=False) if not isinstance(data, str) else data
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  (the replacements above are the escaping)


def day(value: str | None) -> str:
    """A date as people write it; what is not an ISO date is left alone.

    >>> day("2019-10-10"), day("2019"), day(None)
    ('10 October 2019', '2019', '')
    """
    parts = (value or "").split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or not 1 <= int(parts[1]) <= 12:
        return value or ""
    return f"{int(parts[2])} {MONTHS[int(parts[1]) - 1]} {parts[0]}"


def curie(iri: str) -> str:
    """An IRI with a known prefix, for showing.

    >>> curie("https://w3id.org/detente/ontology#Event"), curie("https://example.org/")
    ('det:Event', 'https://example.org/')
    """
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.isidentifier():
            return f"{prefix}:{local}"
    return iri


def code(text: str) -> Markup:
    """Text in which backticks mark code; everything else is escaped.

    >>> code("`a` < b")
    Markup('<code>a</code> &lt; b')
    """
    parts = text.split("`")
    made = (Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts))
    return Markup("").join(made)


def words(code: str) -> str:
    """A code as words.

    >>> words("chief-guest")
    'chief guest'
    """
    return code.replace("-", " ").replace("_", " ")


def thousands(number: int) -> str:
    """A count with separators.

    >>> thousands(12345)
    '12,345'
    """
    return f"{number:,}"


def share(confidence: float | str) -> str:
    """A confidence as a percentage.

    >>> share(0.85)
    '85%'
    """
    return f"{float(confidence):.0%}"


def by_event(statements: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Statements in groups of one event, in their order: `event` and `statements` of each."""
    groups = itertools.groupby(statements, key=lambda statement: statement["event"])
    return [{"event": event, "statements": list(group)} for event, group in groups]
