"""A real browser in front of a real server; a missing Chromium is a failure that says what to install."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, sync_playwright

from detente.settings import Settings
from tests.api.sample import build
from tests.api.server import serving

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None:
        pytest.fail("Chromium is missing: run `apt-get install -y chromium`", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("browser") / "store"
    build(folder)
    with serving(Settings(store=folder)) as url:
        yield url


class Watch:
    """A page, with everything that went wrong on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", lambda request: self.errors.append(f"failed: {request.url}"))
        page.on("console", self._console)
        page.on("dialog", self._dialog)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _dialog(self, dialog: Dialog) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.address):
            self.foreign.append(request.url)

    def open(self, path: str) -> None:
        """Opens a path of the service and waits until it is loaded."""
        self.page.goto(f"{self.address}{path}", wait_until="load")


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def watch(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Watch]:
    context = chromium.new_context(java_script_enabled=request.param == "with JavaScript")
    yield Watch(context.new_page(), address)
    context.close()


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Watch]:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    yield Watch(context.new_page(), address)
    context.close()
