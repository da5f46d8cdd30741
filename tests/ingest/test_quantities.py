"""Quantities: figures as value and unit."""

from itertools import pairwise

import pytest

from ingest.extraction.layout import lay_out
from ingest.extraction.quantities import find_quantities


def quantities(text: str) -> list[tuple[str, float | None, str]]:
    sentence = f"The speaker was told of {text} in that year, and was content."
    made = find_quantities(lay_out(sentence))
    assert all(sentence[q.start : q.end] == q.text for q in made)
    return [(q.text, q.value, q.unit) for q in made]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("US $800 million", 8e8, "USD"),
        ("$1.5 billion", 1.5e9, "USD"),
        ("C$10 billion", 1e10, "CAD"),
        ("€250,000", 250_000, "EUR"),
        ("800 million dollars", 8e8, "USD"),
        ("₹300 crore", 3e9, "INR"),
        ("17 times less", 17, "times less"),
        ("50 per cent", 50, "%"),
        ("12.5%", 12.5, "%"),
        ("twenty-five years", 25, "year"),
        ("forty kilometres", 40, "kilometre"),
        ("2,351 kilometres", 2351, "kilometre"),
    ],
)
def test_a_quantity(text: str, value: float, unit: str) -> None:
    assert quantities(text) == [(text, value, unit)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("a third", 0.333333, "share"),
        ("two-thirds", 0.666667, "share"),
        ("trade that doubled", 2, "times"),
        ("a threefold rise", 3, "times"),
    ],
)
def test_shares_and_multiples(text: str, value: float, unit: str) -> None:
    assert [(v, u) for _, v, u in quantities(text)] == [(value, unit)]


def test_a_currency_that_states_share_is_that_of_the_state_named_most() -> None:
    assert quantities("Rs. 5 crore, as Nepal said,")[0][1:] == (5e7, "NPR")
    assert quantities("Rs. 5 crore")[0][1:] == (5e7, "Rs.")


def test_a_range_is_one_quantity_with_its_lower_end() -> None:
    assert quantities("between 3 and 5 per cent") == [("3 and 5 per cent", 3, "%")]
    assert quantities("10-15 years") == [("10-15 years", 10, "year")]


@pytest.mark.parametrize("text", ["the year 2019", "Article 5", "a hundred reasons", "S-400", "COVID-19", "nothing"])
def test_what_is_no_quantity(text: str) -> None:
    assert quantities(text) == []


def test_a_heading_has_no_quantities() -> None:
    assert find_quantities(lay_out("Trade of US $800 million\n\nIt had grown a little since then.")) == ()


def test_quantities_stand_in_order_without_overlap() -> None:
    made = find_quantities(lay_out("It grew from US $3 million to US $5 million, or by 40 per cent, in two years and 3 months."))
    assert [q.unit for q in made] == ["USD", "USD", "%", "year", "month"]
    assert all(a.end <= b.start for a, b in pairwise(made))


def test_a_number_beyond_all_measure_has_no_value() -> None:
    assert [value for _, value, _ in quantities("9" * 400 + " million dollars")] == [None]


@pytest.mark.parametrize(
    ("sentence", "of"),
    [
        ("It was 20 per cent of exports went by sea.", "exports"),
        ("They sold US$ 40 million in bilateral trade.", "trade"),
        ("They sold $2 billion worth of natural gas, and more.", "natural gas"),
        ("Trade grew by 5 per cent in recent years.", None),
        ("Trade grew by 5 per cent in Ghana.", None),
    ],
)
def test_what_a_figure_measures(sentence: str, of: str | None) -> None:
    assert [q.of for q in find_quantities(lay_out(sentence))] == [of]
