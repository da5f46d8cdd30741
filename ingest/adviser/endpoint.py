"""The way to a language model: one question to an OpenAI-compatible endpoint, within bounds of time, size and patience."""

from __future__ import annotations

import asyncio
import email.utils
import json
import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

MAX_BYTES = 1_000_000
MAX_WAIT = 30.0
ATTEMPTS = 3
SHORTEST_SECRET = 8

Message = Mapping[str, str]


class Unheard(Exception):
    """There is no answer; `str` is the reason in a few words of our own: never a word of the endpoint's, and never the key."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model is asked. `url` is what stands before `/chat/completions`; `key` may be empty and is never shown.

    `seconds` bounds a question with all its repetitions; `pause` is the first wait before a repetition, in seconds.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 120.0
    pause: float = 1.0

    def ask(self, messages: Sequence[Message], parameters: Mapping[str, Any]) -> str:
        """The model's words on the messages; Unheard if it has none.

        `parameters` go with the question; an endpoint that answers 400 is asked once more without them, since not every model knows all.
        """
        try:
            # in a thread of its own: who asks may have an event loop running
            with ThreadPoolExecutor(1) as thread:
                return thread.submit(lambda: asyncio.run(self._within_time(messages, parameters))).result()
        except TimeoutError:
            raise Unheard(f"no answer within {self.seconds:g} s") from None

    async def _within_time(self, messages: Sequence[Message], parameters: Mapping[str, Any]) -> str:
        # one limit over everything: a server that sends a byte now and then outwits a limit on each read
        async with asyncio.timeout(self.seconds):
            try:
                async with httpx.AsyncClient(headers=self._headers(), timeout=None) as client:  # noqa: S113 - the limit is above
                    return self._words(await self._answer(client, messages, parameters))
            except Unheard:
                raise
            except Exception:
                # addresses, proxies, certificates and sockets fail in too many classes to name, and what they say may hold the key
                raise Unheard("the connection failed") from None

    async def _answer(self, client: httpx.AsyncClient, messages: Sequence[Message], parameters: Mapping[str, Any]) -> bytes:
        """The body of the first answer with status 200, after repetitions where they may help."""
        status, body, wait = 0, b"", None
        for attempt in range(1, ATTEMPTS + 1):
            try:
                status, body, wait = await self._post(client, messages, parameters)
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                if attempt == ATTEMPTS:
                    raise
                wait = None
            else:
                if status == httpx.codes.BAD_REQUEST and parameters:
                    status, body, wait = await self._post(client, messages, {})
                if not _may_pass(status):
                    break
            if attempt < ATTEMPTS:
                await asyncio.sleep(self._pause(attempt) if wait is None else wait)
        if status != httpx.codes.OK:
            raise Unheard(f"it answered with status {status}")
        return body

    async def _post(
        self, client: httpx.AsyncClient, messages: Sequence[Message], parameters: Mapping[str, Any]
    ) -> tuple[int, bytes, float | None]:
        """Status, body and the wait that the server asks for; a body is read for status 200 alone, and only up to a size."""
        content = json.dumps({"model": self.model, "messages": list(messages), **parameters}, ensure_ascii=False).encode()
        async with client.stream("POST", f"{self.url.rstrip('/')}/chat/completions", content=content) as response:
            if response.status_code != httpx.codes.OK:
                return response.status_code, b"", _asked_to_wait(response.headers.get("Retry-After"))
            body = bytearray()
            # raw: what is packed small must not be unpacked without bounds
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise Unheard(f"it answered with more than {MAX_BYTES} bytes")
            return response.status_code, bytes(body), None

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Content-Type": "application/json"}
        return {**headers, "Authorization": f"Bearer {self.key}"} if self.key else headers

    def _pause(self, attempt: int) -> float:
        """Longer with each attempt, and never the same for two that were refused together."""
        return float(self.pause * 2 ** (attempt - 1) * random.uniform(0.75, 1.25))  # noqa: S311 - no secret

    def _words(self, body: bytes) -> str:
        try:
            content = _Completion.model_validate_json(body).choices[0].message.content
        except ValidationError:
            raise Unheard("it answered with something else than a chat completion") from None
        if len(self.key) >= SHORTEST_SECRET and self.key in content:
            # answers are kept on disk
            raise Unheard("it gave the key back in its answer")
        return content


class _Said(BaseModel):
    model_config = ConfigDict(strict=True)
    content: str


class _Choice(BaseModel):
    message: _Said


class _Completion(BaseModel):
    """The part of a chat completion that is read."""

    choices: list[_Choice] = Field(min_length=1)


def _may_pass(status: int) -> bool:
    return status == httpx.codes.TOO_MANY_REQUESTS or httpx.codes.is_server_error(status)


def _asked_to_wait(retry_after: str | None) -> float | None:
    """The seconds of a Retry-After header (a number or a date), None if it says nothing; Unheard if that is longer than we wait."""
    if retry_after is None:
        return None
    try:
        seconds = float(retry_after) if retry_after.strip().isdecimal() else _seconds_until(retry_after)
    except (ValueError, TypeError, OverflowError):
        return None
    if seconds > MAX_WAIT:
        raise Unheard(f"it asks to wait longer than {MAX_WAIT:g} s")
    return max(0.0, seconds)


def _seconds_until(date: str) -> float:
    when = email.utils.parsedate_to_datetime(date)
    return (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
