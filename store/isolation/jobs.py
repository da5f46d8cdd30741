"""A job in the pool's hands."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field

from detente.errors import DetenteError
from store.isolation.children import Child
from store.isolation.wire import Ticket, channel_of, error_packet, send


@dataclass(eq=False)
class Job:
    """A job, the packet it came in, its descriptors (the channel's first), and the process that has it. Times are `time.monotonic()`'s."""

    ticket: Ticket
    packet: bytes
    descriptors: list[int]
    connection: socket.socket
    arrived: float = field(default_factory=time.monotonic)
    started: float = 0.0
    used: float | None = None
    """Processor seconds that its process had used when it was first looked at."""
    child: Child | None = None
    abandoned: bool = False
    """Its client has closed the channel, which it also does after the answer's end."""

    def give(self, child: Child) -> None:
        """Send it to a process that waits for jobs; what is kept is a copy of the channel, to tell of that process's death."""
        self.child, self.started = child, time.monotonic()
        with suppress(OSError):  # that process has just died: its end is heard of, and told, at once
            send(child.control, self.packet, self.descriptors)
        while len(self.descriptors) > 1:
            os.close(self.descriptors.pop())

    def tell(self, error: DetenteError) -> None:
        """Say how it ended; a client that does not listen, or has gone, is none of the pool's worries."""
        with suppress(OSError), channel_of(os.dup(self.descriptors[0])) as channel:
            channel.setblocking(False)
            send(channel, error_packet(error))

    def close(self) -> None:
        """Give the channel up: if nothing was said on it, the client sees it end."""
        while self.descriptors:
            os.close(self.descriptors.pop())

    def described(self, state: str) -> dict[str, object]:
        """What an operator sees: seconds of waiting or running, memory in bytes."""
        ticket = self.ticket
        since = self.started or self.arrived
        return {
            "id": ticket.id,
            "kind": ticket.kind,
            "client": ticket.client,
            "share": ticket.share,
            "state": state,
            "seconds": round(time.monotonic() - since, 3),
            "limit": ticket.seconds,
            "memory": self.child.memory() if self.child else 0,
            "query": ticket.excerpt,
        }
