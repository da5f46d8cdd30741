"""Explanations: sensible queries bring no warning, clumsy ones the right one, and any text an explanation or one clear error."""

from __future__ import annotations

import json
import string
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from detente.errors import DetenteError, InputError, QuerySyntaxError
from ontology.iris import Iris
from queries.bind import bind
from queries.catalogue import NamedQuery, catalogue
from queries.explanation import Explanation, Step, explain, from_json, to_json
from queries.explanation.explain import MOST_ALIKE
from queries.explanation.grammar import LONGEST, MOST_SERVICES, MOST_WORDS
from queries.explanation.words import words
from store.base import Limits

TEMPLATES = Path(__file__).parents[2] / "api" / "templates"
PREFIXES = """PREFIX det: <https://w3id.org/detente/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
"""
SECONDS = 20

SENSIBLE = (
    "SELECT * { ?s a det:Statement } LIMIT 5",
    "SELECT ?n ?l { ?s det:speaker ?n . ?n rdfs:label ?l }",
    "ASK { ?s ?p ?o }",
    "SELECT * {}",
    "SELECT ?s { ?s ?p ?o } LIMIT 10",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)",
    # one row, or what is looked up from a given thing, multiplies nothing
    "SELECT ?s ?share { ?s det:order ?n { SELECT (COUNT(*) AS ?all) { ?x a det:Event } } BIND(?n / ?all AS ?share) }",
    "SELECT * { <urn:x> rdfs:label ?x . <urn:y> rdfs:label ?y }",
    "SELECT * { ?s a det:Event BIND(1 AS ?one) }",
    "SELECT * { VALUES ?open { UNDEF } ?s a det:Event FILTER(!BOUND(?open) || ?s = ?open) }",
    "SELECT * { VALUES ?a { 1 2 } VALUES ?b { 3 4 } }",
    "SELECT ?text { VALUES ?word { 'gas' 'oil' } ?s schema:text ?text FILTER(CONTAINS(?text, ?word)) }",
    # connected by braces, graphs and rows outside
    "SELECT * { ?s a det:Event . ?o a det:Talk . { ?s det:about ?o } }",
    "SELECT * { ?s det:x ?o { ?s det:y ?a . ?o det:z ?b } }",
    "SELECT * { ?s a det:Event { ?s det:x ?a } UNION { ?s det:y ?a } }",
    "SELECT * { { ?s a det:Event } UNION { ?t a det:Talk } }",
    "SELECT * { GRAPH ?g { ?s a det:Event . ?r a det:Report } }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } ?g det:about <urn:x> }",
    "SELECT * { { SELECT ?s { ?s a det:Event } LIMIT 3 } ?s ?p ?o }",
    "SELECT * { ?s det:x ?a FILTER EXISTS { ?s det:y ?b . ?a det:z ?c } }",
    "SELECT ?p { ?p a det:Person FILTER NOT EXISTS { ?s det:speaker ?p FILTER(?s != ?p) } }",
    "SELECT * { ?s a det:Event MINUS { ?s det:x 1 } }",
    "SELECT * { ?s det:x [ det:y ?a ; det:z ?b ] ; det:list (1 ?c) }",
    # restricted
    "SELECT * { <urn:x> ?p ?o }",
    "SELECT * { ?s a det:Event ; ?p ?o } ORDER BY ?s",
    "SELECT * { VALUES ?s { <urn:1> <urn:2> } ?s ?p ?o }",
    "SELECT * { ?s ?p ?o FILTER(?p = rdfs:label) }",
    "SELECT * { ?x det:broader+ <urn:x> }",
    "SELECT * { ?x a det:Area ; det:broader* ?y }",
    "SELECT * { ?s rdfs:label ?l FILTER(REGEX(?l, 'x')) }",
    # OPTIONAL as it is meant
    "SELECT * { ?s a det:Event OPTIONAL { ?s det:x ?x FILTER(?x > 3) } }",
    "SELECT * { ?s a det:Event OPTIONAL { ?s det:x ?x } OPTIONAL { ?s det:y ?x } }",
    "SELECT * { ?s a det:Event OPTIONAL { ?s det:x ?x OPTIONAL { ?x rdfs:label ?l } } }",
    "SELECT * { ?s a det:Event OPTIONAL { ?s det:x ?x } FILTER(!BOUND(?x)) }",
    "SELECT * { ?s a det:Event OPTIONAL { ?s det:x ?x } FILTER(COALESCE(?x, 0) > 3) }",
    "SELECT * { ?s a det:Event OPTIONAL { ?s det:x ?x } FILTER(!BOUND(?x) || ?x > 3) }",
    # names that only look alike
    "SELECT ?event ?events { ?event a det:Event { SELECT (COUNT(*) AS ?events) { ?x a det:Event } } }",
    "SELECT * { ?r det:between ?state1, ?state2 FILTER(STR(?state1) < STR(?state2)) }",
    "SELECT (COUNT(?statement) AS ?statements) { ?statement a det:Statement }",
    "DESCRIBE <urn:x>",
    "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l }",
    "CONSTRUCT WHERE { ?s a det:Event }",
)
FREE, EVENT, TALK = "?s ?p ?o", "?s a det:Event", "?t a det:Talk"
CLUMSY = (
    (f"SELECT * {{ {FREE} }}", {"missing-limit"}),
    (f"CONSTRUCT WHERE {{ {FREE} }}", {"missing-limit"}),
    (f"SELECT * {{ GRAPH ?g {{ {FREE} }} }}", {"missing-limit"}),
    (f"SELECT * {{ {FREE} . ?s ?q ?r }}", {"missing-limit"}),
    (f"SELECT * {{ {FREE} FILTER(?p != rdfs:label) }}", {"missing-limit"}),
    (f"SELECT * {{ {FREE} }} ORDER BY ?s", {"sort-everything"}),
    (f"SELECT * {{ {FREE} }} ORDER BY ?s LIMIT 10", {"sort-everything"}),
    (f"SELECT DISTINCT ?s {{ {FREE} }}", {"distinct-everything"}),
    (f"SELECT DISTINCT ?p {{ {FREE} }} LIMIT 10", {"distinct-everything"}),
    (f"SELECT * {{ {FREE} FILTER(REGEX(STR(?o), 'x')) }}", {"search-everything"}),
    (f"SELECT * {{ {FREE} FILTER(CONTAINS(?o, 'x')) }} LIMIT 1", {"search-everything"}),
    # products
    (f"SELECT * {{ {EVENT} . {TALK} }}", {"product"}),
    (f"SELECT * {{ {EVENT} BIND(1 AS ?x) {TALK} }}", {"product"}),
    (f"SELECT * {{ {EVENT} FILTER(?s != <urn:x>) {TALK} }}", {"product"}),
    (f"SELECT * {{ {EVENT} {{ SELECT ?t {{ {TALK} }} }} }}", {"product"}),
    (f"SELECT * {{ {EVENT} OPTIONAL {{ {TALK} }} }}", {"product"}),
    (f"SELECT * {{ VALUES ?x {{ 1 2 }} {EVENT} }}", {"product"}),
    (f"SELECT * {{ {{ {EVENT} }} {{ {TALK} }} }}", {"product"}),
    (f"SELECT * {{ GRAPH <urn:g> {{ {EVENT} . {TALK} }} }}", {"product"}),
    (f"SELECT * {{ {EVENT} {{ ?s det:x ?a }} UNION {{ ?q det:y ?a }} }}", {"product"}),
    (f"SELECT * {{ {EVENT} {{ SELECT * {{ ?s det:x ?a . {TALK} }} }} }}", {"product"}),
    (f"SELECT * {{ {EVENT} MINUS {{ ?s det:x ?a . {TALK} }} }}", {"product"}),
    (f"SELECT * {{ {EVENT} FILTER EXISTS {{ ?s det:x ?a . {TALK} }} }}", {"product"}),
    ("SELECT * { ?a det:r ?x . ?c det:s ?y { ?a det:p ?b . ?c det:q ?d } }", {"product"}),
    (f"SELECT * {{ {EVENT} . {TALK} FILTER(?s = ?t) }}", {"tested-product"}),
    ("SELECT * { ?a det:x ?d . ?b det:x ?e FILTER(?d < ?e) }", {"tested-product"}),
    (f"SELECT (COUNT(*) AS ?n) {{ {EVENT} . {TALK} }}", {"product", "grouped-product"}),
    ("SELECT * { ?s det:x ?t OPTIONAL { ?s det:y ?a . ?t det:z ?b } }", {"inner-product"}),
    ("SELECT * { ?s det:x ?t { ?s det:y ?a . ?t det:z ?b FILTER(?a > 1) } }", {"inner-product"}),
    ("SELECT * { ?s det:x ?t { ?s det:y ?a . ?t det:z ?b } UNION { ?s det:y ?a } }", {"inner-product"}),
    # paths
    ("SELECT * { ?a det:broader* ?b }", {"unbounded-path"}),
    ("SELECT * { ?a (det:x/det:y)+ ?b } LIMIT 5", {"unbounded-path"}),
    ("SELECT * { ?a (!<urn:x>|^!<urn:x>)* <urn:y> }", {"path-anywhere"}),
    # OPTIONAL
    (f"SELECT * {{ {EVENT} OPTIONAL {{ ?s det:x ?x }} FILTER(?x > 3) }}", {"pointless-optional"}),
    (f"SELECT * {{ {EVENT} OPTIONAL {{ ?s det:x ?x }} FILTER(BOUND(?x) && ?s != ?x) }}", {"pointless-optional"}),
    (f"SELECT * {{ {EVENT} OPTIONAL {{ ?s det:x ?x }} ?x rdfs:label ?l }}", {"joined-optional"}),
    (f"SELECT * {{ {EVENT} OPTIONAL {{ ?s det:x ?x }} OPTIONAL {{ ?x rdfs:label ?l }} }}", {"optional-chain"}),
    (f"SELECT * {{ {EVENT} {' '.join(f'OPTIONAL {{ ?s det:x{n} ?x{n} }}' for n in range(13))} }}", {"many-optionals"}),
    # no effect, or another than it looks
    (f"SELECT * {{ {EVENT} FILTER EXISTS {{ {TALK} }} }}", {"unrelated-exists"}),
    (f"SELECT * {{ {EVENT} MINUS {{ {TALK} }} }}", {"unrelated-minus"}),
    ("SELECT * { ?s rdfs:label ?name { ?s det:x ?y FILTER(?name = ?y) } }", {"filter-outside"}),
    (f"SELECT ?x {{ {EVENT} }}", {"never-bound"}),
    (f"SELECT * {{ {EVENT} FILTER(?x > 3) }}", {"never-bound"}),
    ("SELECT ?x { { SELECT ?s { ?s det:x ?x } } }", {"never-bound"}),
    ("CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a det:Event }", {"never-bound"}),
    ("SELECT ?nmae { ?s rdfs:label ?name }", {"never-bound-typo"}),
    ("SELECT ?personlabel { ?s rdfs:label ?personLabel }", {"never-bound-typo"}),
    ("SELECT * { ?person det:x ?a ; det:y ?b . ?a det:z ?persn }", {"likely-typo"}),
    # size, and what will not run
    (f"SELECT * {{ VALUES ?s {{ {' '.join(f'<urn:{n}>' for n in range(600))} }} {EVENT} }}", {"long-list"}),
    (f"SELECT * {{ ?s det:order ?n FILTER(?n IN ({', '.join(map(str, range(600)))})) }}", {"long-list"}),
    (f"SELECT * {{ SERVICE <http://127.0.0.1/> {{ {EVENT} }} }}", {"service"}),
    ("SELECT * { ?s skos:notation ?o ; foaf:name ?n }", {"unknown-prefix"}),
)


