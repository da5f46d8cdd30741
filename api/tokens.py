"""Who may write, stop queries, and ask for more than strangers: whoever holds the token."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from api.errors import ForbiddenError, UnauthorizedError

_SCHEME = "bearer"


def holds_token(headers: Mapping[bytes, bytes], token: str) -> bool:
    """Whether a request carries the token; UnauthorizedError if it carries another one, False if it carries none."""
    scheme, _, given = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if not scheme:
        return False
    if scheme.lower() == _SCHEME and token and hmac.compare_digest(given.strip().encode(), token.encode()):
        return True
    raise UnauthorizedError("this token is not valid here; send 'Authorization: Bearer …' with the one that DETENTE_TOKEN sets, or none")


def need_token(headers: Mapping[bytes, bytes], token: str) -> None:
    """UnauthorizedError for a request without the token, ForbiddenError where the operator has set none."""
    if not token:
        raise ForbiddenError("nobody may do this here: the operator has set no token (DETENTE_TOKEN)")
    if not holds_token(headers, token):
        raise UnauthorizedError("this needs the token: send 'Authorization: Bearer …' with the one that DETENTE_TOKEN sets")
