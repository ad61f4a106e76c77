"""A webhook's receiver on a real socket: keeps what came, and answers, or misbehaves, as its script says."""

import contextlib
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}


class Receiver:
    """``script(attempt)`` says what happens at the n-th request: see ``_answer``."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.cut_off = 0
        self.script: Callable[[int], str] = lambda attempt: "200"
        self.connections = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._closed = threading.Event()
        self._guard = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/robot/send?access_token=token-nobody-may-see"

    def close(self) -> None:
        self._closed.set()
        self._server.close()

    def counted(self) -> Counter[str]:
        return Counter(request.headers.get("webhook-id", "") for request in self.requests)

    def _accept(self) -> None:
        while not self._closed.is_set():
            with contextlib.suppress(OSError):
                line, _ = self._server.accept()
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(5)
        with self._guard:
            self.connections += 1
            said = self.script(self.connections)
        with contextlib.suppress(OSError), line:
            if said == "close":
                return
            request = _read(line)
            with self._guard:
                if request is None:
                    self.cut_off += 1
                    return
                self.requests.append(request)
            self._answer(line, said)

    def _answer(self, line: socket.socket, said: str) -> None:
        kind, _, more = said.partition(":")
        if kind == "drop":
            return
        if kind == "garbage":
            line.sendall(b"\x00\xff nonsense\r\n\r\n")
        elif kind == "hang":
            self._closed.wait(5)
        elif kind == "drip":
            for byte in b"HTTP/1.1 200 OK\r\n\r\n":
                line.sendall(bytes((byte,)))
                time.sleep(0.1)
        elif kind == "json":
            _reply(line, "200 OK", more.encode())
        elif kind == "redirect":
            _reply(line, "302 Found", b"", f"Location: {more}\r\n")
        elif kind == "wait":
            _reply(line, "429 Too Many Requests", b"slow down", f"Retry-After: {more}\r\n")
        elif kind == "echo":
            _reply(line, "500 No", self.requests[-1].path.encode())
        else:
            _reply(line, f"{kind} Status", more.encode())


def ok(field: str = "errcode", code: int = 0) -> str:
    return "json:" + json.dumps({field: code, "errmsg": "said"})


def _reply(line: socket.socket, status: str, body: bytes, headers: str = "") -> None:
    head = f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    line.sendall(head.encode() + body)


def _read(line: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(65_536)
        if not more:
            return None
        data += more
    top, _, body = data.partition(b"\r\n\r\n")
    first, *rest = top.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rest)}
    while len(body) < int(headers["content-length"]):
        more = line.recv(65_536)
        if not more:
            return None
        body += more
    return Request(first.split()[1], headers, body)
