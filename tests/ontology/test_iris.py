"""IRIs: what is minted can be parsed, and nothing else can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.iris import DEFAULT_BASE, GRAPHS, MAX_SLUG, SLUG, TYPES, Iris, Name, relation_slug, slug, statement_id

SLUGS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,4}", fullmatch=True)
BASES = st.sampled_from([DEFAULT_BASE, "http://localhost:8000/", "https://example.org/a/b/"])


@given(BASES, st.sampled_from(sorted(TYPES)), SLUGS, st.sampled_from(["", "quote", "tenure-1"]))
def test_what_is_minted_is_parsed(base: str, type: str, name: str, fragment: str) -> None:
    iris = Iris(base)
    assert iris.parse(iris.id(type, name, fragment)) == Name(type, name, fragment)


@given(st.text())
def test_a_slug_is_always_a_slug(text: str) -> None:
    made = slug(text)
    assert SLUG.match(made)
    assert len(made) <= MAX_SLUG
    assert slug(text) == made


@given(st.text(), st.text())
def test_any_slug_can_be_minted(one: str, two: str) -> None:
    assert Iris().parse(Iris().id("person", slug(one, two)))


@given(st.text())
def test_parsing_never_fails(text: str) -> None:
    assert Iris().parse(text) is None or text.startswith(DEFAULT_BASE)


@given(st.text(min_size=1))
def test_layout_does_not_change_a_statement_id(quote: str) -> None:
    assert statement_id(f"  {quote} \n.") == statement_id(quote)


def test_a_repeat_has_an_id_of_its_own() -> None:
    assert statement_id("Yes.", 2) == statement_id("yes") + "-2"
    assert statement_id("Yes.", 1) == statement_id("Yes.")
    assert SLUG.match(statement_id("Yes.", 3))


@given(st.lists(st.from_regex(r"[A-Z]{2}", fullmatch=True), min_size=1, max_size=5, unique=True))
def test_the_order_of_states_has_no_meaning(codes: list[str]) -> None:
    assert relation_slug(codes) == relation_slug(reversed(codes))
    assert SLUG.match(relation_slug(codes))


@pytest.mark.parametrize("base", ["", "w3id.org/", "https://w3id.org/detente", "https://x y/", "urn:x:/", 'https://a"b/'])
def test_a_wrong_base_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="base"):
        Iris(base)


@pytest.mark.parametrize("name", ["", "A", "a--b", "-a", "a-", "a b", "a/b", "é", "a\n"])
def test_a_malformed_slug_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="malformed slug"):
        Iris().id("person", name)
    assert Iris().parse(f"{DEFAULT_BASE}id/person/{name}") is None


def test_unknown_types_and_graphs_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown type"):
        Iris().id("ghost", "x")
    with pytest.raises(ValueError, match="unknown type"):
        Iris().scheme("ghost")
    with pytest.raises(ValueError, match="unknown graph"):
        Iris().graph("ghost")


def test_foreign_iris_are_not_ours() -> None:
    assert Iris().parse("https://example.org/id/person/x") is None
    assert Iris("https://example.org/").parse("https://example.org/id/person/x") == Name("person", "x")
    assert Iris().parse(Iris().doc("person", "x")) is None


def test_pages_schemes_and_graphs() -> None:
    iris = Iris("https://example.org/")
    assert str(iris.doc("person", "x")) == "https://example.org/doc/person/x"
    assert str(iris.doc("person", "x", "ttl")) == "https://example.org/doc/person/x.ttl"
    assert str(iris.scheme("area")) == "https://example.org/id/area"
    assert {str(iris.graph(name)) for name in GRAPHS} == {f"https://example.org/graph/{name}" for name in GRAPHS}
