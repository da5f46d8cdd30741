"""`python -m store.isolation FOLDER SOCKET RULES`: the pool's process. RULES is JSON: the fields of `Rules`, and `memory` in MiB."""

from __future__ import annotations

import gc
import json
import resource
import signal
import socket
import sys
from pathlib import Path

from store.isolation.admission import Rules
from store.isolation.pool import Pool
from store.snapshots import Folder

STACK = 64 * 1024 * 1024
"""What 20,000 nested parentheses need; the system's usual 8 MiB hold 5,000."""


def main(folder: str, address: str, rules: str) -> None:
    """Serve until standard input closes."""
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (STACK if hard == resource.RLIM_INFINITY else min(STACK, hard), hard))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal; who owns the pool ends it
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    beginning = Path(f"{address}.new")
    beginning.unlink(missing_ok=True)
    listener.bind(str(beginning))
    listener.listen()
    beginning.rename(address)  # who finds the address finds it listening
    given = json.loads(rules)
    memory = given.pop("memory")
    gc.disable()  # nothing here makes circles, and a collection would unshare the memory that forks share
    Pool(Folder(Path(folder)), listener, Rules(**given), memory).run(sys.stdin.fileno())


if __name__ == "__main__":
    main(*sys.argv[1:])
