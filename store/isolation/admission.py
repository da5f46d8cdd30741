"""Who may run now, who waits, who is sent away: the pool's rules, without processes or clocks.

A query is *young* until it has used `PATIENCE` of a processor, or has run for `LINGERING`; then it is *long*, and its place goes to
another, so that however many run for long, short queries find one. Of the places, `HOUSE` are for the service's own queries, and `EXPRESS`
for these and for queries of a *shape* that was answered at once before: what is known to be short does not wait behind what is not, not
even behind its own client's. Of queries of unknown shape a client has at most `per_client` young ones; the others wait, and waiting clients
take turns. When too many run long, the client that has most of them loses its newest.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from dataclasses import dataclass

from detente.errors import BusyError
from store.isolation.wire import Ticket

PATIENCE, LINGERING = 0.25, 1.0
"""Seconds of a processor's time, and of the clock's; the first is ten times what starting a worker in its place costs."""
QUICK = 0.1
"""Seconds within which an answer makes its query's shape known as short."""
HOUSE = EXPRESS = 2
SHAPES = 10_000


@dataclass(frozen=True)
class Rules:
    """`at_once` young queries in all, `per_client` of one client; `long` ones in all; `waiting` in all and half of that for one client."""

    at_once: int = 8
    per_client: int = 4
    long: int = 12
    waiting: int = 256


@dataclass(frozen=True)
class _Lane:
    """Queries that take turns among themselves."""

    rank: int
    """0: the house's; 1: short as far as is known; 2: unknown."""
    client: str


class Admission:
    """Keeps count of tickets, which are told apart by their ids."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.young: dict[str, Ticket] = {}
        self.long: dict[str, Ticket] = {}
        self.waiting = 0
        self._lanes: dict[str, _Lane] = {}
        self._queues: OrderedDict[_Lane, deque[Ticket]] = OrderedDict()
        self._short: OrderedDict[str, None] = OrderedDict()

    def arrive(self, ticket: Ticket) -> None:
        """Let a query wait for its turn; BusyError if too many wait already."""
        rank = 0 if ticket.share == "house" else 1 if ticket.shape in self._short else 2
        lane = _Lane(rank, ticket.client)
        queue = self._queues.get(lane, ())
        if len(queue) >= self.rules.waiting // 2:
            raise BusyError(f"{len(queue)} of your queries are waiting already; ask again later, and fewer at once")
        if self.waiting >= self.rules.waiting:
            raise BusyError(f"{self.waiting} queries are waiting already; ask again later")
        self._lanes[ticket.id] = lane
        self._queues.setdefault(lane, deque()).append(ticket)
        self.waiting += 1

    def next(self) -> Ticket | None:
        """The query whose turn it is, now young; None if nobody waits who may start."""
        if not self.waiting or len(self.young) >= self.rules.at_once:
            return None
        held = Counter(self._lanes[id] for id in self.young)
        of_rank = [sum(count for lane, count in held.items() if lane.rank >= rank) for rank in range(3)]
        places = (self.rules.at_once, max(1, self.rules.at_once - HOUSE), max(1, self.rules.at_once - HOUSE - EXPRESS))
        for lane in self._queues:
            full = of_rank[lane.rank] >= places[lane.rank]
            if full or (lane.rank == 2 and held[lane] >= self.rules.per_client):
                continue
            ticket = self._queues[lane].popleft()
            self._queues.move_to_end(lane)
            self._tidy(lane)
            self.young[ticket.id] = ticket
            return ticket
        return None

    def leave(self, ticket: Ticket, quick: bool = False) -> None:
        """Forget a query, wherever it is; one that was answered quickly makes its shape known as short."""
        lane = self._lanes.pop(ticket.id, None)
        if self.young.pop(ticket.id, None) is None and self.long.pop(ticket.id, None) is None and lane is not None:
            self._queues[lane].remove(ticket)
            self._tidy(lane)
        if quick:
            self._short[ticket.shape] = None
            self._short.move_to_end(ticket.shape)
            if len(self._short) > SHAPES:
                self._short.popitem(last=False)

    def grow_long(self, ticket: Ticket) -> Ticket | None:
        """Note that a query is long; the query that must give way, if too many are (perhaps this one)."""
        self._short.pop(ticket.shape, None)
        self.long[ticket.id] = self.young.pop(ticket.id)
        if len(self.long) <= self.rules.long:
            return None
        of_client = Counter(each.client for each in self.long.values())
        most = max(of_client.values())
        return next(each for each in reversed(self.long.values()) if of_client[each.client] == most)

    def _tidy(self, lane: _Lane) -> None:
        self.waiting -= 1
        if not self._queues[lane]:
            del self._queues[lane]
