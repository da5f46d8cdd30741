"""A small graph made by hand after docs/reference/graph.md: two events, four invented persons, fourteen statements."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from analysis.positions import derivation
from ontology.iris import Iris
from ontology.terms import PREFIXES
from store.base import Triple
from store.embedded import EmbeddedStore

IRIS = Iris()
B = IRIS.base + "id/"
E1 = "2019-10-10-ies-current-status"
E2 = "2021-05-20-ies-gas-futures"
HEAD = "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items()) + f"@base <{B}> .\n"

VOCABULARY = {
    "area": ["energy", "gas-and-oil", "trade", "defence"],
    "function": ["proposal", "assessment", "achievement", "obstacle", "opportunity", "background", "question", "concern", "commitment"],
    "stance": ["supportive", "critical", "qualified", "neutral"],
    "role": ["keynote", "speaker", "chair", "questioner", "moderator"],
    "kind": ["in-house seminar", "webinar"],
}
REGISTRY = """
<person/zara-quill> a det:Person ; rdfs:label "Zara Quill" ; skos:altLabel "Z. Quill" .
<person/tomas-fennwick> a det:Person ; rdfs:label "Tomas Fennwick" .
<person/mira-oakshield> a det:Person ; rdfs:label "Mira Oakshield" .
<person/bilal-thornby> a det:Person ; rdfs:label "Bilal Thornby" .
<organisation/ies> a det:Organisation ; rdfs:label "Institute for Example Studies" ; skos:altLabel "IES" .
<organisation/oblomov-centre> a det:Organisation ; rdfs:label "Oblomov Centre" .
<organisation/sco> a det:IntergovernmentalOrganisation ; rdfs:label "Shanghai Cooperation Organisation" .
<state/ru> a det:State ; rdfs:label "Russia" ; det:isoCode "RU" ; skos:altLabel "Russian Federation" .
<state/pk> a det:State ; rdfs:label "Pakistan" ; det:isoCode "PK" .
<state/cn> a det:State ; rdfs:label "China" ; det:isoCode "CN" .
<relation/pk-ru> a det:Relation ; rdfs:label "Pakistan–Russia" ; det:between <state/pk>, <state/ru> .
<relation/cn-pk> a det:Relation ; rdfs:label "China–Pakistan" ; det:between <state/pk>, <state/cn> .
<office/ambassador> a det:Office ; rdfs:label "Ambassador of Russia to Pakistan" ; det:officeTitle "Ambassador" ;
  det:accreditedTo <state/pk> .
<office/professor> a det:Office ; rdfs:label "Professor, Oblomov Centre" ; det:officeTitle "Professor" ;
  det:officeOf <organisation/oblomov-centre> ;
  det:unit "History" .
