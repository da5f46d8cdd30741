"""Who may run now, who waits, who is sent away: the pool's rules, without processes or clocks.

A query is *young* until it has used `PATIENCE` of a processor, or has run for `LINGERING`; then it is *long*, and its place goes to
another, so that however many run for long, short queries find one. Of the places, `HOUSE` are for the service's own queries, and `EXPRESS`
for these and for queries of a *shape* that was answered at once before: what is known to be short does not wait behind what is not, not
even behind its own client's. A shape of which a query has run long is not taken for short again. Of either sort a client has at most
`per_client` young ones; the others wait, and waiting clients take turns. When too many run long, the client that has most of them loses
its newest.
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
        self._waiting = [0, 0, 0]
        self._lanes: dict[str, _Lane] = {}
        self._queues: OrderedDict[_Lane, deque[Ticket]] = OrderedDict()
        self._short: OrderedDict[str, None] = OrderedDict()
        self._slow: OrderedDict[str, None] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(self._waiting)

    def arrive(self, ticket: Ticket) -> None:
        """Let a query wait for its turn; BusyError if too many wait already."""
        rank = 0 if ticket.share == "house" else 1 if ticket.shape in self._short else 2
        lane = _Lane(rank, ticket.client)
        queue = self._queues.get(lane, deque())
        if len(queue) >= self.rules.waiting // 2:
            raise BusyError(f"{len(queue)} of your queries are waiting already; ask again later, and fewer at once")
        if self._waiting[rank] >= self.rules.waiting:  # of its rank: a flood of unknown ones turns no known one away
            raise BusyError(f"{self.waiting} queries are waiting already; ask again later")
        self._wait(ticket, lane)

    def next(self) -> Ticket | None:
        """The query whose turn it is, now young; None if nobody waits who may start."""
        if not self._queues or len(self.young) >= self.rules.at_once:
            return None
        held = Counter(self._lanes[id] for id in self.young)
        of_rank = [sum(count for lane, count in held.items() if lane.rank >= rank) for rank in range(3)]
        places = (self.rules.at_once, max(1, self.rules.at_once - HOUSE), max(1, self.rules.at_once - HOUSE - EXPRESS))
        for lane in self._queues:
            full = of_rank[lane.rank] >= places[lane.rank]
            if full or (lane.rank and held[lane] >= self.rules.per_client):
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
        if quick and ticket.shape not in self._slow:
            _remember(self._short, ticket.shape)

    def grow_long(self, ticket: Ticket) -> Ticket | None:
        """Note that a query is long; the query that must give way, if too many are (perhaps this one)."""
        self.long[ticket.id] = self.young.pop(ticket.id)
        if ticket.share == "public":
            self._think_slow(ticket.shape)
        if len(self.long) <= self.rules.long:
            return None
        of_client = Counter(each.client for each in self.long.values())
        most = max(of_client.values())
        return next(each for each in reversed(self.long.values()) if of_client[each.client] == most)

    def _think_slow(self, shape: str) -> None:
        """A shape is not short: those of it that wait as if it were wait with the unknown."""
        self._short.pop(shape, None)
        _remember(self._slow, shape)
        for lane in [lane for lane in self._queues if lane.rank == 1]:
            for ticket in [each for each in self._queues[lane] if each.shape == shape]:
                self._queues[lane].remove(ticket)
                self._wait(ticket, _Lane(2, lane.client))
                self._tidy(lane)

    def _wait(self, ticket: Ticket, lane: _Lane) -> None:
        self._lanes[ticket.id] = lane
        self._queues.setdefault(lane, deque()).append(ticket)
        self._waiting[lane.rank] += 1

    def _tidy(self, lane: _Lane) -> None:
        self._waiting[lane.rank] -= 1
        if not self._queues[lane]:
            del self._queues[lane]


def _remember(shapes: OrderedDict[str, None], shape: str) -> None:
    shapes[shape] = None
    shapes.move_to_end(shape)
    if len(shapes) > SHAPES:
        shapes.popitem(last=False)
