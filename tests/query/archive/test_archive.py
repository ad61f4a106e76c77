"""An archive gives one answer: whoever reads it, in whatever pieces, broken off or not, and what comes home is the usual."""

import gzip
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import ROOT, run

from crawler.outlets import outlets_of
from jiannuo.config.load import load_config
from jiannuo.errors import CrawlError
from jiannuo.register.load import load_register
from query.archive import local
from query.archive.document import document
from query.archive.layout import done_file, tidy
from query.archive.partitions import Partition, partitions_of
from query.archive.plan import Plan
from query.archive.tables import TABLES
from query.archive.work import Done, read_partition, work

pyarrow = pytest.importorskip("pyarrow", reason="archives are NOT tested: pyarrow is not installed")
from pyarrow import parquet  # noqa: E402

OPENED = "7月4日，金凤实验室在重庆高新区揭牌并正式投用，首批12个科研团队入驻，实验室以生命健康为主攻方向。"
ELSEWHERE = "今天全国多地丰收在望，农民利用晴好天气抢收，田间地头一片繁忙景象，金秋的田野铺展着丰收的画卷。"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FEW = 300  # bytes: shorter than a line


def lines(count: int) -> list[dict[str, Any]]:
    """Every third touches a commitment."""
    return [
        {
            "id": f"n{number}",
            "url": f"https://w.example/{number}.html",
            "title": f"第{number}条" + ("金凤实验室揭牌投用" if number % 3 == 0 else "丰收"),
            "text": (OPENED if number % 3 == 0 else ELSEWHERE) + "\n" + unlike(number),
            "published": f"2023-07-{number % 28 + 1:02d}",
        }
        for number in range(count)
    ]


def unlike(number: int) -> str:
    """A long line that no other text has, so that each is a story of its own."""
    return (
        "".join(chr(0x4E00 + (number * 977 + place * (131 + number)) % 5000) for place in range(200)) + "。"
    )


