"""A process that answers queries from one published version, one after the other, and may be killed at any time.

It is forked from the pool (store/isolation/pool.py), opens the snapshot, puts the guard up, and then waits for jobs.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from detente.errors import DetenteError
from store.answers import evaluate, media_type_for, query_errors, write
from store.base import Version
from store.isolation import guard
from store.isolation.answering import CutError, Sender
from store.isolation.wire import Task, Ticket, channel_of, error_packet, receive, send, unpack

READY, FREE = b"ready", b"free"
GRACE = 1.0
"""Seconds after which the kernel's timer ends a worker that the pool should have ended."""


def work(control: socket.socket, snapshot: Path, version: Version) -> None:
    """Answer jobs until the pool closes `control`. StoreError or OSError if the snapshot cannot be opened."""
    store = ox.Store.read_only(str(snapshot))
    ready = guard.data_memory()
    guard.only_read(snapshot)
    guard.no_network()
    send(control, READY)
    while True:
        packet, descriptors = receive(control)
        if not packet:
            return
        ticket, task, text = unpack(packet, descriptors[1:])
        with channel_of(descriptors[0]) as channel:
            guarded(ticket, ready, channel, partial(answer, store, version, task, text, channel))
        send(control, FREE)


def guarded(ticket: Ticket, ready: int, channel: socket.socket, job: Callable[[], None]) -> None:
    """Run a job under its limits; its errors go to the client, and a client that has gone is nobody's error."""
    guard.limit_memory(ready, ticket.memory)
    signal.setitimer(signal.ITIMER_REAL, ticket.seconds + GRACE)  # SIGALRM kills, also inside the engine
    try:
        job()
    except (BrokenPipeError, ConnectionResetError):
        pass
    except DetenteError as error:
        _tell(channel, error)
    except MemoryError:
        raise  # the pool tells of it, as of every death
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def answer(store: ox.Store, version: Version, task: Task, text: bytes, channel: socket.socket) -> None:
    """Run a query and send its answer. InputError and its kin for a query that fails."""
    with query_errors():
        results = evaluate(store, text.decode(), task.default_graph, task.default_graphs, task.named_graphs, task.base)
        media_type = media_type_for(results, task.accept)
        sender = Sender(channel, media_type, version, task)
        with suppress(CutError):
            write(results, media_type, sender)
        sender.end()


def _tell(channel: socket.socket, error: DetenteError) -> None:
    try:
        send(channel, error_packet(error))
    except OSError:
        return  # the client has gone