def codes(text: str) -> set[str]:
    return {warning.code for warning in explain(PREFIXES + text, Limits()).warnings}


def sentences(steps: tuple[Step, ...]) -> Iterator[str]:
    for step in steps:
        yield step.sentence
        yield from sentences(step.steps)


def plan(text: str) -> list[str]:
    return list(sentences(explain(PREFIXES + text, Limits()).steps))


@pytest.mark.parametrize("text", SENSIBLE)
def test_a_sensible_query_brings_no_warning(text: str) -> None:
    assert explain(PREFIXES + text, Limits()).warnings == ()


@pytest.mark.parametrize(("text", "expected"), CLUMSY, ids=[text[:90] for text, _ in CLUMSY])
def test_a_clumsy_query_brings_its_warning(text: str, expected: set[str]) -> None:
    assert codes(text) == expected


def test_every_warning_has_a_clumsy_query() -> None:
    assert {code for _, expected in CLUMSY for code in expected} == set(words()["warnings"])


@pytest.mark.parametrize("query", catalogue().values(), ids=catalogue())
def test_the_named_queries_bring_no_warning(query: NamedQuery) -> None:
    values = {parameter.name: parameter.example for parameter in query.parameters}
    for text in (query.text, bind(query, values, Iris())):
        explained = explain(text, Limits())
        assert explained.warnings == ()
        shown = " ".join(sentences(explained.steps))
        assert all(f"?{column.name}" in shown for column in query.columns)


