"""Files that hold files: an archive, or a mail with attachments, becomes the reports in it, however deep they lie."""

from __future__ import annotations

from collections.abc import Iterator

from detente.errors import ReportError, unforeseen
from ingest.reading.archive import DEEPEST, Allowance, Member, members
from ingest.reading.formats import MAIL, OTHER_DOCUMENTS, READ, ZIP, in_english, kind_of, report_of, suffix
from ingest.reading.report import Report

# a mail's own text beside attached reports is a covering letter, unless it is as long as a report
LETTER_WORDS = 300


def reports_from(
    file: str, shown: str, original: bytes, max_bytes: int, allowed: Allowance | None = None, depth: int = 0
) -> Iterator[Report | ReportError]:
    """The reports in one file: itself, or those of an archive or a mail, named `file/part`. What is refused comes as its error."""
    allowed = allowed or Allowance()
    try:
        kind = kind_of(file, shown, original)
        if kind not in (ZIP, MAIL):
            yield report_of(kind, file, shown, original)
            return
        if depth >= DEEPEST:
            raise ReportError(f"{shown}: more than {DEEPEST} archives or mails within one another; unpack them and give the files")
        found = _members(file, shown, original, max_bytes, allowed) if kind == ZIP else _mailed(file, shown, original, max_bytes, allowed)
        empty = True
        for part in found:
            if isinstance(part, Member):
                if is_wanted(part.path):
                    empty = False
                    yield from reports_from(f"{file}/{part.path}", f"{shown}/{part.path}", part.content, max_bytes, allowed, depth + 1)
            else:
                empty = False
                yield part
        if empty:
            raise ReportError(f"{shown}: no report is in it; give a file with one of the endings {', '.join(sorted(READ))}")
    except ReportError as error:
        yield error
    except Exception as error:
        yield unforeseen(shown, error)


def is_wanted(path: str) -> bool:
    """Whether a file in a folder, archive or mail is taken: no hidden one, and one whose ending is that of a document."""
    parts = path.split("/")
    hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in parts)
    return not hidden and suffix(path) in READ.keys() | OTHER_DOCUMENTS.keys()


def _members(file: str, shown: str, original: bytes, max_bytes: int, allowed: Allowance) -> Iterator[Member | ReportError | Report]:
    yield from members(shown, original, allowed, max_bytes)


def _mailed(file: str, shown: str, original: bytes, max_bytes: int, allowed: Allowance) -> Iterator[Member | ReportError | Report]:
    from ingest.reading.mail import read_mail

    mail = read_mail(file, shown, original)
    attached = [part for part in mail.attached if is_wanted(part.path)]
    allowed.members -= len(attached)
    if allowed.members < 0:
        raise ReportError(f"{shown}: too many files in one archive; unpack it and give its folder")
    if mail.text is not None and (not attached or len(mail.text.text.split()) >= LETTER_WORDS):
        yield in_english(mail.text, shown)
    yield from attached
