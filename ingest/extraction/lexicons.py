"""Reads the lexicons and gazetteers: the data that a domain expert edits."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

PLACES = ("lexicon", "gazetteer")


@cache
def lexicon(name: str) -> Any:
    """The content of `lexicon/{name}.yaml`; callers know its shape, tests check it."""
    return _load(files(__package__) / "lexicon" / f"{name}.yaml")


@cache
def gazetteer(name: str) -> Any:
    """The content of `gazetteer/{name}.yaml`."""
    return _load(files(__package__) / "gazetteer" / f"{name}.yaml")


@cache
def vocabulary_sha256() -> str:
    """The sha256 over all data files, in the order of their names: which rules made a record."""
    digest = hashlib.sha256()
    for place in PLACES:
        folder = files(__package__) / place
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith(".yaml"):
                digest.update(f"{place}/{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def alternatives(words: Iterable[str]) -> str:
    """A regular expression that matches any of the words, the longest first, with any white space between their parts."""
    ordered = sorted(set(words), key=lambda w: (-len(w), w))
    return "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in ordered)


@cache
def any_of(name: str, key: str) -> str:
    """The `alternatives` of one list of a lexicon: `any_of("speech", "verbs")`; made once."""
    return alternatives(lexicon(name)[key])


def _load(file: Traversable) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader, the C one where there is one
