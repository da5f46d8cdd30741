"""Plain text and Markdown files → Report. Every refusal is one line that names file, fault and remedy."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import yaml
from charset_normalizer import from_bytes

from detente.errors import ReportError
from ingest.reading.report import Report

MAX_BYTES = 20_000_000
MEDIA_TYPES = {".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown"}
FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
HEADER_FIELDS = frozenset({"url", "publisher", "published", "licence", "language"})
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f]")
MANY_CONTROLS = 0.01
# 8-bit encodings of Latin letters look alike to a detector; for reports in English the western one is meant
LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "latin_1", "iso8859_1", "iso8859_2", "iso8859_9", "iso8859_15"})


def read(path: Path, max_bytes: int = MAX_BYTES) -> Report:
    """Read one report file; ReportError if it is missing, a directory, empty, too large, binary or in an unknown encoding."""
    original = _bytes(path, max_bytes)
    text, encoding = _decode(path, original)
    if not text.strip():
        raise ReportError(f"{path}: the file is empty; give a report with text in it")
    header, body_start = _front_matter(path, text)
    if not text[body_start:].strip():
        raise ReportError(f"{path}: nothing stands after the header; give a report with text in it")
    media_type = MEDIA_TYPES.get(path.suffix.lower(), "text/plain")
    return Report(path.name, media_type, original, text, encoding, body_start, header)


def _bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if path.is_dir():
            raise ReportError(f"{path}: is a directory, not a report; name the files in it")
        size = path.stat().st_size
        if size > max_bytes:
            raise ReportError(
                f"{path}: {size:,} bytes is over the limit of {max_bytes:,}; split the report, or raise DETENTE_MAX_REPORT_BYTES"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise ReportError(f"{path}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        raise ReportError(
            f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}; check the path and its permissions"
        ) from None


def _decode(path: Path, original: bytes) -> tuple[str, str]:
    if b"\x00" in original and not original.startswith((b"\xff\xfe", b"\xfe\xff")):
        line = original[: original.index(b"\x00")].count(b"\n") + 1
        raise ReportError(f"{path}:{line}: a NUL byte: this is not a text file; save the report as UTF-8 text")
    try:
        # the byte order mark stays out of the text: offsets count what a reader sees
        return _checked(path, original.decode("utf-8-sig")), "utf-8"
    except UnicodeDecodeError as error:
        line = original[: error.start].count(b"\n") + 1
    best = from_bytes(original).best()
    if best is None:
        raise ReportError(f"{path}:{line}: neither UTF-8 nor another text encoding; save the report as UTF-8 text")
    if best.encoding in LATIN:
        with contextlib.suppress(UnicodeDecodeError):
            return _checked(path, original.decode("cp1252")), "cp1252"
    return _checked(path, str(best)), best.encoding


def _checked(path: Path, text: str) -> str:
    found = CONTROLS.search(text)
    if found and len(CONTROLS.findall(text)) > MANY_CONTROLS * len(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ReportError(f"{path}:{line}: control characters: this is not a text file; save the report as UTF-8 text")
    return text


def _front_matter(path: Path, text: str) -> tuple[dict[str, str], int]:
    """Header fields and where the body starts; a block between `---` lines counts only at the very start."""
    found = FRONT_MATTER.match(text)
    if not found:
        return {}, 0
    try:
        fields = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + 2
        raise ReportError(f"{path}:{line}: the header is not YAML; mend it, or remove the lines between the two '---'") from None
    if not isinstance(fields, dict):
        return {}, 0
    return {str(k): str(v) for k, v in fields.items() if k in HEADER_FIELDS}, found.end()
