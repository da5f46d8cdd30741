"""A report as it was read: the original bytes, the text that offsets count in, and what its header says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Report:
    """One source file. `text[body_start:]` is the report proper; before it stands a front-matter header, if there is one."""

    file: str
    media_type: str
    original: bytes
    text: str
    encoding: str = "utf-8"
    body_start: int = 0
    header: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """Of the original bytes: the report's identity."""
        return hashlib.sha256(self.original).hexdigest()
