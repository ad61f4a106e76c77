"""`outlets add` and `outlets check` on differently built sites: saved copies, and one live through the fetcher."""

import io
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.outlets import load_outlet
from jiannuo.clock import CHINA
from jiannuo.config.load import shipped_folder
from query.cli.main import main

TODAY = datetime.now(UTC).astimezone(CHINA).date()
Site = dict[str, bytes]
LINE = "中试基地在滨江高新区开工建设，占地四十亩，建成后可为两百家企业提供验证服务，首期计划明年投入使用。"


def days(count: int) -> list[Any]:
    return [TODAY - timedelta(days=back) for back in range(count)]


def title(n: int) -> str:
    return f"第{n}批中试基地在滨江高新区开工建设"


def article(n: int, day: Any, encoding: str = "utf-8") -> bytes:
    return (
        f"<html><head><meta charset={encoding}><title>{title(n)}-滨江新闻网</title></head><body>"
        f"<div class=nav><a href='/'>首页</a></div><h1 class=headline>{title(n)}</h1>"
        f"<div class=info>{day} 09:3{n % 10}　来源：滨江日报</div>"
        f"<div class=article-text><p>第{n}批{LINE}</p><p>项目负责人介绍，{LINE}</p></div>"
        f"<div class=foot>版权所有 滨江新闻网</div></body></html>"
    ).encode(encoding)


def platform() -> Site:
    base, site = "http://kjj.site.example/zwxx_9/tzgg/", {}

    def page(some: list[Any], first: int) -> bytes:
        rows = "".join(
            f"<li class=clearfix><a href='./{day:%Y%m}/t{day:%Y%m%d}_{15000 + first + n}.html' title='{title(first + n)}'>"
            f"{title(first + n)[:8]}…</a><span>{day}</span></li>"
            for n, day in enumerate(some)
        )
        script = '<script>function createPage(a,b,c,d){} createPage(2, 0, "index", "html");</script>'
        return (
            f"<html><body><a href='/jgsz/'>机构</a><ul class=list>{rows}</ul>{script}</body></html>".encode()
        )

    both = days(10)
    site[base], site[f"{base}index_1.html"] = page(both[:5], 0), page(both[5:], 5)
    for n, day in enumerate(both):
        site[f"{base}{day:%Y%m}/t{day:%Y%m%d}_{15000 + n}.html"] = article(n, day)
    return site


def gb_list() -> Site:
    base, site = "http://www.old.example/kj/", {}
    rows = "".join(
        f"<li><a href='content_{700 + n}.htm'>{title(n)}</a>({day})</li>" for n, day in enumerate(days(6))
    )
    html = f"<html><head><meta charset=gb2312></head><body><ul>{rows}</ul><a href='list_2.htm'>下一页</a></body></html>"
    site[f"{base}list.htm"] = html.encode("gb18030")
    site[f"{base}list_2.htm"] = html.replace("content_70", "content_60").encode("gb18030")
    for n, day in enumerate(days(6)):
        site[f"{base}content_{700 + n}.htm"] = article(n, day, "gb18030")
    return site


def api() -> Site:
    base, site = "http://app.site.example/tech/", {}
    for number, some in ((1, days(4)), (2, days(8)[4:])):
        rows = [
            {"title": title(n), "titleurl": f"/www/tech/{day}/{900 + n}_pc.html", "newstime": f"{day} 08:00"}
            for n, day in enumerate(some, 4 * number)
        ]
        body = json.dumps({"code": 0, "data": {"newslist": rows}}, ensure_ascii=False).encode()
        site[f"{base}index.json" if number == 1 else f"{base}index_2.json"] = body
        for n, day in enumerate(some, 4 * number):
            site[f"{base}{day}/{900 + n}_pc.html"] = article(n, day)
    return site


def epaper() -> Site:
    site = {}
    base = f"http://paper.site.example/bjrb/{TODAY:%Y-%m/%d}/"
    for section in ("001", "002"):
        rows = "".join(
            f"<a href='content_rb_{int(section) * 100 + n}.htm'>{title(int(section) * 100 + n)}</a>"
            for n in range(3)
        )
        others = "<a href='../001/node.htm'>第001版</a><a href='../002/node.htm'>第002版</a>"
        site[f"{base}{section}/node.htm"] = f"<table><td>{others}</td><td>{rows}</td></table>".encode()
        for n in range(3):
            number = int(section) * 100 + n
            site[f"{base}{section}/content_rb_{number}.htm"] = article(number, TODAY)
    return site


