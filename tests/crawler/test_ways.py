"""Each way of finding reports, in a real crawl of a real server: what it finds, and where it stops."""

import gzip
import json
import multiprocessing
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
import yaml
from sqlalchemy import select

from crawler.child import main as crawl_child
from jiannuo.clock import CHINA
from jiannuo.config.load import shipped_folder
from jiannuo.store.engine import Store
from jiannuo.store.runs import Run, last_runs, start_run
from jiannuo.store.tables import reports
from jiannuo.store.walks import walked

ROOT = Path(__file__).parents[2]
# Every crawl is a process of its own; the imports, which take longest, are made once for all.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["crawler.child", "crawler.spiders.outlet", "pipelines.saving", "pipelines.prepare"]
)
TODAY = datetime.now(UTC).astimezone(CHINA).date()


def article(number: int, day: str = "2023-06-16") -> bytes:
    # Texts of their own, so that none is taken for a copy of another.
    own = "".join(map(chr, random.Random(number).choices(range(0x4E00, 0x9000), k=120)))
    return (
        f"<html><head><title>第{number}次开放活动举行</title></head><body><h1>第{number}次开放活动举行</h1>"
        f"<span>{day} 09:30</span><div id=b><p>金凤实验室举行第{number}次活动，{own}。</p></div></body></html>"
    ).encode()


