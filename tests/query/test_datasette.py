"""A real Datasette with the shipped metadata shows views and questions, and nothing that is private."""

import json
import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import ingested, run

from jiannuo.store.engine import Store
from jiannuo.store.plain_sql import plain_sql
from jiannuo.store.tables.names import every_table
from jiannuo.store.views import views
from query.datasette.metadata import document, metadata
from query.questions.asked import questions

ADDRESS = "reader-of-ours@example.org"
SHIPPED = Path(__file__).parents[2] / "docs" / "datasette.json"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a report that touches a commitment, and a subscriber."""
    report = {
        "url": "http://a.example/1",
        "title": "<script>alert(1)</script>投用",
        "published": "2022-06-26",
        "text": "6月25日，重庆金凤实验室正式投用，首批科研团队入驻。",
    }
    folder = ingested(tmp_path_factory.mktemp("home"), [report], "database: sqlite:///facts.db\n")
    done = run(["subscribers", "add", ADDRESS], folder)
    assert done.returncode == 0, done.stderr
    (folder / "metadata.json").write_text(run(["sql", "--datasette"], folder).stdout, "utf-8")
    return folder


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[str]:
    """The address of a Datasette of its own process."""
    pytest.importorskip("datasette", reason="Datasette is NOT tested: it is not installed")
    program = [sys.executable, "-m", "datasette", "serve", "facts.db", "--metadata", "metadata.json"]
    settings = ["--setting", "allow_download", "off", "-h", "127.0.0.1", "-p", "0"]
    with subprocess.Popen([*program, *settings], cwd=home, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        found = None
        for line in process.stderr:
            if found := re.search(r"running on (http://[\d.]+:\d+)", line):
                break
        assert found, "Datasette did not start"
        yield found[1]
        process.terminate()
        process.stderr.read()


def get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310  (loopback)
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode("utf-8")


def tables(home: Path) -> list[str]:
    with sqlite3.connect(home / "facts.db") as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    connection.close()
    return names


def test_only_views_and_questions_are_shown(served: str) -> None:
    told: dict[str, Any] = json.loads(get(f"{served}/facts.json")[1])
    assert told["tables"] == []
    assert {view["name"] for view in told["views"]} == {view.name for view in views()}
    assert [query["name"] for query in told["queries"]] == [one.name for one in questions()]
    assert told["allow_execute_sql"] is False
    _, page = get(f"{served}/facts")
    assert ADDRESS not in page
    for shown in ("v_events", questions()[0].zh, "践诺"):
        assert shown in page


def test_no_table_of_the_file_can_be_opened_in_any_way(served: str, home: Path) -> None:
    names = tables(home)
    assert "subscriptions" in names
    answers = {
        (name, form): get(f"{served}/facts/{name}{form}") for name in names for form in ("", ".json", ".csv")
    }
    assert {key for key, (code, _) in answers.items() if code != 403} == set()
    rows = {name: get(f"{served}/facts/{name}/1.json")[0] for name in names}
    assert {name for name, code in rows.items() if code < 400} == set()
    for asked in (
        "facts.json?sql=select+address+from+subscriptions",
        "facts.csv?sql=select+1",
        "facts/v_events.json?_where=1=1+union+select+*+from+subscriptions",
        "facts.db",
        "facts/v_events.json?_through=1",
        "_memory.json?sql=select+1",
    ):
        code, body = get(f"{served}/{asked}")
        assert code >= 400, asked
        assert ADDRESS not in body


def test_views_are_described_with_facets_and_hostile_titles_do_nothing(served: str) -> None:
    code, page = get(f"{served}/facts/v_events")
    assert code == 200
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;" in page
    for told in ("现行报道中的进展与提及", "progress and mentions in current reports", "承诺编号"):
        assert told in page
    facets = json.loads(get(f"{served}/facts/v_events.json?_shape=objects")[1])["facet_results"]
    assert {"commitment", "stage", "outlet"} <= set(facets)
    for view in views():
        assert get(f"{served}/facts/{view.name}.json")[0] == 200, view.name


def test_every_question_is_answered_as_by_us(served: str, home: Path) -> None:
    store = Store(f"sqlite:///{home / 'facts.db'}")
    for one in questions():
        code, body = get(f"{served}/facts/{one.name}.json?_shape=arrays")
        with plain_sql(store, one.sql, 20) as found:
            assert (code, json.loads(body)["rows"]) == (200, [list(row) for row in found.rows])
    store.close()


def test_every_table_of_a_real_file_is_denied_by_name(home: Path) -> None:
    denied = {
        name for name, told in metadata("x")["databases"]["x"]["tables"].items() if told.get("allow") is False
    }
    assert set(tables(home)) - {"sqlite_sequence"} <= denied
    assert denied == set(every_table())
    assert not denied & {view.name for view in views()}


def test_every_column_that_is_named_is_there() -> None:
    for view in views():
        shown = metadata("x")["databases"]["x"]["tables"][view.name]
        named = {*shown["facets"], shown.get("sort", shown.get("sort_desc"))}
        assert named <= set(view.columns), view.name


def test_the_shipped_file_is_made_from_the_code() -> None:
    assert SHIPPED.read_text("utf-8") == document(), "run: make docs"