def feed() -> Site:
    site = {}
    rows = "".join(
        f"<item><title>{title(n)}</title><link>http://news.site.example/kj/{3000 + n}.shtml?from=rss</link>"
        f"<pubDate>{day:%Y-%m-%d} 08:00:00</pubDate></item>"
        for n, day in enumerate(days(5))
    )
    site["http://news.site.example/rss.xml"] = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{rows}</channel></rss>'.encode()
    )
    for n, day in enumerate(days(5)):
        site[f"http://news.site.example/kj/{3000 + n}.shtml?from=rss"] = article(n, day)
    return site


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, Any, str]]:
    monkeypatch.chdir(tmp_path)
    config(tmp_path)

    def run_(*words: str) -> tuple[int, Any, str]:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--json"])
        shown = capsys.readouterr()
        lines = [json.loads(line) for line in shown.out.splitlines()]
        return int(ended.value.code or 0), lines[0] if lines else None, shown.err

    return run_


def config(folder: Path, proxy: str = "") -> None:
    (folder / "outlets").mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(
        f"database: sqlite:///db\nregister: {shipped_folder('register')}/chongqing-2021.yaml\n"
        f"outlets: {{folders: [outlets]}}\nlog: {{level: ERROR}}\n"
        + (f"crawl: {{proxy: '{proxy}', delay_seconds: 0, timeout_seconds: 5}}\n" if proxy else "")
    )


def save(folder: Path, site: Site) -> Path:
    saved = folder / "saved"
    saved.mkdir()
    lines = ["# 地址\t文件"]
    for number, (url, body) in enumerate(site.items()):
        (saved / f"{number}.bin").write_bytes(body)
        lines.append(f"{url}\t{number}.bin")
    (saved / "index.tsv").write_text("\n".join(lines), "utf-8")
    return saved


@pytest.mark.parametrize(
    ("build", "column", "way", "next_page", "encoding"),
    [
        (platform, "http://kjj.site.example/zwxx_9/tzgg/", "listing", "index_{n}.html", "utf-8"),
        (gb_list, "http://www.old.example/kj/list.htm", "listing", "list_{n}.htm", "gb18030"),
        (api, "http://app.site.example/tech/index.json", "api", "index_{n}.json", "utf-8"),
        (epaper, f"http://paper.site.example/bjrb/{TODAY:%Y-%m/%d}/001/node.htm", "epaper", None, "utf-8"),
        (feed, "http://news.site.example/rss.xml", "feed", None, "utf-8"),
    ],
)
def test_a_column_becomes_a_file_that_the_check_finds_sound(
    run: Any,
    tmp_path: Path,
    build: Callable[[], Site],
    column: str,
    way: str,
    next_page: str | None,
    encoding: str,
) -> None:
    saved = str(save(tmp_path, build()))
    code, told, _ = run("outlets", "add", column, "--name", "new", "--saved", saved)
    assert (code, told["doubts"]) == (0, [])
    assert (told["way"]["way"], told["way"].get("next_page"), told["encoding"]) == (way, next_page, encoding)
    sample = told["samples"][0]
    assert (sample["title"].endswith("批中试基地在滨江高新区开工建设"), sample["source"]) == (
        True,
        "滨江日报",
    )
    assert sample["published_at"][:10] in {day.isoformat() for day in days(10)}
    assert sample["body"].endswith(LINE)
    outlet = load_outlet(tmp_path / "outlets" / "new.yaml")
    assert (outlet.enabled, outlet.confirmed) == (False, False)
    code, told, _ = run("outlets", "check", "new", "--saved", saved)
    verdicts = {one["field"]: one["verdict"] for one in told["findings"]}
    assert (code, told["sound"]) == (0, True), verdicts
    assert (verdicts.get(f"{way} page 2") == "good") is (next_page is not None)
    assert {verdicts[name] for name in ("title", "date", "source", "body", "encoding")} == {"good"}
    rules = {one["field"]: one["rule"] for one in told["findings"]}
    assert rules["title"].startswith("outlet ")
    assert rules["body"].startswith("outlet ")


def test_a_file_beside_the_configuration_joins_those_that_ship(run: Any, tmp_path: Path) -> None:
    saved = str(save(tmp_path, feed()))
    (tmp_path / "config.yaml").write_text(f"register: {shipped_folder('register')}/chongqing-2021.yaml\n")
    (tmp_path / "outlets").rmdir()
    run("outlets", "add", "http://news.site.example/rss.xml", "--name", "new", "--saved", saved)
    assert run("outlets", "check", "new", "--saved", saved)[0] == 0
    assert run("outlets", "check", "kjj", "--saved", saved)[0] == 8


