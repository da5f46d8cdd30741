"""Text files: bytes → text, encoding and the header between `---` lines. Every refusal is one line that names file, fault and remedy."""

from __future__ import annotations

import contextlib
import re

import yaml
from charset_normalizer import from_bytes

from detente.errors import ReportError
from ingest.reading.report import Report

MEDIA_TYPES = {"md": "text/markdown", "markdown": "text/markdown"}
FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
HEADER_FIELDS = frozenset({"url", "publisher", "published", "licence", "language"})
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f]")
MANY_CONTROLS = 0.01
LONGEST_VALUE = 2_000
# 8-bit encodings of Latin letters look alike to a detector; for reports in English the western one is meant
LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "latin_1", "iso8859_1", "iso8859_2", "iso8859_9", "iso8859_15"})


def read_plain(file: str, shown: str, original: bytes) -> Report:
    """Plain text and Markdown. ReportError if it is empty, binary, or in an unknown encoding; errors name it by `shown`."""
    text, encoding = decode(shown, original)
    if not text.strip():
        raise ReportError(f"{shown}: the file is empty; give a report with text in it")
    header, body_start = _front_matter(shown, text)
    if not text[body_start:].strip():
        raise ReportError(f"{shown}: nothing stands after the header; give a report with text in it")
    media_type = MEDIA_TYPES.get(file.rpartition(".")[2].lower(), "text/plain")
    return Report(file, media_type, original, text, encoding, body_start, header)


def decode(shown: str, original: bytes) -> tuple[str, str]:
    """Text and encoding: Unicode by its mark, UTF-8, else what the bytes look like. ReportError for a NUL byte, many control characters,
    or no known encoding.
    """
    if b"\x00" in original and not original.startswith((b"\xff\xfe", b"\xfe\xff")):
        line = original[: original.index(b"\x00")].count(b"\n") + 1
        raise ReportError(f"{shown}:{line}: a NUL byte: this is not a text file; save the report as UTF-8 text")
    try:
        # the byte order mark stays out of the text: offsets count what a reader sees
        return _checked(shown, original.decode("utf-8-sig")), "utf-8"
    except UnicodeDecodeError as error:
        line = original[: error.start].count(b"\n") + 1
    best = from_bytes(original).best()
    if best is None:
        raise ReportError(f"{shown}:{line}: neither UTF-8 nor another text encoding; save the report as UTF-8 text")
    if best.encoding in LATIN:
        with contextlib.suppress(UnicodeDecodeError):
            return _checked(shown, original.decode("cp1252")), "cp1252"
    return _checked(shown, str(best)), best.encoding


def _checked(shown: str, text: str) -> str:
    found = CONTROLS.search(text)
    if found and len(CONTROLS.findall(text)) > MANY_CONTROLS * len(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ReportError(f"{shown}:{line}: control characters: this is not a text file; save the report as UTF-8 text")
    return text


def _front_matter(shown: str, text: str) -> tuple[dict[str, str], int]:
    """Header fields and where the body starts; a block between `---` lines counts only at the very start."""
    found = FRONT_MATTER.match(text)
    if not found:
        return {}, 0
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(found[1])):
            # an alias can stand for itself a million times
            raise ReportError(f"{shown}: the header refers to parts of itself (`*name`); write each value out")
        fields = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + 2
        raise ReportError(f"{shown}:{line}: the header is not YAML; mend it, or remove the lines between the two '---'") from None
    if not isinstance(fields, dict):
        return {}, 0
    return {str(k): _value(shown, str(k), v) for k, v in fields.items() if k in HEADER_FIELDS}, found.end()


def _value(shown: str, field: str, value: object) -> str:
    """A header's value as text: one line, and a web address where one is wanted."""
    text = str(value)
    if isinstance(value, list | dict) or len(text) > LONGEST_VALUE or (field == "url" and not re.match(r"https?://", text)):
        wanted = "an address that begins with http:// or https://" if field == "url" else f"one line of at most {LONGEST_VALUE} characters"
        raise ReportError(f"{shown}: header: {field}: give {wanted}")
    return text
