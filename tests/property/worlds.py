"""Small data, in the same worlds for everything that is asked: the service, the engine in this process, and rdflib.

Predicates say what their objects are (`n` numbers, `t` texts, the others nodes), so that what a variable holds is known. There are no
blank nodes, and each value has one spelling: the engine stores values, not spellings.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
import pyoxigraph as ox
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
STRING = f"{XSD}string"
NODES = tuple(f"{EX}{name}" for name in "abcde")
LINKS, NUMBER, TEXT = ("p", "q", "r"), "n", "t"
NUMBERS, TEXTS = ('"0"', '"1"', '"2"', '"-3"', '"10"'), ('"x"', '"xy"', '"Y"', '"x"@en', '"ß, \\"q\\""')
GRAPH = f"{EX}graph"
"""Stands in queries for the first named graph of whatever world is asked."""
WORLDS, GRAPHS, FEWEST, MOST = 6, 2, 8, 24
RESULTS = "application/sparql-results+json"

Term = tuple[str, ...]
Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Answer:
    """Variables and solutions, in their order; or triples; or yes and no."""

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None

    def counted(self) -> tuple[tuple[str, ...], Counter[Row], bool | None]:
        """What must be equal where no order is given."""
        return self.variables, Counter(self.rows), self.boolean


@dataclass
class World:
    """A dataset: its default graph and its named graphs, as lines of N-Quads without the graph."""

    number: int
    graphs: dict[str, list[str]]
    engine: ox.Store = field(default_factory=ox.Store, repr=False)
    dataset: rdflib.Dataset = field(default_factory=rdflib.Dataset, repr=False)

    @property
    def default(self) -> str:
        """The name that the default graph has in the store that is served."""
        return f"{EX}w{self.number}/default"

    @property
    def named(self) -> list[str]:
        """The names of the other graphs."""
        return [name for name in self.graphs if name != self.default]

    def _here(self, query: str) -> str:
        return query.replace(GRAPH, self.named[0])

    def ask_service(self, client: httpx.Client, query: str) -> Answer:
        """Over HTTP, with the protocol's parameters for the dataset."""
        parameters = {"query": self._here(query), "default-graph-uri": self.default, "named-graph-uri": self.named}
        response = client.get("/sparql", params=parameters, headers={"Accept": f"{RESULTS}, application/n-triples"})
        assert response.status_code == 200, f"{response.status_code} {response.text}"
        if response.headers["content-type"].startswith(RESULTS):
            return _from_json(response.json())
        return _from_triples(ox.parse(response.content, format=ox.RdfFormat.N_TRIPLES))

    def ask_engine(self, query: str) -> Answer:
        """In this process, over a store that holds this world alone."""
        found = self.engine.query(self._here(query))
        if isinstance(found, ox.QueryBoolean):
            return Answer(boolean=bool(found))
        if isinstance(found, ox.QueryTriples):
            return _from_triples(found)
        names = tuple(variable.value for variable in found.variables)
        return Answer(names, tuple(tuple(_from_engine(solution[name]) for name in names) for solution in found))

    def ask_rdflib(self, query: str) -> Answer:
        """In this process, by rdflib."""
        found = self.dataset.query(self._here(query))
        if found.type == "ASK":
            return Answer(boolean=bool(found.askAnswer))
        if found.type == "CONSTRUCT":
            return _triples([tuple(_from_rdflib(term) for term in triple) for triple in cast(rdflib.Graph, found.graph)])
        names = tuple(str(variable) for variable in found.vars or ())
        rows = [tuple(_from_rdflib(solution.get(rdflib.Variable(name))) for name in names) for solution in found.bindings]
        return Answer(names, tuple(rows))


def worlds() -> list[World]:
    """All worlds, the same in every run."""
    return [_world(number, random.Random(number)) for number in range(WORLDS)]


def all_quads(made: Iterable[World]) -> str:
    """What the served store holds: every world's graphs, as N-Quads."""
    return "".join(f"{line} <{name}> .\n" for world in made for name, lines in world.graphs.items() for line in lines)


def _world(number: int, chance: random.Random) -> World:
    world = World(number, {})
    names = [world.default, *(f"{EX}w{number}/g{graph}" for graph in range(GRAPHS))]
    for name in names:
        world.graphs[name] = sorted({_line(chance) for _ in range(chance.randint(FEWEST, MOST))})
        where = "" if name == world.default else f" <{name}>"
        quads = "".join(f"{line}{where} .\n" for line in world.graphs[name])
        world.engine.load(quads.encode(), format=ox.RdfFormat.N_QUADS)
        graph = world.dataset.graph(DATASET_DEFAULT_GRAPH_ID if name == world.default else rdflib.URIRef(name))
        graph.parse(data="".join(f"{line} .\n" for line in world.graphs[name]), format="nt")
    return world


def _line(chance: random.Random) -> str:
    predicate = chance.choice((*LINKS, *LINKS, NUMBER, TEXT))
    if predicate == NUMBER:
        value = f"{chance.choice(NUMBERS)}^^<{XSD}integer>"
    else:
        value = chance.choice(TEXTS) if predicate == TEXT else f"<{chance.choice(NODES)}>"
    return f"<{chance.choice(NODES)}> <{EX}{predicate}> {value}"


def _literal(value: str, datatype: str | None, language: str | None) -> Term:
    return ("literal", value, "", language.lower()) if language else ("literal", value, datatype or STRING, "")


def _from_json(found: dict[str, Any]) -> Answer:
    if "boolean" in found:
        return Answer(boolean=found["boolean"])
    names = tuple(found["head"]["vars"])
    return Answer(names, tuple(tuple(_json_term(row.get(name)) for name in names) for row in found["results"]["bindings"]))


def _json_term(term: dict[str, str] | None) -> Term | None:
    if term is None:
        return None
    if term["type"] == "uri":
        return ("iri", term["value"])
    return _literal(term["value"], term.get("datatype"), term.get("xml:lang"))


def _from_engine(term: object) -> Term | None:
    if isinstance(term, ox.NamedNode):
        return ("iri", term.value)
    return _literal(term.value, term.datatype.value, term.language) if isinstance(term, ox.Literal) else None


def _from_rdflib(term: object) -> Term | None:
    if isinstance(term, rdflib.URIRef):
        return ("iri", str(term))
    return _literal(str(term), str(term.datatype or STRING), term.language) if isinstance(term, rdflib.Literal) else None


def _from_triples(found: Iterable[Any]) -> Answer:
    return _triples([(_from_engine(each.subject), _from_engine(each.predicate), _from_engine(each.object)) for each in found])


def _triples(rows: Iterable[Row]) -> Answer:
    return Answer(("subject", "predicate", "object"), tuple(set(rows)))
