"""Feeds as they really come: every one is read or refused with a reason, from its bytes alone."""

import gzip
import json
import random
import socket
import tarfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.feeds import FeedRefusedError, Refusal, read_feed
from crawler.sitemaps import read_sitemap
from jiannuo.clock import CHINA

NOW = datetime(2026, 11, 24, tzinfo=UTC)
XML = '<?xml version="1.0" encoding="utf-8"?>'
ITEM = "<item><title>中试基地开工</title><link>http://a.example/1</link></item>"


def rss(inner: str, head: str = XML, version: str = "2.0") -> bytes:
    return f'{head}<rss version="{version}"><channel><title>滨江</title>{inner}</channel></rss>'.encode()


def entry(inner: str) -> bytes:
    return f'{XML}<feed xmlns="http://www.w3.org/2005/Atom"><title>滨江</title><entry>{inner}</entry></feed>'.encode()


def json_feed(**more: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [], **more}).encode()


BOMB = "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {new} '{('&' + old + ';') * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
READ: dict[str, tuple[bytes, int]] = {
    "plain": (rss(ITEM), 1),
    "no declaration": (rss(ITEM, head=""), 1),
    "byte order mark": (b"\xef\xbb\xbf" + rss(ITEM), 1),
    "blank lines before the declaration": (b"\r\n\r\n" + rss(ITEM), 1),
    "nulls before the declaration": (b"\x00\x00" + rss(ITEM), 1),
    "null in the declaration": (rss(ITEM).replace(b"utf-8", b"\x00utf-8"), 1),
    "null in a comment": (b"<!-- a\x00b -->" + rss(ITEM, head=""), 1),
    "utf-16 without a mark": (
        rss(ITEM, head='<?xml version="1.0" encoding="utf-16"?>').decode().encode("utf-16-le"),
        1,
    ),
    "gb2312": (rss(ITEM, head='<?xml version="1.0" encoding="gb2312"?>').decode().encode("gbk"), 1),
    "gb2312 declared over utf-8": (rss(ITEM, head='<?xml version="1.0" encoding="gb2312"?>'), 1),
    "utf-16": (rss(ITEM, head='<?xml version="1.0" encoding="utf-16"?>').decode().encode("utf-16"), 1),
    "unknown encoding": (rss(ITEM, head='<?xml version="1.0" encoding="x-nonsense"?>'), 1),
    "control characters": (rss(ITEM.replace("开工", "开工\x0b\x1f")), 1),
    "bare ampersand": (rss(ITEM.replace("/1", "/1?a=1&b=2")), 1),
    "bare less-than in a title": (rss(ITEM.replace("开工", "开工 < 投产")), 1),
    "unclosed item": (rss(ITEM.replace("</item>", "")), 1),
    "unclosed channel": (rss(ITEM).replace(b"</channel></rss>", b""), 1),
    "cut in the middle of a tag": (rss(ITEM * 3)[:-50], 3),
    "crossed tags": (rss(ITEM.replace("</link></item>", "</item></link>")), 1),
    "two roots": (rss(ITEM) + rss(ITEM), 2),
    "junk after the end": (rss(ITEM) + b"<script>x()</script>", 1),
    "html entities": (rss(ITEM.replace("开工", "&nbsp;开工&mdash;")), 1),
    "undefined entity": (rss(ITEM.replace("开工", "&nonsense;开工")), 1),
    "cdata never closed": (rss(ITEM + "<item><title><![CDATA[x</title></item>"), 2),
    "cdata in cdata": (rss(ITEM.replace("中试", "<![CDATA[<![CDATA[中试]]>]]>")), 1),
    "attributes without quotes": (rss(ITEM, version="2.0").replace(b'"2.0"', b"2.0"), 1),
    "capital tags": (rss(ITEM).replace(b"item>", b"ITEM>"), 1),
    "items outside the channel": (f"{XML}<rss version='2.0'><channel/>{ITEM}</rss>".encode(), 1),
    "rdf": (
        f'{XML}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f"<channel/>{ITEM}</rdf:RDF>".encode(),
        1,
    ),
    "no version": (rss(ITEM).replace(b' version="2.0"', b""), 1),
    "unknown namespace": (rss("<x:y>z</x:y>" + ITEM), 1),
    "no items": (rss(""), 0),
    "empty item": (rss("<item/>"), 1),
    "same guid twice": (rss(ITEM.replace("</item>", "<guid>1</guid></item>") * 2), 2),
    "date of another age": (rss(ITEM.replace("</item>", "<pubDate>0000-00-00</pubDate></item>")), 1),
    "date in words": (rss(ITEM.replace("</item>", "<pubDate>明天</pubDate></item>")), 1),
    "date beyond all years": (
        rss(ITEM.replace("</item>", "<pubDate>Mon, 01 Jan 99999 00:00:00 GMT</pubDate></item>")),
        1,
    ),
    "atom": (entry("<title>开工</title><link href='http://a.example/1'/>"), 1),
    "atom without links": (entry("<title>开工</title>"), 1),
    "atom in xhtml": (
        entry(
            "<title>开工</title><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>一<p>二</div></content>"
        ),
        1,
    ),
    "entity bomb": (f"{BOMB}]>{rss(ITEM, head='').decode()}".replace("开工", "&i;").encode(), 1),
    "external entity": (
        f"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{rss(ITEM, head='').decode()}".replace(
            "开工", "&x;"
        ).encode(),
        1,
    ),
    "external doctype": (b"<!DOCTYPE rss SYSTEM 'http://127.0.0.1:9/x.dtd'>" + rss(ITEM, head=""), 1),
    "stylesheet": (b"<?xml-stylesheet href='http://127.0.0.1:9/x.xsl'?>" + rss(ITEM, head=""), 1),
    "json": (json_feed(items=[{"id": "1", "url": "http://a.example/1", "title": "开工"}]), 1),
    "json with wrong types": (json_feed(items=[{"id": 1, "url": ["x"], "title": None}, "x", 3]), 1),
    "json with a bad date": (json_feed(items=[{"id": "1", "date_published": "tomorrow"}]), 1),
    "json without items in it": (json_feed(), 0),
}
REFUSED: dict[str, tuple[bytes, Refusal]] = {
    "nothing": (b"", Refusal.EMPTY),
    "blanks": (b" \r\n\t\x00", Refusal.EMPTY),
    "a page": (b"<!DOCTYPE html><html><body>busy</body></html>", Refusal.HTML),
    "a page without a doctype": (b"<html lang=zh><head></head></html>", Refusal.HTML),
    "a sitemap": (
        b"<?xml version='1.0'?><urlset><url><loc>http://a.example/</loc></url></urlset>",
        Refusal.XML,
    ),
    "other json": (b'{"code": 0, "data": []}', Refusal.JSON),
    "a json list": (b"[1, 2]", Refusal.JSON),
    "broken json": (b'{"version": "https://jsonfeed.org/version/1", "items": [', Refusal.NEITHER),
    "deep json": (b"[" * 100_000, Refusal.NEITHER),
    "words": ("页面维护中".encode(), Refusal.NEITHER),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02\xfe\xff", Refusal.NEITHER),
    "unclosed tags without end": (b"<rss>" + b"<a " * 60_000, Refusal.TOO_TANGLED),
    "items within items": (b"<rss><channel>" + b"<item>" * 60_000, Refusal.TOO_TANGLED),
    "too large": (b"<rss>" + b"x" * 20_000_001, Refusal.TOO_LARGE),
}


