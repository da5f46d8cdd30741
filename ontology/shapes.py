"""Checks a graph against `shapes.ttl` and says what is wrong in lines that a curator understands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache

from pyshacl import validate
from rdflib import Graph, Literal
from rdflib.namespace import SH
from rdflib.term import BNode, Node

from ontology.documents import core_graph, text, vocabulary_graph
from ontology.iris import Iris
from ontology.terms import DET, OA, PREFIXES, RDF, RDFS, SCHEMA

MAX_VALUE = 80
"""Characters of a wrong value that a line shows."""

MAX_VALUES = 3
"""Wrong values of one property that a line shows."""

_COMPARED: dict[Node, type] = {SCHEMA.startDate: date, SCHEMA.endDate: date, OA.start: int, OA.end: int}
_OF_A_RECORD = frozenset({"event", "talk", "participation", "statement", "evidence", "report", "record", "position"})


def violations(data: Graph, iris: Iris) -> tuple[str, ...]:
    """One line for each fault, sorted; empty if the graph may be stored. `data` is left as it was.

    `data` is one record's graph (or several) *with the registry's triples about the entities it names*; the vocabulary is added here.
    Only what `data` describes is judged; faults of one property that read the same are one line. A line reads

        record EVENT: statement SLUG: confidence: needs exactly one confidence, a decimal from 0 to 1 (value "1.5")

    with `registry: person SLUG: …` for an entity. Deterministic; about 3 ms for a statement.
    """
    both = _knowledge(iris) + data
    _, report, _ = validate(both, shacl_graph=_shapes(_comparable(data)), inference="none", advanced=False, meta_shacl=False, inplace=True)
    if not isinstance(report, Graph):
        raise RuntimeError(f"the SHACL engine gave no report but {report!r}")
    described = set(data.subjects())
    events = _events(data, iris)
    faults = defaultdict[str, set[str]](set)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        if focus is not None and focus in described:
            faults[": ".join((*_where(focus, iris, events), *_what(report, result)))] |= _values(report, result, focus)
    return tuple(
        sorted(fault + (f" (value {', '.join(sorted(values)[:MAX_VALUES])})" if values else "") for fault, values in faults.items())
    )


def _comparable(data: Graph) -> bool:
    """Whether all values that the shapes compare are of the type they should be.

    The engine stops at a comparison of others; the shapes' datatypes report them anyway.
    """
    return all(isinstance(o, Literal) and type(o.value) is kind for p, kind in _COMPARED.items() for o in data.objects(None, p))


@cache
def _shapes(comparable: bool) -> Graph:
    """The shapes, without their comparisons if the data cannot be compared."""
    shapes = Graph(bind_namespaces="none").parse(data=text("shapes.ttl"), format="turtle")
    if not comparable:
        shapes.remove((None, SH.lessThan, None))
        shapes.remove((None, SH.lessThanOrEquals, None))
    return shapes


@cache
def _knowledge(iris: Iris) -> Graph:
    """What the shapes need to know beside the data: the classes of concepts, and which class is below which."""
    graph = Graph(bind_namespaces="none")
    for triple in vocabulary_graph(iris).triples((None, RDF.type, None)):
        graph.add(triple)
    for triple in core_graph().triples((None, RDFS.subClassOf, None)):
        graph.add(triple)
    return graph


def _events(data: Graph, iris: Iris) -> tuple[str, ...]:
    """The slugs of the events described, longest first, so that the first that fits is the right one."""
    nodes = {*data.subjects(RDF.type, DET.Event), *data.objects(None, DET.atEvent), *data.objects(None, DET.about)}
    names = (iris.parse(str(node)) for node in nodes)
    return tuple(sorted((name.slug for name in names if name and name.type == "event"), key=lambda slug: (-len(slug), slug)))


def _where(focus: Node, iris: Iris, events: Iterable[str]) -> tuple[str, ...]:
    """Record and thing: `("record 2019-x", "statement 2019-x-ab12")`."""
    name = iris.parse(str(focus))
    if name is None:
        return ("a thing without a name" if isinstance(focus, BNode) else str(focus),)
    thing = f"{name.type} {name.slug}" + (f"#{name.fragment}" if name.fragment else "")
    if name.type not in _OF_A_RECORD:
        return ("registry", thing)
    event = next((slug for slug in events if name.slug == slug or name.slug.startswith(f"{slug}-")), name.slug)
    return (f"record {event}", thing)


def _what(report: Graph, result: Node) -> tuple[str, ...]:
    """Path (if the fault is a property's) and message."""
    path, message = report.value(result, SH.resultPath), str(report.value(result, SH.resultMessage) or "breaks a shape")
    return (message,) if path is None else (_path(report, path), message)


def _values(report: Graph, result: Node, focus: Node) -> set[str]:
    """The wrong values, shown; none where the fault is that one is missing, or the thing itself."""
    return {_shown(value) for value in report.objects(result, SH.value) if value != focus}


def _path(report: Graph, path: Node) -> str:
    """The local name of a property, or of each in a sequence path, joined by slashes."""
    steps = [path] if (path, RDF.rest, None) not in report else list(report.items(path))
    return "/".join(_local(step) for step in steps)


def _local(iri: Node) -> str:
    namespaces = (namespace for namespace in PREFIXES.values() if str(iri).startswith(namespace))
    return str(iri).removeprefix(next(namespaces, ""))


def _shown(value: Node) -> str:
    if isinstance(value, Literal):
        flat = " ".join(str(value).split())
        return f'"{flat}"' if len(flat) <= MAX_VALUE else f'"{flat[: MAX_VALUE - 1]}…"'
    return str(value)
