"""A question in SQL reads whatever it likes and changes nothing, whatever it is written as."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from jiannuo.errors import SlowError, UsageError
from jiannuo.store.engine import Store
from jiannuo.store.plain_sql import plain_sql

FIRST = "insert into stories (id, first_seen) values (1, '2024-01-01')"


QUESTIONS = (
    "SELECT id FROM stories",
    "select id from stories;",
    "WITH one AS (SELECT id FROM stories) SELECT id FROM one -- the end",
    "SELECT id FROM stories WHERE first_seen LIKE '20%'",
    "VALUES (1)",
    "SELECT 1 AS \"delete\" WHERE 'insert' <> 'update'",
)
STATEMENTS = (
    "DELETE FROM stories",
    "INSERT INTO stories (id, first_seen) VALUES (2, 'x')",
    "UPDATE stories SET first_seen = 'x' RETURNING id",
    "DROP TABLE stories",
    "DROP VIEW v_stories",
    "CREATE TABLE t (x INTEGER)",
    "CREATE TEMP TABLE t (x INTEGER)",
    "CREATE TEMP VIEW reports AS SELECT 1",
    "CREATE TABLE t AS SELECT * FROM stories",
    "SELECT * INTO t FROM stories",
    "SELECT 1; DELETE FROM stories",
    "SELECT 1; SELECT 2",
    "SELECT 1;; COMMIT; DELETE FROM stories; BEGIN",
    "WITH gone AS (DELETE FROM stories RETURNING id) SELECT * FROM gone",
    "WITH one AS (SELECT 1) DELETE FROM stories",
    "WITH one AS (SELECT 1) INSERT INTO stories (id, first_seen) SELECT 2, 'x' FROM one",
    "REPLACE INTO stories (id, first_seen) VALUES (1, 'x')",
    "PRAGMA query_only = OFF",
    "PRAGMA writable_schema = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA user_version = 9",
    "PRAGMA schema_version",
    "ATTACH DATABASE '/tmp/jiannuo-other.db' AS other",
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "VACUUM",
    "VACUUM INTO '/tmp/jiannuo-copy.db'",
    "REINDEX",
    "ANALYZE",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT s",
    "SET TRANSACTION READ WRITE",
    "SET default_transaction_read_only = off",
    "RESET ALL",
    "COPY stories TO '/tmp/jiannuo-copy.csv'",
    "COPY (SELECT 1) TO PROGRAM 'touch /tmp/jiannuo-owned'",
    "DO $$ BEGIN DELETE FROM stories; END $$",
    "CALL x()",
    "TRUNCATE stories",
    "LOCK TABLE stories",
    "LISTEN x",
    "NOTIFY x",
    "GRANT ALL ON stories TO PUBLIC",
    "EXECUTE x",
    "PREPARE x AS DELETE FROM stories",
    "EXPLAIN ANALYZE DELETE FROM stories",
    "ANALYZE DELETE FROM stories",
    "SELECT load_extension('/tmp/x.so')",
    "SELECT set_config('transaction_read_only', 'off', false)",
    "SELECT lo_create(0)",
    "SELECT lo_export(1, '/tmp/jiannuo-owned')",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
    'SELECT pg_catalog."pg_sleep"(60)',
    'SELECT U&"pg_\\0073leep"(60)',
    "SELECT query_to_xml('delete from stories', true, true, '')",
    "SELECT nextval('stories_id_seq')",
    "SELECT pg_notify('x', 'y')",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT * FROM pg_ls_dir('/')",
    "SELECT (SELECT pg_advisory_lock(1))",
    "WITH a AS (SELECT pg_reload_conf() AS x) SELECT x FROM a",
    "SELECT id FROM stories FOR UPDATE",
    "SELECT writefile('/tmp/jiannuo-owned', 'x')",
    "INSERT INTO report_words (report_words) VALUES ('delete-all')",
    "",
    ";",
    "\0SELECT 1",
)
ENDLESS = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n",
)


@pytest.fixture
def asked(both: Store) -> Iterator[Store]:
    with both.write() as connection:
        connection.exec_driver_sql(FIRST)
    yield both
    with both.read() as connection:
        assert connection.exec_driver_sql("select count(*) from stories").scalar() == 1
        assert connection.exec_driver_sql("select count(*) from reports").scalar() == 0


def answer(store: Store, question: str, seconds: float = 20) -> list[tuple[Any, ...]]:
    with plain_sql(store, question, seconds) as found:
        return [tuple(row) for row in found.rows]


def refused(store: Store, statement: str) -> bool:
    try:
        answer(store, statement)
    except UsageError as error:
        return bool(error.remedy)
    return False


def test_a_question_is_answered(asked: Store) -> None:
    assert [question for question in QUESTIONS if answer(asked, question) != [(1,)]] == []


def test_nothing_but_reading_is_allowed(asked: Store) -> None:
    assert [statement for statement in STATEMENTS if not refused(asked, statement)] == []


def test_a_question_without_end_is_broken_off(asked: Store) -> None:
    for question in ENDLESS:
        began = time.monotonic()
        with pytest.raises(SlowError, match="too long"), plain_sql(asked, question, 0.3) as found:
            for _ in found.rows:
                pass
        assert time.monotonic() - began < 30


def test_a_huge_value_is_refused(both: Store) -> None:
    if both.engine.dialect.name == "sqlite":
        with pytest.raises(UsageError):
            answer(both, "SELECT length(zeroblob(1000000000))")


def test_what_is_asked_stays_open_to_writers(asked: Store) -> None:
    with plain_sql(asked, "SELECT id FROM stories", 20) as found:
        assert list(found.rows)
    with asked.write() as connection:
        connection.exec_driver_sql("update stories set first_seen = '2024-01-02'")
