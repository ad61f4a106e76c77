"""The sample web as a loopback server that crawlers use as their proxy, with faults where pages ask for them."""

import hashlib
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

from query.demo.pages import Answer, SamplePages


class SampleWeb:
    """Serves the sample web on a free loopback port for as long as the context lasts.

    ``requests`` logs (host, path, status) of every request.
    """

    def __init__(self, today: date, *, corrected: bool = False, port: int = 0) -> None:
        self.pages = SamplePages(today, corrected=corrected)
        self.requests: list[tuple[str, str, int]] = []
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        """What to set as the crawl's proxy."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "SampleWeb":
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                host = parts.hostname or (self.headers.get("Host") or "").split(":")[0]
                answer = web.pages.get(host, parts.path)
                web.requests.append((host, parts.path, answer.status))
                if answer.fault:
                    # Never answers: the client has to give up by itself.
                    web._stopping.wait(60)
                    self.close_connection = True
                    return
                self._send(answer)

            do_HEAD = do_POST = do_GET  # noqa: N815

            def _send(self, answer: Answer) -> None:
                tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
                unchanged = answer.status == 200 and self.headers.get("If-None-Match") == tag
                body = b"" if unchanged else answer.body
                self.send_response(304 if unchanged else answer.status)
                if answer.status == 200:
                    self.send_header("ETag", tag)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Stay silent: the demonstration shows its own progress."""

        return Handler
