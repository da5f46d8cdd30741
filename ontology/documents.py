"""The model's files, read once: ontology, vocabularies, shapes and JSON-LD context.

They are package data, so everything here works from a wheel. Nothing here changes them; a graph that is returned is a fresh one, the
caller's to change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.iris import DEFAULT_BASE, Iris
from ontology.terms import DCTERMS, DET, PREFIXES, SKOS, VOID

VOCABULARIES: Mapping[str, str] = MappingProxyType(
    {"area": "areas.ttl", "function": "functions.ttl", "stance": "stances.ttl", "role": "roles.ttl", "kind": "kinds.ttl"}
)
"""Type of concept → its file."""

ONTOLOGY = ("core.ttl", "alignments.ttl")
"""The files of `graph/ontology`."""


def text(name: str) -> str:
    """The text of one of the package's data files; FileNotFoundError for another name."""
    return files("ontology").joinpath(name).read_text(encoding="utf-8")


def ontology_graph(iris: Iris) -> Graph:
    """`core.ttl` and `alignments.ttl`, with the aligned concepts under the base of `iris`; what `graph/ontology` holds."""
    return _rebased(ONTOLOGY, iris)


def core_graph() -> Graph:
    """`core.ttl` alone, the same for every base."""
    return _rebased(ONTOLOGY[:1], Iris())


def vocabulary_graph(iris: Iris) -> Graph:
    """Areas, functions, stances, roles and kinds, with concepts and schemes under the base of `iris`; what `graph/vocabulary` holds."""
    return _rebased(tuple(VOCABULARIES.values()), iris)


def context() -> dict[str, Any]:
    """The JSON-LD 1.1 context document, `{"@context": {…}}`.

    A short name is the local name of its property, but for `quote`, which is `schema:text` (`text` is `det:text`, of a quantity).
    """
    loaded: dict[str, Any] = json.loads(text("context.jsonld"))
    return loaded


@cache
def notation(type: str) -> Mapping[str, str]:
    """The record's code → the slug of the concept, in alphabetical order of slugs; ValueError for a type without vocabulary.

    >>> notation("kind")["in-house seminar"]
    'in-house-seminar'
    """
    graph, iris = _parsed(_file(type)), Iris()
    pairs = sorted((_slug(concept, iris), str(code)) for concept, code in graph.subject_objects(SKOS.notation))
    return MappingProxyType({code: slug for slug, code in pairs})


@cache
def codes(type: str) -> tuple[str, ...]:
    """The slugs of a vocabulary, sorted; ValueError for a type without vocabulary.

    >>> codes("stance")
    ('critical', 'neutral', 'qualified', 'supportive')
    """
    return tuple(notation(type).values())


@cache
def broader(type: str = "area") -> Mapping[str, str]:
    """Slug → slug of the broader concept; a top concept is no key. ValueError for a type without vocabulary.

    >>> broader()["gas-and-oil"], "energy" in broader()
    ('energy', False)
    """
    graph, iris = _parsed(_file(type)), Iris()
    pairs = sorted((_slug(narrow, iris), _slug(broad, iris)) for narrow, broad in graph.subject_objects(SKOS.broader))
    return MappingProxyType(dict(pairs))


def _file(type: str) -> str:
    if type not in VOCABULARIES:
        raise ValueError(f"no vocabulary for {type!r}; there are {', '.join(VOCABULARIES)}")
    return VOCABULARIES[type]


def _slug(concept: Node, iris: Iris) -> str:
    name = iris.parse(str(concept))
    if name is None:
        raise ValueError(f"{concept} is no concept of ours")
    return name.slug


@cache
def _parsed(name: str) -> Graph:
    """Shared, and so never to be changed or returned."""
    return Graph(bind_namespaces="none").parse(data=text(name), format="turtle")


def _rebased(names: tuple[str, ...], iris: Iris) -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for name in names:
        for s, p, o in _parsed(name):
            graph.add((_under(s, iris), p, _under(o, iris)))
    return graph


def _under(node: Node, iris: Iris) -> Node:
    """The node, with its base exchanged if it is a concept or scheme of ours."""
    ours = f"{DEFAULT_BASE}id/"
    if isinstance(node, URIRef) and node.startswith(ours):
        return URIRef(f"{iris.base}id/{node.removeprefix(ours)}")
    return node


def dataset_graph(iris: Iris) -> Graph:
    """What the dataset says of itself in `graph/dataset`: a VoID description without counts and times, which change."""
    graph = Graph()
    dataset = iris.id("dataset", "detente")
    graph.add((dataset, RDF.type, VOID.Dataset))
    graph.add((dataset, DCTERMS.title, Literal("detente: statements about relations between states")))
    graph.add((dataset, VOID.uriSpace, Literal(f"{iris.base}id/")))
    graph.add((dataset, VOID.vocabulary, URIRef(str(DET._NS))))
    return graph
