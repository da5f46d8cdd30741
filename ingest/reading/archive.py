"""ZIP files: what may be unpacked, and the parts in them. What an archive claims about sizes binds the unpacking, too."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from detente.errors import ReportError

MOST_MEMBERS = 2000
MOST_UNPACKED = 500_000_000
MOST_IN_PACKAGE, MOST_XML = 200_000_000, 50_000_000
# a part of some size that is packed a hundred times smaller is no text: even repetitive XML stays below
SUSPECT_SIZE, MOST_RATIO = 5_000_000, 100
ENCRYPTED = 0x1
DEEPEST = 3


@dataclass
class Allowance:
    """What the archives within one file may still unpack, all together."""

    members: int = MOST_MEMBERS
    size: int = MOST_UNPACKED


@dataclass(frozen=True)
class Member:
    """A part of an archive or a mail: its path in it, and its bytes."""

    path: str
    content: bytes


def is_word(original: bytes) -> bool:
    """Whether a ZIP file is a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(original)) as package:
            return "word/document.xml" in package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def check_package(shown: str, original: bytes) -> None:
    """ReportError if a document that is a ZIP file would unpack to too much, or is locked."""
    try:
        with zipfile.ZipFile(io.BytesIO(original)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise ReportError(f"{shown}: the file is damaged and cannot be opened; fetch it again, or save it anew") from None
    allowed = Allowance(size=MOST_IN_PACKAGE)
    for member in members:
        if member.filename.endswith(".xml") and member.file_size > MOST_XML:
            raise ReportError(f"{shown}: {member.file_size:,} bytes of XML in one part; split the report, or save it as plain text")
        _check(shown, member, allowed, MOST_IN_PACKAGE)


def members(shown: str, original: bytes, allowed: Allowance, max_bytes: int) -> Iterator[Member | ReportError]:
    """The files in an archive by name; one that may not be unpacked gives its error in its place. Raises ReportError if none may be."""
    try:
        package = zipfile.ZipFile(io.BytesIO(original))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise ReportError(f"{shown}: the archive is damaged and cannot be opened; fetch it again") from None
    with package:
        found = [member for member in package.infolist() if not member.is_dir()]
        if len(found) > allowed.members:
            raise ReportError(f"{shown}: more than {MOST_MEMBERS:,} files in one archive; unpack it and give its folder")
        for member in sorted(found, key=lambda member: member.filename):
            try:
                yield _unpacked(f"{shown}/{member.filename}", package, member, allowed, max_bytes)
            except ReportError as error:
                yield error


def _unpacked(shown: str, package: zipfile.ZipFile, member: zipfile.ZipInfo, allowed: Allowance, max_bytes: int) -> Member:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise ReportError(f"{shown}: a path that leads out of the archive; pack it anew with plain names")
    _check(shown, member, allowed, max_bytes)
    try:
        return Member(str(path), package.read(member))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, NotImplementedError, OSError):
        raise ReportError(f"{shown}: the archive is damaged here; fetch it again, or unpack it with a tool that repairs") from None


def _check(shown: str, member: zipfile.ZipInfo, allowed: Allowance, max_bytes: int) -> None:
    if member.flag_bits & ENCRYPTED:
        raise ReportError(f"{shown}: locked by a password; unpack it and give the file")
    if member.file_size > max_bytes:
        raise ReportError(
            f"{shown}: {member.file_size:,} bytes is over the limit of {max_bytes:,}; split the report, or raise DETENTE_MAX_REPORT_BYTES"
        )
    allowed.members -= 1
    allowed.size -= member.file_size
    if member.file_size > SUSPECT_SIZE and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        raise ReportError(
            f"{shown}: would unpack to {member.file_size:,} bytes, too many for its size; give the file unpacked if it is sound"
        )
    if allowed.size < 0 or allowed.members < 0:
        raise ReportError(f"{shown}: would unpack to too many bytes or files in all; unpack it and give fewer at a time")
