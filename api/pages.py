"""The pages about one thing: which template it gets, and what stands on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response

from api.attendance import appearances, participants, talks
from api.descriptions import describe, serialise
from api.evidence import context, source
from api.incoming import facts, incoming
from api.items import Item, counting, item, items
from api.links import doc_path
from api.negotiation import EXTENSIONS
from api.site import Site, embedded_json
from ontology.iris import Iris, Name
from ontology.terms import OWL
from queries.lists import page
from store.base import Store
from store.sources import Sources

Values = dict[str, Any]
ON_A_PAGE = 100
WHOLE_EVENT = 1_000
VOICES = {
    "participants": "a group, or someone the report does not name",
    "report": "the report speaks here in its own voice",
}


class Pages:
    """Makes the HTML page of any thing."""

    def __init__(self, site: Site, store: Store, sources: Sources, iris: Iris) -> None:
        self._site = site
        self._store = store
        self._sources = sources
        self._iris = iris
        self._kinds: dict[str, tuple[str, Callable[[Name, Item], Values]]] = {
            "event": ("event.html", self._event),
            "person": ("person.html", self._person),
            "area": ("area.html", self._area),
            "statement": ("statement.html", self._statement),
            "relation": ("relation.html", self._relation),
            "state": ("state.html", self._state),
            "organisation": ("organisation.html", self._organisation),
            "office": ("office.html", lambda name, shown: {}),
            "position": ("position.html", self._position),
        }

    def thing(self, request: Request, name: Name, headers: Mapping[str, str]) -> Response:
        """The page about a thing that the store knows."""
        template, values_of = self._kinds.get(name.type, ("other.html", self._other))
        shown = item(self._store, self._iris, name)
        if "properties" in shown:
            # The thing lacks what an item of its type has: it gets the page that fits everything.
            template, values_of = "other.html", self._other
        values = values_of(name, shown)
        return self._site.page(request, template, 200, headers, item=shown, thing=self._frame(request, name), **values)

    def _frame(self, request: Request, name: Name) -> Values:
        root = str(request.scope.get("root_path", ""))
        description = serialise(describe(self._store, self._iris, name, links=False), "jsonld")
        return {
            "type": name.type,
            "iri": str(self._iris.id(name.type, name.slug)),
            "path": doc_path(name, root=root),
            "formats": [pair for pair in EXTENSIONS.items() if pair[0] != "html"],
            "jsonld": embedded_json(description.decode()),
        }

    def statements(self, filters: Mapping[str, str], limit: int = ON_A_PAGE, facets: tuple[str, ...] = ()) -> Values:
        """The first statements under these filters: `listed`, `total`, `next`, and the facets that are named."""
        found = page(self._store, self._iris, counting("statements", *facets), filters, limit=limit)
        listed = items(self._store, self._iris, "statements", found.ids)
        return {"listed": listed, "total": found.total, "next": found.next, "facets": found.facets}

    def events(self, filters: Mapping[str, str]) -> list[Item]:
        """The events under these filters, the latest first."""
        found = page(self._store, self._iris, counting("events"), filters, limit=WHOLE_EVENT)
        return items(self._store, self._iris, "events", found.ids)[::-1]

    def _event(self, name: Name, shown: Item) -> Values:
        return {
            "participants": participants(self._store, self._iris, name.slug),
            "talks": talks(self._store, self._iris, name.slug),
            "source": source(self._store, self._iris, (shown["report"] or {}).get("id")),
            "statements": self.statements({"event": name.slug}, WHOLE_EVENT),
        }

    def _person(self, name: Name, shown: Item) -> Values:
        graph = describe(self._store, self._iris, name, links=False)
        same = sorted(str(other) for other in graph.objects(self._iris.id(name.type, name.slug), OWL.sameAs))
        return {
            "appearances": appearances(self._store, self._iris, shown),
            "same_as": same,
            "statements": self.statements({"speaker": name.slug}),
        }

    def _area(self, name: Name, shown: Item) -> Values:
        return {"statements": self.statements({"area": name.slug})}

    def _relation(self, name: Name, shown: Item) -> Values:
        states = [str(self._iris.id("state", code.lower())) for code in shown["states"]]
        return {
            "states": items(self._store, self._iris, "states", states),
            "events": self.events({"relation": name.slug}),
            "statements": self.statements({"relation": name.slug}, facets=("area",)),
        }

    def _state(self, name: Name, shown: Item) -> Values:
        return {
            "persons": self._persons({"state": name.slug}),
            "events": self.events({"state": name.slug}),
            "statements": self.statements({"side": name.slug}),
        }

    def _organisation(self, name: Name, shown: Item) -> Values:
        return {
            "persons": self._persons({"organisation": name.slug}),
            "events": self.events({"host": name.slug}),
            "statements": self.statements({"mentions": str(self._iris.id(name.type, name.slug))}),
        }

    def _persons(self, filters: Mapping[str, str]) -> list[Item]:
        found = page(self._store, self._iris, counting("persons"), filters, limit=ON_A_PAGE)
        return items(self._store, self._iris, "persons", found.ids)

    def _statement(self, name: Name, shown: Item) -> Values:
        written = source(self._store, self._iris, (shown["report"] or {}).get("id"))
        events = items(self._store, self._iris, "events", [shown["event"]["id"]]) if shown["event"] else []
        event = events[0] if events else None
        sha256 = written["sha256"] if written else None
        return {
            "event": event,
            "source": written,
            "context": context(self._sources, sha256, shown["start"], shown["end"], shown["quote"]),
            "voice_words": VOICES.get(shown["voice"], ""),
            "confidence_words": confidence_words(float(shown["confidence"])),
            "method_words": method_words(str(shown["method"])),
            "citation": citation(shown, event),
        }

    def _position(self, name: Name, shown: Item) -> Values:
        def said(slugs: list[str]) -> list[Item]:
            return items(self._store, self._iris, "statements", [str(self._iris.id("statement", slug)) for slug in slugs[:ON_A_PAGE]])

        headings = (("In favour", "supported_by"), ("With reservations", "qualified_by"), ("Against", "opposed_by"))
        return {"grounds": [(heading, said(shown[field])) for heading, field in headings]}

    def _other(self, name: Name, shown: Item) -> Values:
        graph = describe(self._store, self._iris, name, links=False)
        thing = self._iris.id(name.type, name.slug)
        return {"facts": facts(graph, thing), "incoming": incoming(self._store, self._iris, name)}


def confidence_words(confidence: float) -> str:
    """What a confidence means for a reader."""
    if confidence >= 0.8:
        return "The reading is clear; an error would be a surprise."
    if confidence >= 0.5:
        return "Probably right; look at the sentence before you rely on it."
    return "Doubtful: read the sentence in its context first."


def method_words(method: str) -> str:
    """What a method means for a reader."""
    start = method.lower()
    if start.startswith(("override", "curat", "human")):
        return "set or confirmed by a curator"
    advised = "language model:" in start
    return "read from the text by rules; a language model advised" if advised else "read from the text by rules"


def citation(shown: Item, event: Item | None) -> str:
    """A statement as a reader would cite it: who, the words, where, when."""
    who = shown["speaker"]["label"] if shown["speaker"] else "Participants" if shown["voice"] == "participants" else "Report"
    parts = [f"{who}: “{shown['quote']}”"]
    if event:
        parts.append(event["title"])
        parts += [", ".join(host["label"] for host in event["hosts"])] if event["hosts"] else []
        parts += [event["start_date"]] if event["start_date"] else []
    return ", ".join(parts)
