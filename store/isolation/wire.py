"""What the processes say to each other: one message a packet, over Unix sockets of the kind that keeps packets whole.

A **job** goes from the client to the pool and on to a worker, with one end of a new socket pair, the job's *channel*. The worker answers
on the channel: `H` (what kind of answer it is), `D` (data) as often as needed, and `E` (the end), or `X` (an error) in their place at any
moment; a short answer is one packet, `W`, that holds all three, since each packet may wake a process. Where the worker died, the pool says
`X` for it.
"""

from __future__ import annotations

import json
import os
import socket
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from detente import errors
from detente.errors import DetenteError, QueryStoppedError, QuerySyntaxError
from store.base import DefaultGraph, Limits, Version

Kind = Literal["query", "federate", "update", "load"]
Share = Literal["public", "house"]
PACKET = 64 * 1024
"""The longest packet: a system's default socket buffer holds three."""
_INLINE = 48 * 1024
HEAD, DATA, END, ERROR, WHOLE = b"H", b"D", b"E", b"X", b"W"
KINDS_OF_ERROR = {error.code: error for error in vars(errors).values() if isinstance(error, type) and issubclass(error, DetenteError)}


@dataclass(frozen=True)
class Ticket:
    """What the pool needs to know of a job: who asks, on whose share, and its limits.

    `id` is unique; `excerpt` is for operators to read; queries of one `shape` differ in names and values alone. All are short: a ticket
    always fits a packet.
    """

    id: str
    kind: Kind
    client: str
    share: Share
    seconds: float
    memory: int
    excerpt: str = ""
    shape: str = ""


@dataclass(frozen=True)
class Task:
    """What the worker needs to know: the parameters of `store.base.Store.query`, `update` and `load`, except the text or data.

    `documents` are media types and lengths of what stands in the data, one after the other.
    """

    accept: Sequence[str] = ()
    default_graph: DefaultGraph = "union"
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    base: str = ""
    rows: int = Limits.rows
    bytes: int = Limits.bytes
    compress: bool = False
    documents: Sequence[tuple[str, int]] = ()
    graph: str | None = None
    replace: bool = False


@dataclass(frozen=True)
class Head:
    """What kind of answer comes: media type, version, whether it is compressed with gzip."""

    media_type: str
    version: Version
    compressed: bool = False


def pack(ticket: Ticket, task: Task, text: bytes) -> tuple[bytes, list[int]]:
    """A job as a packet, and the descriptors that go with it: what is long travels in a file without a name, which the caller closes."""
    head = json.dumps(vars(ticket)).encode() + b"\n"
    body = json.dumps(vars(task)).encode() + b"\n" + text
    if len(head) + len(body) <= _INLINE:
        return head + body, []
    return head, [nameless_file(body)]


def ticket_of(packet: bytes) -> Ticket:
    """The ticket of a packed job; ValueError for a packet that holds none."""
    return Ticket(**json.loads(packet[: packet.index(b"\n")]))


def unpack(packet: bytes, descriptors: Sequence[int]) -> tuple[Ticket, Task, bytes]:
    """The job in a packet; `descriptors` are those that came with it, without the channel's. A file is read, and closed, here."""
    ticket, body = packet.split(b"\n", 1)
    for descriptor in descriptors:
        body = read_nameless(descriptor)
    task, text = body.split(b"\n", 1)
    return Ticket(**json.loads(ticket)), Task(**json.loads(task)), text


def nameless_file(content: bytes) -> int:
    """The descriptor of a file in memory (on disk, where the system has none) that holds this."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("detente")
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.write(content)
    return descriptor


def read_nameless(descriptor: int) -> bytes:
    """What a nameless file holds; its descriptor is closed."""
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        return file.read()


def send(to: socket.socket, packet: bytes, descriptors: Sequence[int] = (), wait: bool = True) -> None:
    """Send one packet; OSError if the other end is gone, BlockingIOError if it is full and this shall not wait."""
    flags = 0 if wait else socket.MSG_DONTWAIT
    if descriptors:
        socket.send_fds(to, [packet], descriptors, flags)
    else:
        to.send(packet, flags)


def receive(source: socket.socket) -> tuple[bytes, list[int]]:
    """The next packet and its descriptors; an empty packet if the other end is gone."""
    packet, descriptors, _, _ = socket.recv_fds(source, PACKET + 1, 2)
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)
    return packet, descriptors


def reply(to: socket.socket, body: bytes) -> None:
    """Send an answer that is no query's, however long, without waiting."""
    file = nameless_file(body)
    try:
        socket.send_fds(to, [DATA], [file], socket.MSG_DONTWAIT)
    finally:
        os.close(file)


def channel_of(descriptor: int) -> socket.socket:
    """The socket of one end of a channel, which is closed with it."""
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, descriptor)


def version_packet(version: Version | None) -> bytes:
    """What the pool says, unasked, to its clients: the version that queries are answered from, from now on."""
    return json.dumps([version.number, version.digest] if version else None).encode()


def read_version(packet: bytes) -> Version | None:
    """What `version_packet` packed."""
    told = json.loads(packet)
    return Version(*told) if told else None


def head_packet(head: Head) -> bytes:
    """The packet that begins an answer."""
    version = head.version
    return HEAD + json.dumps([head.media_type, version.number, version.digest, head.compressed]).encode()


def whole_packet(head: bytes, end: bytes, body: bytes) -> bytes:
    """One packet out of a head's, an end's and the data between."""
    return b"\n".join((WHOLE + head[1:], end[1:], body))


def parts_of(packet: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and content of a packet; a whole answer's is taken apart."""
    kind, content = packet[:1], packet[1:]
    if kind != WHOLE:
        return [(kind, content)]
    head, end, body = content.split(b"\n", 2)
    return [(HEAD, head), (DATA, body), (END, end)]


def read_head(packet: bytes) -> Head:
    """What `head_packet` packed."""
    media_type, number, digest, compressed = json.loads(packet[1:])
    return Head(media_type, Version(number, digest), compressed)


def error_packet(error: DetenteError) -> bytes:
    """The packet for an error; one of the tree comes out of it as the same class."""
    told: dict[str, Any] = {"code": error.code, "message": str(error)}
    told |= {name: getattr(error, name) for name in ("line", "column", "limit", "after") if hasattr(error, name)}
    return ERROR + json.dumps(told).encode()


def read_error(packet: bytes) -> DetenteError:
    """What `error_packet` packed."""
    told = json.loads(packet[1:])
    kind = KINDS_OF_ERROR.get(told["code"], DetenteError)
    if issubclass(kind, QuerySyntaxError):
        return kind(told["message"], told["line"], told["column"])
    if issubclass(kind, QueryStoppedError):
        return kind(told["message"], told["limit"])
    if issubclass(kind, errors.BusyError):
        return kind(told["message"], told["after"])
    return kind(told["message"])