@pytest.fixture(autouse=True)
def nothing_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a feed reached out")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("name", READ)
def test_a_feed_is_read_however_badly_it_is_formed(name: str) -> None:
    body, count = READ[name]
    feed = read_feed(body, NOW)
    assert len(feed.entries) == count
    assert all(one.published is None or one.published.day <= NOW.date() for one in feed.entries)
    assert "root:" not in repr(feed)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_feed_is_refused_with_a_reason_and_at_once(name: str) -> None:
    body, reason = REFUSED[name]
    began = time.process_time()
    with pytest.raises(FeedRefusedError) as refused:
        read_feed(body, NOW)
    assert refused.value.reason is reason
    assert time.process_time() - began < 1


def test_an_entity_bomb_stays_small() -> None:
    feed = read_feed(READ["entity bomb"][0], NOW)
    assert sum(len(one.title) for one in feed.entries) < 10_000


def test_titles_links_and_dates_come_out_of_each_kind() -> None:
    dated = ITEM.replace("</item>", "<pubDate>Fri, 16 Jun 2023 09:30:00 +0800</pubDate></item>")
    chinese = ITEM.replace("</item>", "<pubDate>2023-06-16 09:30:00</pubDate></item>")
    atom = entry(
        "<title>中试基地开工</title><link href='http://a.example/1'/><updated>2023-06-16T01:30:00Z</updated>"
    )
    item = {
        "url": "http://a.example/1",
        "title": "中试基地开工",
        "date_published": "2023-06-16T09:30:00+08:00",
    }
    for body in (rss(dated), rss(chinese), atom, json_feed(items=[item])):
        (one,) = read_feed(body, NOW).entries
        assert (one.link, one.title) == ("http://a.example/1", "中试基地开工")
        assert one.published is not None
        assert one.published.iso() == "2023-06-16"


