"""A small graph of invented people, hostile strings among them, with the report texts its quotes stand in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, XSD

from ontology.documents import ontology_graph, vocabulary_graph
from ontology.iris import Iris
from ontology.terms import DET, OA
from store.base import Store, Triple
from store.embedded import EmbeddedStore
from store.sources import Sources

IRIS = Iris()
FIRST = "2019-03-04-example-gas-and-trade"
HOSTILE = "2021-06-01-example-hostile"
LONG = "2022-01-10-example-many"
HOSTILE_NAME = '<script>alert("name")</script> & Mallory'
HOSTILE_QUOTE = '</script><img src=x onerror="alert(1)"> & "quoted" <b>bold</b>'
MANY = 60


@dataclass(frozen=True)
class Said:
    """One statement of the sample, as little of it as differs."""

    hash: str
    quote: str
    speaker: str | None
    function: str = "proposal"
    stance: str = "supportive"
    areas: tuple[str, ...] = ("energy",)
    voice: URIRef = DET.SpeakerVoice


@dataclass
class Meeting:
    """One event of the sample: its record graph is made of this."""

    slug: str
    title: str
    day: str
    people: tuple[tuple[str, str, str], ...]
    said: tuple[Said, ...]
    source: str
    text: str = field(init=False)
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = f"{self.title}\n\n" + "\n\n".join(f"Before it {one.quote} After it." for one in self.said) + "\n"
        self.sha256 = hashlib.sha256(self.text.encode()).hexdigest()


MEETINGS = (
    Meeting(
        FIRST, "Gas and Trade Between Examplia and Testonia", "2019-03-04",
        (("ann-example", "chief-guest", "xa"), ("bob-sample", "speaker", "xb")),
        (
            Said("aaaaaaaa01", "The two sides should build the northern gas pipeline without delay.", "ann-example",
                 areas=("energy", "connectivity")),
            Said("aaaaaaaa02", "Trade has not kept pace with political goodwill.", "bob-sample", "obstacle", "critical", ("trade",)),
            Said("aaaaaaaa03", "A member of the audience asked when banks would be linked.", None,
                 "question", "neutral", ("finance",), DET.ParticipantsVoice),
            Said("aaaaaaaa04", "The seminar was held in the main hall.", None, "background", "neutral", (), DET.ReportVoice),
        ),
        "https://example.org/report?a=1&b=2",
    ),
    Meeting(
        HOSTILE, "A <i>Hostile</i> Title", "2021-06-01", (("mallory", "speaker", "xa"),),
        (Said("bbbbbbbb01", HOSTILE_QUOTE, "mallory", "concern", "qualified", ("defence",)),), "javascript:alert(1)",
    ),
    Meeting(
        LONG, "Many Small Remarks", "2022-01-10", (("ann-example", "speaker", "xa"),),
        tuple(Said(f"c{number:09d}", f"Remark number {number} is about culture.", "ann-example", areas=("culture",))
              for number in range(1, MANY + 1)),
        "https://example.org/many",
    ),
)  # fmt: skip


def build(folder: Path) -> None:
    """Publishes the sample as a store in the folder."""
    for meeting in MEETINGS:
        Sources(folder).put(meeting.sha256, meeting.text.encode(), meeting.text, "{}")
    fill(EmbeddedStore(folder))


def fill(store: Store) -> None:
    """Publishes the sample's graphs in a store of any kind."""
    graphs = {
        IRIS.graph("ontology"): list(_typed(ontology_graph(IRIS))),
        IRIS.graph("vocabulary"): list(_typed(vocabulary_graph(IRIS))),
        IRIS.graph("registry"): list(registry()),
        IRIS.graph("positions"): list(positions()),
    }
    graphs |= {IRIS.id("record", meeting.slug): list(record(meeting)) for meeting in MEETINGS}
    store.replace(graphs)


