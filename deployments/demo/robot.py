"""The group robot of the demonstration: it takes in every JSON message over HTTP and keeps it as a line."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from types import TracebackType

from deployments.ports import must_be_free


class Robot:
    """Listens while it is open: ``with Robot(path, 8026) as robot``; each message is one line of ``path``."""

    def __init__(self, path: Path, port: int, host: str = "127.0.0.1") -> None:
        self.path = path
        self.port = port
        self.host = host
        self.refusal: tuple[int, int] | None = None
        self._one_at_a_time = Lock()
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> "Robot":
        """Start to listen; raise ``PortTaken``."""
        must_be_free(self.host, self.port, "robot", "NIANBAO_ROBOT_PORT")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._server = _Server((self.host, self.port), self)
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Stop listening; what came stays."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def refuse(self, status: int, code: int | None = None) -> None:
        """Answer every message with an HTTP error such as 500, or with 200 and the platform's own code."""
        self.refusal = status, status if code is None else code

    def accept(self) -> None:
        """Refuse nothing any more."""
        self.refusal = None

    def messages(self) -> list[dict[str, object]]:
        """Return everything that came, oldest first."""
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]

    def take(self, key: str, body: bytes) -> tuple[int, int]:
        """Keep one message; return the HTTP status and the platform's code to answer with."""
        if self.refusal:
            return self.refusal
        try:
            message = json.loads(body)
        except ValueError:
            return 400, 400
        with self._one_at_a_time, self.path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"key": key, "message": message}, ensure_ascii=False) + "\n")
        return 200, 0


class _Server(ThreadingHTTPServer):
    """An HTTP server that knows its robot."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], robot: Robot) -> None:
        self.robot = robot
        super().__init__(address, _Request)


class _Request(BaseHTTPRequestHandler):
    """One message on its way in."""

    server: _Server

    def do_POST(self) -> None:
        """Hand the message to the robot and answer as the platforms do: a status, and a code in JSON."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, code = self.server.robot.take(self.headers.get("X-Nianbao-Key") or "", body)
        answer = json.dumps({"errcode": code}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal: what came lies in the file."""
