"""robots.txt decides after RFC 9309, for what it says and for what becomes of asking for it."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawler.failures import Blocked, Disallowed
from crawler.middlewares.robots import RobotsMiddleware
from crawler.robots import LARGEST, parse, text_of
from jiannuo.clock import SetClock
from jiannuo.store.engine import Store
from jiannuo.store.hosts import load_host

HOST = "http://a.example"


def allows(text: str, path: str, agent: str = "jiannuo") -> bool:
    return parse(text).allows(f"{HOST}{path}", agent)


US = "User-agent: jiannuo\n"
ALL = "User-agent: *\n"
RULES: list[tuple[str, str, bool]] = [
    # the empty file and what says nothing
    ("", "/", True),
    ("# nothing\n", "/a", True),
    ("<html><body>Disallow: /</body></html>", "/a", True),
    ("Disallow: /\n", "/a", True),
    (f"{US}Disallow:\n", "/a", True),
    (f"{US}Allow: /\n", "/a", True),
    ("foo: /\nUser-agent: jiannuo\nbar: /\n", "/a", True),
    # who is spoken to (2.2.1)
    (f"{US}Disallow: /\n", "/a", False),
    ("user-agent: JIANNUO\ndisallow: /\n", "/a", False),
    ("USER-AGENT: jiannuo\nDISALLOW: /\n", "/a", False),
    ("User-agent: jiannuo/2.0\nDisallow: /\n", "/a", False),
    ("User-agent: jiannuo bot\nDisallow: /\n", "/a", False),
    ("User-agent: jiannuo  other/1.0\nDisallow: /\n", "/a", False),
    ("User-agent: jiannuo # us\nDisallow: /\n", "/a", False),
    ("User-agent: other jiannuo\nDisallow: /\n", "/a", True),
    ("User-agent: other\nDisallow: /\n", "/a", True),
    ("User-agent: jiannuobot\nDisallow: /\n", "/a", True),
    (f"{ALL}Disallow: /\n", "/a", False),
    ("User-agent: * # all\nDisallow: /\n", "/a", False),
    (f"{ALL}Disallow: /\n\n{US}Allow: /\n", "/a", True),
    (f"{US}Allow: /\n\n{ALL}Disallow: /\n", "/a", True),
    (f"{US}Disallow: /\n\n{ALL}Allow: /\n", "/a", False),
    ("User-agent: other\nUser-agent: jiannuo\nDisallow: /\n", "/a", False),
    ("User-agent: jiannuo\nUser-agent: other\nDisallow: /\n", "/a", False),
    (f"{US}Disallow: /a\n\nUser-agent: other\nDisallow: /b\n\n{US}Disallow: /c\n", "/a", False),
    (f"{US}Disallow: /a\n\nUser-agent: other\nDisallow: /b\n\n{US}Disallow: /c\n", "/c", False),
    (f"{US}Disallow: /a\n\nUser-agent: other\nDisallow: /b\n\n{US}Disallow: /c\n", "/b", True),
    # how paths are compared (2.2.2)
    (f"{US}Disallow: /a\n", "/a", False),
    (f"{US}Disallow: /a\n", "/ab", False),
    (f"{US}Disallow: /a\n", "/a/b", False),
    (f"{US}Disallow: /a\n", "/b/a", True),
    (f"{US}Disallow: /a/\n", "/a", True),
    (f"{US}Disallow: /A\n", "/a", True),
    (f"{US}Disallow: /a\n", "/", True),
    (f"{US}Allow: /a\nDisallow: /\n", "/a/b", True),
    (f"{US}Disallow: /\nAllow: /a\n", "/a/b", True),
    (f"{US}Disallow: /a/b\nAllow: /a\n", "/a/b/c", False),
    (f"{US}Allow: /a/b\nDisallow: /a\n", "/a/b/c", True),
    (f"{US}Allow: /a\nDisallow: /a\n", "/a", True),
    (f"{US}Disallow: /a\nAllow: /a\n", "/a", True),
    (f"{US}Disallow: /a?x=1\n", "/a?x=1", False),
    (f"{US}Disallow: /a?x=1\n", "/a?x=2", True),
    # special characters (2.2.3)
    (f"{US}Disallow: /*.php\n", "/a.php", False),
    (f"{US}Disallow: /*.php\n", "/a.php?x", False),
    (f"{US}Disallow: /*.php$\n", "/a.php", False),
    (f"{US}Disallow: /*.php$\n", "/a.php?x", True),
    (f"{US}Disallow: /a*b\n", "/a/x/b", False),
    (f"{US}Disallow: /a*b\n", "/a/x/c", True),
    (f"{US}Disallow: /a$\n", "/a", False),
    (f"{US}Disallow: /a$\n", "/ab", True),
    (f"{US}Disallow: *\n", "/a", False),
    (f"{US}Disallow: / # all of it\n", "/a", False),
    # escapes: octets outside US-ASCII are compared escaped
    (f"{US}Disallow: /新闻\n", "/%E6%96%B0%E9%97%BB/1", False),
    (f"{US}Disallow: /%E6%96%B0%E9%97%BB\n", "/%E6%96%B0%E9%97%BB/1", False),
    (f"{US}Disallow: /%e6%96%b0\n", "/%E6%96%B0", False),
    (f"{US}Disallow: /a%3Cd\n", "/a%3cd", False),
    # how lines end and are written
    ("User-agent: jiannuo\r\nDisallow: /\r\n", "/a", False),
    ("User-agent: jiannuo\rDisallow: /\r", "/a", False),
    ("  User-agent : jiannuo\n\tDisallow :\t/\n", "/a", False),
    (f"{US}\n\nDisallow: /\n", "/a", False),
    ("\ufeffUser-agent: jiannuo\nDisallow: /\n", "/a", False),
    (f"{US}Sitemap: http://x/\nDisallow: /\n", "/a", False),
    (f"Sitemap: http://x/\n{US}Disallow: /\n", "/a", False),
    (f"{US}Crawl-delay: 3\nDisallow: /\n", "/a", False),
]


@pytest.mark.parametrize(("text", "path", "allowed"), RULES)
def test_rules_are_read_as_the_rfc_has_them(text: str, path: str, allowed: bool) -> None:
    assert allows(text_of(text.encode()), path) is allowed


def test_five_hundred_kibibytes_are_read_and_a_line_that_is_cut_off_is_not() -> None:
    rule, padding = b"User-agent: jiannuo\nDisallow: /a\n", b"# " + b"x" * 97 + b"\n"
    whole = padding * ((LARGEST - len(rule)) // len(padding)) + rule
    assert not allows(text_of(whole), "/a")
    cut = b"User-agent: jiannuo\n" + b"#" * (LARGEST - 20 - 12) + b"\nDisallow: /a/very/long/path\n"
    assert allows(text_of(cut), "/a/other")


class Engine:
    """Answers requests for robots.txt from a list."""

    def __init__(self, answers: list[Any]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        status, body, headers = answer
        return Response(request.url, status=status, body=body, headers=headers)


class Site:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = SetClock(datetime(2026, 3, 1, tzinfo=UTC))

    def ask(self, *answers: Any, paths: tuple[str, ...] = ("/a",)) -> tuple[list[bool], list[str]]:
        logger = SimpleNamespace(warning=lambda *_: None)
        ledger = SimpleNamespace(listed=lambda _: None)
        spider = SimpleNamespace(store=self.store, clock=self.clock, logger=logger, ledger=ledger)
        engine = Engine(list(answers))
        crawler = SimpleNamespace(settings={"USER_AGENT": "jiannuo/1"}, spider=spider, engine=engine)
        middleware = RobotsMiddleware(crawler)
        return asyncio.run(self._visit(middleware, paths)), engine.asked

    async def _visit(self, middleware: RobotsMiddleware, paths: tuple[str, ...]) -> list[bool]:
        async def one(path: str) -> bool:
            try:
                await middleware.process_request(Request(f"{HOST}{path}"))
            except (Disallowed, Blocked):
                return False
            return True

        return list(await asyncio.gather(*map(one, paths)))


@pytest.fixture
def site(tmp_path: Path, fresh_store: Callable[[Path], Store]) -> Iterator[Site]:
    store = fresh_store(tmp_path / "db")
    yield Site(store)
    store.close()


OPEN, SHUT, HTML = b"User-agent: *\nAllow: /\n", b"User-agent: *\nDisallow: /\n", b"<html>busy</html>"
TO_OTHER = {"Location": "http://b.example/robots.txt"}
MATRIX: list[tuple[str, list[Any], bool]] = [
    *(
        (f"200 {name}", [(200, body, {})], ok)
        for name, body, ok in (("open", OPEN, True), ("shut", SHUT, False))
    ),
    ("200 html", [(200, HTML, {})], True),
    ("200 empty", [(200, b"", {})], True),
    ("200 binary", [(200, b"\x00\xff\xfe" * 100, {})], True),
    ("204", [(204, b"", {})], True),
    *(
        (f"{status} {name}", [(status, body, {})], True)
        for status in (400, 401, 403, 404, 410)
        for name, body in (("html", HTML), ("shut", SHUT))
    ),
    ("429", [(429, b"", {})], False),
    ("429 open", [(429, OPEN, {})], False),
    *(
        (f"{status} {name}", [(status, body, {})], False)
        for status in (500, 502, 503)
        for name, body in (("html", HTML), ("open", OPEN))
    ),
    ("refused", [DownloadConnectionRefusedError()], False),
    ("reset", [DownloadFailedError()], False),
    ("timeout", [DownloadTimeoutError()], False),
    ("no such host", [CannotResolveHostError()], False),
    ("cut off", [ResponseDataLossError()], False),
    ("blocked", [Blocked("private")], False),
    ("redirect to shut", [(301, b"", TO_OTHER), (200, SHUT, {})], False),
    ("redirect to open", [(302, b"", TO_OTHER), (200, OPEN, {})], True),
    ("five redirects to shut", [*[(302, b"", TO_OTHER)] * 5, (200, SHUT, {})], False),
    ("redirects without end", [(302, b"", TO_OTHER)], True),
    ("redirect to an error", [(302, b"", TO_OTHER), (503, b"", {})], False),
    ("redirect to a file", [(302, b"", {"Location": "file:///etc/passwd"})], False),
    ("redirect to nowhere", [(302, b"", {})], True),
]


@pytest.mark.parametrize(("answers", "allowed"), [entry[1:] for entry in MATRIX], ids=[e[0] for e in MATRIX])
def test_what_becomes_of_asking_decides(site: Site, answers: list[Any], allowed: bool) -> None:
    assert site.ask(*answers)[0] == [allowed]


def test_the_matrix_is_as_large_as_it_should_be() -> None:
    assert len(MATRIX) >= 30
    assert len(RULES) >= 55


def test_no_more_than_five_redirects_are_followed(site: Site) -> None:
    assert len(site.ask((302, b"", TO_OTHER))[1]) == 6


def test_many_requests_ask_once(site: Site) -> None:
    answers, asked = site.ask((200, SHUT, {}), paths=("/a", "/b", "/c"))
    assert answers == [False] * 3
    assert len(asked) == 1


def test_a_copy_serves_for_a_day_over_restarts_and_then_is_asked_for_again(site: Site) -> None:
    site.ask((200, SHUT, {}))
    site.clock.advance(timedelta(hours=23))
    assert site.ask((200, OPEN, {})) == ([False], [])
    site.clock.advance(timedelta(hours=2))
    assert site.ask((200, OPEN, {})) == ([True], [f"{HOST}/robots.txt"])


def test_an_old_copy_does_not_open_an_unreachable_host_but_is_kept(site: Site) -> None:
    site.ask((200, OPEN, {}))
    site.clock.advance(timedelta(hours=25))
    assert site.ask((503, HTML, {}))[0] == [False]
    assert load_host(site.store, HOST).robots == OPEN.decode()