def registry() -> Iterator[Triple]:
    """Persons, states, the relation, a host and an office."""
    named = [
        ("person", "ann-example", DET.Person, "Ann Example"), ("person", "bob-sample", DET.Person, "Bob Sample"),
        ("person", "mallory", DET.Person, HOSTILE_NAME), ("state", "xa", DET.State, "Examplia"), ("state", "xb", DET.State, "Testonia"),
        ("organisation", "example-institute", DET.Organisation, "Example Institute"),
        ("relation", "xa-xb", DET.Relation, "Examplia – Testonia"),
        ("office", "ambassador-of-examplia", DET.Office, "Ambassador of Examplia to Testonia"),
        ("project", "northern-pipeline", DET.Project, "Northern Pipeline"),
    ]  # fmt: skip
    for type, slug, cls, label in named:
        yield IRIS.id(type, slug), RDF.type, cls
        yield IRIS.id(type, slug), RDFS.label, Literal(label)
    yield IRIS.id("person", "ann-example"), SKOS.altLabel, Literal("A. Example")
    yield IRIS.id("person", "ann-example"), OWL.sameAs, URIRef("https://example.org/ann")
    for code in ("xa", "xb"):
        yield IRIS.id("state", code), DET.isoCode, Literal(code.upper())
        yield IRIS.id("relation", "xa-xb"), DET.between, IRIS.id("state", code)
    office = IRIS.id("office", "ambassador-of-examplia")
    yield office, DET.officeTitle, Literal("Ambassador")
    yield office, DET.accreditedTo, IRIS.id("state", "xb")


def record(meeting: Meeting) -> Iterator[Triple]:
    """The record graph of one meeting."""
    event, report = IRIS.id("event", meeting.slug), IRIS.id("report", meeting.slug)
    yield event, RDF.type, DET.Event
    yield event, RDFS.label, Literal(meeting.title)
    yield event, DCTERMS.title, Literal(meeting.title)
    yield event, DET.kind, IRIS.id("kind", "in-house-seminar")
    yield event, SDO.startDate, Literal(meeting.day, datatype=XSD.date)
    yield event, SDO.endDate, Literal(meeting.day, datatype=XSD.date)
    yield event, DET.host, IRIS.id("organisation", "example-institute")
    yield event, DET.venue, Literal("Main Hall, Exampleton")
    yield event, DET.concerns, IRIS.id("relation", "xa-xb")
    yield event, DET.reportedIn, report
    yield from _report(meeting, event, report)
    for person, role, state in meeting.people:
        yield from _participation(meeting, person, role, state)
    talk = IRIS.id("talk", f"{meeting.slug}-1")
    yield talk, RDF.type, DET.Talk
    yield talk, RDFS.label, Literal("Opening remarks")
    yield talk, DCTERMS.title, Literal("Opening remarks")
    yield talk, DET.speaker, IRIS.id("person", meeting.people[0][0])
    yield talk, DET.atEvent, event
    yield talk, DET.order, Literal(1)
    for order, said in enumerate(meeting.said, 1):
        yield from _statement(meeting, said, order)


def _report(meeting: Meeting, event: URIRef, report: URIRef) -> Iterator[Triple]:
    yield report, RDF.type, DET.Report
    yield report, RDFS.label, Literal(f"Report of {meeting.title}")
    yield report, DET.fileName, Literal(f"{meeting.slug}.txt")
    yield report, DET.sha256, Literal(meeting.sha256)
    yield report, DET.characters, Literal(len(meeting.text))
    yield report, DCTERMS.format, Literal("text/plain")
    yield report, DCTERMS.language, Literal("en")
    yield report, DCTERMS.source, URIRef(meeting.source)
    yield report, DET.about, event
    record = IRIS.id("record", meeting.slug)
    extraction = IRIS.id("record", meeting.slug, "extraction")
    yield record, RDF.type, DET.Record
    yield record, RDFS.label, Literal(f"Record of {meeting.title}")
    yield record, PROV.wasDerivedFrom, report
    yield record, PROV.wasGeneratedBy, extraction
    yield record, DET.about, event
    yield extraction, RDF.type, DET.Extraction
    yield extraction, DET.softwareVersion, Literal("0.1.0")
    yield extraction, DET.vocabularyHash, Literal("0" * 64)
    yield extraction, PROV.used, report


