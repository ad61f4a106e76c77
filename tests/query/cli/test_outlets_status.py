"""`outlets status` tells for every followed source how its last crawl went and what is wrong with it."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from jiannuo_tests_forge import run

from jiannuo.model.health import Finding
from jiannuo.model.vocabulary import Symptom
from jiannuo.store import alarms, runs
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


def jiannuo(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return run(words, folder, environment={"COLUMNS": "200"})


def prepared(folder: Path) -> Store:
    (folder / "outlets").mkdir()
    for name in ("a", "b"):
        (folder / "outlets" / f"{name}.yaml").write_text(
            f"name: {name}\ntitle: 信源{name}\nlevel: media\nhosts: [{name}.example]\nenabled: true\n"
            f"ways: [{{way: listing, start: ['http://{name}.example/']}}]\n"
        )
    (folder / "config.yaml").write_text("database: sqlite:///db\noutlets: {folders: [outlets]}\n")
    store = Store(f"sqlite:///{folder}/db")
    migrate(store)
    run = runs.start_run(store, "b", NOW)
    signs = {"pages": 4, "date": 4, "source": 3, "ruled": 0, "newest": "2026-02-28"}
    outcomes = {"known": 10, "stored": 4, "timed_out": 1, "walled": 2}
    runs.finish_run(
        store,
        run,
        status="finished",
        found=17,
        outcomes=outcomes,
        lists={"read": 1},
        message="",
        signs=signs,
        at=NOW,
    )
    alarms.raise_alarm(store, "b", run, Finding(Symptom.FIELDS, "text: 4 of 4 \x1b[31m"), NOW)
    return store


def test_it_shows_counts_fields_and_alarms_those_in_trouble_first(tmp_path: Path) -> None:
    prepared(tmp_path).close()
    done = jiannuo(tmp_path, "outlets", "status", "--json")
    assert done.returncode == 0, done.stderr
    ill, never = map(json.loads, done.stdout.splitlines())
    assert (ill["outlet"], ill["alarm"]["symptom"]) == ("b", "fields")
    last = ill["last"]
    assert (last["found"], last["fetched"], last["stored"], last["unchanged"]) == (17, 7, 4, 10)
    assert last["failed"] == {"timed_out": 1, "walled": 2}
    assert ill["fields"] == {"pages": 4, "date": 1.0, "source": 0.75, "ruled": 0.0}
    assert ill["newest"] == "2026-02-28"
    assert (never["outlet"], never["last"], never["alarm"]) == ("a", None, None)
    shown = jiannuo(tmp_path, "outlets", "status").stdout
    assert "信源b" in shown
    assert "\x1b[31m" not in shown


def test_the_status_of_all_wants_attention_for_a_source_in_trouble(tmp_path: Path) -> None:
    prepared(tmp_path).close()
    done = jiannuo(tmp_path, "status", "--json")
    assert done.returncode == 8
    assert any(line.startswith("b: fields since") for line in json.loads(done.stdout)["attention"])


def test_what_is_accepted_is_no_alarm_any_more(tmp_path: Path) -> None:
    store = prepared(tmp_path)
    assert jiannuo(tmp_path, "outlets", "status", "--accept", "b").returncode == 0
    assert alarms.open_alarms(store) == {}
    assert jiannuo(tmp_path, "outlets", "status", "--accept", "b").returncode == 2
    store.close()
