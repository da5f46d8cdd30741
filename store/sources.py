"""The reports behind the graph: original file, extracted text with its pages, and record, kept by the original's hash."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from detente.errors import StoreError
from detente.files import write_durably

_HASH = re.compile(r"[0-9a-f]{64}\Z")


class Sources:
    """`<store>/sources/<sha256>/{original,text.txt,pages.json,record.json}`. Raises StoreError when it cannot be read or written.

    `pages.json` maps the text to a paged original's pages: a list of `[number, start, end]`; `[]` where there are none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "sources"

    def put(self, sha256: str, original: bytes, text: str, record_json: str, pages: Sequence[tuple[int, int, int]] = ()) -> None:
        """Keep a report; what stood under the hash is replaced. Each file is written whole or not at all."""
        place = self._place(sha256)
        files = {
            "original": original,
            "text.txt": text.encode(),
            "pages.json": json.dumps([list(page) for page in pages]).encode(),
            "record.json": record_json.encode(),
        }
        try:
            if place.exists():
                for name, content in files.items():
                    write_durably(place / name, content)
                return
            half = place.with_name(f".{sha256}.{os.getpid()}.tmp")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir(parents=True)
            for name, content in files.items():
                write_durably(half / name, content)
            half.rename(place)
        except OSError as error:
            raise StoreError(f"{place} cannot be written: {error.strerror or error}") from error

    def original(self, sha256: str) -> bytes | None:
        """The report's bytes as they came, or None."""
        return self._read(sha256, "original")

    def text(self, sha256: str) -> str | None:
        """The text that the statements' offsets count in, or None."""
        found = self._read(sha256, "text.txt")
        return None if found is None else found.decode()

    def pages(self, sha256: str) -> list[tuple[int, int, int]]:
        """Number, start and end of each page in the text; empty where the report has no pages, or is not kept."""
        found = self._read(sha256, "pages.json")
        return [] if found is None else [(number, start, end) for number, start, end in json.loads(found)]

    def record(self, sha256: str) -> str | None:
        """The record as JSON text, or None."""
        found = self._read(sha256, "record.json")
        return None if found is None else found.decode()

    def all(self) -> list[str]:
        """The hashes of the reports kept, sorted."""
        if not self._folder.is_dir():
            return []
        return sorted(entry.name for entry in self._folder.iterdir() if _HASH.match(entry.name))

    def _place(self, sha256: str) -> Path:
        if not _HASH.match(sha256):
            raise ValueError(f"{sha256!r} is not a SHA-256 in lower-case hexadecimal digits")
        return self._folder / sha256

    def _read(self, sha256: str, name: str) -> bytes | None:
        try:
            return (self._place(sha256) / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{self._place(sha256) / name} cannot be read: {error.strerror or error}") from error
