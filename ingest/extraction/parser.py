"""The adapter to the language model: spaCy with an English model, if one is installed whose weights are the official ones.

A model is a Python package, found without importing it: what is loaded are weights that match `lexicon/models.yaml`, never foreign code.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import importlib.util
import json
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import ModelError
from ingest.extraction.lexicons import lexicon
from ingest.record import Model

if TYPE_CHECKING:
    from spacy.language import Language

UNUSED = ["tagger", "lemmatizer", "attribute_ruler", "senter"]
BATCH = 32
INSTALL = "pip install 'detente[nlp]'"


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its sentence: where it starts, its dependency label (ClearNLP) and the number of its head."""

    start: int
    text: str
    dependency: str
    head: int


Parse = tuple[Word, ...]


class Parser:
    """Parses sentences and finds names in them; `model` is what the record says of it."""

    def __init__(self, pipeline: Language, model: Model) -> None:
        self.model = model
        self._pipeline = pipeline

    def parse(self, texts: Iterable[str]) -> Iterator[Parse]:
        """The words of each text, in order, as they are asked for; the texts go through the network in batches."""
        for document in self._pipeline.pipe(texts, batch_size=BATCH, disable=["ner"]):
            yield tuple(Word(t.idx, t.text, t.dep_, t.head.i) for t in document)

    def persons(self, texts: Iterable[str]) -> Iterator[tuple[tuple[int, int], ...]]:
        """Where each text seems to name a person (`PERSON` of OntoNotes 5): start and end. Often wrong on names from Asia and Africa."""
        for document in self._pipeline.pipe(texts, batch_size=BATCH, disable=["tok2vec", "parser"]):
            yield tuple((e.start_char, e.end_char) for e in document.ents if e.label_ == "PERSON")


def find_model() -> tuple[Path, Model]:
    """The first model of `lexicon/models.yaml` that is installed: where its data is, and what a record says of it. spaCy is not started.

    Raises ModelError if spaCy or every model is missing, or if the model's weights, name or version are not those of the table.
    """
    if importlib.util.find_spec("spacy") is None:
        raise ModelError(f"no parser: spaCy is not installed; {INSTALL}")
    for entry in lexicon("models"):
        folder = _folder(entry["package"])
        if folder is not None:
            return folder, _checked(folder, entry)
    raise ModelError(f"no parser: no English model for spaCy is installed; {INSTALL}")


def load_parser(found: tuple[Path, Model] | None = None) -> Parser:
    """The parser with the model that `find_model` gave, or now gives. Raises its ModelError, and one if spaCy cannot load it."""
    folder, model = found or find_model()
    return Parser(_pipeline(folder), model)


def _folder(package: str) -> Path | None:
    """Where a model package keeps its data; finding it runs none of its code."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    inside = sorted(Path(spec.origin).parent.glob("*/config.cfg"))
    return inside[0].parent if inside else None


def _checked(folder: Path, entry: Mapping[str, Any]) -> Model:
    """What the record will say of the model; ModelError unless it is the one in the table."""
    try:
        version = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["version"]
        found = {file: _sha256(folder / file) for file in sorted(entry["weights"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the parser {entry['package']} is damaged ({error}); {INSTALL} --force-reinstall") from None
    wrong = [file for file, digest in found.items() if digest != entry["weights"][file]]
    if wrong or version != entry["version"]:
        what = f"{wrong[0]} is not the official file" if wrong else f"its version is {version}, not {entry['version']}"
        raise ModelError(f"the parser {entry['package']} is refused: {what}; {INSTALL} --force-reinstall")
    whole = hashlib.sha256("".join(f"{file} {digest}\n" for file, digest in found.items()).encode())
    return Model(name=entry["name"], version=version, sha256=whole.hexdigest())


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return base64.urlsafe_b64encode(hashlib.file_digest(stream, "sha256").digest()).rstrip(b"=").decode()


def _pipeline(folder: Path) -> Language:
    with warnings.catch_warnings():
        # W095, a model made for spaCy 3.7 and loaded by 3.8, is what the project has chosen: docs/decisions
        warnings.simplefilter("ignore")
        import spacy

        try:
            return spacy.util.load_model_from_path(folder, exclude=UNUSED)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the parser in {folder.name} cannot be loaded by spaCy {importlib.metadata.version('spacy')}: {error}"
            ) from None