def test_mutated_feeds_never_break_the_reader() -> None:
    chance = random.Random(7)
    bodies = [body for body, _ in READ.values()]
    read, refused = 0, set()
    for _ in range(400):
        body = bytearray(chance.choice(bodies))
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(body) + 1)
            body[at : at + chance.randint(0, 30)] = chance.choice(
                (b"", b"<", b"&", b"]]>", b"\xff", b"<!--", b"\x00")
            )
        try:
            read += len(read_feed(bytes(body), NOW).entries) > 0
        except FeedRefusedError as problem:
            refused.add(problem.reason)
    assert read > 100
    assert refused <= set(Refusal)


@pytest.mark.parametrize(
    ("body", "pages", "maps"),
    [
        (b"", 0, 0),
        (b"<urlset><url><loc>http://a.example/1</loc></url><url/></urlset>", 1, 0),
        (b"<urlset><url><loc>http://a.example/1</loc><url><loc>x", 1, 0),
        (b"<sitemapindex><sitemap><loc>http://a.example/1.xml</loc></sitemap></sitemapindex>", 0, 1),
        (b"User-agent: *\nSitemap: http://a.example/1.xml\nsitemap:http://a.example/2.xml\n", 0, 2),
        (b"http://a.example/1\nhttp://a.example/2\nnonsense\n", 2, 0),
        (gzip.compress(b"<urlset><url><loc>http://a.example/1</loc></url></urlset>", mtime=0), 1, 0),
        (b"\x1f\x8bnonsense", 0, 0),
        (b"<html><body>busy</body></html>", 0, 0),
        (
            b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&e;</loc></url></urlset>",
            0,
            0,
        ),
    ],
)
def test_whatever_names_addresses_is_read_as_far_as_it_goes(body: bytes, pages: int, maps: int) -> None:
    found = read_sitemap(body, NOW)
    assert (len(found.pages), len(found.maps)) == (pages, maps)


def test_a_packed_bomb_is_opened_only_so_far() -> None:
    assert read_sitemap(gzip.compress(b" " * 100_000_000, 1), NOW).pages == ()


@pytest.mark.real
def test_every_real_feed_is_read_or_refused() -> None:
    archive = Path(__file__).parents[3] / "shared" / "real" / "feeds.tar.gz"
    if not archive.is_file():
        pytest.skip(f"measures nothing: {archive} is not there")
    reasons: Counter[Refusal] = Counter()
    with tarfile.open(archive) as tar:
        for member in tar:
            if (stream := tar.extractfile(member) if member.isfile() else None) is None:
                continue
            try:
                read_feed(stream.read(), NOW)
            except FeedRefusedError as problem:
                reasons[problem.reason] += 1
    assert sum(reasons.values()) <= 20


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("Sun, 30 Aug 2026 17:52:34 +0800", "2026-08-30T17:52:34+08:00"),
        ("Sun, 30 Aug 2026 17:52:34 GMT", "2026-08-31T01:52:34+08:00"),
        ("Sun, 30 Aug 2026 17:52:34", "2026-08-30T17:52:34+08:00"),
        ("Sun, 30 Aug 2026 17:52:34 CST", "2026-08-30T17:52:34+08:00"),
        ("2026-08-30 17:52:34", "2026-08-30T17:52:34+08:00"),
        ("2026-08-30T17:52:34", "2026-08-30T17:52:34+08:00"),
        ("2026-08-30T17:52:34Z", "2026-08-31T01:52:34+08:00"),
        ("2026/8/30 9:21:33", "2026-08-30T09:21:33+08:00"),
        ("2026年08月30日 17:52", "2026-08-30T17:52:00+08:00"),
    ],
)
def test_a_time_without_a_zone_is_china_s(printed: str, iso: str) -> None:
    item = ITEM.replace("<link>", f"<pubDate>{printed}</pubDate><link>")
    when = read_feed(rss(item), NOW).entries[0].published
    assert when is not None
    assert when.moment is not None
    assert when.moment.astimezone(CHINA).isoformat() == iso
