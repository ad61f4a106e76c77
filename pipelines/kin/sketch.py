"""Marks: the few hashed runs of a text by which the database finds its copies again."""

import hashlib
import struct
from zlib import crc32

MARKS = 48
RUN = 5
_LARGEST = 2**32 - 1


def marks(text: str) -> tuple[int, ...]:
    """At most MARKS signed 64-bit marks of a levelled text, the same in every process.

    The runs of RUN characters with the smallest hashes (a bottom-k sketch; Broder 1997): two texts that share a
    part choose the same runs in it, however long the rest of either is. That finds a cut or padded copy, for
    which the symmetric likeness of MinHash is too low.
    """
    runs = [
        run.encode("utf-8", "surrogatepass")
        for run in {text[start : start + RUN] for start in range(len(text) - RUN + 1)}
    ]
    hashes = list(map(crc32, runs))
    most = _bound(hashes)  # what lies above it need not be sorted
    chosen = sorted((number, run) for number, run in zip(hashes, runs, strict=True) if number <= most)
    return tuple(hashed(run) for _, run in chosen[:MARKS])


def _bound(hashes: list[int]) -> int:
    """A number that at least MARKS of the hashes do not exceed, and not many more; all, where there are fewer."""
    share = 2 * MARKS / max(1, len(hashes))
    guess = int(share * _LARGEST)
    if share >= 1 or sum(number <= guess for number in hashes) >= MARKS:
        return min(guess, _LARGEST)
    return _LARGEST


def hashed(data: bytes) -> int:
    """A signed 64-bit hash that any database can hold."""
    return int(struct.unpack("<q", hashlib.blake2b(data, digest_size=8).digest())[0])
