"""`jiannuo register draft`: from a text, a page or an address to a register that loads, and plain refusals."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from jiannuo.errors import JiannuoError
from query.cli.main import build

SHIPPED = Path(__file__).parents[3] / "register" / "chongqing-2021.yaml"
ARTICLE = "云岭市科技局局长王立明表示,将加快建设云岭实验室,每年举办科普活动300场以上,到2027年新建科技馆5座。"
PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>王立明谈科技 - 云岭日报</title>
<meta name="ArticleTitle" content="王立明谈科技创新"><meta name="PubDate" content="2024-03-05 08:30">
<meta name="ContentSource" content="云岭日报"></head><body><h1>王立明谈科技创新</h1>
<div class="article"><p>三月五日,记者就科技创新采访了云岭市科技局局长王立明。</p><p>{ARTICLE}</p>
<p>王立明说,下一步,将推进科研院所改革,落实“云岭英才计划”,让创新活力充分涌流,让人才安心工作。</p></div></body></html>"""
LIST = (
    "<html><body><ul>"
    + "".join(f"<li><a href='/{n}'>要闻第{n}条标题</a></li>" for n in range(40))
    + "</ul></body></html>"
)


def run(*words: str) -> Result:
    return CliRunner().invoke(build(["register"]), ["register", "draft", *words])


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text("database: sqlite:///db\n", "utf-8")
    return file


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE, "utf-8")
    return file


@contextmanager
def served(pages: dict[str, tuple[int, str]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = pages.get(self.path, (404, ""))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_yaml_comes_on_standard_output_and_words_on_standard_error(text_file: Path, config: Path) -> None:
    done = run(str(text_file), "--config", str(config))
    assert done.exit_code == 0
    assert [one["name"] for one in yaml.safe_load(done.stdout)["commitments"]] == [
        "云岭实验室",
        "科普活动",
        "科技馆",
    ]
    assert "承诺 3 项" in done.stderr


def test_draft_check_and_edit_work_in_a_round(text_file: Path, config: Path, tmp_path: Path) -> None:
    new = tmp_path / "yunling.yaml"
    assert run(str(text_file), "-o", str(new), "--config", str(config)).exit_code == 0
    check = ["register", "check", str(new), "--article", str(text_file), "--config", str(config), "--json"]
    faults = json.loads(CliRunner().invoke(build(["register"]), check).stdout)
    assert faults["register"] == "yunling"
    assert {fault["grade"] for fault in faults["faults"]} == {"warning"}
    new.write_text(new.read_text("utf-8").replace("待改写：", "要"), "utf-8")
    again = json.loads(CliRunner().invoke(build(["register"]), check).stdout)
    assert not any("still the draft's" in fault["message"] for fault in again["faults"])


def test_json_quotes_every_proposal_with_offsets(text_file: Path, config: Path) -> None:
    found = json.loads(run(str(text_file), "--json", "--config", str(config)).stdout)
    places = [at for one in found["proposals"] for at in (*one["passages"], *one["figures"])]
    assert len(places) >= 5
    lines = ARTICLE.split("\n")
    assert all(lines[at["paragraph"] - 1][at["start"] : at["end"]] == at["text"] for at in places)


def test_a_saved_page_gives_title_outlet_and_date(tmp_path: Path, config: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")
    founding = yaml.safe_load(run(str(page), "--config", str(config)).stdout)["founding"]
    assert (founding["title"], founding["outlet"], founding["published"]) == (
        "王立明谈科技创新",
        "云岭日报",
        "2024-03-05",
    )


def test_the_text_that_was_read_is_kept_for_the_check(tmp_path: Path, config: Path) -> None:
    page, kept, new = tmp_path / "page.html", tmp_path / "kept.txt", tmp_path / "new.yaml"
    page.write_text(PAGE, "utf-8")
    assert run(str(page), "--text", str(kept), "-o", str(new), "--config", str(config)).exit_code == 0
    check = ["register", "check", str(new), "--article", str(kept), "--config", str(config)]
    assert CliRunner().invoke(build(["register"]), check).exit_code == 0


def test_an_address_is_fetched_and_read_like_a_crawled_page(config: Path) -> None:
    with served({"/a.html": (200, PAGE)}) as site:
        done = run(f"{site}/a.html", "--config", str(config))
    assert "云岭实验室" in done.stdout


def test_robots_txt_is_obeyed_also_behind_a_redirect(config: Path) -> None:
    robots = (200, "User-agent: *\nDisallow: /closed")
    pages = {"/robots.txt": robots, "/closed.html": (200, PAGE), "/open.html": (302, "/closed.html")}
    with served(pages) as site:
        for path in ("/closed.html", "/open.html"):
            assert "robots.txt" in str(refused(f"{site}{path}", config))


def test_a_redirect_to_a_private_address_is_not_followed(config: Path) -> None:
    with served({}) as inner, served({"/out": (302, f"{inner}/admin")}) as site:
        assert "leads on to" in str(refused(f"{site}/out", config))


def test_a_file_that_exists_is_never_overwritten(text_file: Path, config: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.yaml"
    new.write_text("precious", "utf-8")
    assert "exists already" in str(refused(str(text_file), config, "-o", str(new)))
    assert new.read_text("utf-8") == "precious"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"Only English here, and nothing else at all.", "no Chinese"),
        (bytes(range(256)) * 20, "is no text"),
        (b"%PDF-1.7\n" + bytes(range(32)) * 200, "is no text"),
        (LIST.encode(), "no article"),
        ("今天天气很好,大家都去公园散步了,十分高兴。".encode(), "reads as a promise"),
    ],
)
def test_bad_input_is_told_in_one_line(tmp_path: Path, config: Path, content: bytes, says: str) -> None:
    file = tmp_path / "bad"
    file.write_bytes(content)
    error = refused(str(file), config)
    assert says in str(error)
    assert error.remedy
    assert error.exit_code == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--id", "A b"), "no register id"),
        (("--place", "atlantis"), "no place"),
        (("--published", "soon"), "not a day"),
    ],
)
def test_a_wrong_option_is_told(text_file: Path, config: Path, words: tuple[str, ...], says: str) -> None:
    assert says in str(refused(str(text_file), config, *words))


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/a", "http:///a", "HTTP://[::1"])
def test_an_address_that_cannot_be_reached_is_told(config: Path, address: str) -> None:
    error = refused(address, config)
    assert error.exit_code == 3
    assert error.remedy


