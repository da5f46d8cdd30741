"""What the details of all types share: asking about a batch of IRIs, and the common fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ontology.iris import Iris
from queries.lists import HEAD
from queries.results import Plain, rows
from store.base import Store

Item = dict[str, object]
Row = dict[str, Plain]


@dataclass(frozen=True)
class Batch:
    """IRIs to be described, and where to ask. IRIs that are not ours are left out."""

    store: Store
    iris: Iris
    ids: tuple[str, ...]

    @classmethod
    def of(cls, store: Store, iris: Iris, ids: Sequence[str]) -> Batch:
        """A batch of the given IRIs, each once."""
        return cls(store, iris, tuple(dict.fromkeys(id for id in ids if iris.parse(id))))

    def select(self, columns: str, pattern: str) -> list[Row]:
        """The rows of a pattern about `?id`, in a fixed order."""
        if not self.ids:
            return []
        text = f"{HEAD}SELECT DISTINCT ?id {columns} WHERE {{ {self._values()} {pattern} }}"
        return sorted(rows(self.store, text).plain(), key=lambda row: [str(value) for value in row.values()])

    def one(self, columns: str, pattern: str) -> dict[str, Row]:
        """At most one row for each IRI: the first, should the graph hold more."""
        found: dict[str, Row] = {}
        for row in self.select(columns, pattern):
            found.setdefault(str(row["id"]), row)
        return found

    def many(self, columns: str, pattern: str) -> dict[str, list[Row]]:
        """All rows for each IRI."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.select(columns, pattern):
            found[str(row["id"])].append(row)
        return found

    def count(self, pattern: str) -> dict[str, int]:
        """How many `?item` each IRI has."""
        found: dict[str, int] = defaultdict(int)
        if self.ids:
            text = f"{HEAD}SELECT ?id (COUNT(DISTINCT ?item) AS ?n) WHERE {{ {self._values()} {pattern} }} GROUP BY ?id"
            found.update({str(row["id"]): int(row["n"] or 0) for row in rows(self.store, text).plain()})
        return found

    def slug(self, iri: Plain) -> str:
        """The slug of one of our IRIs; any other IRI as it is."""
        parsed = self.iris.parse(str(iri))
        return parsed.slug if parsed else str(iri)

    def ref(self, iri: Plain, label: Plain) -> Item | None:
        """A reference to a thing: id, slug, label; None for no thing."""
        if iri is None:
            return None
        slug = self.slug(iri)
        return {"id": str(iri), "slug": slug, "label": str(label) if label is not None else slug}

    def refs(self, found: Sequence[Row], iri: str, label: str) -> list[Item]:
        """References from rows, each thing once, sorted by label."""
        made = {str(row[iri]): self.ref(row[iri], row[label]) for row in found if row[iri] is not None}
        return sorted((ref for ref in made.values() if ref), key=lambda ref: (str(ref["label"]), str(ref["id"])))

    def common(self, id: str, label: Plain) -> Item:
        """The fields every item has."""
        return {"id": id, "slug": self.slug(id), "label": str(label) if label is not None else self.slug(id)}

    def _values(self) -> str:
        return "VALUES ?id { " + " ".join(str(ox.NamedNode(id)) for id in self.ids) + " }"


def texts(found: Sequence[Row], column: str) -> list[str]:
    """The values of a column, each once, in order."""
    return list(dict.fromkeys(str(row[column]) for row in found if row[column] is not None))