@dataclass
class Web:
    """Pages by ``host/path?query``; everything not there is 404. A dict answers POST by its JSON body's page."""

    pages: dict[str, bytes] = field(default_factory=dict)
    posts: dict[str, list[bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""

    def lists(self) -> list[str]:
        """What was asked for besides robots.txt and articles."""
        return [one for one in self.asked if "robots.txt" not in one and "/a/" not in one]

    def articles(self) -> list[str]:
        return sorted(one for one in self.asked if "/a/" in one)


def answer_with(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            key = self.path.removeprefix("http://")
            web.asked.append(key)
            body = web.pages.get(key)
            if body is None and "/a/" in key:
                body = article(int("".join(filter(str.isdigit, key.rsplit("/", 1)[1]))))
            self._send(body)

        def do_POST(self) -> None:
            key = self.path.removeprefix("http://")
            web.asked.append(key)
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            web.bodies.append(given)
            web.said.append((self.headers["Referer"], self.headers["client-type"]))
            pages = web.posts.get(key, [])
            number = int(given.get("page", 1))
            self._send(pages[number - 1] if 0 < number <= len(pages) else b'{"list": []}')

        def _send(self, body: bytes | None) -> None:
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    server = ThreadingHTTPServer(("127.0.0.1", 0), answer_with(web))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    web.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield web
    server.shutdown()
    server.server_close()


@dataclass
class Desk:
    folder: Path
    store: Store
    web: Web
    register: Path = shipped_folder("register") / "chongqing-2021.yaml"

    def outlet(self, name: str = "site", **more: Any) -> None:
        entry = {"name": name, "title": name, "level": "media", "hosts": ["s.example"], "enabled": True}
        entry |= {"article_url": [r"/a/"], "selectors": {"title": ["h1"], "body": ["#b"]}, **more}
        (self.folder / "outlets" / f"{name}.yaml").write_text(yaml.safe_dump(entry, allow_unicode=True))

    def crawl(self, *words: str, name: str = "site", pages: int = 500) -> Run:
        (self.folder / "config.yaml").write_text(
            f"database: sqlite:///db\nregister: {self.register}\noutlets: {{folders: [outlets]}}\n"
            f"log: {{level: ERROR}}\n"
            f"crawl: {{proxy: '{self.web.address}', delay_seconds: 0.01, timeout_seconds: 5, max_pages: {pages}}}\n"
        )
        run = start_run(self.store, name, datetime.now(UTC))
        arguments = ["--outlet", name, "--run", str(run), "--config", str(self.folder / "config.yaml")]
        child = PROCESSES.Process(target=crawl_child, args=([*arguments, *words],))
        child.start()
        child.join(60)
        end = last_runs(self.store)[name]
        assert (child.exitcode, end.status) == (0, "finished")
        assert end.found == sum(end.outcomes.values())
        return end

    def stored(self) -> dict[str, str]:
        with self.store.read() as connection:
            rows = connection.execute(reports.select().with_only_columns(reports.c.url, reports.c.outlet))
            return {row.url.removeprefix("http://"): row.outlet for row in rows}


@pytest.fixture
def desk(tmp_path: Path, web: Web, fresh_store: Callable[[Path], Store]) -> Iterator[Desk]:
    (tmp_path / "outlets").mkdir()
    store = fresh_store(tmp_path / "db")
    yield Desk(tmp_path, store, web)
    store.close()


def rss(*links: str, more: str = "") -> bytes:
    items = "".join(f"<item><title>消息</title><link>{link}</link></item>" for link in links)
    return (
        f'<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>t</title>{more}{items}</channel></rss>"
    ).encode()


def rows(*numbers: int, day: str = "2023-06-16", tail: str = "") -> bytes:
    links = (f"<li><a href='/a/{n}.html'>第{n}次开放活动</a><span>{day}</span></li>" for n in numbers)
    return f"<html><body><ul>{''.join(links)}</ul>{tail}</body></html>".encode()


def test_feeds_of_every_kind_are_read_and_only_a_back_fill_asks_for_their_older_pages(
    desk: Desk, web: Web
) -> None:
    starts = [f"http://s.example/{name}" for name in ("rss.xml", "feed.json", "page.html", "gone.xml")]
    desk.outlet(ways=[{"way": "feed", "start": starts}])
    older = '<atom:link rel="next" href="/rss.xml?page=2"/>'
    item = {"id": "3", "url": "/a/3.html", "title": "消息", "date_published": "2023-06-16T09:30:00+08:00"}
    web.pages = {
        "s.example/rss.xml": rss("http://s.example/a/1.html", "/a/2.html", "mailto:x@y.z", more=older),
        "s.example/rss.xml?page=2": rss("/a/4.html"),
        "s.example/feed.json": json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
        ).encode(),
        "s.example/page.html": b"<!doctype html><html><body>busy</body></html>",
    }
    end = desk.crawl()
    assert sorted(desk.stored()) == [f"s.example/a/{n}.html" for n in (1, 2, 3)]
    assert {name: end.lists[name] for name in ("read", "no_feed", "not_found")} == {
        "read": 2,
        "no_feed": 1,
        "not_found": 1,
    }
    assert desk.crawl("--since", "2023-01-01").outcomes == {"known": 3, "stored": 1}


def sitemap(*places: tuple[str, str, str]) -> bytes:
    urls = "".join(
        f"<url><loc>http://s.example{path}</loc><lastmod>{changed}</lastmod>"
        + (f"<n:news><n:publication_date>{day}</n:publication_date></n:news>" if day else "")
        + "</url>"
        for path, changed, day in places
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="x">{urls}</urlset>'.encode()


def test_sitemaps_are_walked_from_robots_down_and_only_for_the_days_that_are_wanted(
    desk: Desk, web: Web
) -> None:
    desk.outlet(ways=[{"way": "sitemap", "start": ["http://s.example/robots.txt"], "follow": "news|gz"}])
    fresh, old = TODAY.isoformat(), "2022-03-01"
    web.pages = {
        "s.example/robots.txt": b"User-agent: *\nDisallow:\nSitemap: http://s.example/news-index.xml\n",
        "s.example/news-index.xml": (
            f"<sitemapindex><sitemap><loc>http://s.example/new.xml.gz</loc><lastmod>{fresh}</lastmod></sitemap>"
            f"<sitemap><loc>http://s.example/news-2022.xml</loc><lastmod>{old}</lastmod></sitemap>"
            f"<sitemap><loc>http://s.example/images.xml</loc></sitemap></sitemapindex>"
        ).encode(),
        "s.example/new.xml.gz": gzip.compress(sitemap(("/a/1.html", fresh, fresh), ("/a/2.html", old, ""))),
        "s.example/news-2022.xml": sitemap(("/a/3.html", old, old), ("/a/4.html", "2021-01-05", "")),
    }
    desk.crawl()
    assert sorted(desk.stored()) == ["s.example/a/1.html"]
    assert "s.example/news-2022.xml" not in web.asked
    web.asked.clear()
    desk.crawl("--since", "2022-01-01")
    assert web.articles() == ["s.example/a/2.html", "s.example/a/3.html"]
    assert "s.example/images.xml" not in web.asked


def test_a_back_fill_walks_a_column_past_what_is_known_and_stops_at_the_day(desk: Desk, web: Web) -> None:
    desk.outlet(
        ways=[
            {
                "way": "listing",
                "start": ["http://s.example/l/"],
                "next_page": "index_{n}.html",
                "most_pages": 2,
            }
        ]
    )
    web.pages = {
        "s.example/l/": rows(1, 2, day="2023-09-01"),
        "s.example/l/index_1.html": rows(3, 4, day="2023-06-01"),
        "s.example/l/index_2.html": rows(5, 6, day="2022-06-01"),
        "s.example/l/index_3.html": rows(7, day="2021-12-30"),
        "s.example/l/index_4.html": rows(8, day="2021-06-01"),
    }
    desk.crawl()
    assert web.articles() == [f"s.example/a/{n}.html" for n in (1, 2, 3, 4)]
    web.asked.clear()
    end = desk.crawl("--since", "2022-01-01", "--until", "2023-06-30")
    assert web.articles() == [f"s.example/a/{n}.html" for n in (5, 6)]
    assert web.lists()[-1] == "s.example/l/index_3.html"
    assert end.outcomes == {"known": 2, "stored": 2, "too_old": 1}


def test_paging_ends_on_repetition_on_the_count_on_the_last_link_and_on_a_missing_page(
    desk: Desk, web: Web
) -> None:
    def column(name: str, **more: Any) -> dict[str, Any]:
        return {"way": "listing", "start": [f"http://s.example/{name}/"], **more}

    desk.outlet(
        ways=[
            column("repeats", next_page="?page={n}", first_number=2),
            column("counted", next_page="index_{n}.html", page_count=r"createPage\((\d+),"),
            column("linked", next_link="a.next"),
            column("ends", next_page="p{n}.html"),
        ]
    )
    web.pages = {
        "s.example/repeats/": rows(1, 2),
        "s.example/repeats/?page=2": rows(3),
        **{f"s.example/repeats/?page={n}": rows(3) for n in range(3, 9)},
        "s.example/counted/": rows(11, tail="<script>createPage(2, 0, 'index', 'html')</script>"),
        **{f"s.example/counted/index_{n}.html": rows(11 + n) for n in range(1, 9)},
        "s.example/linked/": rows(21, tail="<a class=next href='two.html'>下一页</a>"),
        "s.example/linked/two.html": rows(22, tail="<a class=next href='two.html'>下一页</a>"),
        "s.example/ends/": rows(31),
    }
    end = desk.crawl("--since", "2020-01-01")
    assert sorted(web.lists()) == [
        "s.example/counted/",
        "s.example/counted/index_1.html",
        "s.example/ends/",
        "s.example/ends/p1.html",
        "s.example/linked/",
        "s.example/linked/two.html",
        "s.example/repeats/",
        "s.example/repeats/?page=2",
        "s.example/repeats/?page=3",
    ]
    assert (end.lists["absent"], end.outcomes) == (1, {"stored": 8})


def issue(web: Web, day: date, number: int, paper: str = "p") -> None:
    base = f"s.example/{paper}/{day:%Y-%m}/{day:%d}"
    web.pages[f"{base}/001/node.htm"] = (
        f"<a href='../002/node.htm'>第002版</a><a href='/a/{number}.htm'>一</a>".encode()
    )
    web.pages[f"{base}/002/node.htm"] = (
        f"<a href='../001/node.htm'>第001版</a><map><area href='/a/{number + 1}.htm'></map>".encode()
    )


PAPER = {
    "way": "epaper",
    "start": "http://s.example/p/{yyyy}-{mm}/{dd}/001/node.htm",
    "section_url": r"/\d{3}/node\.htm$",
    "days": 2,
}


def test_a_newspaper_is_read_by_days_and_a_back_fill_goes_on_where_it_was_cut_off(
    desk: Desk, web: Web
) -> None:
    desk.outlet(ways=[PAPER])
    days = [TODAY - timedelta(days=back) for back in range(7)]
    for back, day in enumerate(days):
        issue(web, day, 10 * (back + 1))
    desk.crawl()
    assert web.articles() == [f"s.example/a/{n}.htm" for n in (10, 11, 20, 21)]
    since = days[-1].isoformat()
    end = desk.crawl("--since", since, pages=5)
    assert end.outcomes["stored"] == 5
    assert end.lists["left"] > 0
    finished = {key.removeprefix("http://") for key in walked(desk.store, "site")}
    assert f"s.example/p/{days[2]:%Y-%m}/{days[2]:%d}/001/node.htm" in finished
    web.asked.clear()
    end = desk.crawl("--since", since)
    assert end.outcomes["stored"] == 5
    assert not finished & set(web.asked)
    # Today's issue may still grow.
    assert f"s.example/p/{TODAY:%Y-%m}/{TODAY:%d}/001/node.htm" in web.asked
    assert len(desk.stored()) == 14


def test_a_back_fill_looks_where_an_earlier_design_had_its_issues(desk: Desk, web: Web) -> None:
    old = {**PAPER, "start": "http://s.example/html/{yyyy}-{mm}/{dd}/001/node.htm"}
    desk.outlet(ways=[PAPER], versions=[{"valid_until": "2022-01-02", "ways": [old]}])
    issue(web, date(2022, 1, 3), 10)
    issue(web, date(2022, 1, 2), 20, paper="html")
    issue(web, date(2022, 1, 4), 30, paper="html")
    desk.crawl("--since", "2022-01-01", "--until", "2022-01-04")
    assert web.articles() == [f"s.example/a/{n}.htm" for n in (10, 11, 20, 21)]


def test_json_lists_are_paged_in_address_and_body_and_end_at_the_day(desk: Desk, web: Web) -> None:
    def items(*numbers: int, day: str) -> bytes:
        moment = int(datetime.fromisoformat(f"{day}T12:00:00+08:00").timestamp() * 1000)
        rows = [{"id": n, "name": f"<em>第{n}次</em>活动", "time": moment} for n in numbers]
        return json.dumps({"list": rows}).encode()

    form = {"items": "list", "url": "id", "url_form": "/a/{value}.html", "title": "name", "date": "time"}
    posted = {
        "way": "api",
        "start": ["http://s.example/post"],
        "method": "POST",
        "body": {"page": "{n}", "word": "x"},
        "headers": {"Referer": "http://s.example/app", "client-type": "1"},
    }
    got = {"way": "api", "start": ["http://s.example/get.json"], "next_page": "get_{n}.json"}
    desk.outlet(ways=[{**posted, **form}, {**got, **form}])
    web.posts["s.example/post"] = [
        items(1, day="2023-05-01"),
        items(2, day="2021-05-01"),
        items(3, day="2020-05-01"),
    ]
    web.pages = {
        "s.example/get.json": b"callback(" + items(4, day="2023-05-01") + b");",
        "s.example/get_1.json": items(4, day="2023-05-01"),
        "s.example/get_2.json": items(5, day="2023-05-01"),
    }
    desk.crawl("--since", "2022-01-01")
    assert sorted(desk.stored()) == ["s.example/a/1.html", "s.example/a/4.html"]
    assert web.bodies == [{"page": 1, "word": "x"}, {"page": 2, "word": "x"}]
    assert web.said == [("http://s.example/app", "1")] * 2
    assert "s.example/get_2.json" not in web.asked


SEARCH = {
    "way": "search",
    "start": "http://s.example/search?q={query}&p={n}",
    "encoding": "gb18030",
    "result": "feed",
    "target": r"[?&]url=([^&]+)",
    "elsewhere": "any",
    "queries": 1,
}


def asked_words(web: Web) -> list[str]:
    return [unquote(one.split("q=")[1].split("&")[0], "gb18030") for one in web.lists() if "/search?" in one]


def test_a_search_asks_with_the_registers_words_in_turn_and_counts_results_as_their_own_outlets(
    desk: Desk, web: Web
) -> None:
    desk.register = ROOT / "tests/fixtures/registers/binhai.yaml"
    desk.outlet(ways=[SEARCH])
    desk.outlet("daily", hosts=["d.example"], ways=[], place="shandong/qingdao")
    about = (f"s.example/search?q={quote(word.encode('gb18030'))}&p=1" for word in ("青岛 深海试验场",))
    wrapped = [
        quote(url, safe="")
        for url in (
            "http://d.example/a/1.html?from=search",
            "http://d.example/about.html",
            "http://blog.example/a/view/2?id=7&from=x",
            "http://s.example/a/3.html",
        )
    ]
    found = rss(*(f"http://s.example/click?url={url}&amp;x=1" for url in wrapped))
    web.pages = {one: found.replace("消息".encode(), "深海试验场启用".encode()) for one in about}
    web.pages["blog.example/a/view/2?id=7"] = web.pages["blog.example/a/view/2?id=7&from=x"] = article(2)
    web.pages["d.example/a/1.html?from=search"] = article(1)
    desk.crawl()
    assert desk.stored() == {
        "d.example/a/1.html": "daily",
        "blog.example/a/view/2?id=7": "blog.example",
        "s.example/a/3.html": "site",
    }
    with desk.store.read() as connection:
        without = connection.execute(select(reports.c.outlet).where(~reports.c.standing)).scalars()
        assert list(without) == ["blog.example"]
    desk.crawl()
    assert asked_words(web) == ["青岛 深海试验场", "青岛 海洋企业"]


def test_a_search_only_counts_known_outlets_where_the_file_says_so(desk: Desk, web: Web) -> None:
    desk.outlet(
        ways=[{**SEARCH, "elsewhere": "known", "queries": 3, "pages": 3, "result": "page", "target": None}]
    )
    desk.outlet("daily", hosts=["d.example"], ways=[])
    links = (
        "<a href='http://d.example/a/1.html'>金凤实验室</a><a href='http://x.example/a/2.html'>金凤实验室</a>"
    )
    first = f"s.example/search?q={quote('西部(重庆)科学城'.encode('gb18030'))}&p=1"
    web.pages = {first: links.encode(), first.replace("p=1", "p=2"): links.encode()}
    desk.crawl()
    assert desk.stored() == {"d.example/a/1.html": "daily"}
    assert [one for one in web.lists() if "p=3" in one] == []
    assert len(set(asked_words(web))) == 3
