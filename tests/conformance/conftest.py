"""One run of the W3C's tests for all tests of this folder: it takes minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.runner import Report, over_http, read


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return over_http(tmp_path_factory.mktemp("conformance"))


@pytest.fixture(scope="session")
def known() -> Report:
    return read(Path(__file__).with_name("known.json"))
