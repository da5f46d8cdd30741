"""The shapes: a good record passes, and each fault gives one line that names the right thing."""

import time
from pathlib import Path

import pytest
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import SH

from ontology.consistency import inconsistencies
from ontology.documents import core_graph, text, vocabulary_graph
from ontology.iris import Iris
from ontology.shapes import violations
from ontology.terms import DET, OWL, RDF, RDFS

GOOD = (Path(__file__).parent / "good.ttl").read_text(encoding="utf-8")
EVENT = "2020-01-02-inst-energy"
STATEMENT = f"record {EVENT}: statement {EVENT}-ab12"


def graph(turtle: str) -> Graph:
    return Graph().parse(data=turtle, format="turtle")


def with_change(old: str, new: str) -> Graph:
    assert GOOD.count(old) == 1, f"{old!r} stands {GOOD.count(old)} times in good.ttl"
    return graph(GOOD.replace(old, new))


def test_a_good_record_passes() -> None:
    assert violations(graph(GOOD), Iris()) == ()
    assert inconsistencies(graph(GOOD)) == ()


def test_a_good_record_passes_under_another_base() -> None:
    base = "http://localhost:8000/"
    moved = graph(GOOD.replace("https://w3id.org/detente/id/", f"{base}id/"))
    assert violations(moved, Iris(base)) == ()
    assert violations(moved, Iris()) != ()


