"""A database is copied whole between SQLite and PostgreSQL, or not at all."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import ingested, run
from sqlalchemy import insert, select, update

from jiannuo.errors import BusyError, StoreError, UsageError
from jiannuo.store import copying
from jiannuo.store.copying import Content, content_of, copy_database, tables
from jiannuo.store.engine import Store
from jiannuo.store.index import count_holding, progress
from jiannuo.store.rows import add_row
from jiannuo.store.tables import hosts, reports, runs, workers

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OPENED = "7月4日，金凤实验室在重庆高新区揭牌并正式投用，首批12个科研团队入驻，实验室以生命健康为主攻方向。"


@pytest.fixture(scope="module")
def full_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with reports of all kinds: matched, copied, corrected."""
    pages = [
        {"url": f"https://w.example/{key}", "title": title, "text": body, "published": "2023-07-05"}
        for key, title, body in [
            ("1", "金凤实验室揭牌", OPENED),
            ("2", "金凤实验室揭牌", OPENED),
            ("1", "金凤实验室揭牌", OPENED + "更正：首批为13个团队。"),
            ("3", "丰收", "今天全国多地丰收在望，农民利用晴好天气抢收，田间地头一片繁忙。😀"),
        ]
    ]
    return ingested(tmp_path_factory.mktemp("full"), pages) / "db"


@pytest.fixture
def full(full_file: Path, tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "full.db").write_bytes(full_file.read_bytes())
    with closing(Store(f"sqlite:///{tmp_path / 'full.db'}")) as store:
        yield store


def contents(store: Store) -> dict[str, Content]:
    with store.read() as connection:
        return {table.name: content_of(connection, table) for table in tables()}


def test_everything_arrives_and_comes_back(
    full: Store, postgresql: Callable[..., str], tmp_path: Path
) -> None:
    before = contents(full)
    assert {before[name].rows > 0 for name in ("reports", "matches", "marks", "registers")} == {True}
    heard: list[tuple[str, int, int]] = []
    with closing(Store(postgresql())) as grown, closing(Store(f"sqlite:///{tmp_path / 'back.db'}")) as back:
        assert copy_database(full, grown, NOW, lambda *told: heard.append(told)) == before
        assert contents(grown) == before
        assert copy_database(grown, back, NOW) == before
        assert contents(back) == before
        for store in (grown, back):
            with store.read() as connection:
                assert progress(connection).whole
                assert count_holding(connection, ["金凤"], 10) == 3
    assert ("reports", 4, 4) in heard


def test_new_rows_are_counted_on_behind_the_old(full: Store, both: Store) -> None:
    copy_database(full, both, NOW)
    with both.write() as connection:
        known = set(connection.execute(select(runs.c.id)).scalars())
        key = add_row(connection, runs, outlet="a", started_at=NOW, status="running", found=0)
        assert key not in known
        newest = max(connection.execute(select(reports.c.id)).scalars())
        columns = [column for column in reports.c if column.name not in ("id", "exact")]
        row = connection.execute(select(*columns).where(reports.c.id == newest)).one()
        assert add_row(connection, reports, **row._mapping, exact="new") == newest + 1


def test_a_target_that_is_not_empty_keeps_what_it_has(full: Store, both: Store) -> None:
    with both.write() as connection:
        connection.execute(insert(hosts).values(host="a.example", failures=0))
    before = contents(both)
    with pytest.raises(UsageError, match=r"not empty \(hosts\)"):
        copy_database(full, both, NOW)
    assert contents(both) == before


def test_another_schema_is_refused(full: Store, both: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "head", lambda: "0099")
    with pytest.raises(StoreError, match="this program 0099"):
        copy_database(full, both, NOW)


def test_nothing_is_copied_from_under_a_worker(full: Store, both: Store) -> None:
    lives = {"name": "w1", "machine": "m", "pid": 1, "kind": "crawl", "doing": []}
    with full.write() as connection:
        at = {"started_at": NOW, "seen_at": NOW, "lost_at": NOW + timedelta(minutes=1)}
        connection.execute(insert(workers).values(**lives, **at))
    with pytest.raises(BusyError, match="w1 works on the source"):
        copy_database(full, both, NOW)
    copy_database(full, both, NOW + timedelta(minutes=2))


def test_a_copy_that_breaks_off_leaves_nothing(full: Store, both: Store) -> None:
    def stop(table: str, done: int, _total: int) -> None:
        if table == "matches" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_database(full, both, NOW, stop)
    assert {one.rows for one in contents(both).values()} == {0}
    copy_database(full, both, NOW)


def test_a_copy_that_differs_is_not_kept(full: Store, both: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoiled(row: Any) -> dict[str, Any]:
        return {name: "x" if name == "title" else value for name, value in row._mapping.items()}

    monkeypatch.setattr(copying, "_values", spoiled)
    with pytest.raises(StoreError, match=r"copy of reports differs .* nothing was copied"):
        copy_database(full, both, NOW)
    assert {one.rows for one in contents(both).values()} == {0}


def test_the_checksum_is_of_every_value(full: Store) -> None:
    with full.write() as connection:
        first = content_of(connection, reports)
        connection.execute(update(reports).where(reports.c.id == 2).values(editor="x"))
        assert content_of(connection, reports).checksum != first.checksum
        connection.execute(update(reports).where(reports.c.id == 2).values(editor=None))
        assert content_of(connection, reports) == first


def test_the_command_copies_and_says_what_is_wrong(full_file: Path, tmp_path: Path) -> None:
    done = run(["db", "copy", str(full_file), "new.db"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "reports" in done.stdout
    again = run(["db", "copy", str(full_file), "new.db"], tmp_path)
    assert (again.returncode, "not empty" in again.stderr) == (2, True)
    nowhere = run(["db", "copy", "nowhere.db", "other.db"], tmp_path)
    assert (nowhere.returncode, "no database at nowhere.db" in nowhere.stderr) == (2, True)
    assert not (tmp_path / "nowhere.db").exists()
    same = run(["db", "copy", "new.db", "sqlite:///new.db"], tmp_path)
    assert (same.returncode, "one database" in same.stderr) == (2, True)


def test_a_database_that_a_daemon_holds_is_not_copied(full: Store, tmp_path: Path) -> None:
    from jiannuo.lock import single_instance

    with single_instance(full):
        held = run(["db", "copy", "full.db", "new.db"], tmp_path)
    assert (held.returncode, "held by another jiannuo daemon" in held.stderr) == (4, True)
