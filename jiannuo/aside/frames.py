"""Frames: Python objects over a socket between a process and its own second one, one after the other.

Pickles are read only from the other end of a socket pair that nobody else has.
"""

import pickle
from collections.abc import Iterator
from typing import Any

_SIZE = 4


def framed(thing: Any) -> bytes:
    """``thing`` as bytes that say where they end."""
    data = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    return len(data).to_bytes(_SIZE, "big") + data


class Frames:
    """Bytes as they arrive into whole things."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[Any]:
        """The things that ``data`` completes."""
        self._rest += data
        while len(self._rest) >= _SIZE:
            end = _SIZE + int.from_bytes(self._rest[:_SIZE], "big")
            if len(self._rest) < end:
                return
            whole = bytes(self._rest[_SIZE:end])
            del self._rest[:end]
            yield pickle.loads(whole)  # noqa: S301 (see above)