FAULTS = {
    "confidence above 1": (
        "det:confidence 0.85",
        "det:confidence 1.5",
        f"{STATEMENT}: confidence: needs exactly one confidence, a decimal",
    ),
    "confidence of the wrong type": ("det:confidence 0.85", 'det:confidence "0.85"', f"{STATEMENT}: confidence: needs exactly one"),
    "no confidence": ("det:confidence 0.85 ; ", "", f"{STATEMENT}: confidence: needs exactly one confidence"),
    "no function": ("det:function function:proposal ; ", "", f"{STATEMENT}: function: needs exactly one function"),
    "a stance as function": (
        "det:function function:proposal",
        "det:function stance:neutral",
        f"{STATEMENT}: function: needs exactly one function",
    ),
    "unknown area": (
        "det:area area:gas-and-oil ; det:mentions",
        "det:area area:ghosts ; det:mentions",
        f"{STATEMENT}: area: each area must stand in the vocabulary (value ",
    ),
    "two stances": (
        "det:stance stance:supportive ; det:area",
        "det:stance stance:supportive, stance:critical ; det:area",
        f"{STATEMENT}: stance: needs exactly one stance",
    ),
    "unknown speaker": (
        "det:speaker person:b ; det:function",
        "det:speaker person:ghost ; det:function",
        f"{STATEMENT}: speaker: may have one speaker, which must stand in",
    ),
    "speaker voice without a speaker": (
        "det:speaker person:b ; det:function",
        "det:function",
        f"{STATEMENT}: must name a speaker if, and only if",
    ),
    "speaker beside the report's voice": ("det:SpeakerVoice", "det:ReportVoice", f"{STATEMENT}: must name a speaker"),
    "a voice that is none": ("det:SpeakerVoice", "det:Voice", f"{STATEMENT}: voice: needs exactly one voice"),
    "statement without a type": ("a det:Statement ; ", "", f"{STATEMENT}: must be typed det:Statement"),
    "quote unlike the text": ('oa:exact "Build', 'oa:exact "Built', f"{STATEMENT}: evidence/hasSelector/exact: the quote of the evidence"),
    "unknown thing mentioned": ("det:mentions project:pipe", "det:mentions project:ghost", f"{STATEMENT}: mentions: each entity mentioned"),
    "end before start": ("oa:end 30", "oa:end 5", f"record {EVENT}: evidence {EVENT}-ab12#position: start: needs exactly one start"),
    "no position": (
        "oa:hasSelector selector:quote, selector:position",
        "oa:hasSelector selector:quote",
        f"record {EVENT}: evidence {EVENT}-ab12:",
    ),
    "no source": ("oa:hasSource report: ; ", "", f"record {EVENT}: evidence {EVENT}-ab12: hasSource: needs exactly one report"),
    "end date before start date": (
        'endDate "2020-01-03',
        'endDate "2019-01-03',
        f"record {EVENT}: event {EVENT}: startDate: must be one date, not",
    ),
    "date as text": (
        '"2020-01-02"^^xsd:date ; schema',
        '"2020-01-02" ; schema',
        f"record {EVENT}: event {EVENT}: startDate: must be one date",
    ),
    "no kind": ("det:kind kind:in-house-seminar ; ", "", f"record {EVENT}: event {EVENT}: kind: needs exactly one kind of event"),
    "no role": ("det:role role:speaker ; ", "", f"record {EVENT}: participation {EVENT}-b: role: needs one or more roles"),
    "former as text": (
        "det:former true",
        'det:former "yes"',
        f"record {EVENT}: participation {EVENT}-b#tenure-1: former: needs exactly one",
    ),
    "two labels": ('rdfs:label "B. Example"', 'rdfs:label "B. Example", "B"', "registry: person b: label: needs exactly one label"),
    "blank label": ('rdfs:label "B. Example"', 'rdfs:label "  "', "registry: person b: label: needs exactly one label"),
    "label in a language": ('rdfs:label "B. Example"', 'rdfs:label "B. Example"@en', "registry: person b: label: needs exactly one label"),
    "control character in a label": (
        'rdfs:label "B. Example"',
        r'rdfs:label "B.\u0007Example"',
        "registry: person b: label: needs exactly one label",
    ),
    "long label": ('rdfs:label "B. Example"', f'rdfs:label "{"x" * 501}"', "registry: person b: label: needs exactly one label"),
    "state without a code": ('det:isoCode "AA" ; ', "", "registry: state aa: isoCode: needs exactly one ISO 3166-1 code"),
    "relation of one state": (
        "det:between state:aa, state:bb",
        "det:between state:aa",
        "registry: relation aa-bb: between: needs two or more states",
    ),
    "short hash": ('det:sha256 "0', 'det:sha256 "', f"record {EVENT}: report {EVENT}: sha256: needs exactly one SHA-256"),
    "no extraction": (
        "prov:wasGeneratedBy run:extraction ; ",
        "",
        f"record {EVENT}: record {EVENT}: wasGeneratedBy: needs exactly one extraction",
    ),
    "quantity as a float": (
        "det:value 800000000.0",
        "det:value 8e8",
        f"record {EVENT}: statement {EVENT}-ab12#quantity-1: value: may have one value",
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named(old: str, new: str, expected: str) -> None:
    lines = violations(with_change(old, new), Iris())
    about_it = [line for line in lines if line.startswith(expected)]
    assert len(about_it) == 1, lines
    # one line, but where others miss a thing that has no type, and where a wrong voice is no attribution either
    assert len(lines) == 1 or new in {"", "det:Voice"}
    assert not any("\n" in line for line in lines)


@pytest.mark.parametrize("value", ['"x"', "event:", "[]", '"2020-01-01"^^xsd:date', '"2020-01-01T00:00:00Z"^^xsd:dateTime', "1.5"])
@pytest.mark.parametrize(
    "old", ["oa:start 15", "oa:end 30", 'schema:startDate "2020-01-02"^^xsd:date', 'schema:endDate "2020-01-03"^^xsd:date']
)
def test_what_cannot_be_compared_is_a_fault_and_no_crash(old: str, value: str) -> None:
    property = old.split(maxsplit=1)[0]
    if "Date" in property and value.endswith("xsd:date"):
        value = "3"
    lines = violations(with_change(old, f"{property} {value}"), Iris())
    assert any(f": {property.split(':')[1]}: " in line for line in lines)


def test_markup_in_a_name_is_legal() -> None:
    assert violations(with_change('rdfs:label "B. Example"', 'rdfs:label "B. <b>Example</b>"'), Iris()) == ()


def test_the_wrong_value_is_shown_and_cut() -> None:
    (line,) = violations(with_change("det:confidence 0.85", "det:confidence 1.5"), Iris())
    assert line.endswith('(value "1.5")')
    (line,) = violations(with_change('rdfs:label "B. Example"', f'rdfs:label "{"x" * 501}"'), Iris())
    assert line.endswith('x…")')
    assert len(line) < 250


def test_data_is_left_as_it_was() -> None:
    data = graph(GOOD)
    before = set(data)
    violations(data, Iris())
    assert set(data) == before


def test_a_foreign_or_blank_thing_is_refused() -> None:
    data = graph(GOOD)
    data.add((URIRef("https://example.org/x"), RDF.type, DET.Person))
    data.add((BNode(), RDF.type, DET.EventSeries))
    lines = violations(data, Iris())
    assert any(line.startswith("https://example.org/x: must be typed det:Person and named id/person/…") for line in lines)
    assert any(line.startswith("a thing without a name: must be typed det:EventSeries") for line in lines)


def test_an_empty_graph_has_no_faults() -> None:
    assert violations(Graph(), Iris()) == ()


def test_a_large_record_is_checked_in_time() -> None:
    block = GOOD[GOOD.index("# statement") : GOOD.index("# end of statement")]
    prefixes = GOOD[: GOOD.index("# registry")]
    large = graph(GOOD)
    for n in range(163):
        large += graph(prefixes.replace("ab12", f"{n:04x}") + block)
    started = time.perf_counter()
    assert violations(large, Iris()) == ()
    assert time.perf_counter() - started < 8


def test_shapes_speak_of_defined_terms_and_every_property_shape_has_a_message() -> None:
    shapes = graph(text("shapes.ttl"))
    assert [line for line in inconsistencies(shapes) if "is not defined" in line] == []
    for path_owner in shapes.subjects(SH.path):
        inside_or = (None, None, path_owner) in shapes and any("With" in str(owner) for owner in shapes.subjects(SH.property, path_owner))
        assert inside_or or len(list(shapes.objects(path_owner, SH.message))) == 1


def test_every_concrete_class_has_a_shape() -> None:
    shapes, core, concepts = graph(text("shapes.ttl")), core_graph(), {DET.Area, DET.Function, DET.Stance, DET.Role, DET.Kind}
    concrete = set(core.subjects(RDF.type, OWL.Class)) - concepts - {DET.Actor, DET.Thing, DET.Voice}
    covered = {below for cls in shapes.objects(None, SH.targetClass) for below in core.transitive_subjects(RDFS.subClassOf, cls)}
    assert concrete <= covered


def test_planted_contradictions_are_found() -> None:
    planted = graph(
        """@prefix det: <https://w3id.org/detente/ontology#> . @prefix x: <https://example.org/> .
        x:a a det:Statement, det:Event . x:b a det:State . x:t det:speaker x:b . x:c det:speeker x:d ; a det:Treaty, det:Ghost .
        x:f det:isoCode "ZZ" ; det:between x:b ."""
    )
    assert inconsistencies(planted) == (
        "det:Ghost is not defined",
        "det:speeker is not defined",
        "https://example.org/a is both det:Event and det:Statement",
        "https://example.org/b is both det:Person and det:State",
        "https://example.org/f is both det:Actor and det:Relation",
    )


def test_the_vocabulary_is_consistent() -> None:
    assert inconsistencies(vocabulary_graph(Iris())) == ()


def test_the_closure_agrees_with_a_reasoner() -> None:
    owlrl = pytest.importorskip("owlrl")
    closed = graph(GOOD) + core_graph()
    owlrl.DeductiveClosure(owlrl.RDFS_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(closed)
    pairs = list(core_graph().subject_objects(OWL.disjointWith))
    assert not any(set(closed.subjects(RDF.type, a)) & set(closed.subjects(RDF.type, b)) for a, b in pairs)
