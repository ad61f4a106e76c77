"""Undoing Content-Encoding: whole or not at all, and never more than one page may hold.

Scrapy's own middleware takes what it can get of a cut-off gzip body for the page.
"""

import zlib
from collections.abc import Callable

import brotli

from crawler.failures import Broken, TooLarge

ACCEPTED = b"gzip, deflate, br"
_STEP = 65_536
_MOST_LAYERS = 2
_GZIP = 16 + zlib.MAX_WBITS
_LOOKS_PLAIN = (b"<", b"{", b"[", b"\xef\xbb\xbf", b"User-agent", b"#")


def unpack(body: bytes, encodings: list[str], most: int) -> bytes:
    """The body with its encodings undone, last applied first.

    Raises Broken when it ends before its end or is not what it says, TooLarge beyond ``most`` bytes. A
    body that says it is packed but plainly is not, as misconfigured servers send, is taken as it is.
    """
    wanted = [name for name in encodings if name and name != "identity"]
    if len(wanted) > _MOST_LAYERS:
        raise Broken(f"packed {len(wanted)} times")
    for name in reversed(wanted):
        undo = _UNPACKERS.get(name)
        if undo is None:
            raise Broken(f"unknown encoding {name[:40]!r}")
        if body and not body.lstrip()[:16].startswith(_LOOKS_PLAIN):
            body = undo(body, most)
    return body


def _gzip(body: bytes, most: int) -> bytes:
    """All members of a gzip file; bytes after the last one that are no member are left out, as RFC 1952 allows."""
    whole: list[bytes] = []
    rest, size = body, 0
    while rest[:2] == b"\x1f\x8b" or not whole:
        data, rest = _inflated(rest, _GZIP, most - size)
        size += len(data)
        whole.append(data)
    return b"".join(whole)


def _deflate(body: bytes, most: int) -> bytes:
    try:
        return _inflated(body, zlib.MAX_WBITS, most)[0]
    except Broken:
        return _inflated(body, -zlib.MAX_WBITS, most)[0]  # bare, as some servers send it


def _inflated(body: bytes, window: int, most: int) -> tuple[bytes, bytes]:
    """One zlib stream, and what follows it."""
    machine = zlib.decompressobj(window)
    try:
        data = machine.decompress(body, most + 1)
    except zlib.error as problem:
        raise Broken(f"not what its encoding says ({problem})") from None
    if len(data) > most:
        raise TooLarge(f"more than {most} bytes when unpacked")
    if not machine.eof:
        raise Broken("the packed body ends before its end")
    return data, machine.unused_data


def _brotli(body: bytes, most: int) -> bytes:
    machine, whole, size, feed = brotli.Decompressor(), [], 0, body
    try:
        while True:
            data = machine.process(feed, output_buffer_limit=_STEP)
            feed, size = b"", size + len(data)
            whole.append(data)
            if size > most:
                raise TooLarge(f"more than {most} bytes when unpacked")
            if machine.is_finished():
                return b"".join(whole)
            if not data:
                raise Broken("the packed body ends before its end")
    except brotli.error as problem:
        raise Broken(f"not what its encoding says ({problem})") from None


_UNPACKERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
}
