"""Addresses: from an IRI to the page on this server, and the `Link` headers that tell a machine what belongs together.

IRIs stand under the settings' base, which may be served elsewhere; links that are followed stay on this server.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode, urlsplit

from api.negotiation import EXTENSIONS
from ontology.iris import Iris, Name


def doc_path(name: Name, extension: str = "", root: str = "") -> str:
    """The path of the page about a thing on this server: `/doc/person/x.html`."""
    return f"{root}/doc/{name.type}/{name.slug}" + (f".{extension}" if extension else "")


def page_of(iris: Iris, iri: str, root: str = "") -> str | None:
    """The path of the HTML page about an IRI of ours, with its fragment; None for any other IRI."""
    name = iris.parse(iri)
    if name is None:
        return None
    return doc_path(name, "html", root) + (f"#{name.fragment}" if name.fragment else "")


def followable(url: str | None) -> str | None:
    """The URL if a page may link to it (http and https only), else None: data must not smuggle in `javascript:`."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc or any(c.isspace() or c in '<>"\\' for c in url):
        return None
    return url


def link_header(iris: Iris, name: Name, extensions: Iterable[str], shown: str = "", root: str = "") -> str:
    """The `Link` header of a thing's page: where it is cited, what describes it, what else there is.

    `shown` is the extension of the representation itself, which is not its own alternate.
    """
    thing = iris.id(name.type, name.slug)
    links = [f'<{thing}>; rel="cite-as"', f'<{iris.doc(name.type, name.slug)}>; rel="canonical"']
    for extension in extensions:
        target = f'<{doc_path(name, extension, root)}>; type="{EXTENSIONS[extension]}"'
        if extension != shown:
            links.append(f'{target}; rel="alternate"')
        if extension not in {"html", shown}:
            links.append(f'{target}; rel="describedby"')
    return ", ".join(links)


def next_page(path: str, values: Mapping[str, str], cursor: str | None) -> str | None:
    """Path and query of the page that the cursor leads to; None without a cursor."""
    return f"{path}?{urlencode({**values, 'cursor': cursor})}" if cursor else None
