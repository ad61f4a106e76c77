"""Packed bodies come out whole, or the request has failed; bombs are refused before they grow."""

import gzip
import zlib

import brotli
import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.failures import Broken, TooLarge
from crawler.middlewares.unpack import MOST_TAGS, UnpackMiddleware
from crawler.unpack import unpack

TEXT = ("<html>" + "".join(chr(0x4E00 + n * 7 % 9000) for n in range(9000))).encode()
PACKED = {"gzip": gzip.compress(TEXT), "deflate": zlib.compress(TEXT), "br": brotli.compress(TEXT)}
BARE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize("name", PACKED)
def test_what_is_whole_is_unpacked(name: str) -> None:
    assert unpack(PACKED[name], [name], 10**6) == TEXT


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("share", [0.01, 0.3, 0.9, 0.999])
def test_what_is_cut_off_is_never_taken_for_the_whole(name: str, share: float) -> None:
    body = PACKED[name][: int(len(PACKED[name]) * share)]
    with pytest.raises(Broken):
        unpack(body, [name], 10**6)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (PACKED["gzip"] + b"junk", ["gzip"]),
        (gzip.compress(TEXT[:9000]) + gzip.compress(TEXT[9000:]), ["gzip"]),
        (BARE.compress(TEXT) + BARE.flush(), ["deflate"]),
        (zlib.compress(PACKED["gzip"]), ["gzip", "deflate"]),
        (TEXT, ["br"]),
        (TEXT, ["gzip"]),
        (TEXT, ["identity"]),
    ],
)
def test_what_servers_get_wrong_without_harm_is_read(body: bytes, names: list[str]) -> None:
    assert unpack(body, names, 10**6) == TEXT


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (PACKED["gzip"][:-8] + b"\x00" * 8, ["gzip"]),
        (PACKED["br"], ["gzip"]),
        (PACKED["gzip"], ["br"]),
        (PACKED["gzip"], ["zstd"]),
        (PACKED["gzip"], ["gzip"] * 3),
    ],
)
def test_what_is_not_what_it_says_is_refused(body: bytes, names: list[str]) -> None:
    with pytest.raises(Broken):
        unpack(body, names, 10**6)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_a_bomb_is_refused(name: str) -> None:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[name]
    with pytest.raises(TooLarge):
        unpack(pack(b"\x00" * 50_000_000), [name], 10**6)


def test_a_page_of_nothing_but_tags_is_refused_before_it_is_parsed() -> None:
    response = Response("http://a.example", body=b"<a b=c>" * (MOST_TAGS + 1))
    with pytest.raises(TooLarge):
        UnpackMiddleware(10**7).process_response(Request("http://a.example"), response)
