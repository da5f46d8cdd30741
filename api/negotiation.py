"""Which format a client gets: `Accept` with q-values, and the table of file extensions and media types.

>>> ranked("text/turtle;q=0.5, application/json", ["text/turtle", "application/json"])
['application/json', 'text/turtle']
>>> ranked("text/*, text/html;q=0", ["text/html", "text/turtle"])
['text/turtle']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from detente.errors import NotAcceptableError

HTML = "text/html"
JSON = "application/json"
TURTLE = "text/turtle"
PROBLEM = "application/problem+json"

# One extension each; the order is the server's preference where a client has none.
EXTENSIONS = {
    "html": HTML,
    "ttl": TURTLE,
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "json": JSON,
}
EXTENSION_OF = {media: extension for extension, media in EXTENSIONS.items()}
RDF_EXTENSIONS = ("ttl", "jsonld", "nt", "rdf")
RDFLIB_NAMES = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt11", "rdf": "xml"}
LABELS = {"html": "HTML", "ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML", "json": "JSON"}

_TOKEN = re.compile(r"[A-Za-z0-9!#$&^_.+*-]+/[A-Za-z0-9!#$&^_.+*-]+\Z")
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z")


class Range(NamedTuple):
    """One media range of an `Accept` header."""

    media: str
    quality: float

    def specificity(self, media: str) -> int:
        """3 for the very type, 2 for `type/*`, 1 for `*/*`, 0 where the range does not cover it."""
        if self.media == media:
            return 3
        if self.media == media.partition("/")[0] + "/*":
            return 2
        return 1 if self.media == "*/*" else 0


def ranges(accept: str) -> list[Range]:
    """The media ranges of a header; what cannot be read is passed over, as RFC 9110 lets a server do."""
    found = []
    for part in accept.split(","):
        media, *parameters = [piece.strip() for piece in part.split(";")]
        if not _TOKEN.match(media):
            continue
        qualities = [value.strip() for name, _, value in (p.partition("=") for p in parameters) if name.strip().lower() == "q"]
        if qualities and not _QUALITY.match(qualities[0]):
            continue
        found.append(Range(media.lower(), float(qualities[0]) if qualities else 1.0))
    return found


def ranked(accept: str, offered: Iterable[str]) -> list[str]:
    """The offered media types that the client accepts, best first; no header accepts all, in the server's order.

    Equal q-values are decided by how closely the client named the type, then by the server's order.
    """
    if not accept.strip():
        return list(offered)
    wanted = ranges(accept)
    scored = []
    for place, media in enumerate(offered):
        specificity, quality = max(((r.specificity(media), r.quality) for r in wanted), default=(0, 0.0))
        if specificity and quality > 0:
            scored.append((-quality, -specificity, place, media))
    return [media for *_, media in sorted(scored)]


def choose(accept: str, offered: Sequence[str]) -> str:
    """The best offered media type; NotAcceptableError lists them if none will do."""
    best = ranked(accept, offered)
    if not best:
        raise NotAcceptableError(f"cannot be given as {accept[:200]!r}; possible are {', '.join(offered)}")
    return best[0]


def choose_extension(accept: str, extensions: Sequence[str] = tuple(EXTENSIONS)) -> str:
    """As `choose`, but among file extensions."""
    return EXTENSION_OF[choose(accept, [EXTENSIONS[extension] for extension in extensions])]


def prefers_html(accept: str) -> bool:
    """Whether a person in front of a browser is asking: HTML is named, and not ranked below data."""
    best = ranked(accept, [PROBLEM, JSON, HTML])
    return bool(accept.strip()) and bool(best) and best[0] == HTML


@lru_cache(maxsize=64)
def accepts_gzip(header: bytes) -> bool:
    """Whether `Accept-Encoding` lets an answer be compressed.

    >>> accepts_gzip(b"br, GZIP;q=0.5"), accepts_gzip(b"gzip;q=0, *"), accepts_gzip(b"*"), accepts_gzip(b"identity")
    (True, False, True, False)
    """
    named = {}
    for part in header[:1_000].decode("latin-1").lower().split(","):
        coding, _, quality = part.replace(" ", "").partition(";q=")
        named[coding] = not quality or quality.strip("0.") != ""
    return named.get("gzip", named.get("*", False))


def content_type(media: str) -> str:
    """The header's value: text types say their charset, JSON and N-Triples are UTF-8 by definition."""
    return f"{media}; charset=utf-8" if media.startswith("text/") or media.endswith("xml") else media
