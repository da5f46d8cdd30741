"""`/ontology` in every format, its JSON-LD context, and the VoID description of the data set."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from rdflib import OWL, RDF, RDFS, SKOS, URIRef

from api.deps import Accept, IrisDep, SiteDep, StoreDep
from api.descriptions import serialise
from api.negotiation import EXTENSIONS, RDF_EXTENSIONS, choose_extension, content_type
from api.void import NAMESPACE, classes, dataset, quality
from detente.errors import NotFoundError
from ontology.documents import context, ontology_graph
from ontology.iris import Iris

router = APIRouter(tags=["linked data"])
FORMATS = ("html", *RDF_EXTENSIONS)
KINDS = (
    ("Classes", OWL.Class),
    ("Relations between things", OWL.ObjectProperty),
    ("Properties with values", OWL.DatatypeProperty),
    ("Individuals", OWL.NamedIndividual),
)


@router.get("/ontology", operation_id="ontology", summary="The ontology, by content negotiation", response_class=Response)
def ontology(request: HttpRequest, iris: IrisDep, site: SiteDep, accept: Accept) -> Response:
    """Turtle, JSON-LD, RDF/XML, N-Triples, or a page with every term."""
    return _ontology(request, iris, site, choose_extension(accept, FORMATS))


@router.get("/ontology/context.jsonld", operation_id="ontologyContext", summary="The JSON-LD context", response_class=Response)
def ontology_context() -> Response:
    """The context with which JSON-LD here is compacted."""
    return JSONResponse(context(), media_type="application/ld+json")


@router.get("/ontology.{extension}", operation_id="ontologyAs", summary="The ontology in one format", response_class=Response)
def ontology_as(extension: str, request: HttpRequest, iris: IrisDep, site: SiteDep) -> Response:
    """The same, with the format in the address."""
    if extension not in FORMATS:
        raise NotFoundError(f"the ontology comes as {', '.join(FORMATS)}, not as {extension[:40]!r}")
    return _ontology(request, iris, site, extension)


@router.get("/.well-known/void", operation_id="void", summary="What the data set holds (VoID)", response_class=Response)
def void(request: HttpRequest, store: StoreDep, iris: IrisDep, site: SiteDep, accept: Accept) -> Response:
    """Name, sizes and addresses of the data set, in any RDF format, or as a page."""
    extension = choose_extension(accept, (*RDF_EXTENSIONS, "html"))
    if extension == "html":
        return site.page(request, "dataset.html", statistics=store.statistics(), classes=classes(store), quality=quality(store))
    body = serialise(dataset(store, iris, str(request.base_url)), extension)
    return Response(body, media_type=content_type(EXTENSIONS[extension]), headers={"Vary": "Accept"})


def _ontology(request: HttpRequest, iris: Iris, site: SiteDep, extension: str) -> Response:
    links = ", ".join(f'</ontology.{other}>; rel="alternate"; type="{EXTENSIONS[other]}"' for other in FORMATS if other != extension)
    headers = {"Vary": "Accept", "Link": links}
    if extension == "html":
        return site.page(request, "ontology.html", 200, headers, sections=terms(iris), formats=RDF_EXTENSIONS, namespace=NAMESPACE)
    return Response(serialise(ontology_graph(iris), extension), media_type=content_type(EXTENSIONS[extension]), headers=headers)


def terms(iris: Iris) -> list[tuple[str, list[dict[str, Any]]]]:
    """Every term of ours under its heading: name, label, definition, scope note, and what it is aligned with."""
    graph = ontology_graph(iris)
    sections = []
    for heading, kind in KINDS:
        ours = sorted(URIRef(str(term)) for term in graph.subjects(RDF.type, kind) if str(term).startswith(NAMESPACE))
        sections.append((heading, [_term(graph, term) for term in ours]))
    return [(heading, found) for heading, found in sections if found]


def _term(graph: Any, term: URIRef) -> dict[str, Any]:
    def texts(*predicates: URIRef) -> list[str]:
        return sorted(str(value) for predicate in predicates for value in graph.objects(term, predicate))

    definition = texts(SKOS.definition) or texts(RDFS.comment)
    return {
        "name": str(term).removeprefix(NAMESPACE),
        "iri": str(term),
        "label": next(iter(texts(RDFS.label)), ""),
        "definition": " ".join(definition),
        "notes": texts(SKOS.scopeNote),
        "examples": texts(SKOS.example),
        "wider": [graph.qname(value) for value in texts(RDFS.subClassOf, RDFS.subPropertyOf)],
        "domain": [graph.qname(value) for value in texts(RDFS.domain)],
        "range": [graph.qname(value) for value in texts(RDFS.range)],
    }
