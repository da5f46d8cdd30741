"""The graph: what a record becomes, under names that never change."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import BNode, Literal, URIRef

import ingest
from detente.errors import ConflictError
from ingest.extraction.chain import extract
from ingest.graph.registry_graph import registry_triples
from ingest.pipeline import Ingested, build
from ingest.record import Record
from ingest.registry import Registry
from ontology.documents import core_graph, vocabulary_graph
from ontology.iris import Iris
from ontology.terms import DCTERMS, DET, OA, RDF, RDFS, SCHEMA
from tests.ingest.material import SEMINAR, report

IRIS = Iris()
EVENT = "2021-05-04-hpi-iceland-ghana-fish-trade-sea"


def built(text: str = SEMINAR, registry: Registry | None = None, record: Record | None = None, replace: bool = False) -> Ingested:
    read = report(text)
    return build(read, record or extract(read), Registry() if registry is None else registry, IRIS, replace)


def lines(made: Ingested, registry: Registry) -> list[str]:
    triples = (*made.triples, *registry_triples(registry, IRIS))
    return [" ".join(node.n3() for node in triple) for triple in triples]


def objects(made: Ingested, predicate: URIRef) -> list[str]:
    return [str(o) for _, p, o in made.triples if p == predicate]


def test_the_event() -> None:
    made = built()
    iri = IRIS.id("event", EVENT)
    said = {(p, o) for s, p, o in made.triples if s == iri}
    assert made.event == EVENT
    assert made.graph == IRIS.id("record", EVENT)
    assert {
        (RDF.type, DET.Event),
        (DET.kind, IRIS.id("kind", "seminar")),
        (DET.concerns, IRIS.id("relation", "gh-is")),
        (DET.host, IRIS.id("organisation", "harbour-policy-institute")),
        (RDFS.label, Literal("Iceland–Ghana Relations: Fish, Trade and the Sea")),
    } <= said
    assert objects(made, SCHEMA.startDate) == ["2021-05-04"]


def test_every_statement_has_its_evidence() -> None:
    made = built()
    quotes = [s.quote for s in made.record.statements]
    assert objects(made, SCHEMA.text) == objects(made, OA.exact) == quotes
    starts, ends = ([int(n) for n in objects(made, p)] for p in (OA.start, OA.end))
    assert [SEMINAR[a:b] for a, b in zip(starts, ends, strict=True)] == quotes
    for before, quote, after in zip(objects(made, OA.prefix), quotes, objects(made, OA.suffix), strict=True):
        assert f"{before}{quote}{after}" in SEMINAR


def test_each_statement_has_one_voice_and_a_speaker_only_if_a_person_speaks() -> None:
    made = built()
    voices, with_speaker = objects(made, DET.voice), {s for s, p, _ in made.triples if p == DET.speaker}
    assert len(voices) == len(made.record.statements)
    people = {p.id for p in made.record.participants}
    assert voices.count(str(DET.SpeakerVoice)) == len(with_speaker) == sum(s.speaker in people for s in made.record.statements)


def test_no_blank_nodes_and_only_known_names() -> None:
    registry = Registry()
    made = built(registry=registry)
    model = set(core_graph().subjects()) | set(vocabulary_graph(IRIS).subjects())
    described = {s for s, _, _ in made.triples} | {s for s, _, _ in registry_triples(registry, IRIS)}
    for triple in (*made.triples, *registry_triples(registry, IRIS)):
        for node in triple:
            assert not isinstance(node, BNode)
            if isinstance(node, URIRef) and str(node).startswith((str(DET), IRIS.base)):
                assert node in model or node in described, node


def test_no_triple_is_said_twice() -> None:
    made = built()
    assert len(set(made.triples)) == len(made.triples)


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from ingest.registry import Registry
from tests.ingest.test_graph import built, lines
registry = Registry()
print("\\n".join([*lines(built(registry=registry), registry), registry.text()]))
"""


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_same_report_gives_the_same_lines_whatever_the_machine(seed: str) -> None:
    registry = Registry()
    here = "\n".join([*lines(built(registry=registry), registry), registry.text()])
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONUTF8": "1"}
    there = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(Path(ingest.__file__).parents[1])], env=environment, capture_output=True, check=True, timeout=120
    )
    assert there.stdout.decode().rstrip("\n") == here.rstrip("\n")


