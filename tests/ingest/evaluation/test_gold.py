"""An annotation that cannot be used is one line with file, place and remedy."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from detente.errors import GoldError
from ingest.evaluation.reading import gold_sha256, read_documents
from tests.cli.command import REPORT
from tests.ingest.evaluation.material import CHAIR, folder, gold


def changed(number: int, **fields: Any) -> dict[str, Any]:
    statements = gold()["statements"]
    statements[number] |= fields
    return gold(statements=statements)


# what is wrong → the annotation, a part of the line
FAULTS: dict[str, tuple[Any, str]] = {
    "no-json": ('{"id": "lindholm",\n "event": ]', "lindholm.json:2: not JSON"),
    "bottomless": ('{"statements": ' + "[" * 200_000, "lindholm.json: cannot be read"),
    "no-event": ({k: v for k, v in gold().items() if k != "event"}, "event: Field required"),
    "no-statements": ({k: v for k, v in gold().items() if k != "statements"}, "statements: Field required"),
    "empty-statements": (gold(statements=[]), "statements: "),
    "another-id": (gold(id="lindholm-2"), "id: 'lindholm-2' is not the file's name"),
    "another-text": (gold(sha256="0" * 64), "lindholm.txt: is not the text"),
    "unknown-kind": (gold(event={"kind": "party"}), "event.kind: "),
    "a-date-that-is-none": (gold(event={"kind": "seminar", "start_date": "12 March"}), "event.start_date: "),
    "unknown-role": (
        gold(participants=[{"name": CHAIR, "roles": ["guest"]}], statements=gold()["statements"][:3]),
        "participants.0.roles.0: ",
    ),
    "unknown-function": (changed(2, function="claim"), "statements.2.function: "),
    "unknown-area": (changed(1, areas=["commerce"]), "statements.1.areas: 'commerce' is no area"),
    "no-speaker": (gold(statements=[{k: v for k, v in gold()["statements"][0].items() if k != "speaker"}]), "statements.0.speaker: "),
    "a-speaker-who-is-not-there": (changed(3, speaker="Odalys Brackenbury"), "statements.3.speaker: 'Odalys Brackenbury'"),
    "an-anchor-that-is-not-there": (changed(4, anchor="She asked whether Norway"), "statements.4.anchor: "),
    "mentions-of-no-type": (gold(mentions=[{"text": "Chile"}]), "mentions.0.type: "),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_an_annotation_that_cannot_be_used(tmp_path: Path, fault: str) -> None:
    annotation, said = FAULTS[fault]
    with pytest.raises(GoldError) as caught:
        read_documents(folder(tmp_path / "gold", annotation), tmp_path / "gold")
    line = str(caught.value)
    assert str(tmp_path / "gold" / "lindholm.") in line
    assert said in line
    assert ";" in line or ", so " in line, f"the line ends with a remedy: {line}"


def test_a_text_that_is_missing_or_no_text(tmp_path: Path) -> None:
    place = folder(tmp_path / "gold", text=None)
    with pytest.raises(GoldError, match=r"lindholm\.txt: no such file"):
        read_documents(place, place)
    (place / "lindholm.txt").write_bytes(b"\xff\xfe\xfd")
    with pytest.raises(GoldError, match=r"lindholm\.txt: cannot be read"):
        read_documents(place, place)


def test_folders_without_gold(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no such folder"):
        read_documents(tmp_path / "gone", tmp_path)
    (tmp_path / "settings.json").write_text('{"colour": "red"}', encoding="utf-8")
    (tmp_path / "list.json").write_text("[1, 2]", encoding="utf-8")
    with pytest.raises(GoldError, match="no annotation"):
        read_documents(tmp_path, tmp_path)


def test_other_json_files_are_passed_over(tmp_path: Path) -> None:
    place = folder(tmp_path / "gold", gold(sha256=hashlib.sha256(REPORT.encode()).hexdigest()))
    (place / "settings.json").write_text('{"colour": "red"}', encoding="utf-8")
    assert [document.id for document in read_documents(place, place)] == ["lindholm"]


def test_statements_stand_where_their_anchors_are(tmp_path: Path) -> None:
    statements = gold()["statements"]
    statements[1] |= {"anchor": "ambassador  QUILLFEATHER said"}
    place = folder(tmp_path / "gold", gold(statements=statements))
    (document,) = read_documents(place, place)
    assert [document.text[start:][:9] for start in document.starts] == ["The Lindh", "Ambassado", "She propo", "Dr. Fenwr", "He asked "]
    assert document.quote(2) == "She proposed that both"


def test_the_hash_tells_golds_apart(tmp_path: Path) -> None:
    place = folder(tmp_path / "gold")
    before = gold_sha256(read_documents(place, place))
    assert gold_sha256(read_documents(place, place)) == before
    (place / "lindholm.json").write_text(json.dumps(changed(2, stance="critical")), encoding="utf-8")
    assert gold_sha256(read_documents(place, place)) != before
