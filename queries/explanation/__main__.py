"""`python -m queries.explanation`: explains one query for the web service, which parses no stranger's text itself.

Reads `{"text": …, "limits": {…}}` from standard input; writes a packet as `store.isolation.wire` has it: data, or an error.
"""

from __future__ import annotations

import json
import signal
import sys

from detente.errors import DetenteError
from queries.explanation import explain, to_json
from store.base import Limits
from store.isolation import guard
from store.isolation.wire import DATA, error_packet

SECONDS, MEMORY = 8, 512
"""The densest text that is not refused takes 6 seconds."""


def main() -> None:
    """Explain, within limits of time (SIGALRM kills) and memory, and without a network."""
    given = json.loads(sys.stdin.buffer.read())
    explain("ASK { }", Limits())  # what is imported late is imported now: nothing can be opened behind the guard
    guard.limit_memory(guard.data_memory(), MEMORY)
    guard.no_network()
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        told = DATA + json.dumps(to_json(explain(given["text"], Limits(**given["limits"])))).encode()
    except DetenteError as error:
        told = error_packet(error)
    sys.stdout.buffer.write(told)


if __name__ == "__main__":
    main()