def test_a_better_extraction_keeps_every_id() -> None:
    registry = Registry()
    first = built(registry=registry)
    record = first.record
    better = record.model_copy(
        update={
            "event": record.event.model_copy(
                update={"title": "A Better Title", "id": "2021-05-05-other", "start_date": None, "end_date": None}
            ),
            "statements": record.statements[1:],
        }
    )
    again = built(registry=registry, record=better)
    assert again.event == EVENT
    assert again.graph == first.graph
    kept = {s for s, _, _ in again.triples}
    assert kept <= {s for s, _, _ in first.triples}
    assert list(registry.entries["event"]) == [EVENT]


def test_the_same_report_again_changes_nothing() -> None:
    registry = Registry()
    first, text = built(registry=registry), registry.text()
    assert built(registry=registry).triples == first.triples
    assert registry.text() == text


def test_a_second_report_of_the_event_is_a_conflict_until_it_is_to_replace_the_first() -> None:
    registry = Registry()
    built(registry=registry)
    before = registry.text()
    with pytest.raises(ConflictError) as caught:
        built(SEMINAR + "Participants thanked the hosts.\n", registry)
    assert EVENT in str(caught.value)
    assert "--replace" in str(caught.value)
    assert registry.text() == before
    made = built(SEMINAR + "Participants thanked the hosts.\n", registry, replace=True)
    assert made.event == EVENT
    assert list(registry.sources.values()) == [EVENT]


def test_a_known_person_keeps_the_id_in_another_report() -> None:
    registry = Registry()
    built(registry=registry)
    other = SEMINAR.replace("4 May 2021", "9 June 2022").replace("Dr. Orla Fenwick", "Prof. ORLA FENWICK")
    made = built(other, registry)
    assert made.event.startswith("2022-06-09-")
    assert ("person", "orla-fenwick") in made.names.entities.values()
    assert [id for id in registry.entries["person"] if "fenwick" in id] == ["orla-fenwick"]


def renamed(name: str, url: str | None = None, publisher: str | None = None) -> Ingested:
    record = extract(report(SEMINAR))
    people = (record.participants[0].model_copy(update={"name": name, "honorifics": (name,)}), *record.participants[1:])
    source = record.source.model_copy(update={"url": url, "publisher": publisher})
    return built(record=record.model_copy(update={"participants": people, "source": source}))


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x>', "a\\u003cb", "O’Neil \"Bo\" \\ 'x'", "{{7*7}}", "<http://x>"]
)
def test_markup_in_a_name_stays_a_literal(name: str) -> None:
    made = renamed(name, publisher=name)
    assert objects(made, DET.honorific)[0] == name
    assert objects(made, DCTERMS.publisher) == [name]
    assert not any(isinstance(node, URIRef) and set('<>"{}|\\^` ') & set(node) for triple in made.triples for node in triple)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://a b/",
        'https://a/">',
        "//a/",
        "file:///etc/passwd",
        "https://a/\nb",
        " https://a/",
    ],
)
def test_an_address_that_is_no_web_address_never_becomes_a_link(url: str) -> None:
    assert objects(renamed("Orla Fenwick", url), DCTERMS.source) == []


def test_a_web_address_becomes_a_link() -> None:
    assert objects(renamed("Orla Fenwick", "https://example.org/a?b=c"), DCTERMS.source) == ["https://example.org/a?b=c"]


def test_quantities_hang_on_their_statement() -> None:
    made = built()
    values = {str(o): str(s) for s, p, o in made.triples if p == DET.value}
    statement = next(s for s in made.record.statements if "40 million" in s.quote)
    assert values["40000000.0"] == f"{IRIS.id('statement', f'{EVENT}-{statement.id}')}#quantity-1"


def test_an_envoys_office_names_both_states() -> None:
    registry = Registry()
    built(registry=registry)
    office = registry.entries["office"]["ambassador-of-iceland-to-ghana"]
    assert office.facts == {"title": "Ambassador", "accredited": "gh"}
    assert not [id for id in registry.entries["organisation"] if id == "ghana"]
