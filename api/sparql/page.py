"""`/sparql` for people: a form, and results as a table."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from api.errors import FOR_CLIENTS, respond
from api.negotiation import EXTENSIONS, RDF_EXTENSIONS, choose_extension, content_type
from api.site import Site
from api.sparql.description import description
from api.sparql.request import Call
from api.tables import SHOWN, table
from detente.errors import DetenteError
from ontology.terms import PREFIXES
from queries.explanation import Explanation
from store.base import BINDINGS, GRAPH_TYPES, SELECT_TYPES

LABELS = dict(zip((*SELECT_TYPES, *GRAPH_TYPES), ("JSON", "XML", "CSV", "TSV", "Turtle", "N-Triples", "JSON-LD", "RDF/XML"), strict=True))
EXAMPLE = """PREFIX det: <https://w3id.org/detente/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?who ?said ?event WHERE {
  ?statement a det:Statement ; schema:text ?said ; det:speaker/rdfs:label ?who ; det:atEvent/rdfs:label ?event .
} LIMIT 20"""


class SparqlPages:
    """Makes the pages, and the description of the service that stands in their place for programs."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def introduce(self, request: Request, call: Call) -> Response:
        """What is answered where no query was asked: the service's description, or the form."""
        extension = choose_extension(call.accept, (*RDF_EXTENSIONS, "html"))
        if extension == "html":
            return self._form(request, "")
        body = description(str(request.url.replace(query="")), call.default, extension)
        return Response(body, headers={"Vary": "Accept"}, media_type=content_type(EXTENSIONS[extension]))

    def results(
        self,
        request: Request,
        call: Call,
        media_type: str = "",
        body: bytes = b"",
        cut: str = "",
        error: DetenteError | None = None,
    ) -> Response:
        """The form with the results of its query, or with its error."""
        query = call.query or ""
        if error is not None:
            if error.status >= 500 and not isinstance(error, FOR_CLIENTS):
                return respond(request, error)
            return self._form(request, query, error.status, error=error)
        if media_type == BINDINGS:
            return self._form(request, query, table=table(body), cut=cut)
        return self._form(request, query, triples=body.decode(), cut=cut)

    def explained(self, request: Request, call: Call, explanation: Explanation) -> Response:
        """The form with what its query does, in words."""
        return self._form(request, call.query or "", explanation=explanation)

    def _form(self, request: Request, query: str, status: int = 200, **shown: Any) -> Response:
        nothing: dict[str, Any] = {"table": None, "triples": None, "error": None, "cut": "", "explanation": None}
        fixed: dict[str, Any] = {"example": EXAMPLE, "prefixes": PREFIXES, "formats": LABELS, "shown": SHOWN}
        return self._site.page(request, "sparql.html", status, query=query, **fixed, **{**nothing, **shown})