def test_the_engine_makes_the_product_of_an_optional_that_its_own_patterns_do_not_connect() -> None:
    """What `inner-product` says is so: the time grows with the square of the data, while two OPTIONALs take next to none."""
    store = ox.Store()
    for n in range(800):
        s, o = ox.NamedNode(f"urn:s{n}"), ox.NamedNode(f"urn:o{n}")
        store.extend([ox.Quad(s, ox.NamedNode("urn:x"), o), ox.Quad(s, ox.NamedNode("urn:y"), s), ox.Quad(o, ox.NamedNode("urn:z"), o)])

    def seconds(text: str) -> float:
        start = time.perf_counter()
        answer = store.query(text)
        assert isinstance(answer, ox.QuerySolutions)
        assert len(list(answer)) == 800
        return time.perf_counter() - start

    together = seconds("SELECT * { ?s <urn:x> ?t OPTIONAL { ?s <urn:y> ?a . ?t <urn:z> ?b } }")
    apart = seconds("SELECT * { ?s <urn:x> ?t OPTIONAL { ?s <urn:y> ?a } OPTIONAL { ?t <urn:z> ?b } }")
    assert together > 5 * apart


def test_the_plan_says_what_is_done() -> None:
    said = plan(
        """SELECT ?who (COUNT(DISTINCT ?s) AS ?n) FROM <urn:g> {
          VALUES ?event { <urn:e> } ?s a det:Statement ; det:atEvent ?event ; det:speaker/rdfs:label ?who ; det:x* [] .
          OPTIONAL { ?s det:y ?y } { ?s det:a 1 } UNION { ?s ^det:b ?z } MINUS { ?s det:c 2 } GRAPH ?g { ?s ?any 3 }
          BIND(STRLEN(?who) AS ?length) FILTER(?length > 3 && (?y = 1 || !BOUND(?y))) FILTER NOT EXISTS { ?s det:d ?d }
        } GROUP BY ?who HAVING(COUNT(*) > 1) ORDER BY DESC(?n) ?who LIMIT 5 OFFSET 10"""
    )
    for part in (
        "<urn:g>", "Take ?event to be <urn:e>", "?s is a det:Statement", "the det:atEvent of ?s is ?event",
        "from ?s one gets to ?who over det:speaker, then rdfs:label", "det:x any number of times", "something (1)", "(OPTIONAL)",
        "Branch 2:",
        "det:b backwards", "(MINUS)", "Look in each named graph, which is called ?g", "property ?any",
        "Compute ?length as STRLEN(?who)", "?length > 3 && (?y = 1 || !BOUND(?y))", "no case of this", "with the same ?who together",
        "compute ?n as COUNT(DISTINCT ?s)", "groups where COUNT(*) > 1", "Sort by ?n (downward), ?who", "Show the columns ?who, ?n",
        "Skip the first 10", "Stop after 5",
    ):  # fmt: skip
        assert any(part in sentence for sentence in said), part


