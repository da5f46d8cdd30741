"""What the tests of ingest share."""

from __future__ import annotations

import pytest

from ingest.extraction.parser import Parser, load_parser


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The model that is installed; without one the tests fail."""
    return load_parser()