def test_a_missing_page_is_told_with_its_status(config: Path) -> None:
    with served({}) as site:
        assert "404" in str(refused(f"{site}/gone", config))


def refused(source: str, config: Path, *words: str) -> JiannuoError:
    done = run(source, "--config", str(config), *words)
    assert isinstance(done.exception, JiannuoError), (done.output, done.exception)
    return done.exception


def test_a_new_register_is_previewed_as_all_gain(text_file: Path, config: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.yaml"
    config.write_text(f"database: sqlite:///{tmp_path}/jiannuo.db\nregister: {SHIPPED}\n", "utf-8")
    place = ("--place", "jiangsu/suzhou")
    assert run(str(text_file), "-o", str(new), *place, "--config", str(config)).exit_code == 0
    report = {
        "id": 1,
        "url": "https://example.org/1",
        "published": "2024-05-01",
        "title": "苏州云岭实验室投用",
    }
    reports = tmp_path / "reports.jsonl"
    reports.write_text(json.dumps({**report, "text": "5月1日,苏州云岭实验室正式投用。"}), "utf-8")
    ingest = CliRunner().invoke(build(["ingest"]), ["ingest", str(reports), "--config", str(config)])
    assert ingest.exit_code == 0, ingest.output
    words = ["register", "preview", str(new), "--config", str(config), "--json"]
    foreseen = json.loads(CliRunner().invoke(build(["register"]), words).stdout)
    assert (foreseen["gained"], foreseen["lost"]) == (1, 0)