def test_expressions_and_terms_are_written_as_in_the_query() -> None:
    said = plan(
        """SELECT (GROUP_CONCAT(DISTINCT ?x; separator=",") AS ?all) {
          VALUES (?x ?y) { (1 UNDEF) ("a \\"b\\""@en 2.5) }
          FILTER((?x + 1) * 2 > -?y && (?x = 1 || ?y NOT IN (1, 2)) && !(REGEX(STR(?x), "^a", "i")))
          FILTER(?x IN () || det:f(?x, "1"^^det:t) || IF(BOUND(?x), CONCAT(?x, 'c'), SUBSTR(?x, 1, 2)) = 'c')
        }"""
    )
    for part in (
        "Take ?x, ?y from a given list (of length 2)",
        '((?x + 1) * 2) > -?y && (?x = 1 || ?y NOT IN (1, 2)) && !REGEX(STR(?x), "^a", "i")',
        '?x IN () || det:f(?x, "1"^^det:t) || IF(BOUND(?x), CONCAT(?x, "c"), SUBSTR(?x, 1, 2)) = "c"',
        "?all as GROUP_CONCAT(DISTINCT ?x)",
    ):
        assert any(part in sentence for sentence in said), part


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("SELECT * { ?s a det:Event }", ("after 3 s", "above 64 MiB", "cut after 50 rows", "2 MiB")),
        ("SELECT * { ?s a det:Event } LIMIT 20", ("LIMIT 20 is within the 50 rows",)),
        ("SELECT * { ?s a det:Event } LIMIT 80", ("LIMIT 80 is above the 50 rows",)),
        ("SELECT * { ?s a det:Event } LIMIT 9" + "9" * 30, ("above the 50 rows",)),
        ("SELECT * { ?s a det:Event } ORDER BY ?s", ("to sort them",)),
        ("SELECT DISTINCT ?s { ?s a det:Event }", ("to tell which are there already",)),
        ("SELECT (COUNT(*) AS ?n) { ?s a det:Event }", ("to put them into groups", "one row")),
        ("CONSTRUCT WHERE { ?s a det:Event } LIMIT 20", ("50 triples",)),
        ("ASK { ?s a det:Event }", ("true or false",)),
        ("SELECT * { ?s a det:Event }", ("seldom meets a limit",)),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c }", ("limit of time",)),
        ("SELECT * { ?s ?p ?o . ?a ?b ?c } ORDER BY ?s", ("limit of memory",)),
        ("SELECT * { ?s det:x ?t OPTIONAL { ?s det:y ?a . ?t det:z ?b } }", ("limit of memory", "to pair what its braces hold")),
        ("SELECT * { ?s ?p ?o }", ("a limit of the answer’s size",)),
    ],
)
def test_the_limits_are_those_of_the_service(text: str, parts: tuple[str, ...]) -> None:
    said = " ".join(explain(PREFIXES + text, Limits(seconds=3, memory=64, rows=50, bytes=2 * 1024 * 1024)).limits)
    for part in parts:
        assert part in said


