"""A mail (.eml) or a saved web page with its parts (.mhtml) → its text and the reports attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from detente.errors import ReportError
from ingest.reading.archive import Member
from ingest.reading.html import read_html, titled
from ingest.reading.plain import decode
from ingest.reading.report import Report

MEDIA_TYPE = "message/rfc822"
ANSWER = re.compile(r"^(?:(?:re|fwd?|aw|wg)\s*:\s*)+", re.IGNORECASE)
MOST_PARTS = 500


@dataclass(frozen=True)
class Mail:
    """A mail taken apart: `text` as a report (None where it has none), and the files attached."""

    text: Report | None
    attached: tuple[Member, ...]


def read_mail(file: str, shown: str, original: bytes) -> Mail:
    """Take a mail apart. ReportError if it is none, or has far too many parts."""
    try:
        message = message_from_bytes(original, policy=default)
        parts = list(_parts(message, shown))
        subject = ANSWER.sub("", " ".join(str(message.get("subject", "")).split()))
    except (ValueError, LookupError, AttributeError, IndexError, TypeError, RecursionError):
        raise ReportError(f"{shown}: the mail is damaged and cannot be taken apart; save its text, or its attachment") from None
    if not parts or not message.keys():
        raise ReportError(f"{shown}: this is no mail; save it anew as .eml, or give its text")
    attached = tuple(Member(_name(part, n), _bytes(part)) for n, part in enumerate(parts, 1) if _is_attached(part))
    body = [part for part in parts if not _is_attached(part)]
    return Mail(_text(file, shown, original, subject, body), attached)


def _parts(message: EmailMessage, shown: str) -> Iterator[EmailMessage]:
    """The parts that hold something, in order; a mail attached to the mail is one."""
    stack = [message]
    count = 0
    while stack:
        part = stack.pop()
        count += 1
        if count > MOST_PARTS:
            raise ReportError(f"{shown}: the mail has more than {MOST_PARTS} parts; save what you need of it")
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            stack.extend(reversed([p for p in part.iter_parts() if isinstance(p, EmailMessage)]))
        else:
            yield part


def _is_attached(part: EmailMessage) -> bool:
    kind = part.get_content_type()
    return part.get_content_disposition() == "attachment" or bool(part.get_filename()) or kind not in ("text/plain", "text/html")


def _name(part: EmailMessage, number: int) -> str:
    """The attachment's file name without folders; one by its kind where it has none."""
    kinds = {"application/pdf": "pdf", "message/rfc822": "eml", "text/html": "html", "text/plain": "txt"}
    name = re.split(r"[\\/]", " ".join((part.get_filename() or "").split()))[-1]
    return name or f"part-{number}.{kinds.get(part.get_content_type(), 'bin')}"


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        return inner.as_bytes() if isinstance(inner, EmailMessage) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(file: str, shown: str, original: bytes, subject: str, parts: list[EmailMessage]) -> Report | None:
    """The body as a report under its subject: the plain text, or where it has none the HTML."""
    for kind in ("text/plain", "text/html"):
        found = [part for part in parts if part.get_content_type() == kind and _bytes(part).strip()]
        if not found:
            continue
        if kind == "text/html":
            made = read_html(file, shown, _as_utf8(shown, found[0]))
            text = made.text
        else:
            made, text = None, "\n\n".join(_decoded(shown, part).replace("\r\n", "\n").strip("\n") for part in found)
        text = "\n\n".join(titled(subject, re.split(r"\n\s*\n", text)))
        report = Report(file, MEDIA_TYPE, original, text.rstrip() + "\n")
        return replace(report, header=made.header) if made else report
    return None


def _as_utf8(shown: str, part: EmailMessage) -> bytes:
    """The part's bytes with a mark that says UTF-8, which outranks what its HTML says of itself; as they are if the mail does not say."""
    return b"\xef\xbb\xbf" + _decoded(shown, part).encode("utf-8", "replace") if part.get_content_charset() else _bytes(part)


def _decoded(shown: str, part: EmailMessage) -> str:
    content = _bytes(part)
    charset = part.get_content_charset() or "utf-8"
    try:
        return content.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return decode(shown, content)[0]
