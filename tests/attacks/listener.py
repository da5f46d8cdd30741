"""An address on loopback that counts who comes."""

from __future__ import annotations

import socket
import threading
from typing import Self


class Listener:
    """Listens on TCP and UDP at one port; `visits` says who came."""

    def __init__(self) -> None:
        self.visits: list[str] = []
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self._threads = [threading.Thread(target=self._accept, daemon=True), threading.Thread(target=self._receive, daemon=True)]

    @property
    def url(self) -> str:
        """An address to be called at."""
        return f"http://127.0.0.1:{self.port}/sparql"

    def __enter__(self) -> Self:
        for each in (self._tcp, self._udp):
            each.settimeout(0.2)
        self._open = True
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        for thread in self._threads:
            thread.join()
        self._tcp.close()
        self._udp.close()

    def _accept(self) -> None:
        while self._open:
            try:
                connection, address = self._tcp.accept()
            except TimeoutError:
                continue
            self.visits.append(f"TCP from {address}")
            connection.close()

    def _receive(self) -> None:
        while self._open:
            try:
                _, address = self._udp.recvfrom(1000)
            except TimeoutError:
                continue
            self.visits.append(f"UDP from {address}")
