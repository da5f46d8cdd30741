"""A language model's endpoint on loopback: a real HTTP server that answers as a test tells it, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ingest.adviser.endpoint import Endpoint
from ingest.record import Record, Statement
from tests.ingest.material import SEMINAR, record

KEY = "not-a-real-key-4711"
NAME = "invented-model-7b"
WELCOME, PIRACY, EXPORTS = "Dr. Orla Fenwick welcomed", "He warned that piracy", "He noted that exports"


@dataclass(frozen=True)
class Question:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def data(self) -> dict[str, Any]:
        found = json.loads(self.body["messages"][1]["content"])
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True)
class Reply:
    """A response; `chunks` are sent one after the other, with the pause (seconds) before each."""

    status: int = 200
    chunks: tuple[bytes, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0


def says(words: str) -> Reply:
    """A chat completion with these words."""
    return Reply(chunks=(json.dumps({"choices": [{"message": {"role": "assistant", "content": words}}]}).encode(),))


def proposes(statements: list[Any], offices: list[Any] | None = None) -> Reply:
    """A chat completion with proposals in good JSON."""
    return says(json.dumps({"statements": statements, "offices": offices or []}))


Behaviour = Callable[[Question], Reply]


class Model:
    """The endpoint's other side: what it was asked, and the way to it."""

    def __init__(self, port: int) -> None:
        self.questions: list[Question] = []
        self.port = port

    def endpoint(self, key: str = KEY, seconds: float = 20.0) -> Endpoint:
        """The endpoint, with pauses that a test can wait for."""
        return Endpoint(f"http://127.0.0.1:{self.port}/v1", NAME, key, seconds=seconds, pause=0.01)


@contextmanager
def model(behaviour: Behaviour) -> Iterator[Model]:
    """A server that answers so, until the end of the block."""
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            question = Question(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            known.questions.append(question)
            self._send(behaviour(question))

        def _send(self, reply: Reply) -> None:
            if not reply.status:
                self.close_connection = True
                return
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for chunk in reply.chunks:
                    if closing.wait(reply.pause):
                        return
                    self.wfile.write(chunk)
                    self.wfile.flush()
            except ConnectionError:
                # the other side has heard enough
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    known = Model(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield known
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def by_rules() -> Record:
    """The seminar's record with two doubtful speakers and without the moderator's office; the rest as the tests need it."""
    made = record(SEMINAR)
    as_needed: dict[str, dict[str, Any]] = {
        PIRACY: {"function": "concern", "stance": "critical", "areas": ("maritime",), "speaker": "tomas-quillan", "confidence": 0.6},
        EXPORTS: {"function": "assessment", "stance": "neutral", "areas": ("trade",), "speaker": "kwesi-boatengo", "confidence": 0.7},
        WELCOME: {"function": "procedural", "stance": "neutral", "areas": (), "speaker": "orla-fenwick", "confidence": 0.95},
    }
    statements = [
        s.model_copy(update=next((fields for start, fields in as_needed.items() if s.quote.startswith(start)), {})) for s in made.statements
    ]
    people = [p.model_copy(update={"offices": ()}) if p.id == "orla-fenwick" else p for p in made.participants]
    return made.model_copy(update={"statements": tuple(statements), "participants": tuple(people)})


def statement(made: Record, start: str) -> Statement:
    """The one statement that starts so."""
    (one,) = [s for s in made.statements if s.quote.startswith(start)]
    return one


def asked(question: Question, start: str) -> dict[str, Any]:
    """The sentence that starts so, as the model was given it."""
    (one,) = [s for s in question.data["sentences"] if s["sentence"].startswith(start)]
    assert isinstance(one, dict)
    return one


def about(question: Question, start: str, **fields: Any) -> dict[str, Any]:
    """A proposal about the sentence that starts so, rightly quoted."""
    one = asked(question, start)
    return {"id": one["id"], "quote": one["sentence"], **fields}
