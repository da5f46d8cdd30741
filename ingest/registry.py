"""The registry: every id ever minted, once. One file, `registry.yaml`; `graph/registry` is its projection.

Ids are minted from names the first time a thing is met and never change after that: a better extraction of the same report finds its
event by the report's hash, and a known name finds its id here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from detente.errors import RecordError
from detente.files import write_durably
from ontology.iris import SLUG, TYPES, slug

FORMAT = "detente-registry/1"
FIELDS = frozenset({"label", "aliases", "same_as", "facts"})


@dataclass
class Entry:
    """What is known of an id: its label, other names, identifiers elsewhere, and for an office or a state its parts."""

    label: str
    aliases: list[str] = field(default_factory=list)
    same_as: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)


@dataclass
class Registry:
    """Ids by type, and the event of each source (by the sha256 of the report's bytes)."""

    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Registry:
        """Read a registry; an absent file is an empty one. RecordError if the file is not a registry."""
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe loaders both
        except (FileNotFoundError, NotADirectoryError):
            return cls()
        except (yaml.YAMLError, ValueError, RecursionError, OSError) as error:
            raise RecordError(f"{path}: not readable as a registry: {error}; restore it from a backup") from None
        return cls._checked(path, data)

    @classmethod
    def _checked(cls, path: Path, data: Any) -> Registry:
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise RecordError(f"{path}: is not a registry of format {FORMAT}; restore it from a backup")
        sources, all_entries = data.get("sources") or {}, data.get("entries") or {}
        if not all(isinstance(part, dict) for part in (sources, all_entries)) or not all(isinstance(e, dict) for e in all_entries.values()):
            raise RecordError(f"{path}: sources or entries are no mapping; restore the file from a backup")
        registry = cls(sources=dict(sources))
        for type, entries in all_entries.items():
            for id, entry in entries.items():
                if type not in TYPES or not _is_entry(id, entry):
                    raise RecordError(f"{path}: {type}/{id}: not an entry of a registry; restore the file from a backup")
                registry.entries.setdefault(type, {})[id] = Entry(**entry)
        return registry

    def text(self) -> str:
        """The registry as YAML, sorted: the same content gives the same bytes."""
        entries = {
            type: {id: {k: v for k, v in vars(entry).items() if v or k == "label"} for id, entry in sorted(known.items())}
            for type, known in sorted(self.entries.items())
        }
        data = {"format": FORMAT, "sources": dict(sorted(self.sources.items())), "entries": entries}
        return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)

    def save(self, path: Path) -> None:
        """Write the file whole or not at all; nothing is written if it holds this content already."""
        text = self.text()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, text.encode())

    def mint(self, type: str, label: str, id: str = "", aliases: Iterable[str] = (), **facts: str) -> str:
        """The id of a thing: the known one, else `id` or a slug of the label. New aliases are kept, the label stays what it was."""
        made = id or self.lookup(type, label) or slug(label)
        label = _one_line(label)
        entry = self.entries.setdefault(type, {}).setdefault(made, Entry(label))
        for alias in map(_one_line, aliases):
            if alias and alias != entry.label and alias not in entry.aliases:
                entry.aliases.append(alias)
        if label != entry.label and label not in entry.aliases:
            entry.aliases.append(label)
        entry.facts.update({k: v for k, v in facts.items() if v})
        return made

    def lookup(self, type: str, name: str) -> str | None:
        """The id that a name has, by its label or an alias, without regard to case and spelling of accents."""
        wanted = slug(name)
        known = self.entries.get(type, {})
        if wanted in known:
            return wanted
        return next((id for id, e in sorted(known.items()) if any(slug(a) == wanted for a in (e.label, *e.aliases))), None)

    def label(self, type: str, id: str) -> str:
        """The label of an id; the id itself if it was never minted."""
        entry = self.entries.get(type, {}).get(id)
        return entry.label if entry else id

    def __iter__(self) -> Iterator[tuple[str, str, Entry]]:
        for type, known in sorted(self.entries.items()):
            for id, entry in sorted(known.items()):
                yield type, id, entry


def _is_entry(id: Any, entry: Any) -> bool:
    if not isinstance(id, str) or not SLUG.match(id) or not isinstance(entry, dict) or not set(entry) <= FIELDS:
        return False
    lists = (entry.get("aliases", []), entry.get("same_as", []))
    texts = [entry.get("label"), *(text for part in lists if isinstance(part, list) for text in part)]
    return (
        all(isinstance(part, list) for part in lists)
        and all(isinstance(text, str) for text in texts)
        and isinstance(entry.get("facts", {}), dict)
    )


def _one_line(text: str) -> str:
    """A label: one line, at most 500 characters, no control characters."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:500].strip()
