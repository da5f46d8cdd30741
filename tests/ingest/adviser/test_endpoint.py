"""An endpoint that is down, slow or talks nonsense: the record stands by rules alone, one line says why, and nothing crashes."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from ingest.adviser.advice import advise
from ingest.adviser.endpoint import MAX_BYTES, Endpoint
from ingest.record import Record
from tests.ingest.adviser.model import KEY, NAME, PIRACY, Behaviour, Question, Reply, about, by_rules, model, proposes, says, statement
from tests.ingest.material import SEMINAR, record

LONG = SEMINAR + "\n\n".join(f"Prof. Kwesi Boatengo said that harbour {n} was deep and that the quay was long." for n in range(60))


def by_rules_alone(made: Record, before: Record) -> str:
    """The one warning of a record that is otherwise what the rules made."""
    *others, line = made.extraction.warnings
    assert tuple(others) == before.extraction.warnings
    assert made.model_copy(update={"extraction": before.extraction}) == before
    assert made.extraction.model_copy(update={"warnings": before.extraction.warnings}) == before.extraction
    assert line.startswith("language model: ")
    assert "\n" not in line
    assert KEY not in made.model_dump_json()
    return line


def tried(behaviour: Behaviour, tmp_path: Path, seconds: float = 20.0) -> tuple[str, int]:
    """The warning, and how often the endpoint was asked."""
    with model(behaviour) as fake:
        made = advise(by_rules(), SEMINAR, fake.endpoint(seconds=seconds), tmp_path / "answers")
    assert not list(tmp_path.rglob("*.json")), "nothing is kept of a failure"
    return by_rules_alone(made, by_rules()), len(fake.questions)


@pytest.mark.parametrize(
    ("reply", "reason", "times"),
    [
        (Reply(429), "it answered with status 429", 3),
        (Reply(500), "it answered with status 500", 3),
        (Reply(503, (b"<html>busy</html>",)), "it answered with status 503", 3),
        (Reply(0), "the connection failed", 3),
        (Reply(400), "it answered with status 400", 2),
        (Reply(401, (f"wrong key {KEY}".encode(),)), "it answered with status 401", 1),
        (Reply(404), "it answered with status 404", 1),
        (Reply(302, headers={"Location": "http://127.0.0.1:1/"}), "it answered with status 302", 1),
        (Reply(429, headers={"Retry-After": "3600"}), "it asks to wait longer than 30 s", 1),
        (Reply(200), "something else than a chat completion", 1),
        (Reply(200, (b"<!doctype html><title>Welcome</title>",)), "something else than a chat completion", 1),
        (Reply(200, (b'{"choices": [{"mess',)), "something else than a chat completion", 1),
        (Reply(200, (b'{"choices": []}',)), "something else than a chat completion", 1),
        (Reply(200, (b'{"choices": [{"message": {"content": null}}]}',)), "something else than a chat completion", 1),
        (Reply(200, (b'{"choices": [{"message": {"content": 7}}]}',)), "something else than a chat completion", 1),
        (Reply(200, (b"[" * 200_000,)), "something else than a chat completion", 1),
        (Reply(200, (b"\xff\xfe\x00" * 1000,)), "something else than a chat completion", 1),
        (Reply(200, (b'{"choices": [{"message": {"content": "\\ud800"}}]}',)), "something else than a chat completion", 1),
        (Reply(200, (b" " * (MAX_BYTES // 10),) * 50), f"more than {MAX_BYTES} bytes", 1),
        (says(f"The key is {KEY}."), "it gave the key back in its answer", 1),
    ],
)
def test_a_failing_endpoint(reply: Reply, reason: str, times: int, tmp_path: Path) -> None:
    line, asked = tried(lambda _: reply, tmp_path)
    assert line.startswith("language model: 1 of 1 passages stand by rules alone: ")
    assert reason in line
    assert asked == times


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I am sorry, I cannot.",
        "{",
        '{"statements": [{"id": "x", "quo',
        "{}",
        "[]",
        '{"statements": 7}',
        '{"error": "no"}',
        "}{",
        "null",
        '{"a":' * 50_000 + "}",
    ],
)
def test_words_that_hold_no_proposals(words: str, tmp_path: Path) -> None:
    line, asked = tried(lambda _: says(words), tmp_path)
    assert "what it answered held no proposals in JSON" in line
    assert asked == 1


def test_a_slow_endpoint_is_left(tmp_path: Path) -> None:
    begun = time.monotonic()
    line, asked = tried(lambda _: Reply(chunks=(b"{",), pause=30), tmp_path, seconds=0.3)
    assert "no answer within 0.3 s" in line
    assert asked == 1
    assert time.monotonic() - begun < 5


def test_a_drop_now_and_then_does_not_outwit_the_limit(tmp_path: Path) -> None:
    begun = time.monotonic()
    line, _ = tried(lambda _: Reply(chunks=(b" ",) * 1000, pause=0.05), tmp_path, seconds=0.4)
    assert "no answer within 0.4 s" in line
    assert time.monotonic() - begun < 5


def test_the_limit_holds_over_repetitions(tmp_path: Path) -> None:
    line, asked = tried(lambda _: Reply(429, headers={"Retry-After": "20"}), tmp_path, seconds=0.4)
    assert "no answer within 0.4 s" in line
    assert asked == 1


def test_nobody_listens(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        endpoint = Endpoint(f"http://127.0.0.1:{port}/v1", NAME, KEY, pause=0.01)
        made = advise(by_rules(), SEMINAR, endpoint, tmp_path)
    assert "the connection failed" in by_rules_alone(made, by_rules())


def test_something_that_is_no_http(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(3):
                connection, _address = server.accept()
                with connection:
                    connection.recv(100_000)
                    connection.sendall(b"SSH-2.0-nothing\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        endpoint = Endpoint(f"http://127.0.0.1:{server.getsockname()[1]}", NAME, KEY, seconds=20, pause=0.01)
        made = advise(by_rules(), SEMINAR, endpoint, tmp_path)
        thread.join()
    assert "the connection failed" in by_rules_alone(made, by_rules())


@pytest.mark.parametrize("url", ["http://[::1", "http://127.0.0.1:99999999", "nonsense", "", "ftp://127.0.0.1", f"http://{'a' * 300}/"])
def test_an_address_that_is_none(url: str, tmp_path: Path) -> None:
    made = advise(by_rules(), SEMINAR, Endpoint(url, NAME, KEY, pause=0.01), tmp_path)
    assert "the connection failed" in by_rules_alone(made, by_rules())


def test_a_key_that_no_header_can_carry(tmp_path: Path) -> None:
    with model(lambda _: Reply(500)) as fake:
        for key in (f"{KEY}\nX-Other: 1", f"{KEY}ключ"):
            assert "the connection failed" in by_rules_alone(advise(by_rules(), SEMINAR, fake.endpoint(key), tmp_path), by_rules())
    assert fake.questions == []


@pytest.mark.parametrize("header", [{}, {"Retry-After": "0"}, {"Retry-After": "soon"}, {"Retry-After": "Mon, 01 Jan 2001 00:00:00 GMT"}])
@pytest.mark.parametrize("status", [429, 502, 0])
def test_what_passes_is_waited_for(status: int, header: dict[str, str], tmp_path: Path) -> None:
    def late(question: Question) -> Reply:
        return proposes([about(question, PIRACY, stance="qualified")]) if len(fake.questions) == 3 else Reply(status, headers=header)

    with model(late) as fake:
        made = advise(by_rules(), SEMINAR, fake.endpoint(), tmp_path)
    assert statement(made, PIRACY).stance == "qualified"
    assert not any(w.startswith("language model") for w in made.extraction.warnings)


def test_the_wait_is_as_long_as_asked_for(tmp_path: Path) -> None:
    times: list[float] = []

    def late(question: Question) -> Reply:
        times.append(time.monotonic())
        soon = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
        return [Reply(429, headers={"Retry-After": "1"}), Reply(503, headers={"Retry-After": soon}), proposes([])][len(times) - 1]

    with model(late) as fake:
        advise(by_rules(), SEMINAR, fake.endpoint(), tmp_path)
    assert 0.9 < times[1] - times[0] < 1.9
    assert 0.9 < times[2] - times[1] < 2.9


def test_a_model_that_knows_no_temperature_is_asked_without(tmp_path: Path) -> None:
    def particular(question: Question) -> Reply:
        return Reply(400) if "temperature" in question.body else proposes([about(question, PIRACY, stance="qualified")])

    with model(particular) as fake:
        made = advise(by_rules(), SEMINAR, fake.endpoint(), tmp_path)
    assert statement(made, PIRACY).stance == "qualified"
    assert len(fake.questions) == 2


def test_after_a_failure_no_more_is_asked(tmp_path: Path) -> None:
    before = record(LONG)
    with model(lambda _: Reply(401)) as fake:
        made = advise(before, LONG, fake.endpoint(), tmp_path)
    assert len(fake.questions) == 1
    assert "language model: 6 of 6 passages stand by rules alone: " in by_rules_alone(made, before)


def test_after_three_empty_answers_no_more_is_asked(tmp_path: Path) -> None:
    before = record(LONG)
    with model(lambda _: says("Gladly!")) as fake:
        made = advise(before, LONG, fake.endpoint(), tmp_path)
    assert len(fake.questions) == 3
    assert "6 of 6 passages" in by_rules_alone(made, before)


def test_what_was_heard_before_a_failure_stands(tmp_path: Path) -> None:
    def tiring(question: Question) -> Reply:
        first = question.data["sentences"][0]
        return (
            Reply(401)
            if len(fake.questions) == 3
            else proposes([{"id": first["id"], "quote": first["sentence"], "areas": ["fisheries", "energy"]}])
        )

    before = record(LONG)
    with model(tiring) as fake:
        made = advise(before, LONG, fake.endpoint(), tmp_path)
    assert sum(a != b for a, b in zip(before.statements, made.statements, strict=True)) == 2
    assert made.extraction.counts["language model: passages"] == 2
    assert made.extraction.warnings[-1] == "language model: 4 of 6 passages stand by rules alone: it answered with status 401"


@pytest.mark.parametrize("behaviour", [lambda _: Reply(401), lambda _: Reply(0), lambda _: proposes([]), lambda _: says(KEY)])
def test_the_key_is_shown_nowhere(
    behaviour: Behaviour, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with model(behaviour) as fake:
        endpoint = fake.endpoint()
        made = advise(by_rules(), SEMINAR, endpoint, tmp_path)
        assert fake.questions[0].headers["authorization"].endswith(KEY)
    out, err = capfd.readouterr()
    kept = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file())
    shown = [made.model_dump_json(), repr(made), repr(endpoint), str(endpoint), caplog.text, out, err, kept]
    assert caplog.records, "the log was listened to"
    assert [text for text in shown if KEY in text] == []
    assert json.loads(made.model_dump_json())
