"""The rules of who runs and who waits, without processes."""

from __future__ import annotations

import itertools

import pytest

from detente.errors import BusyError
from store.isolation.admission import EXPRESS, HOUSE, SHAPES, Admission, Rules
from store.isolation.wire import Share, Ticket

_NUMBERS = itertools.count()


def ticket(client: str = "a", share: Share = "public", shape: str = "?") -> Ticket:
    return Ticket(f"t{next(_NUMBERS)}", "query", client, share, 10.0, 100, shape=shape)


def started(admission: Admission) -> list[Ticket]:
    return list(iter(admission.next, None))


def arrived(admission: Admission, *tickets: Ticket) -> list[Ticket]:
    for each in tickets:
        admission.arrive(each)
    return list(tickets)


def test_a_client_has_so_many_at_once_and_the_rest_waits_in_order() -> None:
    admission = Admission(Rules(at_once=8, per_client=2))
    asked = arrived(admission, *(ticket() for _ in range(5)))
    assert started(admission) == asked[:2]
    assert admission.waiting == 3
    admission.leave(asked[0])
    assert started(admission) == [asked[2]]


def test_clients_take_turns() -> None:
    admission = Admission(Rules(at_once=5, per_client=4))
    first = arrived(admission, *(ticket("a") for _ in range(4)))
    second = arrived(admission, ticket("b"))
    assert started(admission) == [first[0]]  # one place is not kept for the house or for the known
    admission.leave(first[0])
    assert started(admission) == second
    admission.leave(second[0])
    assert started(admission) == [first[1]]


def test_places_are_kept_for_the_house_and_for_what_is_known_to_be_short() -> None:
    admission = Admission(Rules(at_once=8, per_client=8))
    known = ticket("x", shape="short")
    arrived(admission, known)
    started(admission)
    admission.leave(known, quick=True)
    strangers = arrived(admission, *(ticket(f"{n}") for n in range(20)))
    assert started(admission) == strangers[: 8 - HOUSE - EXPRESS]
    short = arrived(admission, *(ticket(strangers[0].client, shape="short") for _ in range(5)))
    assert started(admission) == short[:EXPRESS]
    house = arrived(admission, *(ticket("", "house") for _ in range(5)))
    assert started(admission) == house[:HOUSE]
    assert len(admission.young) == 8


def test_even_the_smallest_service_answers_strangers() -> None:
    admission = Admission(Rules(at_once=2, per_client=1))
    asked = arrived(admission, ticket())
    assert started(admission) == asked


def test_a_long_query_leaves_its_place() -> None:
    admission = Admission(Rules(at_once=5, per_client=1))
    asked = arrived(admission, *(ticket() for _ in range(3)))
    assert started(admission) == [asked[0]]
    assert admission.grow_long(asked[0]) is None
    assert started(admission) == [asked[1]]
    assert set(admission.long) == {asked[0].id}


def test_of_too_many_long_ones_the_newest_of_who_has_most_gives_way() -> None:
    admission = Admission(Rules(at_once=20, per_client=20, long=4))
    asked = arrived(admission, ticket("a"), ticket("b"), ticket("a"), ticket("a"), ticket("b"))
    started(admission)
    losers = [admission.grow_long(each) for each in asked]
    assert losers == [None, None, None, None, asked[3]]


def test_a_shape_that_turns_out_long_is_no_longer_known_as_short() -> None:
    admission = Admission(Rules(at_once=5, per_client=2))
    first = ticket(shape="s")
    arrived(admission, first)
    started(admission)
    admission.leave(first, quick=True)
    once, again = ticket(shape="s"), ticket(shape="s")
    arrived(admission, once, again)
    assert started(admission) == [once, again]
    admission.grow_long(once)
    admission.leave(again)
    arrived(admission, ticket(shape="s"), ticket(shape="s"))
    assert len(started(admission)) == 1


def test_those_that_wait_with_a_shape_that_turns_out_long_wait_with_the_unknown() -> None:
    admission = Admission(Rules(at_once=6, per_client=1))
    teacher = ticket(shape="s")
    arrived(admission, teacher)
    started(admission)
    admission.leave(teacher, quick=True)
    flood = arrived(admission, *(ticket("x", shape="s") for _ in range(5)))
    assert started(admission) == flood[:1]
    admission.grow_long(flood[0])
    other = arrived(admission, ticket("y", shape="new"))
    assert set(map(id, started(admission))) == {id(flood[1]), id(other[0])}
    admission.leave(flood[1], quick=True)  # it does not teach any more
    assert {lane.rank for lane in admission._queues} == {2}
    assert "s" not in admission._short


def test_what_is_known_is_bounded() -> None:
    admission = Admission(Rules())
    for number in range(SHAPES + 50):
        each = ticket(shape=f"s{number}")
        admission.arrive(each)
        assert admission.next() == each
        admission.leave(each, quick=True)
    old, new = ticket(shape="s1"), ticket(shape=f"s{SHAPES}")
    assert len(admission._short) == SHAPES
    assert (old.shape in admission._short, new.shape in admission._short) == (False, True)


def test_the_queues_are_bounded_for_one_and_for_all() -> None:
    admission = Admission(Rules(at_once=2, per_client=1, waiting=10))
    arrived(admission, *(ticket("a") for _ in range(5)))
    with pytest.raises(BusyError, match="5 of your queries"):
        admission.arrive(ticket("a"))
    arrived(admission, *(ticket("b") for _ in range(5)))
    with pytest.raises(BusyError, match="10 queries are waiting"):
        admission.arrive(ticket("c"))
    admission.arrive(ticket("", "house"))  # a flood of strangers turns the service's own queries away as little as those known to be short
    assert admission.waiting == 11


def test_leaving_while_waiting_frees_the_place_in_the_queue() -> None:
    admission = Admission(Rules(at_once=5, per_client=1))
    asked = arrived(admission, *(ticket() for _ in range(3)))
    admission.leave(asked[0])
    admission.leave(asked[1])
    assert started(admission) == [asked[2]]
    admission.leave(asked[2])
    assert admission.waiting == 0
    assert not admission.young
    assert not admission._queues
    assert not admission._lanes