def _participation(meeting: Meeting, person: str, role: str, state: str) -> Iterator[Triple]:
    part = IRIS.id("participation", f"{meeting.slug}-{person}")
    yield part, RDF.type, DET.Participation
    yield part, DET.participant, IRIS.id("person", person)
    yield part, DET.atEvent, IRIS.id("event", meeting.slug)
    yield part, DET.role, IRIS.id("role", role)
    yield part, DET.represents, IRIS.id("state", state)
    yield part, DET.honorific, Literal("H.E.")
    if person == "ann-example":
        tenure = IRIS.id("participation", f"{meeting.slug}-{person}", "tenure-1")
        yield part, DET.tenure, tenure
        yield tenure, RDF.type, DET.Tenure
        yield tenure, DET.holder, IRIS.id("person", person)
        yield tenure, DET.office, IRIS.id("office", "ambassador-of-examplia")
        yield tenure, DET.former, Literal(meeting.slug == LONG)
        yield tenure, DET.asOf, Literal(meeting.day, datatype=XSD.date)


def _statement(meeting: Meeting, said: Said, order: int) -> Iterator[Triple]:
    slug = f"{meeting.slug}-{said.hash}"
    statement, evidence = IRIS.id("statement", slug), IRIS.id("evidence", slug)
    yield statement, RDF.type, DET.Statement
    yield statement, SDO.text, Literal(said.quote)
    yield statement, DET.atEvent, IRIS.id("event", meeting.slug)
    yield statement, DET.concerns, IRIS.id("relation", "xa-xb")
    yield statement, DET.voice, said.voice
    if said.speaker:
        yield statement, DET.speaker, IRIS.id("person", said.speaker)
        yield statement, DET.talk, IRIS.id("talk", f"{meeting.slug}-1")
    yield statement, DET.function, IRIS.id("function", said.function)
    yield statement, DET.stance, IRIS.id("stance", said.stance)
    for area in said.areas:
        yield statement, DET.area, IRIS.id("area", area)
    yield statement, DET.confidence, Literal("0.85", datatype=XSD.decimal)
    yield statement, DET.method, Literal("rules:sample")
    yield statement, DET.order, Literal(order)
    yield statement, DET.evidence, evidence
    if said.hash.endswith("aa01"):
        yield statement, DET.mentions, IRIS.id("project", "northern-pipeline")
        quantity = IRIS.id("statement", slug, "quantity-1")
        yield statement, DET.quantity, quantity
        yield quantity, RDF.type, DET.Quantity
        yield quantity, DET.text, Literal("two sides")
        yield quantity, DET.value, Literal("2", datatype=XSD.decimal)
        yield quantity, DET.unit, Literal("sides")
        yield quantity, DET.inStatement, statement
    yield from _evidence(meeting, said, evidence)


def _evidence(meeting: Meeting, said: Said, evidence: URIRef) -> Iterator[Triple]:
    quote, position = URIRef(f"{evidence}#quote"), URIRef(f"{evidence}#position")
    start = meeting.text.index(said.quote)
    yield evidence, RDF.type, DET.Evidence
    yield evidence, OA.hasSource, IRIS.id("report", meeting.slug)
    yield evidence, OA.hasSelector, quote
    yield evidence, OA.hasSelector, position
    yield evidence, DET.page, Literal(1)
    yield quote, RDF.type, OA.TextQuoteSelector
    yield quote, OA.exact, Literal(said.quote)
    yield quote, OA.prefix, Literal(meeting.text[max(0, start - 32) : start])
    yield quote, OA.suffix, Literal(meeting.text[start + len(said.quote) :][:32])
    yield position, RDF.type, OA.TextPositionSelector
    yield position, OA.start, Literal(start)
    yield position, OA.end, Literal(start + len(said.quote))


def positions() -> Iterator[Triple]:
    """One derived position."""
    position = IRIS.id("position", f"{FIRST}-person-ann-example-energy")
    statement = IRIS.id("statement", f"{FIRST}-aaaaaaaa01")
    yield position, RDF.type, DET.Position
    yield position, DET.holder, IRIS.id("person", "ann-example")
    yield position, DET.area, IRIS.id("area", "energy")
    yield position, DET.concerns, IRIS.id("relation", "xa-xb")
    yield position, DET.atEvent, IRIS.id("event", FIRST)
    yield position, DET.stance, IRIS.id("stance", "supportive")
    yield position, DET.supportedBy, statement
    yield position, PROV.wasDerivedFrom, statement
    for name, count in ((DET.supportingCount, 1), (DET.qualifyingCount, 0), (DET.opposingCount, 0)):
        yield position, name, Literal(count)


def _typed(graph: object) -> Iterator[Triple]:
    for subject, predicate, value in graph:  # type: ignore[attr-defined]
        yield URIRef(str(subject)), URIRef(str(predicate)), value
