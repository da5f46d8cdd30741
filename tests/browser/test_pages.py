from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.sample import FIRST, HOSTILE, HOSTILE_NAME, HOSTILE_QUOTE, LONG
from tests.browser.conftest import Watch

PAGES = {
    "/": "detente",
    "/events": "Events — detente",
    "/persons": "Persons — detente",
    "/areas": "Areas — detente",
    "/statements": "Statements — detente",
    "/relations": "Relations — detente",
    "/queries": "Ready questions — detente",
    "/sparql": "SPARQL — detente",
    "/docs": "API — detente",
    "/ontology": "Ontology — detente",
    f"/doc/event/{FIRST}.html": "Gas and Trade Between Examplia and Testonia — detente",
    f"/doc/event/{HOSTILE}.html": "A <i>Hostile</i> Title — detente",
    "/doc/person/mallory.html": f"{HOSTILE_NAME} — detente",
    "/doc/area/energy.html": "Energy — detente",
    f"/doc/statement/{HOSTILE}-bbbbbbbb01.html": f"{HOSTILE_QUOTE} — detente",
    "/doc/relation/xa-xb.html": "Examplia – Testonia — detente",
    "/doc/office/ambassador-of-examplia.html": "Ambassador of Examplia to Testonia — detente",
}


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_pages_open_without_errors_and_ask_nobody_else(watch: Watch, path: str, title: str) -> None:
    watch.open(path)
    expect(watch.page).to_have_title(title)
    for landmark in ("banner", "main", "contentinfo"):
        expect(watch.page.get_by_role(landmark)).to_have_count(1)
    expect(watch.page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(watch.page.get_by_role("heading", level=1)).to_be_visible()
    assert watch.errors == []
    assert watch.foreign == []


def test_from_the_start_page_to_a_sentence(watch: Watch) -> None:
    watch.open("/")
    watch.page.get_by_label("Search the statements").fill("pipeline")
    watch.page.get_by_role("button", name="Search").click()
    expect(watch.page.get_by_text("1 found.")).to_be_visible()
    watch.page.get_by_role("link", name="in its context").click()
    expect(watch.page.locator("mark")).to_have_text("The two sides should build the northern gas pipeline without delay.")
    watch.page.get_by_role("link", name="Ann Example").first.click()
    expect(watch.page.get_by_role("heading", level=1)).to_have_text("Ann Example")
    assert watch.errors == []


def test_filters_and_the_next_page(watch: Watch) -> None:
    watch.open("/statements")
    watch.page.get_by_label("Event").select_option(LONG)
    watch.page.get_by_role("button", name="Show").click()
    expect(watch.page.get_by_text("60 found.")).to_be_visible()
    expect(watch.page.get_by_role("article")).to_have_count(50)
    watch.page.get_by_role("link", name="Next page").click()
    expect(watch.page.get_by_role("article")).to_have_count(10)


def test_the_sparql_form(watch: Watch) -> None:
    watch.open("/sparql")
    watch.page.get_by_role("button", name="Ask").click()
    expect(watch.page.get_by_role("table")).to_contain_text("Ann Example")
    watch.page.get_by_label("Query").fill("SELECT * WHERE {\n ?s ?p }")
    watch.page.get_by_role("button", name="Ask").click()
    expect(watch.page.get_by_role("alert")).to_contain_text("line 2, column")


def test_a_ready_question(watch: Watch) -> None:
    watch.open("/queries/event-participants")
    watch.page.get_by_label("event").fill(HOSTILE)
    watch.page.get_by_role("button", name="Ask").click()
    expect(watch.page.get_by_role("table")).to_contain_text(HOSTILE_NAME)
    assert watch.errors == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_phone(phone: Watch, path: str) -> None:
    phone.open(path)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_keyboard_reaches_the_content_and_shows_where_it_is(phone: Watch) -> None:
    phone.open("/")
    phone.page.keyboard.press("Tab")
    skip = phone.page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    phone.page.keyboard.press("Tab")
    assert phone.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(chromium: Browser, address: str, scheme: str) -> None:
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(f"{address}/doc/event/{FIRST}.html")
    for selector in ("body", ".kicker", "main a", ".supportive", ".critical", ".neutral", ".chip.function", ".statement .foot > a"):
        assert contrast(page, selector) >= 4.5, selector
    context.close()


def contrast(page: Page, selector: str) -> float:
    """The WCAG contrast ratio of an element's text against the nearest background behind it."""
    return float(
        page.evaluate(
            """selector => {
                const parse = colour => colour.match(/[\\d.]+/g).map(Number)
                const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0)
                const element = document.querySelector(selector)
                let behind = element, ground = [0, 0, 0, 0]
                while (behind && ground[3] === 0) {
                    ground = parse(getComputedStyle(behind).backgroundColor); ground[3] ??= 1; behind = behind.parentElement
                }
                const pair = [light(parse(getComputedStyle(element).color)), light(ground)].sort((a, b) => b - a)
                return (pair[0] + .05) / (pair[1] + .05)
            }""",
            selector,
        )
    )
