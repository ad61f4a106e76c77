"""A name server on loopback, UDP and TCP, that answers each name as its first word says: see FAULTS."""

import contextlib
import ipaddress
import socket
import threading
from dataclasses import dataclass, field

A, AAAA, CNAME = 1, 28, 5
GOOD, PRIVATE = "127.40.0.1", "10.0.0.5"
# First word of a name: what a crawl makes of a page there, and what the log says of it.
FAULTS: dict[str, tuple[str, str]] = {
    "nx": ("unreachable", "no such name"),
    "servfail": ("unreachable", "fails"),
    "refused": ("unreachable", "fails"),
    "silent": ("unreachable", "no answer about "),
    "slow": ("unreachable", "no answer about "),
    "garbage": ("unreachable", "no answer about "),
    "nothing": ("unreachable", "has no address"),
    "private": ("blocked", ""),
    "flips-back": ("blocked", ""),
    "aaaa": ("stored", ""),
    "fifty": ("stored", ""),
    "mixed": ("stored", ""),
    "alias": ("stored", ""),
    "flips": ("stored", ""),
}
_CODES = {"nx": 3, "servfail": 2, "refused": 5}


@dataclass
class NameServer:
    """The server; ``asked`` are names, kinds and whether it was over TCP. ``slow`` answers after ``patience`` s."""

    patience: float = 30.0
    asked: list[tuple[str, int, bool]] = field(default_factory=list)
    port: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    _turns: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> "NameServer":
        self._stream = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._stream.getsockname()[1]
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind(("127.0.0.1", self.port))
        threading.Thread(target=self._datagram_loop, daemon=True).start()
        threading.Thread(target=self._stream_loop, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for one in (self._stream, self._datagrams):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _datagram_loop(self) -> None:
        with contextlib.suppress(OSError):
            while not self.stopping.is_set():
                query, sender = self._datagrams.recvfrom(512)
                if len(query) < 17:
                    return  # the end of the server
                threading.Thread(target=self._datagram, args=(query, sender), daemon=True).start()

    def _datagram(self, query: bytes, sender: tuple[str, int]) -> None:
        answer = self._answer(query, stream=False)
        if answer is not None:
            with contextlib.suppress(OSError):
                self._datagrams.sendto(answer, sender)

    def _stream_loop(self) -> None:
        with contextlib.suppress(OSError):
            while not self.stopping.is_set():
                line, _ = self._stream.accept()
                threading.Thread(target=self._over_stream, args=(line,), daemon=True).start()

    def _over_stream(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            while head := line.recv(2):
                answer = self._answer(line.recv(int.from_bytes(head, "big")), stream=True) or b""
                line.sendall(len(answer).to_bytes(2, "big") + answer)

    def _answer(self, query: bytes, *, stream: bool) -> bytes | None:
        end, labels = 12, []
        while query[end]:
            labels.append(query[end + 1 : end + 1 + query[end]].decode())
            end += query[end] + 1
        name, kind = ".".join(labels).lower(), int.from_bytes(query[end + 1 : end + 3], "big")
        self.asked.append((name, kind, stream))
        word = name.split(".")[0].rpartition("-")[0]
        if word == "silent" or (word == "slow" and not self.stopping.wait(self.patience)):
            return None
        if word == "garbage":
            return b"\xff" * 40
        records = [] if word in _CODES else self._records(name, word, kind)
        cut = not stream and len(records) > 20
        flags = 0x8180 | _CODES.get(word, 0) | (0x0200 if cut else 0)
        counts = (1, 0 if cut else len(records), 0, 0)
        head = query[:2] + flags.to_bytes(2, "big") + b"".join(one.to_bytes(2, "big") for one in counts)
        return head + query[12 : end + 5] + b"".join([] if cut else records)

    def _records(self, name: str, word: str, kind: int) -> list[bytes]:
        if word == "aaaa":
            return [_record(AAAA, ipaddress.ip_address("::1").packed)] if kind == AAAA else []
        if kind != A or word == "nothing":
            return []
        if word == "alias":
            return [
                _record(CNAME, b"\x04host\x07example\x00"),
                _record(A, _packed(GOOD), b"\x04host\x07example\x00"),
            ]
        turn = self._turns[name] = self._turns.get(name, 0) + 1
        addresses = {
            "private": [PRIVATE],
            "fifty": [f"127.40.0.{number}" for number in range(1, 51)],
            "mixed": [PRIVATE, "169.254.169.254", GOOD],
            "flips": [GOOD if turn == 1 else PRIVATE],
            "flips-back": [PRIVATE if turn == 1 else GOOD],
        }
        return [_record(A, _packed(address)) for address in addresses.get(word, [GOOD])]


def _record(kind: int, data: bytes, owner: bytes = b"\xc0\x0c") -> bytes:
    return owner + kind.to_bytes(2, "big") + b"\x00\x01\x00\x00\x00\x00" + len(data).to_bytes(2, "big") + data


def _packed(address: str) -> bytes:
    return socket.inet_aton(address)
