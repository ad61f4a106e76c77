"""A database reaches today's schema whole or not at all, and nothing foreign or newer is touched."""

import multiprocessing
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from jiannuo.errors import StoreError
from jiannuo.store.backup import backup, restore, verify
from jiannuo.store.engine import Store, journal_mode
from jiannuo.store.migrate import VERSION_TABLE, _step, head, migrate, schema_version
from jiannuo.store.stories import new_event
from jiannuo.store.tables import near_misses, walks


def store_at(file: Path) -> Store:
    return Store(f"sqlite:///{file}")


def test_the_migrations_build_what_the_tables_say(tmp_path: Path) -> None:
    store = store_at(tmp_path / "db")
    migrate(store)
    migrate(store)
    assert schema_version(store) == head()
    with store.read() as connection:
        told = {"version_table": VERSION_TABLE, "include_name": lambda name, *_: not _is_index(name)}
        context = MigrationContext.configure(connection, opts=told)
        with warnings.catch_warnings():  # SQLite cannot say what its indexes on expressions are
            warnings.filterwarnings("ignore", ".*expression-based index")
            assert compare_metadata(context, walks.metadata) == []
    store.close()


def _is_index(name: str | None) -> bool:
    """The full-text index is another thing on either database, so no Table describes it."""
    return (name or "").startswith("report_words")


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    store = store_at(tmp_path / "db")
    migrate(store)
    with store.write() as connection:
        connection.exec_driver_sql("update schema_version set version_num = '9999'")
    with pytest.raises(StoreError, match="newer jiannuo"):
        migrate(store)
    store.close()


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "db")) as connection:
        connection.execute("create table theirs (x)")
        connection.commit()
    store = store_at(tmp_path / "db")
    with pytest.raises(StoreError, match="another program"):
        migrate(store)
    store.close()


@pytest.mark.parametrize(
    "content", [b"this is no database at all, only text" * 50, b"SQLite format 3\x00" + b"\xff" * 4096]
)
def test_an_unreadable_file_is_never_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "db").write_bytes(content)
    store = store_at(tmp_path / "db")
    with pytest.raises(StoreError, match="damaged"):
        migrate(store)
    assert (tmp_path / "db").read_bytes() == content
    store.close()


def test_two_processes_may_migrate_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_migrate, args=(tmp_path / "db",)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    verify(tmp_path / "db")


def _migrate(file: Path) -> None:
    store = store_at(file)
    migrate(store)
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database of schema 0004, before there were events, with two stories."""
    url = f"sqlite:///{tmp_path}/db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")()
    store = Store(url)
    while schema_version(store) != "0004":
        _step(store)
    with store.write() as connection:
        connection.exec_driver_sql(
            "insert into stories (id, first_seen) values (3, '2024-01-03'), (8, '2024-01-08')"
        )
    yield store
    store.close()


def test_stories_of_an_older_schema_become_events_of_their_own(older: Store) -> None:
    migrate(older)
    with older.read() as connection:
        told = connection.exec_driver_sql(
            "select stories.id, events.first_seen from stories join events on events.id = stories.event_id order by 1"
        )
        assert [tuple(row) for row in told] == [(3, "2024-01-03"), (8, "2024-01-08")]


def test_events_found_later_do_not_take_the_number_of_an_older_one(older: Store) -> None:
    migrate(older)
    with older.write() as connection:
        assert new_event(connection, datetime(2024, 2, 1, tzinfo=UTC)) > 8


def test_a_backup_is_whole_and_a_restore_removes_stale_journals(tmp_path: Path) -> None:
    store = store_at(tmp_path / "db")
    migrate(store)
    copy = backup(store, tmp_path / "copy.db")
    store.close()
    (tmp_path / "db-journal").write_bytes(b"stale")
    restore(copy, tmp_path / "db")
    assert not (tmp_path / "db-journal").exists()
    verify(tmp_path / "db")


def test_a_damaged_backup_is_not_restored(tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"rubbish" * 100)
    with pytest.raises(StoreError, match="not a readable database"):
        restore(tmp_path / "copy.db", tmp_path / "db")


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 50, 7), "WAL"),
        ((3, 44, 6), "WAL"),
    ],
)
def test_the_journal_mode_avoids_the_corruption_defect(version: tuple[int, int, int], mode: str) -> None:
    assert journal_mode(version) == mode


def test_the_connection_survives_power_loss_by_its_settings(tmp_path: Path) -> None:
    store = store_at(tmp_path / "db")
    with store.read() as connection:
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 2
        assert connection.exec_driver_sql("pragma foreign_keys").scalar() == 1
    store.close()


@pytest.mark.parametrize(
    ("told", "kind", "about"),
    [
        ("needs 甲/乙 in the clause", "company", {"words": "甲、乙", "window": "clause"}),
        ("place is sichuan/chengdu, needs chongqing", "other_place", {"place": "sichuan/chengdu"}),
        ("excluded by look-alike 甲园 (另一处)", "look_alike", {"word": "甲园", "why": "另一处"}),
        ("inside 甲园大道", "inside_name", {"word": "甲园大道"}),
        ("only a landmark", "landmark", {}),
        ("something else", "other", {"text": "something else"}),
    ],
)
def test_near_misses_of_an_older_schema_keep_why_they_were_none(
    tmp_path: Path, told: str, kind: str, about: dict[str, str]
) -> None:
    store = store_at(tmp_path / "db")
    while schema_version(store) != "0009":
        _step(store)
    with store.write() as connection:
        connection.exec_driver_sql("pragma defer_foreign_keys = on")
        connection.exec_driver_sql(
            "insert into reports (id, url, outlet, title, body, authors, origin, warnings, detected_at, exact, current)"
            " values (1, 'u', 'o', '', '', '[]', '{}', '[]', '2024-01-01', 'x', 1)"
        )
        connection.exec_driver_sql(
            "insert into near_misses (report_id, commitment, register, missing) values (1, 'A1', 'r', ?)",
            (told,),
        )
    migrate(store)
    with store.read() as connection:
        [row] = connection.execute(near_misses.select())
    assert row.kind == kind
    assert row.about.items() >= about.items()
    assert (row.text, row.rank, row.parts) == (None, 0.0, {})
    store.close()


def test_marks_of_an_older_schema_are_kept_without_row_ids(tmp_path: Path) -> None:
    store = store_at(tmp_path / "db")
    while schema_version(store) != "0012":
        _step(store)
    with store.write() as connection:
        connection.exec_driver_sql(
            "insert into reports (id, url, outlet, title, body, authors, origin, warnings, detected_at, exact, current)"
            " values (1, 'u', 'o', '', '', '[]', '{}', '[]', '2024-01-01', 'x', 1)"
        )
        connection.exec_driver_sql("insert into marks (mark, report_id) values (-7, 1), (9, 1)")
    migrate(store)
    with store.read() as connection:
        assert sorted(connection.exec_driver_sql("select mark from marks").scalars()) == [-7, 9]
        made = connection.exec_driver_sql("select sql from sqlite_master where name = 'marks'").scalar_one()
    assert "WITHOUT ROWID" in made
    store.close()
