"""The terms we use, typed: a misspelt one is an error at the first use, and mypy knows each.

`DET` has exactly the terms of `core.ttl` (a test compares them); `PREFIXES` is the one list of prefixes for SPARQL and Turtle.

>>> DET.atEvent
rdflib.term.URIRef('https://w3id.org/detente/ontology#atEvent')
"""
# ruff: noqa: N815

from __future__ import annotations

from rdflib import Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, VOID, XSD, DefinedNamespace

__all__ = [
    "DCAT",
    "DCTERMS",
    "DET",
    "DQV",
    "FOAF",
    "LDQD",
    "OA",
    "ORG",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SKOS",
    "VOID",
    "XSD",
]


class DET(DefinedNamespace):
    """The detente ontology; AttributeError for a name that is not defined in it."""

    _NS = Namespace("https://w3id.org/detente/ontology#")
    _fail = True

    # classes
    Actor: URIRef
    Area: URIRef
    Crisis: URIRef
    Document: URIRef
    Event: URIRef
    EventSeries: URIRef
    Evidence: URIRef
    Exercise: URIRef
    Extraction: URIRef
    Function: URIRef
    IntergovernmentalOrganisation: URIRef
    Kind: URIRef
    Office: URIRef
    Organisation: URIRef
    Participation: URIRef
    Person: URIRef
    Position: URIRef
    Project: URIRef
    Quantity: URIRef
    Record: URIRef
    Relation: URIRef
    Report: URIRef
    Role: URIRef
    Stance: URIRef
    State: URIRef
    Statement: URIRef
    Talk: URIRef
    Tenure: URIRef
    Thing: URIRef
    Treaty: URIRef
    Voice: URIRef
    WeaponSystem: URIRef
    # individuals
    ParticipantsVoice: URIRef
    ReportVoice: URIRef
    SpeakerVoice: URIRef
    # properties
    about: URIRef
    accreditedTo: URIRef
    area: URIRef
    asOf: URIRef
    atEvent: URIRef
    between: URIRef
    characters: URIRef
    textSha256: URIRef
    concerns: URIRef
    confidence: URIRef
    evidence: URIRef
    fileName: URIRef
    former: URIRef
    function: URIRef
    holder: URIRef
    honorific: URIRef
    host: URIRef
    inSeries: URIRef
    inStatement: URIRef
    isoCode: URIRef
    kind: URIRef
    measures: URIRef
    mediaCoverage: URIRef
    mentions: URIRef
    method: URIRef
    model: URIRef
    office: URIRef
    officeOf: URIRef
    officeTitle: URIRef
    opposedBy: URIRef
    opposingCount: URIRef
    order: URIRef
    page: URIRef
    participant: URIRef
    qualifiedBy: URIRef
    qualifyingCount: URIRef
    quantity: URIRef
    reportedIn: URIRef
    represents: URIRef
    respondsTo: URIRef
    role: URIRef
    sampleSize: URIRef
    section: URIRef
    sha256: URIRef
    softwareVersion: URIRef
    sourceCited: URIRef
    speaker: URIRef
    stance: URIRef
    supportedBy: URIRef
    supportingCount: URIRef
    talk: URIRef
    tenure: URIRef
    text: URIRef
    unit: URIRef
    value: URIRef
    venue: URIRef
    vocabularyHash: URIRef
    voice: URIRef


class OA(DefinedNamespace):
    """The part of the Web Annotation vocabulary that we use."""

    _NS = Namespace("http://www.w3.org/ns/oa#")
    _fail = True

    SpecificResource: URIRef
    TextPositionSelector: URIRef
    TextQuoteSelector: URIRef
    end: URIRef
    exact: URIRef
    hasSelector: URIRef
    hasSource: URIRef
    prefix: URIRef
    start: URIRef
    suffix: URIRef


class DQV(DefinedNamespace):
    """The part of the W3C Data Quality Vocabulary that we use (https://www.w3.org/TR/vocab-dqv/)."""

    _NS = Namespace("http://www.w3.org/ns/dqv#")
    _fail = True

    Metric: URIRef
    QualityMeasurement: URIRef
    computedOn: URIRef
    expectedDataType: URIRef
    hasQualityMeasurement: URIRef
    inDimension: URIRef
    isMeasurementOf: URIRef
    value: URIRef


class LDQD(DefinedNamespace):
    """The quality dimensions that we use, of the W3C's list for linked data (https://www.w3.org/2016/05/ldqd)."""

    _NS = Namespace("http://www.w3.org/2016/05/ldqd#")
    _fail = True

    completeness: URIRef
    semanticAccuracy: URIRef


SCHEMA = SDO
"""schema.org, in the https namespace that the graph uses."""

PREFIXES: dict[str, str] = {
    "det": "https://w3id.org/detente/ontology#",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "oa": "http://www.w3.org/ns/oa#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "qudt": "http://qudt.org/schema/qudt/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "ldqd": "http://www.w3.org/2016/05/ldqd#",
}
"""Prefix → namespace, as docs, queries and Turtle files write them."""
