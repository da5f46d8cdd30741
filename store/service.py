"""A SPARQL service over HTTP: one request through SPARQLWrapper, and one clear error for everything that can go wrong on the way.

A read is repeated where that is safe (the service could not be reached, or was overloaded); an update never is, since nobody knows
whether the first one was carried out.
"""

from __future__ import annotations

import http.client
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from typing import IO, Any

from SPARQLWrapper import INSERT, POST, SELECT, SPARQLWrapper

from detente import __version__
from detente.errors import QueryStoppedError, StoreError

PIECE = 64 * 1024
_PAUSES = (0.2, 0.5)
"""Seconds to wait before each repetition of a read."""
_OVERLOADED = (502, 503, 504)
_REFUSALS = (401, 403)
_LONGEST_FAULT = 300
Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Address:
    """Where a service answers queries and takes updates, and as whom: HTTP basic authentication, or digest."""

    query: str
    update: str
    user: str = ""
    password: str = ""
    digest: bool = False

    def __repr__(self) -> str:
        """Without the password, which a traceback would show."""
        return f"Address({self.query})"


@dataclass(frozen=True)
class Reply:
    """What a service answered; `cut` if it was longer than asked for, and its rest was left."""

    media_type: str
    body: bytes
    headers: Message
    cut: bool = False


class Refused(Exception):
    """The service understood the request and says that it is wrong; for the dialect to say in our words."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class Service:
    """Sends queries and updates. StoreError when the service is down, refuses, or answers what is no answer."""

    def __init__(self, address: Address) -> None:
        self.address = address

    def ask(self, text: str, media_type: str, parameters: Parameters, seconds: float, most: int) -> Reply:
        """Ask a query, and read at most so many bytes of its answer; QueryStoppedError after `seconds`, Refused."""
        deadline = time.monotonic() + seconds
        for pause in (*_PAUSES, None):
            try:
                return self._sent(SELECT, text, media_type, parameters, deadline, most)
            except TimeoutError:
                raise QueryStoppedError(f"{self.address.query} had no answer after {seconds:g} s", "seconds") from None
            except _Unreached as error:
                if pause is None or not error.passing or time.monotonic() + pause >= deadline:
                    raise StoreError(str(error)) from error
                time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def tell(self, text: str, parameters: Parameters, seconds: float) -> None:
        """Send an update, once; Refused, or StoreError, which says whether the update may have been carried out."""
        try:
            self._sent(INSERT, text, "*/*", parameters, time.monotonic() + seconds, PIECE)
        except TimeoutError:
            raise StoreError(f"{self.address.update} did not confirm the update within {seconds:g} s; {_UNKNOWN}") from None
        except _Unreached as error:
            raise StoreError(f"{error}; {_UNKNOWN}" if error.sent else str(error)) from error

    def _sent(self, form: str, text: str, media_type: str, parameters: Parameters, deadline: float, most: int) -> Reply:
        where = self.address.update if form == INSERT else self.address.query
        request = self._request(form, text, media_type, parameters)
        try:
            with _opener(self.address).open(request, timeout=max(deadline - time.monotonic(), 0.001)) as response:
                return _read(response, where, media_type, deadline, most)
        except urllib.error.HTTPError as error:
            with error:
                raise _http_fault(where, error, bool(self.address.user)) from None
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise TimeoutError from None
            sent = not isinstance(error.reason, (ConnectionRefusedError, socket.gaierror))
            raise _Unreached(f"{where} cannot be reached ({_said(error.reason)}); is the service running?", sent, passing=True) from None
        except TimeoutError:
            raise
        except (http.client.HTTPException, OSError) as error:
            raise _Unreached(f"{where} broke off its answer ({_said(error)})", sent=True, passing=True) from None

    def _request(self, form: str, text: str, media_type: str, parameters: Parameters) -> urllib.request.Request:
        """The request as SPARQLWrapper makes it.

        The form is set, not looked for: its regular expressions might take a stranger's query for an update. The request is opened here,
        since SPARQLWrapper would change how the whole process opens addresses for digest authentication, and follow redirections.
        """
        wrapper = SPARQLWrapper(self.address.query, self.address.update, agent=f"detente/{__version__}")
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.queryType, wrapper.queryString = form, text
        for name, values in parameters.items():
            for value in values:
                wrapper.addParameter(name, value)
        wrapper.customHttpHeaders = {"Accept": media_type}
        if self.address.user and not self.address.digest:
            wrapper.setCredentials(self.address.user, self.address.password)
        request: urllib.request.Request = wrapper._createRequest()
        return request


_UNKNOWN = "it may or may not have been carried out: run the command again, which changes nothing that is done already"


class _Unreached(Exception):
    """No usable answer: `sent` if the service may have carried the request out, `passing` if a repetition may help."""

    def __init__(self, message: str, sent: bool = False, passing: bool = False) -> None:
        super().__init__(message)
        self.sent = sent
        self.passing = passing


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: a POST would become a GET, and the password would go along."""

    def redirect_request(self, *_: object) -> None:
        """Never another request."""
        return


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """Closes the challenge before it answers it."""

    def http_error_401(self, req: urllib.request.Request, fp: IO[bytes], *rest: Any) -> Any:
        """The answer to the request with credentials."""
        fp.close()
        return super().http_error_401(req, fp, *rest)


