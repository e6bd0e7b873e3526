"""Local servers that speak as 企业微信, 钉钉, 飞书 and an SMS gateway do: they check, count, limit and misbehave."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit


class Server:
    """Listens while it is open; ``said`` holds every message that was taken in, ``heard`` every request."""

    code, words = "errcode", "errmsg"

    def __init__(self, token: str = "7f3a-Key", secret: str = "", keyword: str = "", limit: int = 20) -> None:
        self.token, self.secret, self.keyword, self.limit = token, secret, keyword, limit
        self.said: list[dict[str, object]] = []
        self.heard: list[dict[str, object]] = []
        self.headers: list[Mapping[str, str]] = []
        self.manner = ""
        self.refusal: tuple[int, str] | None = None
        self.clock: Callable[[], float] = time.time
        self.leaving = Event()
        self._times: list[float] = []
        self._one_at_a_time = Lock()
        self._server = _Http(self)

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.leaving.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, address: str, raw: bytes) -> dict[str, object]:
        """Judge one request as the platform does; keep what is taken in."""
        body = json.loads(raw)
        self.heard.append(body)
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        with self._one_at_a_time:
            code, words = (
                self.refusal or self.judge(urlsplit(address).path, query, body, raw) or self._pace() or (0, "ok")
            )
            if not code:
                self.said.append(body)
        return {self.code: code, self.words: words}

    def judge(
        self, path: str, query: Mapping[str, str], body: dict[str, object], raw: bytes
    ) -> tuple[int, str] | None:
        raise NotImplementedError

    too_fast = (45009, "api freq out of limit")

    def _pace(self) -> tuple[int, str] | None:
        now = self.clock()
        self._times = [at for at in self._times if at > now - 60]
        if len(self._times) >= self.limit:
            return self.too_fast
        self._times.append(now)
        return None


def at(body: object, *path: str) -> str:
    for name in path:
        body = body.get(name, "") if isinstance(body, dict) else ""
    return str(body)


class WeComServer(Server):
    def judge(
        self, path: str, query: Mapping[str, str], body: dict[str, object], raw: bytes
    ) -> tuple[int, str] | None:
        if path != "/cgi-bin/webhook/send" or query.get("key") != self.token:
            return 93000, "invalid webhook url"
        if b"\\u" in raw:
            return 40033, "invalid character"
        room = {"text": 2048, "markdown": 4096}.get(at(body, "msgtype"))
        if room is None:
            return 40008, "invalid message type"
        kind = at(body, "msgtype")
        if len(at(body, kind, "content").encode()) > room:
            return 40058, f"{kind}.content exceed max length {room}"
        return None if at(body, kind, "content") else (44004, "empty content")


class DingTalkServer(Server):
    too_fast = (130101, "send too fast, exceed 20 times per minute")

    def judge(
        self, path: str, query: Mapping[str, str], body: dict[str, object], raw: bytes
    ) -> tuple[int, str] | None:
        if path != "/robot/send" or query.get("access_token") != self.token:
            return 300005, "token is not exist"
        if self.secret and not self._is_signed(query):
            return 310000, "sign not match"
        if len(raw) > 20_000:
            return 460101, "message too long, exceed 20000 bytes"
        text = at(body, "markdown", "text") if at(body, "msgtype") == "markdown" else at(body, "text", "content")
        return None if self.keyword in text else (310000, "keywords not in content")

    def _is_signed(self, query: Mapping[str, str]) -> bool:
        stamp = query.get("timestamp", "0")
        if abs(time.time() * 1000 - int(stamp)) > 3_600_000:
            return False
        mac = hmac.new(self.secret.encode(), f"{stamp}\n{self.secret}".encode(), hashlib.sha256)
        return query.get("sign") == base64.b64encode(mac.digest()).decode()


class FeiShuServer(Server):
    code, words = "code", "msg"
    too_fast = (11232, "frequency limited psm[lark.oapi.app_platform_runtime]")

    def judge(
        self, path: str, query: Mapping[str, str], body: dict[str, object], raw: bytes
    ) -> tuple[int, str] | None:
        if path != f"/open-apis/bot/v2/hook/{self.token}":
            return 19001, "param invalid: incoming webhook access token invalid"
        if self.secret and not self._is_signed(body):
            return 19021, "sign match fail or timestamp is not within one hour from current time"
        if len(raw) > 20_480:
            return 19036, "the message exceeds the size limit"
        return None if self.keyword in raw.decode() else (19024, "Key Words Not Found")

    def _is_signed(self, body: dict[str, object]) -> bool:
        stamp = at(body, "timestamp") or "0"
        if abs(time.time() - int(stamp)) > 3_600:
            return False
        mac = hmac.new(f"{stamp}\n{self.secret}".encode(), b"", hashlib.sha256)
        return at(body, "sign") == base64.b64encode(mac.digest()).decode()


class SmsServer(Server):
    """A city's gateway: it answers ``{"result": {"status": "OK"}}`` to whoever knows its token."""

    def answer(self, address: str, raw: bytes) -> dict[str, object]:
        body = json.loads(raw)
        self.heard.append(body)
        status = (
            self.refusal[1] if self.refusal else "OK" if self.headers[-1].get("X-Token") == self.token else "AUTH"
        )
        if status == "OK":
            self.said.append(body)
        return {"result": {"status": status}}


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, platform: Server) -> None:
        self.platform = platform
        super().__init__(("127.0.0.1", 0), _Request)


class _Request(BaseHTTPRequestHandler):
    server: _Http

    def do_POST(self) -> None:
        platform = self.server.platform
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        platform.headers.append(dict(self.headers))
        if platform.manner == "cut":
            self.connection.close()
        elif platform.manner == "slow":
            platform.leaving.wait(10)
        elif platform.manner == "html":
            self._say(200, "<html>请先登录认证网关</html>")
        elif platform.manner:
            self._say(int(platform.manner), "")
        else:
            self._say(200, json.dumps(platform.answer(self.path, body), ensure_ascii=False))

    def _say(self, status: int, answer: str) -> None:
        content = answer.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
