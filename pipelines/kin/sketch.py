"""Marks: the few hashed runs of a text by which the database finds its copies again."""

import hashlib
import struct
from zlib import crc32

MARKS = 48
RUN = 5


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
    most = sorted(hashes)[:MARKS][-1] if hashes else 0  # numbers are sorted sooner than pairs
    chosen = sorted((number, run) for number, run in zip(hashes, runs, strict=True) if number <= most)
    return tuple(hashed(run) for _, run in chosen[:MARKS])


def hashed(data: bytes) -> int:
    """A signed 64-bit hash that any database can hold."""
    return int(struct.unpack("<q", hashlib.blake2b(data, digest_size=8).digest())[0])
