"""What is said when a port we need is taken."""

import socket
import time

from templates import say


class PortTaken(Exception):
    """Another program already listens on the port."""

    def __init__(self, port: int, what: str, setting: str) -> None:
        super().__init__(say("ports", "taken", port=port, what=what, setting=setting))


def must_be_free(host: str, port: int, what: str, setting: str, patience: float = 0) -> None:
    """Raise ``PortTaken`` where something listens already; who is just stopping gets ``patience`` seconds."""
    last = time.monotonic() + patience
    while not _is_free(host, port):
        if time.monotonic() >= last:
            raise PortTaken(port, what, setting)
        time.sleep(0.2)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        # A connection that was closed a minute ago is no program that listens.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
