"""A crawl in its own process, against a real server: polite, counted, and the same after a restart."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jiannuo_tests_forge as forge
import pytest
from sqlalchemy import update

from jiannuo.config.load import shipped_folder
from jiannuo.store.engine import Store
from jiannuo.store.runs import last_runs, start_run
from jiannuo.store.tables import (
    evidence,
    hosts,
    marks,
    matches,
    near_misses,
    pages,
    readings,
    reports,
    signatures,
)

ARTICLE = (
    "<html><head><title>{0}</title></head><body><h1>{0}</h1><span>2023-06-16 09:30</span>"
    "<div id=b><p>{1}</p></div></body></html>"
)
TEXT = "6月15日，金凤实验室在重庆高新区举行开放活动，编号{}的团队首次公开展示研究进展。"


@dataclass
class Page:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    act: Callable[[Any], None] | None = None


@contextmanager
def serving(site: dict[str, Page]) -> Iterator[tuple[str, list[str]]]:
    """The site as a proxy on loopback; the log of requested paths."""
    asked: list[str] = []
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            asked.append(path)
            page = site.get(path, Page(b"none", 404))
            if page.act is not None:
                page.act(self)
                return
            tag = page.headers.get("ETag")
            fresh = bool(tag) and self.headers.get("If-None-Match") == tag
            body = b"" if fresh else page.body
            self.send_response(304 if fresh else page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.stopping = stop  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    stop.set()
    server.shutdown()
    server.server_close()


@dataclass
class Crawler:
    folder: Path
    store: Store

    def crawl(
        self, proxy: str, program: tuple[str, ...] = (), **environment: str
    ) -> tuple[int, list[dict[str, Any]]]:
        (self.folder / "config.yaml").write_text(
            f"database: sqlite:///db\nregister: {shipped_folder('register')}/chongqing-2021.yaml\n"
            f"outlets: {{folders: [outlets]}}\nlog: {{level: ERROR}}\n"
            f"crawl: {{proxy: '{proxy}', delay_seconds: 0, timeout_seconds: 2, max_page_bytes: 50000}}\n"
        )
        run = start_run(self.store, "site", datetime.now(UTC))
        words = ["--outlet", "site", "--run", str(run), "--config", str(self.folder / "config.yaml")]
        if not program:
            done = forge.run(words, Path.cwd(), module=forge.CRAWL, environment=environment)
        else:
            done = subprocess.run(
                [sys.executable, *program, *words],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
            )
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    def urls(self) -> list[str]:
        with self.store.read() as connection:
            return sorted(connection.execute(reports.select().with_only_columns(reports.c.url)).scalars())


@pytest.fixture
def crawler(tmp_path: Path, fresh_store: Callable[[Path], Store]) -> Iterator[Crawler]:
    with crawler_in(tmp_path, fresh_store) as made:
        yield made


@contextmanager
def crawler_in(folder: Path, fresh_store: Callable[[Path], Store]) -> Iterator[Crawler]:
    (folder / "outlets").mkdir(parents=True)
    (folder / "outlets" / "site.yaml").write_text(
        "name: site\ntitle: s\nlevel: media\nhosts: [s.example]\nenabled: true\n"
        "ways: [{way: listing, start: ['http://s.example/list/'], next_page: 'index_{n}.html', most_pages: 9}]\n"
        "article_url: ['/a/\\d+']\nselectors: {title: [h1], body: ['#b']}\n"
    )
    store = fresh_store(folder / "db")
    yield Crawler(folder, store)
    store.close()


def article(number: int, **more: Any) -> Page:
    # Texts of their own, so that none is taken for a copy of another.
    own = "".join(chr(0x4E00 + (number * 997 + place * 31) % 2000) for place in range(120))
    return Page(ARTICLE.format(f"第{number}次开放活动举行", TEXT.format(number) + own).encode(), **more)


def listing(*numbers: int, **more: Any) -> Page:
    return Page("".join(f"<a href='/a/{n}'>第{n}次活动</a>" for n in numbers).encode(), **more)


def last(events: list[dict[str, Any]]) -> dict[str, Any]:
    assert events[-1]["event"] == "finished"
    return events[-1]


def test_paging_stops_by_itself_and_a_second_crawl_fetches_nothing(crawler: Crawler) -> None:
    site = {"/list/": listing(1, 2), "/list/index_1.html": listing(2, 3), "/list/index_2.html": listing(2, 3)}
    site |= {"/list/index_3.html": listing(4)} | {f"/a/{n}": article(n) for n in range(1, 5)}
    with serving(site) as (proxy, asked):
        code, events = crawler.crawl(proxy)
        assert code == 0
        assert last(events)["outcomes"] == {"stored": 3}
        assert "/list/index_3.html" not in asked
        asked.clear()
        _, events = crawler.crawl(proxy)
    assert last(events)["outcomes"] == {"known": 2}
    assert [path for path in asked if path.startswith("/a/")] == []


def test_every_fault_is_one_counted_outcome(crawler: Crawler) -> None:
    def hang(handler: Any) -> None:
        handler.server.stopping.wait(20)
        handler.close_connection = True

    def reset(handler: Any) -> None:
        handler.connection.shutdown(2)
        handler.close_connection = True

    site = {
        "/list/": listing(*range(1, 11)),
        "/robots.txt": Page(b"User-agent: *\nDisallow: /a/10\n"),
        "/a/1": article(1),
        "/a/2": Page(b"x", 404),
        "/a/3": Page(b"x", 500),
        "/a/4": Page(b"x", 403),
        "/a/5": Page(act=hang),
        "/a/6": Page(act=reset),
        "/a/7": Page(b"x" * 90_000),
        "/a/8": Page(b"<html><body><h1>abc</h1></body></html>"),
        "/a/9": Page(b"\xff\xff\xfe<h1>\xe4\xb8\xff</h1>"),
        "/a/10": article(10),
    }
    with serving(site) as (proxy, asked):
        code, events = crawler.crawl(proxy)
    end = last(events)
    assert code == 0
    assert end["found"] == sum(end["outcomes"].values()) == 10
    assert end["outcomes"] == {
        "stored": 1,
        "not_found": 1,
        "server_error": 1,
        "refused": 1,
        "timed_out": 1,
        "unreachable": 1,
        "too_large": 1,
        "no_text": 1,
        "garbled": 1,
        "disallowed": 1,
    }
    assert "/a/10" not in asked
    assert last_runs(crawler.store)["site"].outcomes == end["outcomes"]


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (Page(b"none", 404), True),
        (Page(b"none", 403), True),
        (Page(b"", 200), True),
        (Page(b"User-agent: jiannuo\nDisallow: /\n"), False),
        (Page(b"User-agent: other\nDisallow: /\n"), True),
        (Page(b"<html>busy</html>", 503), False),
        (Page(b"", 429), False),
        (Page(b"", 500), False),
    ],
)
def test_robots_decide_and_what_cannot_be_asked_is_not_allowed(
    crawler: Crawler, robots: Page, allowed: bool
) -> None:
    site = {"/robots.txt": robots, "/list/": listing(1), "/a/1": article(1)}
    with serving(site) as (proxy, asked):
        crawler.crawl(proxy)
    assert ("/list/" in asked) is allowed
    assert crawler.urls() == (["http://s.example/a/1"] if allowed else [])


def test_a_host_that_asks_for_rest_gets_it_after_a_restart_too(crawler: Crawler) -> None:
    site = {"/list/": listing(1), "/a/1": Page(b"slow down", 429, {"Retry-After": "3600"})}
    with serving(site) as (proxy, asked):
        _, events = crawler.crawl(proxy)
        assert last(events)["outcomes"] == {"refused": 1}
        assert asked.count("/a/1") == 1
        asked.clear()
        crawler.crawl(proxy)
        assert asked == []
        rested = datetime.now(UTC) - timedelta(seconds=1)
        with crawler.store.write() as connection:
            connection.execute(update(hosts).values(not_before=rested))
        site["/a/1"] = article(1)
        _, events = crawler.crawl(proxy)
    assert last(events)["outcomes"] == {"stored": 1}


def test_an_unchanged_list_is_not_sent_again(crawler: Crawler) -> None:
    site = {"/list/": listing(1, headers={"ETag": '"v1"'}), "/a/1": article(1)}
    with serving(site) as (proxy, _):
        crawler.crawl(proxy)
        _, events = crawler.crawl(proxy)
    assert last(events)["lists"]["unchanged"] == 1
    assert last(events)["found"] == 0


def test_a_corrected_page_is_seen_when_it_is_looked_at_again(crawler: Crawler) -> None:
    site = {"/list/": listing(1), "/a/1": article(1)}
    with serving(site) as (proxy, _):
        crawler.crawl(proxy)
        site["/a/1"] = Page(site["/a/1"].body.replace("研究进展".encode(), "研究成果".encode()))
        with crawler.store.write() as connection:
            connection.execute(update(pages).values(fetched_at=datetime.now(UTC) - timedelta(hours=30)))
        _, events = crawler.crawl(proxy)
    assert last(events)["outcomes"] == {"revised": 1}


def test_killed_in_the_middle_it_completes_on_the_next_crawl(crawler: Crawler) -> None:
    site = {"/list/": listing(1, 2, 3)} | {f"/a/{n}": article(n) for n in (1, 2, 3)}
    with serving(site) as (proxy, _):
        code, _ = crawler.crawl(proxy, JIANNUO_FAILPOINT="crawl.page_fetched:2")
        assert code == -9
        code, _ = crawler.crawl(proxy)
    assert code == 0
    assert crawler.urls() == [f"http://s.example/a/{n}" for n in (1, 2, 3)]


def test_a_challenge_in_the_page_s_place_is_no_report_and_the_run_keeps_what_its_pages_showed(
    crawler: Crawler,
) -> None:
    wall = Page("<title>安全验证</title><script src=/captcha.js></script>".encode())
    site = {"/list/": listing(1, 2, 3), "/a/1": article(1), "/a/2": article(2), "/a/3": wall}
    with serving(site) as (proxy, _):
        _, events = crawler.crawl(proxy)
    assert last(events)["outcomes"] == {"stored": 2, "walled": 1}
    signs = last_runs(crawler.store)["site"].signs
    assert (signs["pages"], signs["date"], signs["ruled"], signs["odd_titles"]) == (2, 2, 2, 0)
    assert signs["newest"] == "2023-06-16"


def test_what_was_crawled_can_be_read_again_from_the_archive(crawler: Crawler) -> None:
    site = {"/list/": listing(1, 2, 3), "/a/1": article(1), "/a/2": article(2)}
    with serving(site) as (proxy, _):
        crawler.crawl(proxy)
    [archive] = (crawler.folder / "var" / "archive").glob("*/site-00001.warc.gz")
    with crawler.store.write() as connection:
        connection.execute(update(reports).values(exact="0" * 64))
    done = forge.run(["ingest", "--json", str(archive)], crawler.folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcomes"] == {"revised": 2}
    assert crawler.urls() == sorted([f"http://s.example/a/{n}" for n in (1, 2)] * 2)


def test_an_article_over_several_pages_is_one_report_and_a_missing_page_is_told(crawler: Crawler) -> None:
    def part(number: int, link: str) -> Page:
        own = "".join(chr(0x4E00 + (number * 997 + place * 31) % 2000) for place in range(120))
        text = f"{ARTICLE.format('论坛发布百项成果', f'第{number}部分，{own}。')}<div>{link}</div>"
        return Page(text.encode())

    site = {"/list/": listing(100, 200), "/a/100": part(1, "<a href='/a/100_2'>下一页</a>")}
    site |= {"/a/100_2": part(2, "<a href='100_1'>1</a><a href='100_3'>3</a>"), "/a/100_3": part(3, "")}
    site["/a/200"] = part(7, "<a href='/a/200_2'>2</a><a href='/list/index_2'>下一页</a>")
    with serving(site) as (proxy, asked):
        _, events = crawler.crawl(proxy)
    assert last(events)["outcomes"] == {"stored": 2}
    assert asked.count("/a/100_2") == asked.count("/a/100_3") == 1
    with crawler.store.read() as connection:
        stored = {row.url: row for row in connection.execute(reports.select())}
    whole, cut = stored["http://s.example/a/100"], stored["http://s.example/a/200"]
    assert [line[:5] for line in whole.body.split("\n")] == ["第1部分，", "第2部分，", "第3部分，"]
    assert "further pages missing" not in whole.warnings
    assert "further pages missing" in cut.warnings


# The crawl with everything read in a second process from the first page on, however little there is to do.
EAGER = (
    "-c",
    "import functools, sys, crawler.child as c; c.Aside = functools.partial(c.Aside, eager=True); "
    "sys.exit(c.main())",
)
PASSING = {"id", "page_id", "report_id", "story_id", "match_id", "run_id", "replaces"}
PASSING |= {"detected_at", "fetched_at"}


def everything(store: Store) -> list[str]:
    """All rows about reports, without ids and times."""
    joined: list[tuple[Any, Any]] = [(reports, None), (pages, None)]
    joined += [(table, reports) for table in (marks, matches, near_misses, signatures)]
    joined += [(table, matches) for table in (evidence, readings)]
    rows = []
    with store.read() as connection:
        for table, owner in joined:
            query = table.select() if owner is None else table.select().join(owner).add_columns(*owner.c)
            for row in connection.execute(query):
                named = zip(row._fields, row, strict=True)
                rows.append(f"{table.name} {[(n, v) for n, v in named if n.rstrip('_1') not in PASSING]}")
    return sorted(rows)


@pytest.mark.parametrize("failpoint", ["", "aside.job:13"], ids=["whole", "killed again and again"])
def test_a_second_process_reads_the_same_out_of_all_pages(
    tmp_path: Path, crawler: Crawler, fresh_store: Callable[[Path], Store], failpoint: str
) -> None:
    numbers = range(1, 15)
    site = {"/list/": listing(*numbers), "/a/99": Page(b"<html>")} | {f"/a/{n}": article(n) for n in numbers}
    site["/a/3"] = Page(b"<html><body><p>little</p></body></html>")
    with serving(site) as (proxy, _), crawler_in(tmp_path / "aside", fresh_store) as other:
        code, events = crawler.crawl(proxy)
        code_aside, events_aside = other.crawl(proxy, EAGER, JIANNUO_FAILPOINT=failpoint)
        assert (code, code_aside) == (0, 0)
        assert last(events_aside) == last(events)
        assert last(events)["outcomes"] == {"stored": 13, "no_text": 1}
        assert everything(other.store) == everything(crawler.store)