def written(file: Path, rows: list[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    file.write_bytes(gzip.compress(text) if file.name.endswith(".gz") else text)
    return file


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "config.yaml").write_text("database: sqlite:///db\n")
    config = load_config(folder / "config.yaml")
    return Plan("test", load_register(config.register_file()), outlets_of(config), NOW, "", "")


@pytest.fixture
def plan(rules: Plan, tmp_path: Path) -> Plan:
    for shape in TABLES:
        (tmp_path / "out" / shape.name).mkdir(parents=True)
    (tmp_path / "out" / "done").mkdir()
    return replace(rules, output=str(tmp_path / "out"))


def told(plan: Plan, partitions: list[Partition]) -> list[Any]:
    """All that all partitions tell, without where each text stood in its file."""
    found: list[Any] = []
    for partition in partitions:
        rows, _, faults = read_partition(plan, partition)
        assert faults == []
        for shape in TABLES:
            place = [column.name for column in shape.columns].index("place")
            found += [(shape.name, *row[:place], *row[place + 1 :]) for row in rows[shape.name]]
    return sorted(found, key=repr)


def bytes_of(folder: Path) -> dict[str, bytes]:
    files = [one for one in sorted(folder.rglob("*")) if one.is_file() and one.name != "manifest.json"]
    return {str(one.relative_to(folder)): one.read_bytes() for one in files}


def test_lines_cut_anywhere_are_each_read_once(plan: Plan, tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", lines(9))
    whole = told(plan, partitions_of(file, 1 << 30))
    assert len(whole) > 9
    for size in (1 << 9, FEW, FEW + 1, 64):
        assert told(plan, partitions_of(file, size)) == whole


def test_the_same_reports_tell_the_same_in_every_form(plan: Plan, tmp_path: Path) -> None:
    rows = lines(6)
    plain = told(plan, partitions_of(written(tmp_path / "a.jsonl", rows), 1 << 30))
    assert told(plan, partitions_of(written(tmp_path / "a.jsonl.gz", rows), 64)) == plain
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=4)
    groups = partitions_of(tmp_path / "a.parquet", 64)
    assert len(groups) == 2
    assert told(plan, groups) == plain


def test_a_world_wide_crawl_is_read_where_it_is_chinese(plan: Plan, tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    entities = "".join(f"&#{ord(letter)};" for letter in OPENED)
    pages = [
        (OPENED, "utf-8"),
        (OPENED, "gb18030"),
        (entities, "ascii"),
        ("Nothing Chinese here. " * 30, "utf-8"),
    ]
    with (tmp_path / "CC-NEWS.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for number, (text, encoding) in enumerate(pages):
            html = (
                f"<html><head><title>t{number}</title></head><body><p>{text}</p><p>{text}</p></body></html>"
            )
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            body = html.encode(encoding)
            record = writer.create_warc_record(
                f"http://w.example/{number}", "response", io.BytesIO(body), len(body), http_headers=headers
            )
            writer.write_record(record)
    (partition,) = partitions_of(tmp_path, 64)
    rows, counts, _ = read_partition(plan, partition)
    assert counts == {"touches": 3, "left_out": 1}
    assert len(rows["reports"]) == 3


def test_what_cannot_be_read_is_counted_and_named_and_keeps_nothing_back(plan: Plan, tmp_path: Path) -> None:
    good = json.dumps(lines(1)[0], ensure_ascii=False).encode()
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([b"{", good, b'"\xff"', b'{"title": "t"}', b'{"text": 5}']))
    (partition,) = partitions_of(tmp_path / "a.jsonl", 1 << 30)
    _, counts, faults = read_partition(plan, partition)
    assert counts == {"touches": 1, "failed": 4}
    assert faults[0].startswith("a.jsonl@0: not JSON")
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(good * 50)[:-20])
    (tmp_path / "empty.warc").write_bytes(b"")
    for name in ("cut.jsonl.gz", "empty.warc"):
        _, counts, faults = read_partition(plan, partitions_of(tmp_path / name, 1)[0])
        assert counts["failed"] == 1, name
        assert faults[0].startswith(name)


def test_a_partition_that_is_done_is_not_done_again(plan: Plan, tmp_path: Path) -> None:
    (partition,) = partitions_of(written(tmp_path / "a.jsonl", lines(3)), 1 << 30)
    first = work(plan, partition)
    (tmp_path / "a.jsonl").unlink()
    assert work(plan, partition) == first


def test_a_worker_that_is_killed_changes_no_byte(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partitions = partitions_of(written(tmp_path / "a.jsonl", lines(12)), FEW * 4)
    assert len(partitions) > 4
    for partition in partitions:
        work(plan, partition)
    alone = bytes_of(Path(plan.output))
    shutil.rmtree(plan.output)
    for shape in TABLES:
        (Path(plan.output) / shape.name).mkdir(parents=True)
    (Path(plan.output) / "done").mkdir()
    monkeypatch.setattr(local, "get_context", lambda _: local_context())
    monkeypatch.setattr(local, "_one", dying)
    ends = [done.number for done in local.run_local(plan, partitions, 2)]
    (tmp_path / "out" / "killed").unlink()
    tidy(Path(plan.output))
    assert sorted(ends) == [partition.number for partition in partitions]
    assert bytes_of(Path(plan.output)) == alone


def local_context() -> Any:
    """Forks keep what the test put in place of the work."""
    import multiprocessing

    return multiprocessing.get_context("fork")


def dying(partition: Partition) -> Done:
    """The work of a worker that is killed once, at its third partition, while another may be half through."""
    plan = local._plan[0]
    killed = Path(plan.output) / "killed"
    if partition.number == 2 and not killed.exists():
        killed.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return work(plan, partition)


def test_a_partition_that_kills_every_worker_ends_the_reading_with_its_name(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partitions = partitions_of(written(tmp_path / "a.jsonl", lines(3)), 1 << 30) * 2
    monkeypatch.setattr(local, "get_context", lambda _: local_context())
    monkeypatch.setenv("JIANNUO_FAILPOINT", "archive.part_written")
    with pytest.raises(CrawlError, match=r"died 3 times over a\.jsonl"):
        list(local.run_local(plan, partitions, 2))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which an archive was read by the command, with two workers, and once more with one."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "config.yaml").write_text("database: sqlite:///db\n")
    rows = lines(12)
    written(folder / "a.jsonl", [*rows, {**rows[0], "url": "https://v.example/reprint.html"}])
    done = run(["archive", "read", "a.jsonl", "out", "--workers", "1", "--json"], folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["endings"] == {"nothing": 8, "touches": 5}
    return folder


def test_the_command_with_two_workers_writes_the_same_bytes(home: Path) -> None:
    words = ["archive", "read", "a.jsonl", "two", "--workers", "2", "--json"]
    program = [sys.executable, "-c", "from query.cli.main import main; main()", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(program, cwd=home, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert bytes_of(home / "two") == bytes_of(home / "out")


def test_what_comes_home_is_what_ingest_would_have_stored(home: Path, tmp_path: Path) -> None:
    first, second = (run(["archive", "import", "out", "--json"], home) for _ in range(2))
    assert json.loads(first.stdout)["outcomes"] == {"stored": 4, "duplicate": 1}
    assert json.loads(second.stdout)["outcomes"] == {"unchanged": 5}
    (tmp_path / "config.yaml").write_text("database: sqlite:///db\n")
    shutil.copy(home / "a.jsonl", tmp_path)
    assert run(["ingest", "a.jsonl"], tmp_path).returncode == 0
    assert stored(home / "db") == stored(tmp_path / "db")


def stored(file: Path) -> list[Any]:
    """All that is known of reports that touch a commitment, with their stories and marks, without row numbers."""
    questions = (
        "SELECT url, exact, title, body, published, published_precision, outlet, standing, current, "
        "(SELECT count(*) FROM reports s WHERE s.story_id = r.story_id) FROM reports r "
        "WHERE id IN (SELECT report_id FROM matches)",
        "SELECT r.url, m.commitment, verdict, stage, score, effective, novel, anchors FROM matches m, reports r "
        "WHERE r.id = report_id",
        "SELECT e.text, e.start, e.end FROM evidence e",
        "SELECT measure, value, unit, kind, scope, text FROM readings",
        "SELECT r.url, mark FROM marks, reports r WHERE r.id = report_id AND r.id IN (SELECT report_id FROM matches)",
    )
    with closing(sqlite3.connect(file)) as connection:
        return [sorted(connection.execute(question).fetchall(), key=repr) for question in questions]


def test_results_of_two_kinds_never_lie_in_one_folder(home: Path) -> None:
    written(home / "b.jsonl", lines(2))
    other = run(["archive", "read", "b.jsonl", "out"], home)
    assert other.returncode == 2
    assert "begun with another input" in other.stderr
    assert "is not empty" in run(["archive", "read", "b.jsonl", "."], home).stderr


def test_half_an_archive_does_not_come_home(home: Path) -> None:
    shutil.copytree(home / "out", home / "half")
    done_file(home / "half", 0).unlink()
    refused = run(["archive", "import", "half"], home)
    assert refused.returncode == 3
    assert "only 0 of 1 partitions" in refused.stderr
    nothing = run(["archive", "import", "nowhere"], home)
    assert nothing.returncode == 3
    assert "Traceback" not in nothing.stderr


def test_the_document_describes_the_tables() -> None:
    assert (ROOT / "docs" / "archives.md").read_text("utf-8") == document(), "make docs"


def test_spark_writes_the_same_bytes(home: Path) -> None:
    pytest.importorskip(
        "pyspark", reason="Spark is NOT tested: pyspark is not installed (pip install 'jiannuo[spark]')"
    )
    if not shutil.which("java"):
        pytest.skip("Spark is NOT tested: there is no Java")
    words = ["archive", "read", "a.jsonl", "spark", "--engine", "spark", "--master", "local[1]", "--json"]
    program = [sys.executable, "-c", "from query.cli.main import main; main()", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(program, cwd=home, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert bytes_of(home / "spark") == bytes_of(home / "out")