<project/pipeline> a det:Project ; rdfs:label "The Pipeline" .
"""
LONG = "The gas pipeline should be built within five years by both states together, and soon."
# hash, event, speaker or voice, function, stance, areas, quote
STATEMENTS = [
    ("s1", E1, "zara-quill", "proposal", "supportive", "gas-and-oil", LONG),
    ("s2", E1, "zara-quill", "assessment", "critical", "energy", "Energy ties are weak."),
    ("s3", E1, "zara-quill", "achievement", "supportive", "defence", "Joint exercises were held."),
    ("s4", E1, "tomas-fennwick", "obstacle", "critical", "trade", "Banks refuse payments."),
    ("s5", E1, "tomas-fennwick", "opportunity", "qualified", "trade", "Trade could grow, if banks agree."),
    ("s6", E1, "tomas-fennwick", "background", "neutral", "", "Relations began in 1948."),
    ("s7", E1, "mira-oakshield", "question", "neutral", "energy trade", "What about energy and trade?"),
    ("s8", E1, "zara-quill", "proposal", "supportive", "energy", "Let us build power stations."),
    ("s9", E1, "participants", "proposal", "supportive", "energy", "A joint energy council was proposed."),
    ("s10", E2, "mira-oakshield", "proposal", "qualified", "energy", "Energy deals need safeguards."),
    ("s11", E2, "mira-oakshield", "concern", "critical", "energy", "Debt is a concern."),
    ("s12", E2, "bilal-thornby", "commitment", "supportive", "trade", "We will open the market."),
    ("s13", E2, "report", "background", "neutral", "", "Trade stands at US $800 million."),
    ("s14", E2, "bilal-thornby", "question", "neutral", "defence", 'Is "defence" — Оборона — next?'),
]  # fmt: skip
VOICE = {"participants": "ParticipantsVoice", "report": "ReportVoice"}
RELATION = {E1: "pk-ru", E2: "cn-pk"}


def vocabulary() -> str:
    made = ""
    for kind, codes in VOCABULARY.items():
        for code in codes:
            made += f'<{kind}/{code.replace(" ", "-")}> a skos:Concept, det:{kind.title()} ; rdfs:label "{code.capitalize()}" ; '
            made += f'skos:prefLabel "{code.capitalize()}"@en ; skos:notation "{code}" ; skos:definition "About {code}."@en, "О"@ru .\n'
    return made + "<area/gas-and-oil> skos:broader <area/energy> .\n"


def event(slug: str, title: str, kind: str, date: str, hosts: str) -> str:
    return f"""<event/{slug}> a det:Event ; rdfs:label "{title}" ; dcterms:title "{title}" ; det:kind <kind/{kind}> ;
      schema:startDate "{date}"^^xsd:date ; schema:endDate "{date}"^^xsd:date ; det:host {hosts} ; det:venue "Hall" ;
      det:concerns <relation/{RELATION[slug]}> ; det:mediaCoverage "Daily Example" ; det:reportedIn <report/{slug}> .
    <report/{slug}> a det:Report ; rdfs:label "Report: {title}" ; det:fileName "{slug}.txt" ;
      det:sha256 "{"0" * 64}" ; det:about <event/{slug}> .
    <talk/{slug}-1> a det:Talk ; rdfs:label "Opening" ; dcterms:title "Opening" ; det:atEvent <event/{slug}> ; det:order 1 .
    """


def participation(slug: str, person: str, roles: str, more: str = "") -> str:
    return f"""<participation/{slug}-{person}> a det:Participation ; det:participant <person/{person}> ; det:atEvent <event/{slug}> ;
      det:role {", ".join(f"<role/{role}>" for role in roles.split())} {more} .
    """


def tenure(slug: str, person: str, office: str, former: str) -> str:
    return f"""<participation/{slug}-{person}> det:tenure <participation/{slug}-{person}#tenure-1> .
    <participation/{slug}-{person}#tenure-1> a det:Tenure ; det:holder <person/{person}> ;
      det:office <office/{office}> ; det:former {former} .
    """


def statement(number: int, row: tuple[str, ...]) -> str:
    key, slug, speaker, function, stance, areas, quote = row
    iri, quoted = f"{slug}-{key}", quote.replace('"', '\\"')
    said = "" if speaker in VOICE else f"det:speaker <person/{speaker}> ;"
    on = "".join(f"det:area <area/{area}> ; " for area in areas.split())
    return f"""<statement/{iri}> a det:Statement ; schema:text "{quoted}" ; det:atEvent <event/{slug}> ;
      det:concerns <relation/{RELATION[slug]}> ; det:voice det:{VOICE.get(speaker, "SpeakerVoice")} ; {said} {on}
      det:function <function/{function}> ; det:stance <stance/{stance}> ;
      det:confidence {0.5 + number / 100:.2f} ; det:method "rules" ; det:order {number} ; det:evidence <evidence/{iri}> .
    <evidence/{iri}> a det:Evidence ; oa:hasSource <report/{slug}> ;
      oa:hasSelector <evidence/{iri}#quote>, <evidence/{iri}#position> ; det:page 1 .
    <evidence/{iri}#quote> a oa:TextQuoteSelector ; oa:exact "{quoted}" ; oa:prefix "before" ; oa:suffix "after" .
    <evidence/{iri}#position> a oa:TextPositionSelector ; oa:start {number * 100} ; oa:end {number * 100 + len(quote)} .
    """


def record(slug: str) -> str:
    said = "".join(statement(number, row) for number, row in enumerate(STATEMENTS, 1) if row[1] == slug)
    if slug == E1:
        return (
            event(E1, "Current Status", "in-house-seminar", "2019-10-10", "<organisation/ies>")
            + participation(E1, "zara-quill", "keynote", "; det:represents <state/ru>")
            + participation(E1, "tomas-fennwick", "speaker chair")
            + participation(E1, "mira-oakshield", "questioner")
            + tenure(E1, "zara-quill", "ambassador", "false")
            + tenure(E1, "tomas-fennwick", "professor", "true")
            + said
            + f"<statement/{E1}-s8> det:respondsTo <statement/{E1}-s7> . <statement/{E1}-s1> det:mentions <project/pipeline>, <state/ru> ; "
            + f'det:talk <talk/{E1}-1> ; det:section "Opening" ; det:sourceCited "IEA" .'
        )
    return (
        event(E2, "Gas Futures", "webinar", "2021-05-20", "<organisation/ies>, <organisation/oblomov-centre>")
        + participation(E2, "mira-oakshield", "speaker", "; det:represents <state/pk>")
        + participation(E2, "bilal-thornby", "moderator", "; det:represents <state/cn>")
        + said
        + f"""<statement/{E2}-s13> det:quantity <statement/{E2}-s13#quantity-1> .
        <statement/{E2}-s13#quantity-1> a det:Quantity ; det:text "US $800 million" ; det:value 800000000.0 ; det:unit "USD" ;
          det:measures "trade" ; det:inStatement <statement/{E2}-s13> ."""
    )


def triples(turtle: str) -> Iterable[Triple]:
    return Graph().parse(data=HEAD + turtle, format="turtle")  # type: ignore[return-value]


def fill(store: EmbeddedStore) -> None:
    store.replace({IRIS.graph("vocabulary"): triples(vocabulary()), IRIS.graph("registry"): triples(REGISTRY)})
    for slug in (E1, E2):
        store.replace({IRIS.id("record", slug): triples(record(slug))}, then=derivation(IRIS, URIRef(f"{B}event/{slug}")))


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    made = EmbeddedStore(Path(tmp_path_factory.mktemp("store")) / "db")
    fill(made)
    return made


@pytest.fixture(scope="session")
def iris() -> Iris:
    return IRIS
