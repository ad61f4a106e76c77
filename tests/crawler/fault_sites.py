"""A web server on raw sockets that breaks the rules on demand: one fault for each name in FAULTS.

Every host of the sample is an address in 127.0.0.0/8 of its own, all served by one listening socket.
``/a/NAME`` shows the fault NAME; ``/robots.txt`` is missing, ``/a/good`` and ``/list/`` are in order.
"""

import contextlib
import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import brotli

ARTICLE = (
    "<html><head><title>第{0}次开放活动</title></head><body><h1>第{0}次开放活动</h1><span>2023-06-16 09:30</span>"
    "<div id=b><p>6月15日，实验室举行第{0}次开放活动，团队展示研究进展与新的仪器设备。{1}</p></div></body></html>"
)
Act = Callable[["Line"], None]


def article(number: int) -> bytes:
    """An article with a text of its own."""
    own = "".join(chr(0x4E00 + (number * 997 + place * 31) % 9000) for place in range(120))
    return ARTICLE.format(number, own).encode()


GOOD = article(0)


@dataclass(slots=True)
class Line:
    """One connection as a fault sees it; ``stopping`` ends all waiting."""

    socket: socket.socket
    stopping: threading.Event
    host: str = ""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self, body: bytes = GOOD, status: str = "200 OK", *headers: str) -> None:
        """A well-formed answer."""
        lines = "".join(f"{header}\r\n" for header in headers)
        self.send(f"HTTP/1.1 {status}\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def head(self, *headers: str, status: str = "200 OK") -> None:
        """The head of an answer alone."""
        self.send(
            (f"HTTP/1.1 {status}\r\n" + "".join(f"{header}\r\n" for header in headers) + "\r\n").encode()
        )

    def hang(self, drip: bytes = b"", every: float = 0.2) -> None:
        """Keep the line open until the client gives up, sending ``drip`` byte by byte over and over."""
        position = 0
        self.socket.settimeout(every)
        while not self.stopping.is_set():
            with contextlib.suppress(TimeoutError):
                if self.socket.recv(1024) == b"":
                    return
            if drip:
                self.send(drip[position : position + 1])
                position = (position + 1) % len(drip)

    def close(self) -> None:
        """End the line in good order."""
        self.socket.close()

    def reset(self) -> None:
        """Cut the line with RST."""
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.socket.close()


def redirect(target: str, status: str = "302 Found") -> Act:
    return lambda line: line.answer(b"", status, f"Location: {target.replace('HOST', line.host)}")


def packed(body: bytes, name: str) -> Act:
    return lambda line: line.answer(body, "200 OK", f"Content-Encoding: {name}")


def status(text: str, *headers: str, body: bytes = b"<html>sorry</html>") -> Act:
    return lambda line: line.answer(body, text, *headers)


def page(body: bytes, *headers: str) -> Act:
    return lambda line: line.answer(body, "200 OK", *headers)


def then(*acts: Act) -> Act:
    def act(line: Line) -> None:
        for one in acts:
            one(line)

    return act


def sent(data: bytes) -> Act:
    return lambda line: line.send(data)


HEAD = b"HTTP/1.1 200 OK\r\n"
BIG = b"\x00" * 12_000_000
ZIPPED = gzip.compress(GOOD)
GBK = GOOD.decode().encode("gb18030")
DEFAULTS = ("unreachable", "broken", "timed_out")
FAULTS: dict[str, tuple[Act, tuple[str, ...]]] = {
    # the line
    "reset": (Line.reset, ("unreachable",)),
    "closed": (Line.close, ("unreachable",)),
    "silent": (Line.hang, ("timed_out",)),
    "header-drip": (lambda line: line.hang(b"HTTP/1.1 200 OK\r\nX: y"), ("timed_out",)),
    "body-drip": (
        then(lambda line: line.head("Content-Length: 9000"), lambda line: line.hang(b"x")),
        ("timed_out",),
    ),
    "stall": (then(lambda line: line.head("Content-Length: 9000"), Line.hang), ("timed_out",)),
    "endless": (
        then(lambda line: line.head("Content-Type: text/html"), lambda line: pour(line)),
        ("too_large", "timed_out"),
    ),
    "header-64k": (then(sent(HEAD + b"X: " + b"y" * 65_536 + b"\r\n\r\n"), Line.hang), DEFAULTS),
    "header-2m": (then(sent(HEAD + b"X: y\r\n" * 350_000), Line.hang), DEFAULTS),
    "bad-status-line": (then(sent(b"HELLO\r\n\r\n" + GOOD), Line.close), DEFAULTS),
    "no-length": (
        then(lambda line: line.head(), lambda line: line.send(GOOD), Line.close),
        ("stored",),
    ),
    "length-long": (
        then(lambda line: line.head("Content-Length: 999999"), sent(GOOD), Line.close),
        ("broken",),
    ),
    "length-short": (then(lambda line: line.head("Content-Length: 10"), sent(GOOD)), ("no_text",)),
    "two-lengths": (
        then(lambda line: line.head("Content-Length: 10", "Content-Length: 99"), sent(GOOD), Line.hang),
        DEFAULTS,
    ),
    "cut-chunked": (
        then(
            lambda line: line.head("Transfer-Encoding: chunked"),
            sent(b"ff\r\nabc"),
            Line.close,
        ),
        ("broken",),
    ),
    "bad-chunk": (
        then(
            lambda line: line.head("Transfer-Encoding: chunked"),
            sent(b"zz\r\nabc\r\n"),
            Line.close,
        ),
        DEFAULTS,
    ),
    # packing
    "gzip-good": (packed(ZIPPED, "gzip"), ("stored",)),
    "gzip-truncated": (packed(ZIPPED[:-40], "gzip"), ("broken",)),
    "gzip-bad-crc": (packed(ZIPPED[:-8] + b"\x00" * 8, "gzip"), ("broken",)),
    "gzip-members": (packed(gzip.compress(GOOD[:200]) + gzip.compress(GOOD[200:]), "gzip"), ("stored",)),
    "gzip-junk": (packed(ZIPPED + b"junk", "gzip"), ("stored",)),
    "bomb-gzip": (packed(gzip.compress(BIG), "gzip"), ("too_large",)),
    "bomb-deflate": (packed(zlib.compress(BIG), "deflate"), ("too_large",)),
    "bomb-br": (packed(brotli.compress(BIG, quality=1), "br"), ("too_large",)),
    "zstd": (packed(b"\x28\xb5\x2f\xfd" + b"\x00" * 90, "zstd"), ("broken",)),
    "nested": (packed(gzip.compress(gzip.compress(gzip.compress(GOOD))), "gzip, gzip, gzip"), ("broken",)),
    "wrong-encoding": (packed(ZIPPED, "br"), ("broken",)),
    "declared-br-sent-plain": (packed(GOOD, "br"), ("stored",)),
    # redirects
    "loop": (redirect("/a/loop"), ("broken",)),
    "many-hops": (redirect("/a/many-hops?x"), ("broken",)),
    "to-file": (redirect("file:///etc/passwd"), ("blocked",)),
    "to-data": (redirect("data:text/html,x"), ("blocked",)),
    "to-ftp": (redirect("ftp://127.0.0.1/x"), ("blocked",)),
    "to-private": (redirect("http://10.0.0.5/x"), ("blocked",)),
    "to-metadata": (redirect("http://169.254.169.254/latest"), ("blocked",)),
    "to-port": (redirect("http://HOST:22/x"), ("blocked",)),
    "to-userinfo": (redirect("http://a:b@HOST/x"), ("blocked",)),
    "to-junk": (redirect("http://[::bad/x"), ("broken",)),
    "to-nothing": (redirect(""), ("broken", "blocked")),
    "refresh-loop": (page(b"<meta http-equiv=refresh content='0;url=/a/refresh-loop'>"), ("no_text",)),
    # status
    "403": (status("403 Forbidden"), ("refused",)),
    "404": (status("404 Not Found"), ("not_found",)),
    "410": (status("410 Gone"), ("not_found",)),
    "429": (status("429 Too Many"), ("refused",)),
    "429-seconds": (status("429 Too Many", "Retry-After: 600"), ("refused",)),
    "429-date": (status("429 Too Many", "Retry-After: Wed, 21 Oct 2065 07:28:00 GMT"), ("refused",)),
    "429-huge": (status("429 Too Many", "Retry-After: 99999999999999999999"), ("refused",)),
    "429-negative": (status("429 Too Many", "Retry-After: -5"), ("refused",)),
    "429-garbage": (status("429 Too Many", "Retry-After: ²"), ("refused",)),
    "500": (status("500 Oops"), ("server_error",)),
    "502": (status("502 Bad Gateway"), ("server_error",)),
    "503": (status("503 Busy"), ("server_error",)),
    "503-later": (status("503 Busy", "Retry-After: 60"), ("server_error",)),
    "304-unasked": (lambda line: line.head(status="304 Not Modified"), ("unchanged",)),
    "200-error-page": (page("<title>出错了</title><p>页面不存在</p>".encode()), ("no_text",)),
    "200-wall": (page("<title>安全验证</title>".encode()), ("walled",)),
    # content
    "empty": (page(b""), ("no_text",)),
    "binary": (page(bytes(range(256)) * 40), ("garbled", "no_text")),
    "attribute-soup": (page(b"<a b=c>" * 280_000), ("too_large",)),
    "nested-div": (page(b"<div>" * 390_000), ("too_large",)),
    "one-token": (page(b"<p>" + b"x" * 1_900_000), ("no_text", "stored")),
    "huge": (page(b"x" * 9_000_000), ("too_large",)),
    "lying-charset": (page(GBK, "Content-Type: text/html; charset=utf-8"), ("stored",)),
    "no-charset": (page(GBK, "Content-Type: text/html"), ("stored",)),
    "mixed-charset": (page(GOOD + GBK + b"\xff\xff"), ("garbled", "stored")),
    "nul": (page(GOOD.replace(b"<p>", b"<p>\x00\x00")), ("stored",)),
    "bom": (page(b"\xef\xbb\xbf" + GOOD), ("stored",)),
    "utf-16": (page(GOOD.decode().encode("utf-16")), ("stored",)),
    "json-as-html": (page(b'{"a": [1, 2, 3]}'), ("no_text",)),
    "referrer-policy": (page(GOOD, "Referrer-Policy: sys.exit"), ("stored",)),
}
# What says "as long as it is one of the usual ends" would say nothing: names of closed sets only.
SAME_TEXT = ("stored", "duplicate")


def pour(line: Line) -> None:
    """Bytes without end."""
    while not line.stopping.is_set():
        line.send(b"x" * 65_536)


@dataclass(slots=True)
class Sites:
    """The server; ``held`` are the seconds that each faulted request was held, ``asked`` all paths and when."""

    held: list[tuple[str, float]] = field(default_factory=list)
    asked: list[tuple[str, float]] = field(default_factory=list)
    lists: dict[str, bytes] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    _listening: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> "Sites":
        server = socket.create_server(("0.0.0.0", 0), backlog=512)
        self.port = server.getsockname()[1]
        self._listening = [server]
        with contextlib.suppress(OSError):  # a machine without IPv6
            self._listening.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for one in self._listening:
            threading.Thread(target=self._accept, args=(one,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for server in self._listening:
            server.shutdown(socket.SHUT_RDWR)
            server.close()

    def _accept(self, server: socket.socket) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(20)
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            rest = b""
            while not self.stopping.is_set():
                while b"\r\n\r\n" not in rest:
                    if not (data := connection.recv(65_536)):
                        return
                    rest += data
                head, _, rest = rest.partition(b"\r\n\r\n")
                self._one(Line(connection, self.stopping, connection.getsockname()[0]), head)

    def _one(self, line: Line, head: bytes) -> None:
        path = head.split(b" ")[1].decode("latin-1")
        name = path.removeprefix("/a/").partition("?")[0]
        self.asked.append((path, time.monotonic()))
        if path in self.lists:
            line.answer(self.lists[path])
        elif path.startswith("/good/"):
            line.answer(article(int(path.rpartition("/")[2])))
        elif name in FAULTS:
            began = time.monotonic()
            try:
                FAULTS[name][0](line)
            finally:
                self.held.append((name, time.monotonic() - began))
        else:
            line.answer(b"none", "404 Not Found")
