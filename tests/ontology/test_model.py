"""core.ttl, terms.py, context.jsonld and docs/reference/graph.md speak of the same terms."""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from rdflib import BNode, Graph, Literal, URIRef

from ontology.documents import context, core_graph, ontology_graph, text
from ontology.iris import Iris
from ontology.terms import DET, OA, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS

GRAPH_MD = (Path(__file__).parents[2] / "docs" / "reference" / "graph.md").read_text(encoding="utf-8")
NOT_IN_GRAPH_MD = {"Actor", "Voice", "Thing"}
CORE = core_graph()
TERMS = sorted(str(node).removeprefix(str(DET)) for node in CORE.subjects(RDFS.isDefinedBy))


def term(name: str) -> URIRef:
    return URIRef(f"{DET}{name}")


def test_the_page_names_every_term_and_no_other() -> None:
    named = set(re.findall(r"det:([A-Za-z][A-Za-z0-9]*)", GRAPH_MD))
    assert named - set(TERMS) == set()
    assert set(TERMS) - named <= NOT_IN_GRAPH_MD


def test_terms_py_has_every_term_and_no_other() -> None:
    assert {name for name in DET.__annotations__ if not name.startswith("_")} == set(TERMS)
    with pytest.raises(AttributeError):
        _ = DET.ghost


@pytest.mark.parametrize("name", TERMS)
def test_a_term_is_documented(name: str) -> None:
    for property in (RDFS.label, SKOS.definition, SKOS.scopeNote, SKOS.example):
        values = list(CORE.objects(term(name), property))
        assert len(values) == 1, property
        assert isinstance(values[0], Literal)
        assert values[0].language == "en"
        assert str(values[0]).strip()


@pytest.mark.parametrize("name", TERMS)
def test_a_term_has_one_kind_and_the_case_of_its_kind(name: str) -> None:
    kinds = set(CORE.objects(term(name), RDF.type)) & {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual}
    assert len(kinds) == 1
    assert name[0].islower() == bool(kinds & {OWL.ObjectProperty, OWL.DatatypeProperty})


def test_everything_core_speaks_of_is_defined() -> None:
    for triple in ontology_graph(Iris()):
        for node in triple:
            if isinstance(node, URIRef) and node.startswith(str(DET)):
                assert str(node).removeprefix(str(DET)) in TERMS


def test_domains_and_ranges_never_collide_with_disjointness() -> None:
    classes = set(CORE.subjects(RDF.type, OWL.Class))
    for cls in classes:
        above = set(CORE.transitive_objects(cls, RDFS.subClassOf))
        assert not any((a, OWL.disjointWith, b) in CORE or (b, OWL.disjointWith, a) in CORE for a, b in combinations(above, 2))
    assert not any(a == b for a, b in CORE.subject_objects(OWL.disjointWith))


def test_datatype_properties_have_datatypes_and_object_properties_classes() -> None:
    for property, target in CORE.subject_objects(RDFS.range):
        literal = str(target).startswith(PREFIXES["xsd"])
        assert ((property, RDF.type, OWL.DatatypeProperty) in CORE) == literal


def test_no_blank_nodes() -> None:
    assert not any(isinstance(node, BNode) for triple in ontology_graph(Iris()) for node in triple)


def test_alignments_are_about_our_terms() -> None:
    iris = Iris("https://example.org/")
    aligned = Graph().parse(data=text("alignments.ttl"), format="turtle")
    assert len(ontology_graph(iris)) == len(CORE) + len(aligned)
    ours = {s for s in ontology_graph(iris).subjects() if str(s).startswith("https://example.org/id/area/")}
    assert URIRef("https://example.org/id/area/sco") in ours
    assert not any("w3id.org/detente/id/" in str(node) for triple in ontology_graph(iris) for node in triple)


def test_prefixes_belong_to_the_namespaces() -> None:
    assert PREFIXES["det"] == str(DET)
    assert PREFIXES["schema"] == str(SCHEMA)
    assert PREFIXES["oa"] == str(OA)
    assert len(set(PREFIXES.values())) == len(PREFIXES)


def test_the_context_has_every_term_under_its_own_name() -> None:
    terms = context()["@context"]
    for name in TERMS:
        entry = terms[name]
        assert (entry["@id"] if isinstance(entry, dict) else entry) == f"det:{name}"
    assert context() is not context()


def test_the_context_types_what_core_types() -> None:
    terms: dict[str, Any] = context()["@context"]
    for name in TERMS:
        coerced = terms[name].get("@type", "") if isinstance(terms[name], dict) else ""
        if (term(name), RDF.type, OWL.ObjectProperty) in CORE:
            assert coerced == "@id"
        else:
            expected = str(CORE.value(term(name), RDFS.range)).replace(PREFIXES["xsd"], "xsd:")
            assert coerced == ("" if expected == "xsd:string" or name[0].isupper() else expected)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD code uses it
def test_json_ld_round_trip() -> None:
    graph = Graph().parse(
        data="""@prefix det: <https://w3id.org/detente/ontology#> . @prefix schema: <https://schema.org/> .
        @prefix oa: <http://www.w3.org/ns/oa#> . @prefix x: <https://example.org/id/> .
        x:s a det:Statement ; schema:text "A \\"b\\"" ; det:speaker x:p ; det:confidence 0.85 ; det:order 3 ; det:voice det:SpeakerVoice .
        x:e schema:startDate "2020-01-02"^^<http://www.w3.org/2001/XMLSchema#date> ; oa:start 0 ; oa:prefix "a" .""",
        format="turtle",
    )
    written = graph.serialize(format="json-ld", context=context()["@context"])
    assert '"quote"' in written
    assert '"speaker": "https://example.org/id/p"' in written
    again = Graph().parse(data=json.dumps({**json.loads(written), **context()}), format="json-ld")
    assert set(again) == set(graph)
