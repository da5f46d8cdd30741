"""Who may run now, who waits, who is sent away: the pool's rules, without processes or clocks.

A query is *young* until it has used `PATIENCE` of a processor, or has run for `LINGERING`; then it is *long*. Young ones have the fast
lane; a long one leaves it, so that however many run for long, short queries find a place. Strangers leave `HOUSE` places of the fast lane
to the service's own pages. A client has at most `per_client` young ones; its others wait, and waiting clients take turns. When too many
run long, the client that has most of them loses its newest.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from dataclasses import dataclass

from detente.errors import BusyError
from store.isolation.wire import Ticket

PATIENCE, LINGERING = 0.25, 1.0
"""Seconds of a processor's time, and of the clock's; the first is ten times what starting a worker in its place costs."""
HOUSE = 2


@dataclass(frozen=True)
class Rules:
    """`at_once` young queries in all, `per_client` of one client; `long` ones in all; `waiting` in all and half of that for one client."""

    at_once: int = 8
    per_client: int = 4
    long: int = 12
    waiting: int = 256


class Admission:
    """Keeps count. Tickets are told apart by the object."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.young: dict[str, Ticket] = {}
        self.long: dict[str, Ticket] = {}
        self._queues: OrderedDict[str, deque[Ticket]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(len(queue) for queue in self._queues.values())

    def arrive(self, ticket: Ticket) -> None:
        """Let a query wait for its turn; BusyError if too many wait already."""
        queue = self._queues.get(_lane(ticket))
        own, rules = len(queue) if queue else 0, self.rules
        if self.waiting >= rules.waiting or own >= rules.waiting // 2:
            whose = "of yours" if own >= rules.waiting // 2 else "in all"
            raise BusyError(f"{own if queue else self.waiting} queries {whose} are waiting already; ask again later, and fewer at once")
        self._queues.setdefault(_lane(ticket), deque()).append(ticket)

    def next(self) -> Ticket | None:
        """The query whose turn it is, now young; None if nobody waits who may start."""
        if len(self.young) >= self.rules.at_once:
            return None
        public = [ticket for ticket in self.young.values() if ticket.share == "public"]
        of_client = Counter(ticket.client for ticket in public)
        for lane, queue in self._queues.items():
            first = queue[0]
            if first.share == "public" and (
                len(public) >= max(1, self.rules.at_once - HOUSE) or of_client[first.client] >= self.rules.per_client
            ):
                continue
            queue.popleft()
            self._queues.move_to_end(lane)
            if not queue:
                del self._queues[lane]
            self.young[first.id] = first
            return first
        return None

    def leave(self, ticket: Ticket) -> None:
        """Forget a query, wherever it is."""
        self.young.pop(ticket.id, None)
        self.long.pop(ticket.id, None)
        queue = self._queues.get(_lane(ticket))
        if queue and ticket in queue:
            queue.remove(ticket)
            if not queue:
                del self._queues[_lane(ticket)]

    def grow_long(self, ticket: Ticket) -> Ticket | None:
        """Note that a query is long; the query that must give way, if too many are long (perhaps this one)."""
        self.long[ticket.id] = self.young.pop(ticket.id)
        if len(self.long) <= self.rules.long:
            return None
        of_lane = Counter(_lane(each) for each in self.long.values())
        most = max(of_lane.values())
        return next(each for each in reversed(self.long.values()) if of_lane[_lane(each)] == most)


def _lane(ticket: Ticket) -> str:
    return f"{ticket.share}:{ticket.client}"