def test_many_warnings_of_one_kind_are_cut_short() -> None:
    columns = " ".join(f"?column{n}" for n in range(40))
    assert len(explain(f"SELECT {columns} {{ ?s a <urn:x> }}", Limits()).warnings) == MOST_ALIKE


def test_a_remedy_names_what_to_write() -> None:
    (prefix,) = explain("SELECT * { ?s skos:notation ?o }", Limits()).warnings
    assert "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>" in prefix.remedy
    (typo,) = explain(PREFIXES + "SELECT ?nmae { ?s rdfs:label ?name }", Limits()).warnings
    assert "?name" in typo.remedy


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { << ?s ?p ?o >> ?q ?r }",
        "SELECT * { <<( ?s ?p ?o )>> ?q ?r }",
        "SELECT * { ?s ?p ?o {| ?q ?r |} }",
        "SELECT (isTRIPLE(?x) AS ?y) { ?x ?p ?o }",
        "VERSION '1.2' SELECT * {}",
        "SELECT * { ?s ?p 'x'@en--ltr }",
    ],
)
def test_newer_syntax_is_said_to_be_newer(text: str) -> None:
    ox.Store().query(text)  # the engine takes it
    explained = explain(text, Limits())
    assert explained.form == "unknown"
    assert "newer than SPARQL 1.1" in explained.steps[0].sentence
    assert len(explained.steps) == 1
    assert explained.limits


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", (1, 1)),
        ("SELEC * {}", (1, 1)),
        ("SELECT *\n\t{ ?s a ?b . FILTR(?b) }", (2, 14)),
        ("SELECT * { ?s ?p ?o", (1, 20)),
        ("SELECT * { ?s ?p '<< not newer }", (1, 12)),
    ],
)
def test_a_syntax_error_has_line_and_column(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        explain(text, Limits())
    assert (caught.value.line, caught.value.column) == place


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "update"),
        ("SELECT * {} #" + "x" * LONGEST, "bytes"),
        ("SELECT * { VALUES ?x {" + "1 " * MOST_WORDS + "} }", "words"),
        ("SELECT * { FILTER(" + "(" * 200 + "1" + ")" * 200 + ") }", "deep"),
        ("SELECT * " + "{" * 200 + "}" * 200, "deep"),
        ("SELECT * {" + "SERVICE <urn:x> {}" * (MOST_SERVICES + 1) + "}", "SERVICE"),
    ],
)
def test_what_is_not_explained(text: str, named: str) -> None:
    with pytest.raises(InputError, match=named):
        explain(text, Limits())


