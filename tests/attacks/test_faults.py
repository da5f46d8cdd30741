"""Processes that are killed, and the end of the service: nobody takes a part for the whole, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.attacks.service import GRACE, LIMIT, SLACK, Reply, Service, alive, at_once, command, parent, serving, until
from tests.attacks.test_clients import BIG, RUNAWAY, request

CLEAN = {0, 400, 503, 504}


def _asking(service: Service, replies: list[Reply], number: int = 6) -> threading.Thread:
    """Runaways and large answers under way, each of another client."""

    def ask(number: int) -> Reply:
        return service.ask(f"{(RUNAWAY, BIG)[number % 2]} # {number}", f"127.0.2.{number + 1}")

    thread = threading.Thread(target=lambda: replies.extend(at_once(ask, number)))
    thread.start()
    until(lambda: service.running()["items"], 5, "they run")
    time.sleep(0.4)
    return thread


def _ask_later(service: Service, number: int) -> Reply:
    time.sleep(number * 0.03)
    return service.ask(f"{RUNAWAY} # {number}", "127.0.0.2")


def _update(service: Service, text: str, replies: list[Reply]) -> None:
    replies.append(service.update(text))


def _answers(service: Service) -> bool:
    return service.simple("127.0.0.9").status == 200


@pytest.mark.parametrize("who", ["pool", "workers", "worker"])
def test_a_kill_in_the_midst_of_queries(attacked_store: Path, who: str) -> None:
    replies: list[Reply] = []
    with serving(attacked_store) as service:
        asking = _asking(service, replies)
        for pid in [service.pool()] if who == "pool" else service.workers()[: 1 if who == "worker" else None]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until(lambda: _answers(service), 3, "it answers again")
        asking.join()
        assert {reply.status for reply in replies} <= CLEAN, "a whole 200 of an answer that has no end would be a lie"
        assert max(reply.seconds for reply in replies) < 2 * LIMIT + GRACE
        assert service.simple().status == 200


def test_the_pool_is_killed_again_and_again(attacked_store: Path) -> None:
    with serving(attacked_store) as service:
        for _ in range(3):
            os.kill(service.pool(), signal.SIGKILL)
            until(lambda: _answers(service), 3, "it answers again")
        assert len([pid for pid in service.tree() if parent(pid) == service.process.pid]) == 1


def test_a_kill_while_a_token_writes(own_copy: Path) -> None:
    """Killed at any moment, the store is whole, and the next update finds its way."""
    with serving(own_copy) as service:
        for number in range(6):
            update = (
                f"DELETE WHERE {{ GRAPH <a:g> {{ ?s ?p ?o }} }}; INSERT DATA {{ GRAPH <a:g> {{ <a:s> <a:p> {number}, {number + 100} }} }}"
            )
            replies: list[Reply] = []
            writing = threading.Thread(target=_update, args=(service, update, replies))
            writing.start()
            time.sleep(0.03 * number)
            os.kill(service.pool(), signal.SIGKILL)
            writing.join()
            until(lambda: _answers(service), 3, "it answers again")
            found = service.ask("SELECT ?o { GRAPH <a:g> { ?s ?p ?o } }", headers={"Accept": "text/csv"}).body.split()[1:]
            assert len(found) in {0, 2}, f"half an update: {found}"
            if replies[0].status == 204:
                assert {int(value) for value in found} == {number, number + 100}, "acknowledged, and lost"
            assert service.update(update).status == 204


def test_a_kill_of_the_server_leaves_nothing(attacked_store: Path) -> None:
    replies: list[Reply] = []
    with serving(attacked_store) as service:
        asking = _asking(service, replies)
        processes = service.tree()
        service.process.kill()
        asking.join()
        until(lambda: not [pid for pid in processes if alive(pid)], 3, "all processes are gone")
        assert {reply.status for reply in replies} <= {0, *CLEAN}


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_whoever_is_connected(attacked_store: Path, sign: signal.Signals, workers: str) -> None:
    """Neither a client that never finishes its request nor one that does not read can hold the service up."""
    with serving(attacked_store, "--workers", workers) as service, ExitStack() as stack:
        stack.enter_context(service.raw(request("ASK {}", 1_000)))
        stack.enter_context(service.raw(b"GET /healthz HTTP/1.1\r\n"))
        stack.enter_context(service.raw(request(BIG)))
        stack.enter_context(service.raw(request(RUNAWAY)))
        time.sleep(0.5)
        processes = service.tree()
        service.process.send_signal(sign)
        try:
            service.process.wait(8 * SLACK)
        except subprocess.TimeoutExpired:
            pytest.fail(f"{sign.name} has not ended it within 8 s, or what a busy machine makes of them")
        until(lambda: not [pid for pid in processes if alive(pid)], 3, "all processes are gone")
        assert b"Traceback" not in service.log.read_bytes()


def test_two_web_processes_share_one_pool(attacked_store: Path) -> None:
    """Limits hold across both; one that is killed is started anew and takes only its own queries with it."""
    with serving(attacked_store, "--workers", "2") as service:
        replies: list[Reply] = []
        asking = threading.Thread(target=lambda: replies.extend(at_once(lambda n: _ask_later(service, n), 40)))
        asking.start()
        until(lambda: len({item["id"].partition("-")[0] for item in service.running()["items"]}) == 2, 4, "both processes ask the one pool")
        assert sum(item["state"] == "running" for item in service.running()["items"]) <= 4, "short ones of one client, both together"
        os.kill(next(pid for pid in service.tree() if b"spawn_main" in command(pid)), signal.SIGKILL)
        until(lambda: _answers(service), 5, "it answers")
        asking.join()
        assert {reply.status for reply in replies} <= CLEAN
        service.quiet()
        until(lambda: {service.simple().status for _ in range(20)} == {200}, 5, "both answer")


def test_two_web_processes_do_not_outlive_their_parent(attacked_store: Path) -> None:
    with serving(attacked_store, "--workers", "2") as service:
        processes = service.tree()
        service.process.kill()
        service.process.wait()
        try:
            until(lambda: not [pid for pid in processes if alive(pid)], 5, "all processes are gone")
        finally:
            for pid in processes:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def test_an_operator_stops_a_query(service: Service) -> None:
    replies: list[Reply] = []
    asking = threading.Thread(target=lambda: replies.append(service.ask(RUNAWAY, "127.0.0.2")))
    asking.start()
    until(lambda: service.running()["items"], 2, "it runs")
    path = f"/api/v1/running/{service.running()['items'][0]['id']}"
    assert service.send("DELETE", path).status == 401
    assert service.send("DELETE", path, headers={"Authorization": "Bearer wrong"}).status == 401
    assert service.send("DELETE", path, headers=service.token).status == 204
    asking.join()
    assert (replies[0].status, b"operator" in replies[0].body) == (503, True)
    assert replies[0].seconds < LIMIT + GRACE
    assert service.send("DELETE", path, headers=service.token).status == 404


def test_the_operator_sees_what_runs_under_attack(service: Service) -> None:
    """The list must not fail when it is needed most: many queries wait, and their texts are long."""
    text = f"#{'中' * 500}\n{RUNAWAY}"
    attack = threading.Thread(target=lambda: at_once(lambda n: service.ask(f"{text} # {n}", f"127.0.2.{n + 1}"), 200))
    attack.start()
    time.sleep(0.7)
    try:
        assert len(service.running()["items"]) > 20
        assert service.send("GET", "/metrics").status == 200
    finally:
        attack.join()
        service.quiet()