def _opener(address: Address) -> urllib.request.OpenerDirector:
    """An opener of its own for each request: the digest handler counts its attempts."""
    if not (address.user and address.digest):
        return urllib.request.build_opener(_Stay)
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, [address.query, address.update], address.user, address.password)
    return urllib.request.build_opener(_Stay, _Digest(passwords))


def _read(response: http.client.HTTPResponse, where: str, wanted: str, deadline: float, most: int) -> Reply:
    """The answer, checked: of the type that was asked for, and whole, or cut after `most` bytes."""
    media_type = response.headers.get_content_type()
    length = response.headers.get("Content-Length")
    expected = int(length) if length and length.isdigit() else None
    body = bytearray()
    while len(body) <= most and (expected is None or len(body) < expected):
        piece = response.read1(PIECE)
        if not piece:
            break
        body += piece
        if time.monotonic() > deadline:
            raise TimeoutError
    cut = len(body) > most
    if not cut and expected is not None and len(body) < expected:
        raise _Unreached(f"{where} broke off its answer after {len(body)} of {expected} bytes", sent=True, passing=True)
    if wanted not in ("*/*", media_type):
        what = "with a web page" if media_type == "text/html" else f"as {media_type}"
        raise _Unreached(f"{where} answered {what}, not as {wanted}; is it the address of a SPARQL service?", sent=True)
    return Reply(media_type, bytes(body[:most]), response.headers, cut)


def _http_fault(where: str, error: urllib.error.HTTPError, known: bool) -> Exception:
    """What a status other than 2xx means."""
    text = _fault_text(error, error.headers)
    if error.code in _REFUSALS:
        whose = "the user and password in DETENTE_STORE_USER and DETENTE_STORE_PASSWORD" if known else "a request without a user"
        remedy = "" if known else "; set DETENTE_STORE_USER and DETENTE_STORE_PASSWORD"
        return _Unreached(f"{where} refuses {whose} (HTTP {error.code}){remedy}")
    if error.code in _OVERLOADED:
        return _Unreached(f"{where} is overloaded or starting (HTTP {error.code})", sent=True, passing=True)
    if 300 <= error.code < 400:
        return _Unreached(f"{where} has moved to {error.headers.get('Location')}; give that address")
    if error.code in (400, 500) and text:
        return Refused(error.code, text)
    return _Unreached(f"{where} answered HTTP {error.code} {text or error.reason}; is it the address of a SPARQL service?", sent=True)


def _fault_text(source: IO[bytes], headers: Message) -> str:
    """The service's words, if they are plain text."""
    if headers.get_content_type() != "text/plain":
        return ""
    try:
        return source.read(_LONGEST_FAULT * 10).decode(errors="replace").strip()
    except (OSError, http.client.HTTPException):
        return ""


def _said(reason: Any) -> str:
    return str(getattr(reason, "strerror", None) or reason) or type(reason).__name__
