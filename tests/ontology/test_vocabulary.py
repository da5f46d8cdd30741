"""The five SKOS schemes: whole, labelled, without circles, and equal to the record's codes."""

from typing import get_args

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ingest import record
from ontology.documents import VOCABULARIES, broader, codes, notation, vocabulary_graph
from ontology.iris import SLUG, Iris
from ontology.terms import DET, RDF, RDFS, SKOS

GRAPH = vocabulary_graph(Iris())
CONCEPTS = sorted(node for node in GRAPH.subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef))
AREAS = """energy nuclear defence arms-trade military-exercises counter-terrorism narcotics border-security afghanistan kashmir sco
multilateral strategic-stability trade investment finance connectivity industry agriculture it-digital space science-technology pharma
health education culture language people-to-people media tourism climate-environment maritime diplomacy-political regional-order
human-development migration other""".split()  # noqa: SIM905
CLASSES = {"area": DET.Area, "function": DET.Function, "stance": DET.Stance, "role": DET.Role, "kind": DET.Kind}


def in_language(graph: Graph, concept: Node, property: URIRef, language: str) -> list[str]:
    return [str(o) for o in graph.objects(concept, property) if isinstance(o, Literal) and o.language == language]


@pytest.mark.parametrize(
    ("type", "literal"),
    [("kind", record.Kind), ("role", record.Role), ("function", record.Function), ("stance", record.Stance)],
)
def test_the_record_and_the_scheme_have_the_same_codes(type: str, literal: object) -> None:
    assert set(notation(type)) == set(get_args(literal))


@pytest.mark.parametrize("code", AREAS)
def test_an_area_of_the_design_exists_and_has_its_place(code: str) -> None:
    concept = Iris().id("area", code)
    assert code in codes("area")
    assert (code in broader()) != ((concept, SKOS.topConceptOf, Iris().scheme("area")) in GRAPH)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_is_complete(concept: URIRef) -> None:
    name = Iris().parse(concept)
    assert name is not None
    english = in_language(GRAPH, concept, SKOS.prefLabel, "en")
    assert len(english) == 1
    assert list(GRAPH.objects(concept, RDFS.label)) == [Literal(english[0])]
    assert len(in_language(GRAPH, concept, SKOS.definition, "en")) == 1
    assert (concept, RDF.type, CLASSES[name.type]) in GRAPH
    assert list(GRAPH.objects(concept, SKOS.inScheme)) == [Iris().scheme(name.type)]
    assert len(list(GRAPH.objects(concept, SKOS.notation))) == 1
    for language in ("ru", "ur"):
        assert len(in_language(GRAPH, concept, SKOS.prefLabel, language)) <= 1


@pytest.mark.parametrize("type", VOCABULARIES)
def test_labels_are_unique_within_a_scheme(type: str) -> None:
    for language in ("en", "ru", "ur"):
        labels = [
            label.casefold()
            for concept in GRAPH.subjects(SKOS.inScheme, Iris().scheme(type))
            for property in (SKOS.prefLabel, SKOS.altLabel)
            for label in in_language(GRAPH, concept, property, language)
        ]
        assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("type", VOCABULARIES)
def test_the_hierarchy_is_a_forest(type: str) -> None:
    known, up = set(codes(type)), broader(type)
    for code in known:
        seen = [code]
        while seen[-1] in up:
            seen.append(up[seen[-1]])
            assert seen[-1] in known
            assert len(seen) <= len(known), f"circle above {code}"
    for concept in GRAPH.subjects(SKOS.inScheme, Iris().scheme(type)):
        assert len(list(GRAPH.objects(concept, SKOS.broader))) <= 1


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [("nuclear", "energy"), ("arms-trade", "defence"), ("defence", "security"), ("sco", "multilateral"), ("pharma", "health")],
)
def test_broader_areas(narrow: str, broad: str) -> None:
    assert broader()[narrow] == broad


def test_slugs_and_notations() -> None:
    assert notation("kind")["in-house seminar"] == "in-house-seminar"
    for type in VOCABULARIES:
        assert list(codes(type)) == sorted(codes(type))
        assert all(SLUG.match(code) for code in codes(type))
        assert set(notation(type).values()) == set(codes(type))


def test_another_base_moves_the_concepts_and_nothing_else() -> None:
    moved = vocabulary_graph(Iris("http://localhost:8000/"))
    assert len(moved) == len(GRAPH)
    assert set(moved.predicates()) == set(GRAPH.predicates())
    assert (URIRef("http://localhost:8000/id/area/energy"), RDF.type, DET.Area) in moved
    assert (None, SKOS.inScheme, URIRef("http://localhost:8000/id/area")) in moved
    assert not any("w3id.org/detente/id/" in str(node) for triple in moved for node in triple)


def test_a_returned_graph_is_the_callers_own() -> None:
    mine = vocabulary_graph(Iris())
    mine.remove((None, None, None))
    assert len(vocabulary_graph(Iris())) == len(GRAPH)


def test_no_blank_nodes() -> None:
    assert not any(isinstance(node, BNode) for triple in GRAPH for node in triple)


def test_a_type_without_vocabulary_is_refused() -> None:
    for ask in (codes, notation, broader):
        with pytest.raises(ValueError, match="no vocabulary for 'person'"):
            ask("person")
