"""Jobs that have a process of their own: writing, and queries that may call the services on the operator's list."""

from __future__ import annotations

import io
import json
import signal
import socket
from functools import partial

import pyoxigraph as ox

from store.base import Document, Version
from store.embedded import EmbeddedStore
from store.isolation import guard
from store.isolation.wire import END, Head, Task, Ticket, channel_of, head_packet, receive, send, unpack
from store.isolation.worker import answer, guarded
from store.snapshots import Folder


def run(control: socket.socket, folder: Folder, version: Version | None) -> None:
    """Do the one job that comes on `control`."""
    packet, descriptors = receive(control)
    ticket, task, text = unpack(packet, descriptors[1:])
    ready = guard.data_memory()
    with channel_of(descriptors[0]) as channel:
        if ticket.kind == "federate" and version is not None:
            store = ox.Store.read_only(str(folder.snapshot(version)))
            guarded(ticket, ready, channel, partial(answer, store, version, task, text, channel))
        else:
            guard.no_network()
            guarded(ticket, ready, channel, partial(_write, folder, ticket, task, text, channel))


def _write(folder: Folder, ticket: Ticket, task: Task, text: bytes, channel: socket.socket) -> None:
    store, new = EmbeddedStore(folder.path), False
    if ticket.kind == "update":
        store.update(text.decode(), task.base, task.default_graphs, task.named_graphs)
    else:
        data = io.BytesIO(text)
        documents = [Document(data.read(length), media_type) for media_type, length in task.documents]
        new = store.load(documents, task.graph, task.base, task.replace)
    signal.setitimer(signal.ITIMER_REAL, 0)  # it is published: nothing may say now that it was stopped
    send(channel, head_packet(Head("", folder.read_version())))
    send(channel, END + json.dumps({"new": new}).encode())
