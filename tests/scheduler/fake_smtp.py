"""A scriptable SMTP server on raw sockets with a ledger: it fails at exactly the point it is told to.

A script is a name from ``FAULTS``, chosen per (recipient, attempt) or for the whole connection. The ledger
holds every mail the server took: its recipient, its bytes, and whether the client was told. A script
may ``await_`` what the server is to see first, so that no test depends on who is quicker.
"""

import contextlib
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

Script = Callable[[str, int], str]


@dataclass(frozen=True)
class Accepted:
    """A mail the server has: ``told`` when the client got a proper 250 for it."""

    recipient: str
    data: bytes
    told: bool


@dataclass
class FakeServer:
    """Serves until ``close``. ``connection_fault`` applies to greetings, ``script`` to recipients."""

    script: Script = lambda recipient, attempt: "ok"
    connection_fault: str = "ok"
    hello_fault: str = "ok"
    quit_fault: str = "ok"
    accepted: list[Accepted] = field(default_factory=list)
    attempts: Counter[str] = field(default_factory=Counter)
    sessions: int = 0
    most_sessions: int = 1_000
    refused: int = 0

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._welcome: set[socket.socket] = set()
        self.seen = threading.Condition()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.close()
        for line in list(self._open):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def await_(self, met: Callable[[], bool]) -> None:
        """Hold this conversation until ``met``; of what the server counts, connections and refusals are told."""
        with self.seen:
            self.seen.wait_for(met, timeout=20)

    def copies_for(self, recipient: str) -> list[bytes]:
        return [mail.data for mail in self.accepted if mail.recipient == recipient]

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with self.seen:
                self.sessions += 1
                self.seen.notify_all()
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def welcomes(self, line: socket.socket) -> bool:
        """Whether there is a place for one more; it is taken."""
        with self.seen:
            if len(self._welcome) >= self.most_sessions:
                self.refused += 1
                self.seen.notify_all()
                return False
            self._welcome.add(line)
            return True

    def leaves(self, line: socket.socket) -> None:
        """Free the place of ``line``."""
        with self.seen:
            self._welcome.discard(line)

    def _talk(self, line: socket.socket) -> None:
        self._open.add(line)
        with contextlib.suppress(OSError, _HungUp), line:
            _Conversation(self, line).hold()
        self.leaves(line)
        self._open.discard(line)


class _HungUp(Exception):  # noqa: N818
    """The server leaves."""


class _Conversation:
    def __init__(self, server: FakeServer, line: socket.socket) -> None:
        self.server = server
        self.line = line
        self.file = line.makefile("rb")
        self.recipient = ""
        self.fault = "ok"

    def say(self, text: str) -> None:
        self.line.sendall(text.encode() + b"\r\n")

    def hang(self) -> None:
        """Say nothing more until the client leaves."""
        while self.line.recv(65_536):
            pass
        raise _HungUp

    def hang_up(self) -> None:
        self.server.leaves(self.line)
        with contextlib.suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)
        raise _HungUp

    def hold(self) -> None:
        match self.server.connection_fault:
            case "close":
                self.hang_up()
            case "silent":
                self.hang()
            case "ok" if not self.server.welcomes(self.line):
                self.say("421 too many connections")
                self.hang_up()
            case "ok":
                self.say("220 fake ready")
            case banner:
                self.say(banner)
        while raw := self.file.readline():
            verb, _, rest = raw.decode("latin-1").strip().partition(" ")
            self.answer(verb.upper(), rest)

    def answer(self, verb: str, rest: str) -> None:
        match verb:
            case "EHLO" | "HELO":
                self.greet(verb)
            case "MAIL":
                self.say("250 sender ok")
            case "RCPT":
                self.take_recipient(rest.partition(":")[2].strip("<> "))
            case "DATA":
                self.take_data()
            case "RSET" | "NOOP":
                self.say("250 ok")
            case "QUIT":
                # Before the answer: whoever heard it finds the place free.
                self.server.leaves(self.line)
                self.say("421 too busy to say goodbye" if self.server.quit_fault == "421" else "221 bye")
                self.hang_up()
            case _:
                self.say("500 what?")

    def greet(self, verb: str) -> None:
        if self.server.hello_fault == "no-ehlo" and verb == "EHLO":
            self.say("502 not implemented")
        elif self.server.hello_fault not in ("ok", "no-ehlo"):
            self.say(self.server.hello_fault)
        else:
            self.say("250-fake\r\n250 HELP" if verb == "EHLO" else "250 fake")

    def take_recipient(self, recipient: str) -> None:
        self.recipient = recipient
        self.server.attempts[recipient] += 1
        self.fault = self.server.script(recipient, self.server.attempts[recipient])
        kind, _, words = self.fault.partition(":")
        if kind == "rcpt":
            self.say(words)
        elif kind == "rcpt-drop":
            self.hang_up()
        else:
            self.say("250 recipient ok")

    def take_data(self) -> None:
        kind, _, words = self.fault.partition(":")
        match kind:
            case "data":
                self.say(words)
                return
            case "data-drop":
                self.hang_up()
        self.say("354 go on")
        if kind == "body-drop":
            self.line.recv(1)
            self.hang_up()
        data = self.read_body()
        if kind != "final" or words.startswith("250"):
            self.server.accepted.append(Accepted(self.recipient, data, kind in ("ok", "slow", "final")))
        self.conclude(kind, words)

    def conclude(self, kind: str, words: str) -> None:
        """What the client hears after its final dot."""
        match kind:
            case "dot-drop":
                self.hang_up()
            case "dot-hang":
                self.hang()
            case "garbage":
                self.say("mooo")
            case "slow":
                for byte in b"250 queued\r\n":
                    self.line.sendall(bytes([byte]))
            case "final":
                self.say(words)
            case _:
                self.say("250 queued")

    def read_body(self) -> bytes:
        lines = []
        while (raw := self.file.readline()) != b".\r\n":
            if not raw:
                raise _HungUp
            lines.append(raw[1:] if raw.startswith(b".") else raw)
        return b"".join(lines)
