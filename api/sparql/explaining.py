"""Explaining a query: in a process of its own, since a stranger's text is not parsed in the web server."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import asdict

from detente.errors import BusyError, QueryStoppedError
from queries.explanation import Explanation, from_json
from store.base import Limits
from store.isolation.wire import DATA, ERROR, read_error

AT_ONCE, WAITING = 2, 16


class Explainer:
    """Explains `AT_ONCE` queries at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._asked = 0

    async def explain(self, text: str, limits: Limits) -> Explanation:
        """The explanation of a query under these limits. QuerySyntaxError and its kin, BusyError, QueryStoppedError."""
        if self._asked >= WAITING:
            raise BusyError("many queries are being explained already; ask again later")
        self._asked += 1
        try:
            async with self._turn:
                told = await _told(json.dumps({"text": text, "limits": asdict(limits)}).encode())
        finally:
            self._asked -= 1
        if told[:1] == ERROR:
            raise read_error(told)
        if told[:1] != DATA:
            raise QueryStoppedError("the query is too much to explain; explain a part of it", "crash")
        return from_json(json.loads(told[1:]))


async def _told(question: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "queries.explanation", stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    try:
        told, _ = await process.communicate(question)
    finally:
        if process.returncode is None:
            process.kill()
    return told