def test_a_file_that_is_there_is_never_written_over(run: Any, tmp_path: Path) -> None:
    saved = str(save(tmp_path, feed()))
    file = tmp_path / "outlets" / "new.yaml"
    file.write_text("name: mine\n")
    code, _, said = run(
        "outlets", "add", "http://news.site.example/rss.xml", "--name", "new", "--saved", saved
    )
    assert (code, file.read_text()) == (2, "name: mine\n")
    assert "there already" in said


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("".join(f"<a href='/c{n}/'>栏目{n}</a>" for n in range(40)), "navigation"),
        ("".join(f"<a href='/list/{n}.html'>第{n}页</a>" for n in range(40)), "navigation"),
        (
            "".join(f"<a href='http://x{n}.example/{n}.html'>友情链接的长标题</a>" for n in range(40)),
            "other sites",
        ),
        ("<p>仅此一段。</p>", "no links at all"),
        ('{"state": "ok", "data": {"list": []}}', "no list of items"),
        ("<rss version='2.0'><channel><title>空</title></channel></rss>", "no entries"),
    ],
)
def test_what_is_no_column_leaves_no_file_and_says_why(run: Any, tmp_path: Path, html: str, why: str) -> None:
    saved = str(save(tmp_path, {"http://s.example/x": html.encode()}))
    code, told, said = run("outlets", "add", "http://s.example/x", "--saved", saved)
    assert code == 3
    assert why in " ".join(told["doubts"])
    assert "was not understood" in said
    assert list((tmp_path / "outlets").iterdir()) == []


def test_the_check_tells_what_a_redesign_broke(run: Any, tmp_path: Path) -> None:
    site = platform()
    saved = str(save(tmp_path, site))
    run("outlets", "add", "http://kjj.site.example/zwxx_9/tzgg/", "--name", "new", "--saved", saved)
    file = tmp_path / "outlets" / "new.yaml"
    file.write_text(
        file.read_text().replace("h1.headline", "h1.gone").replace("div.article-text", "div.gone")
    )
    code, told, _ = run("outlets", "check", "new", "--saved", saved)
    verdicts = {one["field"]: one["verdict"] for one in told["findings"]}
    assert (code, verdicts["title"], verdicts["body"]) == (8, "doubtful", "doubtful")
    file.write_text(file.read_text().replace("index_{n}", "page_{n}"))
    told = run("outlets", "check", "new", "--saved", saved)[1]
    assert {one["field"]: one["verdict"] for one in told["findings"]}["listing page 2"] == "doubtful"
    file.write_text(file.read_text().replace("/t\\d{8}", "/x\\d{8}"))
    code, told, _ = run("outlets", "check", "new", "--saved", saved)
    assert (code, told["findings"][0]["verdict"], told["findings"][0]["value"]) == (8, "wrong", "0 reports")


def test_saved_pages_may_be_an_archive(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    with (folder / "pages.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for url, body in feed().items():
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/xml")], protocol="HTTP/1.1")
            # Without a length the writer buffers in a file that it never closes.
            record = writer.create_warc_record(
                url, "response", io.BytesIO(body), len(body), http_headers=headers
            )
            writer.write_record(record)
    code, told, _ = run(
        "outlets", "add", "http://news.site.example/rss.xml", "--dry-run", "--saved", str(folder)
    )
    assert (code, len(told["links"])) == (0, 5)


@pytest.mark.parametrize(
    ("index", "why"),
    [
        ("http://s.example/\t../config.yaml", "outside the folder"),
        ("http://s.example/", "no file name"),
        ("", "no saved pages"),
    ],
)
def test_a_folder_of_saved_pages_that_cannot_be_used_is_an_error(
    run: Any, tmp_path: Path, index: str, why: str
) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "index.tsv").write_text(index)
    code, _, said = run("outlets", "add", "http://s.example/", "--saved", str(tmp_path / "saved"))
    assert code == 3
    assert why in said


@pytest.fixture
def served(tmp_path: Path) -> Iterator[list[str]]:
    """The platform site live behind a proxy that forbids /private/; the log of requested addresses."""
    site, asked = platform(), []
    site["http://kjj.site.example/robots.txt"] = b"User-agent: *\nDisallow: /private/\n"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = site.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    config(tmp_path, f"http://127.0.0.1:{server.server_address[1]}")
    yield asked
    server.shutdown()
    server.server_close()


def test_live_pages_are_fetched_under_the_rules_of_a_crawl(
    run: Any, tmp_path: Path, served: list[str]
) -> None:
    config_text = (tmp_path / "config.yaml").read_text()
    assert "proxy" in config_text
    code, told, said = run("outlets", "add", "http://kjj.site.example/zwxx_9/tzgg/", "--name", "new")
    assert told, said
    assert (code, len(told["links"])) == (0, 5)
    assert served[0] == "http://kjj.site.example/robots.txt"
    assert len(served) == len(set(served)) == 5
    code, _, said = run("outlets", "add", "http://kjj.site.example/private/list.html", "--name", "other")
    assert code == 3
    assert "disallowed" in said
    assert not any("/private/" in one for one in served)