DENSE = {
    "branches": ("SELECT * {", "{} UNION ", "{} }"),
    "optionals": ("SELECT * {", "OPTIONAL { ?a <urn:x> ?b } ", "}"),
    "values": ("SELECT * { VALUES ?x {", "1 ", "} }"),
    "sum": ("SELECT (", "1+", "1 AS ?x) {}"),
    "or": ("SELECT * { FILTER(", "?x||", "?x) }"),
    "braces": ("SELECT * {", "{ ?a <urn:x> ?b FILTER(?a) } ", "}"),
    "open": ("SELECT * ", "{", ""),
    "dots": ("SELECT * ", "a.", ""),
    "angles": ("SELECT * ", "<", ""),
}


@pytest.mark.parametrize("shape", DENSE)
def test_long_texts_take_bounded_time(shape: str) -> None:
    head, item, tail = DENSE[shape]
    for size in (MOST_WORDS // 2, LONGEST - len(head) - len(tail)):
        checked(head + item * (size // len(item)) + tail)


WORDS = (
    "SELECT", "*", "?x", "?y", "ASK", "CONSTRUCT", "DESCRIBE", "{", "}", "(", ")", "[", "]", ".", ";", ",", "a", "det:x", "<urn:x>", "'t'",
    "1", "UNION", "NOT", "AS", "UNDEF", "LIMIT", "/", "|", "^", "!", "+", "&&", "||", "=", "IN", "<<", ">>", "_:b", "PREFIX", "OPTIONAL {",
    "MINUS {", "FILTER(", "EXISTS {", "BIND(", "VALUES ?x {", "GRAPH ?g {", "SERVICE <urn:x> {", "GROUP BY", "ORDER BY", "HAVING(",
    "COUNT(", "REGEX(", "#\n",
)  # fmt: skip
TERM = st.sampled_from(("?x", "?y", "?zoo", "?zo", "<urn:x>", "det:x", "'t'", "1", "[]"))
VERB = st.sampled_from(("a", "?p", "det:x", "det:x*", "^det:x/det:y", "(det:x|!det:y)+", "!(det:x|^det:y)"))
TRIPLES = st.tuples(TERM.filter(lambda t: t[0] in "?<"), VERB, TERM).map(" ".join)
TEST = st.sampled_from(("?x > 1", "BOUND(?y)", "!BOUND(?x) || ?y = ?zoo", "?x IN (1, 2)", "REGEX(STR(?x), 'a')", "COALESCE(?q, 1) = 1"))


def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = inner.map(lambda text: f"{{ {text} }}")
    return st.one_of(
        st.lists(inner, max_size=3).map(" ".join),
        st.tuples(st.sampled_from(("", "OPTIONAL ", "MINUS ", "GRAPH ?g ", "GRAPH <urn:g> ", "FILTER NOT EXISTS ")), group).map("".join),
        st.tuples(group, group).map(" UNION ".join),
        group.map(lambda text: f"{{ SELECT ?x {text} LIMIT 1 }}"),
        group.map(lambda text: f"{{ SELECT ?y (COUNT(*) AS ?n) {text} GROUP BY ?y }}"),
    )


PARTS = st.recursive(
    st.one_of(
        TRIPLES.map(lambda text: f"{{ {text} }}"),
        TEST.map(lambda text: f"FILTER({text})"),
        st.just("BIND(?x AS ?made)"),
        st.just("VALUES (?x ?y) { (1 UNDEF) (2 3) }"),
    ),
    wrapped,
    max_leaves=8,
)
TAILS = st.sampled_from(("", "ORDER BY ?x", "LIMIT 3", "GROUP BY ?x", "HAVING(COUNT(*) > 1)", "VALUES ?x { 1 }"))
QUERIES = st.tuples(st.sampled_from(("SELECT *", "SELECT ?x", "ASK", "CONSTRUCT { ?x a ?y }", "DESCRIBE ?x")), PARTS, TAILS)
TEXTS = st.one_of(
    st.text(alphabet=string.printable + "é\u00a0\U0001f600\ud800", max_size=200),
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
)


def checked(text: str) -> Explanation | None:
    start = time.monotonic()
    try:
        explained = explain(text, Limits())
    except DetenteError:
        return None
    finally:
        assert time.monotonic() - start < SECONDS
    assert from_json(json.loads(json.dumps(to_json(explained)))) == explained
    assert explained.steps
    assert explained.limits
    return explained


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_any_text_gives_an_explanation_or_one_error(text: str) -> None:
    checked(text)
    checked(f"SELECT * {{ {text} }}")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts=QUERIES)
def test_any_query_is_explained(parts: tuple[str, str, str]) -> None:
    form, group, tail = parts
    assert checked(f"{PREFIXES}{form} {{ {group} }} {tail}") is not None


def test_another_value_is_no_explanation() -> None:
    with pytest.raises(ValueError, match="steps"):
        from_json({"form": "SELECT"})


def test_the_fragment_shows_all_of_it_and_escapes_it() -> None:
    explained = explain(PREFIXES + "SELECT * { ?s ?p '<script>' . ?t ?q ?r FILTER(?q != <urn:x>) OPTIONAL { ?t a ?k } } LIMIT 5", Limits())
    page = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("_explanation.html").render(explanation=explained)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert page.count('class="problem"') == len(explained.warnings) > 0
    assert page.count("<li>") == len(list(sentences(explained.steps))) + len(explained.limits)
