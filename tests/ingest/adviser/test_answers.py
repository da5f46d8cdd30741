"""Answers are kept by what was asked: asked once, damaged ones are asked again, and a folder that cannot be written is no failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.adviser.advice import advise
from ingest.adviser.answers import Answers, key_of
from ingest.adviser.endpoint import Endpoint
from ingest.record import Record
from tests.ingest.adviser.model import KEY, NAME, PIRACY, Model, Question, Reply, about, by_rules, model, proposes, statement
from tests.ingest.material import SEMINAR


def honest(question: Question) -> Reply:
    return proposes([about(question, PIRACY, stance="qualified", function="invented")])


def ask(fake: Model, folder: Path, made: Record | None = None) -> Record:
    return advise(made or by_rules(), SEMINAR, fake.endpoint(), folder)


def test_the_same_report_is_asked_about_once(tmp_path: Path) -> None:
    with model(honest) as fake:
        first = ask(fake, tmp_path / "new" / "answers")
        second = ask(fake, tmp_path / "new" / "answers")
    assert first == second
    assert statement(first, PIRACY).stance == "qualified"
    assert len(fake.questions) == 1
    # and the endpoint need not be there any more
    gone = Endpoint("http://127.0.0.1:1/v1", NAME, KEY, pause=0.01)
    assert advise(by_rules(), SEMINAR, gone, tmp_path / "new" / "answers") == first


def test_another_model_another_text_or_other_people_are_asked_about_anew(tmp_path: Path) -> None:
    made = by_rules()
    with model(honest) as fake:
        ask(fake, tmp_path)
        advise(made, SEMINAR, Endpoint(fake.endpoint().url, "another-model", KEY), tmp_path)
        ask(fake, tmp_path, made.model_copy(update={"participants": made.participants[:-1]}))
        ask(fake, tmp_path, made.model_copy(update={"statements": made.statements[:-1]}))
    assert len(fake.questions) == 4
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("damage", ["", "{", "null", '{"answer": "x"}', "half", "bit", "\ud800"])
def test_a_damaged_answer_is_asked_for_again_and_mended(damage: str, tmp_path: Path) -> None:
    with model(honest) as fake:
        first = ask(fake, tmp_path)
        (path,) = tmp_path.iterdir()
        whole = path.read_bytes()
        damaged = {"half": whole[: len(whole) // 2], "bit": whole.replace(b"qualified", b"supportiv")}
        path.write_bytes(damaged.get(damage, damage.encode("utf-8", "surrogatepass")))
        assert ask(fake, tmp_path) == first
        assert len(fake.questions) == 2
    assert path.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [path]


def test_a_kept_answer_that_holds_no_proposals_is_asked_for_again(tmp_path: Path) -> None:
    with model(honest) as fake:
        first = ask(fake, tmp_path)
        (path,) = tmp_path.iterdir()
        Answers(tmp_path).keep(path.stem, "I cannot.")
        assert ask(fake, tmp_path) == first
    assert len(fake.questions) == 2


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with model(honest) as fake:
        made = ask(fake, tmp_path / "file")
    assert statement(made, PIRACY).stance == "qualified"
    assert [w for w in made.extraction.warnings if w.startswith("language model")] == [
        "language model: its answers are not kept: File exists"
    ]


def test_the_name_of_an_answer_is_of_all_that_was_asked() -> None:
    messages = [{"role": "user", "content": "a"}]
    keys = {key_of("m", messages, {}), key_of("n", messages, {}), key_of("m", [], {}), key_of("m", messages, {"temperature": 0})}
    assert len(keys) == 4
    assert all(len(key) == 64 for key in keys)
    assert key_of("m", messages, {}) == key_of("m", [{"content": "a", "role": "user"}], {})


def test_an_answer_survives(tmp_path: Path) -> None:
    answers = Answers(tmp_path)
    assert answers.find("a" * 64) is None
    answers.keep("a" * 64, "Ça va — да \u2028 \x00")
    assert answers.find("a" * 64) == "Ça va — да \u2028 \x00"
    assert set(json.loads((tmp_path / f"{'a' * 64}.json").read_text(encoding="utf-8"))) == {"sha256", "answer"}
