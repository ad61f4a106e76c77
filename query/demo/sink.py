"""A mail server that keeps what it accepts as .eml files, so that the demonstration can show its mail."""

import re
import socketserver
import threading
from pathlib import Path
from types import TracebackType


class MailSink:
    """Accepts every message on a free loopback port for as long as the context lasts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        """Where to hand mail over."""
        return int(self._server.server_address[1])

    def messages(self) -> list[Path]:
        """The accepted messages, oldest first."""
        return sorted(self._folder.glob("*.eml"))

    def __enter__(self) -> "MailSink":
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _keep(self, recipient: str, body: bytes) -> None:
        with self._lock:
            number = len(self.messages()) + 1
            name = re.sub(r"[^\w.@-]", "_", recipient)[:80]
            (self._folder / f"{number:04d}-{name}.eml").write_bytes(body)

    def _handler(self) -> type[socketserver.StreamRequestHandler]:
        sink = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self._say("220 sample mail sink")
                recipient = ""
                while line := self.rfile.readline(4096):
                    command = line[:4].upper()
                    if command == b"RCPT":
                        recipient = line.decode("ascii", "replace").partition("<")[2].partition(">")[0]
                        self._say("250 ok")
                    elif command == b"DATA":
                        self._say("354 go on")
                        sink._keep(recipient, self._body())
                        self._say("250 kept")
                    elif command == b"QUIT":
                        self._say("221 bye")
                        return
                    else:
                        self._say("250 ok")

            def _body(self) -> bytes:
                lines = []
                while (line := self.rfile.readline(1_000_000)) and line.rstrip(b"\r\n") != b".":
                    lines.append(line[1:] if line.startswith(b"..") else line)
                return b"".join(lines)

            def _say(self, text: str) -> None:
                self.wfile.write(text.encode() + b"\r\n")

        return Session
