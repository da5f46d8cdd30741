"""The only place that mints and parses IRIs.

`{base}id/{type}/{slug}` names a thing, `{base}doc/{type}/{slug}` the pages about it, `{base}graph/{name}` a named graph that is not a
record's. Parts of a thing (a tenure, a selector, a quantity) are fragments of its IRI.

>>> iris = Iris("https://w3id.org/detente/")
>>> iris.id("person", "andrey-korotayev")
rdflib.term.URIRef('https://w3id.org/detente/id/person/andrey-korotayev')
>>> iris.parse("https://w3id.org/detente/id/statement/2019-x-ab12#quantity-1")
Name(type='statement', slug='2019-x-ab12', fragment='quantity-1')
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from rdflib import URIRef
from slugify import slugify

DEFAULT_BASE = "https://w3id.org/detente/"
TYPES = frozenset(
    "event series talk person organisation state office participation relation area role kind function stance statement evidence "  # noqa: SIM905
    "position treaty project exercise weapon-system crisis document report record dataset".split()
)
GRAPHS = frozenset("registry vocabulary ontology positions provenance dataset".split())  # noqa: SIM905
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
MAX_SLUG = 120
STATEMENT_HASH = 10


class Name(NamedTuple):
    """An IRI of ours, taken apart."""

    type: str
    slug: str
    fragment: str = ""


@dataclass(frozen=True)
class Iris:
    """Mints and parses the IRIs under one base (an absolute IRI that ends in `/`)."""

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not re.match(r"https?://[^\s<>\"{}|\\^`]+/\Z", self.base):
            raise ValueError(f"base {self.base!r} is not an absolute http(s) IRI that ends in '/'")

    def id(self, type: str, slug: str, fragment: str = "") -> URIRef:
        """The IRI of a thing; ValueError for an unknown type or a malformed slug."""
        if type not in TYPES:
            raise ValueError(f"unknown type {type!r}")
        if not SLUG.match(slug):
            raise ValueError(f"malformed slug {slug!r}")
        return URIRef(f"{self.base}id/{type}/{slug}" + (f"#{fragment}" if fragment else ""))

    def doc(self, type: str, slug: str, extension: str = "") -> URIRef:
        """The IRI of the page about a thing, in one format if an extension is given."""
        iri = str(self.id(type, slug)).replace(f"{self.base}id/", f"{self.base}doc/", 1)
        return URIRef(iri + (f".{extension}" if extension else ""))

    def scheme(self, type: str) -> URIRef:
        """The SKOS concept scheme of a vocabulary: `{base}id/area`."""
        if type not in TYPES:
            raise ValueError(f"unknown type {type!r}")
        return URIRef(f"{self.base}id/{type}")

    def graph(self, name: str) -> URIRef:
        """The IRI of a named graph that is not a record's."""
        if name not in GRAPHS:
            raise ValueError(f"unknown graph {name!r}")
        return URIRef(f"{self.base}graph/{name}")

    def parse(self, iri: str) -> Name | None:
        """Type, slug and fragment of one of our IRIs; None for any other."""
        if not iri.startswith(f"{self.base}id/"):
            return None
        path, _, fragment = iri[len(self.base) + 3 :].partition("#")
        type, _, slug = path.partition("/")
        if type not in TYPES or not SLUG.match(slug):
            return None
        return Name(type, slug, fragment)


def slug(*parts: str) -> str:
    """A slug from words: lower-case ASCII, hyphens, at most 120 characters; 'x' + a hash where no letter can be transliterated.

    >>> slug("Андрей Коротаев"), slug("Lt. Gen. O'Neil")
    ('andrei-korotaev', 'lt-gen-oneil')
    """
    text = " ".join(parts)
    made = slugify(text.replace("’", "'").replace("'", ""), max_length=MAX_SLUG, word_boundary=True)
    return made or "x" + hashlib.sha256(text.encode()).hexdigest()[:STATEMENT_HASH]


def relation_slug(codes: Iterable[str]) -> str:
    """`pk-ru` for {"RU", "PK"}: lower-case codes, sorted.

    >>> relation_slug(["RU", "PK"])
    'pk-ru'
    """
    return "-".join(sorted(code.lower() for code in codes))


def statement_id(quote: str, ordinal: int = 0) -> str:
    """A statement's id within its source: a hash of its letters and digits, plus an ordinal from 2 for a repeat.

    Layout, punctuation and case do not change it, so a better reading of the same sentence keeps the id.
    """
    letters = "".join(c for c in unicodedata.normalize("NFKC", quote).casefold() if c.isalnum())
    digest = hashlib.sha256(letters.encode()).hexdigest()[:STATEMENT_HASH]
    return f"{digest}-{ordinal}" if ordinal > 1 else digest
