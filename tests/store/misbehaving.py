"""A SPARQL service on the loopback that answers as a test wants it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from store.base import BINDINGS, Version
from store.dialect import version_iri

STATE = {
    "head": {"vars": ["name", "value"]},
    "results": {
        "bindings": [{"name": {"type": "literal", "value": "version"}, "value": {"type": "uri", "value": version_iri(Version(1, "ab"))}}]
    },
}
Behaviour = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request; a behaviour answers it."""

    server: Misbehaving
    text: str

    def do_POST(self) -> None:
        """Answer a question for the version; the behaviour answers all else."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.text = (form.get("query") or form.get("update") or [""])[0]
        with suppress(BrokenPipeError, ConnectionResetError):
            if "urn:detente:version:" in self.text and "query" in form:
                self.reply(200, BINDINGS, json.dumps(STATE).encode())
            else:
                self.server.asked.append(self.text)
                self.server.behaviour(self)

    def do_GET(self) -> None:
        """A redirection that is followed ends here."""
        self.server.asked.append("GET")
        self.reply(200, BINDINGS, json.dumps(STATE).encode())

    def reply(self, status: int, media_type: str, body: bytes, **headers: str) -> None:
        """An ordinary answer."""
        self.send_response(status)
        sent = {"Content-Type": media_type, "Content-Length": str(len(body))} | {k.replace("_", "-"): v for k, v in headers.items()}
        for name, value in sent.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Misbehaving(ThreadingHTTPServer):
    """Keeps the texts it was asked, apart from questions for the version."""

    daemon_threads = True

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.behaviour = behaviour
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def misbehaving(behaviour: Behaviour) -> Iterator[Misbehaving]:
    """Such a service, for as long as the block."""
    with Misbehaving(behaviour) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
