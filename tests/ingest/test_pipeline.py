"""The pipeline: from a file to a checked graph, and a record with faults is refused in one line each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detente.errors import RecordError, ReportError
from ingest.pipeline import check_record, ingest
from ingest.record import Record, Talk
from ingest.registry import Registry
from ontology.iris import Iris
from tests.ingest.material import SEMINAR, record

IRIS = Iris()
MADE = record(SEMINAR)


def changed(n: int = 0, **fields: Any) -> Record:
    """The record with one statement changed, unchecked."""
    statements = list(MADE.statements)
    statements[n] = statements[n].model_copy(update=fields)
    return MADE.model_copy(update={"statements": tuple(statements)})


def faults(made: Record, text: str | None = SEMINAR) -> tuple[str, ...]:
    with pytest.raises(RecordError) as caught:
        check_record("record.json", made, text, IRIS)
    assert all("\n" not in line for line in (str(caught.value), *caught.value.violations))
    return caught.value.violations or (str(caught.value),)


def test_a_file_becomes_a_graph(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(SEMINAR, encoding="utf-8")
    registry = Registry()
    made = ingest(path, registry, IRIS)
    assert made.record.event.id == made.event == registry.sources[made.report.sha256]
    assert made.report.text == SEMINAR
    assert len(made.triples) > 250


def test_a_text_without_anybody_who_speaks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "poem.txt"
    path.write_text("The sea was grey. The ships were late. It rained on the harbour all day long.", encoding="utf-8")
    registry = Registry()
    with pytest.raises(ReportError, match=r"poem\.txt: no person or group speaks"):
        ingest(path, registry, IRIS)
    assert registry == Registry()


@pytest.mark.parametrize("text", ["*** ***", "Heading Alone", "1. 2. 3."])
def test_a_text_without_a_sentence_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "marks.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=r"marks\.txt: "):
        ingest(path, Registry(), IRIS)


def test_a_wrong_date_in_the_header_is_an_error_of_the_report(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("---\npublished: yesterday\n---\n" + SEMINAR, encoding="utf-8")
    with pytest.raises(ReportError, match=r"report\.txt.*published"):
        ingest(path, Registry(), IRIS)


def test_a_good_record_passes_with_and_without_its_text() -> None:
    check_record("record.json", MADE, SEMINAR, IRIS)
    check_record("record.json", MADE, None, IRIS)


def test_a_record_survives_its_json() -> None:
    assert Record.model_validate_json(MADE.model_dump_json()) == MADE


def test_a_moved_quote() -> None:
    first = MADE.statements[0]
    (line,) = faults(changed(start=first.start + 1, end=first.end))
    assert line.startswith(f"record.json: statement {first.id}: quote: ")
    assert f"{first.start + 1}–{first.end}" in line


def test_a_changed_quote() -> None:
    (line,) = faults(changed(quote="Nobody said this."))
    assert "quote" in line


def test_statements_that_overlap() -> None:
    second = MADE.statements[1]
    lines = faults(changed(1, start=MADE.statements[0].end - 5), None)
    assert lines == (f"record.json: statement {second.id}: start {MADE.statements[0].end - 5} lies in the statement before it",)


@pytest.mark.parametrize(
    ("field", "value"), [("speaker", "nobody-at-all"), ("talk", "talk-9"), ("responds_to", "0000000000"), ("mentions", ("nothing",))]
)
def test_an_id_that_names_nothing(field: str, value: Any) -> None:
    (line,) = faults(changed(**{field: value}))
    named = value if isinstance(value, str) else value[0]
    where = f"record.json: statement {MADE.statements[0].id}: {field}: "
    assert line == f"{where}{named!r} is not in the record"


def test_a_talk_of_nobody() -> None:
    talk = Talk(id="talk-1", speaker="nobody-at-all", title="Fish and the Sea", order=1)
    (line,) = faults(MADE.model_copy(update={"talks": (talk,)}))
    assert "talk-1" in line
    assert "nobody-at-all" in line


def test_a_mention_of_nothing() -> None:
    mention = MADE.mentions[0].model_copy(update={"canonical": "nothing"})
    (line,) = faults(MADE.model_copy(update={"mentions": (mention, *MADE.mentions[1:])}))
    assert "nothing" in line


def test_a_statement_of_one_id_twice() -> None:
    (line, *_) = faults(changed(1, id=MADE.statements[0].id))
    assert MADE.statements[0].id in line


def test_a_moved_mention_and_a_moved_quantity() -> None:
    mention = MADE.mentions[0].model_copy(update={"text": "Fiji"})
    quantity = MADE.quantities[0].model_copy(update={"text": "nothing"})
    lines = faults(MADE.model_copy(update={"mentions": (mention, *MADE.mentions[1:]), "quantities": (quantity,)}))
    assert [line.split(": ")[1].split(" at ")[0] for line in lines] == ["mention", "quantity"]


def test_every_fault_has_a_line() -> None:
    lines = faults(changed(quote="Nobody said this.", speaker="nobody-at-all", talk="talk-9"))
    assert len(lines) == 3


def test_a_broken_shape_names_record_statement_and_field() -> None:
    statement = MADE.statements[4]
    (line,) = faults(changed(4, confidence=1.5))
    assert f"record {MADE.event.id}: statement {MADE.event.id}-{statement.id}: confidence: " in f"record.json: {line}"
    assert '"1.5"' in line


def test_a_code_that_the_vocabulary_does_not_have() -> None:
    lines = faults(changed(4, areas=("no-such-area",)))
    assert any("area" in line and "no-such-area" in line for line in lines)


def test_an_end_before_the_start() -> None:
    event = MADE.event.model_copy(update={"end_date": date(2020, 1, 1)})
    assert any("Date" in line for line in faults(MADE.model_copy(update={"event": event})))
