"""A snapshot is the same from both databases, of one moment, private in nothing, and known again when it was changed."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from jiannuo.errors import InputError, UsageError
from jiannuo.model.commitment import Register
from jiannuo.model.finding import Quote, Reading
from jiannuo.model.vocabulary import Field, Judgement, ReadingKind, Scope, Stage, Verdict
from jiannuo.model.when import parse_when
from jiannuo.store.engine import Store
from jiannuo.store.judgements import judge
from jiannuo.store.plain_sql import plain_sql
from jiannuo.store.tables import hooks, signing_keys, suppressions
from query.cells import plain_value
from query.export.forms import Csv, Jsonl, Parquet
from query.questions.asked import questions
from query.snapshot import making
from query.snapshot.making import make
from query.snapshot.plan import Plan, known_licence, snapshot_form
from query.snapshot.verifying import verify

AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float)}
SECRET = "a-secret-of-somebody"
TEXT = "全市引进人才150名，去年为120名。"


def fill(store: Store, tell: Any) -> None:
    """An opening and its reprint, figures, a rejected match, an undated report, texts that sort unlike by locale."""
    quote = Quote(Field.TEXT, TEXT, 0, len(TEXT))
    numbers = tuple(
        Reading("引进人才", value, "名", Scope.CITY, ReadingKind.FACT, quote, parse_when(as_of))
        for value, as_of in ((150.0, "2023-12"), (120.5, "2022"))
    )
    tell("云岭光源投用。", "T1", stage=Stage.OPERATING, effective="2023-06-25", published="2023-06-26")
    tell("云岭光源又有新闻。", "T1", verdict=Verdict.MENTION, stage=Stage.NONE, outlet="Zeitung")
    tell(TEXT, "T3", stage=Stage.RESULT, readings=numbers, outlet="ärger")
    wrong = tell("青禾装置投用。", "T2", stage=Stage.OPERATING, outlet="安报")
    tell("天气晴。", None, published=None)
    with store.write() as connection:
        judge(connection, wrong, "T2", Judgement.REJECT, reason="另一处", by=SECRET, at=AT)
        connection.execute(suppressions.insert().values(address=SECRET, reason="x", since=AT))
        connection.execute(signing_keys.insert().values(id="k", secret=SECRET.encode(), created_at=AT))
        told = {"kind": "slack", "url": SECRET, "per_minute": 1, "created_at": AT}
        connection.execute(hooks.insert().values(name="h", **told))


@pytest.fixture
def filled(store: Store, tell: Any) -> Store:
    fill(store, tell)
    return store


@pytest.fixture
def plan(register: Register) -> Plan:
    return Plan(register, {}, date(2026, 11, 2), Jsonl, "CC-BY-4.0", "某机构")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"data/{table}.jsonl").read_text("utf-8").splitlines()]


def described(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return told


@pytest.mark.parametrize("form", [Jsonl, Csv, Parquet])
def test_both_databases_give_the_same_bytes(
    form: Any,
    plan: Plan,
    tmp_path: Path,
    fresh_store: Callable[[Path], Store],
    empty_in_postgresql: Callable[[], str],
    tell_to: Any,
) -> None:
    if form is Parquet:
        pytest.importorskip("pyarrow", reason="Parquet is NOT tested: pyarrow is not installed")
    found = []
    for number, store in enumerate((fresh_store(tmp_path / "db"), Store(empty_in_postgresql()))):
        fill(store, tell_to(store))
        make(store, replace(plan, form=form, texts=True), tmp_path / f"{number}")
        found.append(contents(tmp_path / f"{number}"))
        store.close()
    assert found[0] == found[1]


def test_the_same_state_gives_the_same_bytes(filled: Store, plan: Plan, tmp_path: Path) -> None:
    for name in ("a", "b", "a.zip", "b.zip"):
        make(filled, plan, tmp_path / name)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == contents(tmp_path / "a")
    make(filled, replace(plan, as_of=date(2023, 1, 1)), tmp_path / "then")
    assert rows(tmp_path / "a", "standings")[0]["stage"] == "operating"
    assert rows(tmp_path / "then", "standings")[0]["stage"] == "none"
    assert described(tmp_path / "a")["id"] != described(tmp_path / "then")["id"]


def test_nothing_private_is_in_it_and_no_text_that_was_not_asked_for(
    filled: Store, plan: Plan, tmp_path: Path
) -> None:
    make(filled, plan, tmp_path / "facts")
    assert not [name for name, data in contents(tmp_path / "facts").items() if SECRET.encode() in data]
    [weather] = [row for row in rows(tmp_path / "facts", "v_reports") if row["published"] is None]
    assert "text" not in weather
    assert weather["characters"] == 4
    make(filled, replace(plan, texts=True), tmp_path / "texts")
    assert "天气晴。" in [row["text"] for row in rows(tmp_path / "texts", "v_reports")]


def test_every_table_is_as_it_is_described(filled: Store, plan: Plan, tmp_path: Path) -> None:
    make(filled, plan, tmp_path / "out")
    tables = {one["name"]: one for one in described(tmp_path / "out")["resources"] if "schema" in one}
    told = {name: rows(tmp_path / "out", name) for name in tables}
    assert {name: len(told[name]) for name in tables} == {name: one["rows"] for name, one in tables.items()}
    for name, one in tables.items():
        fields = {field["name"]: TYPES[field["type"]] for field in one["schema"]["fields"]}
        assert [row for row in told[name] if list(row) != list(fields)] == []
        wrong = [
            (name, key, value)
            for row in told[name]
            for key, value in row.items()
            if value is not None and not isinstance(value, fields[key])
        ]
        assert wrong == []
        if keys := one["schema"].get("primaryKey"):
            assert len({tuple(row[key] for key in keys) for row in told[name]}) == len(told[name])
        for foreign in one["schema"].get("foreignKeys", []):
            [column], reference = foreign["fields"], foreign["reference"]
            known = {row[reference["fields"][0]] for row in told[reference["resource"]]} | {None}
            assert {row[column] for row in told[name]} <= known
    assert len(told["v_readings"]) == 2


def test_the_shipped_questions_are_answered_by_it_alike(filled: Store, plan: Plan, tmp_path: Path) -> None:
    make(filled, plan, tmp_path / "out")
    with sqlite3.connect(":memory:") as connection:
        for one in described(tmp_path / "out")["resources"]:
            if "schema" in one:
                names = ", ".join(f'"{field["name"]}"' for field in one["schema"]["fields"])
                connection.execute(f"CREATE TABLE {one['name']} ({names})")
                marks = ", ".join("?" for _ in one["schema"]["fields"])
                values = [tuple(row.values()) for row in rows(tmp_path / "out", one["name"])]
                connection.executemany(f"INSERT INTO {one['name']} VALUES ({marks})", values)  # noqa: S608
        for question in questions():
            with plain_sql(filled, question.sql, 20) as found:
                known = [tuple(plain_value(value) for value in row) for row in found.rows]
            # Their order may follow a database's own collation.
            assert sorted(connection.execute(question.sql), key=repr) == sorted(known, key=repr), (
                question.name
            )
    connection.close()


def test_it_is_of_one_moment_and_keeps_no_writer_waiting(
    filled: Store, plan: Plan, tell: Any, tmp_path: Path
) -> None:
    before = len(tables_with_new_report(filled, plan, tmp_path / "out", tell))
    make(filled, plan, tmp_path / "after")
    assert (before, len(rows(tmp_path / "after", "v_reports"))) == (5, 6)
    assert not [row for row in rows(tmp_path / "out", "v_events") if row["commitment"] == "T2"]


def tables_with_new_report(store: Store, plan: Plan, target: Path, tell: Any) -> list[dict[str, Any]]:
    """The reports of a snapshot during which another one is stored."""
    new = []

    def told(what: str, _done: int, _all: int) -> None:
        if what == "v_commitments" and not new:
            new.append(tell("青禾装置开工。", "T2", published="2026-01-01", outlet="late"))

    make(store, plan, target, told)
    assert new
    return rows(target, "v_reports")


def test_nothing_is_overwritten_and_nothing_half_made_is_left(
    filled: Store, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "taken").write_text("mine")
    for target in (own / "taken", own, own / "nowhere" / "out"):
        with pytest.raises(UsageError):
            make(filled, plan, target)

    def broken(*_words: object) -> str:
        raise OSError("no space left")

    monkeypatch.setattr(making, "citation", broken)
    with pytest.raises(OSError, match="no space"):
        make(filled, plan, own / "out")
    assert [file.name for file in own.iterdir()] == ["taken"]


def test_what_has_no_fixed_bytes_or_no_known_licence_is_refused() -> None:
    for refused in (lambda: snapshot_form("xlsx"), lambda: known_licence("mine")):
        with pytest.raises(UsageError):
            refused()


def changed(folder: Path) -> None:
    file = folder / "data" / "v_events.jsonl"
    file.write_bytes(file.read_bytes().replace(b"operating", b"cancelled"))


def longer(folder: Path) -> None:
    with (folder / "data" / "v_events.jsonl").open("ab") as file:
        file.write(b"{}\n")


def missing(folder: Path) -> None:
    (folder / "register" / "sample.yaml").unlink()


def added(folder: Path) -> None:
    (folder / "data" / "more.jsonl").write_text("{}")


def other_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").write_text("")


def other_identity(folder: Path) -> None:
    file = folder / "datapackage.json"
    file.write_text(file.read_text("utf-8").replace('"id": "sha256:', '"id": "sha256:0'), "utf-8")


def linked(folder: Path) -> None:
    file = folder / "data" / "v_events.jsonl"
    copy = folder.parent / "outside.jsonl"
    copy.write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(copy)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (changed, "changed"),
        (longer, "not as long"),
        (missing, "missing"),
        (added, "not part of"),
        (other_sums, "does not say"),
        (other_identity, "identifier"),
        (linked, "cannot be read"),
    ],
)
@pytest.mark.parametrize("both", ["sqlite"], indirect=True)
def test_every_change_is_found(
    filled: Store, plan: Plan, tmp_path: Path, harm: Callable[[Path], None], told: str
) -> None:
    make(filled, plan, tmp_path / "out")
    assert verify(tmp_path / "out").faults == ()
    harm(tmp_path / "out")
    assert told in " ".join(verify(tmp_path / "out").faults)


@pytest.mark.parametrize("both", ["sqlite"], indirect=True)
def test_a_packed_one_is_checked_as_well(filled: Store, plan: Plan, tmp_path: Path) -> None:
    make(filled, plan, tmp_path / "out.zip")
    sound = verify(tmp_path / "out.zip")
    assert (sound.faults, sound.files) == ((), 15)
    data = bytearray((tmp_path / "out.zip").read_bytes())
    data[100:140] = bytes(40)
    (tmp_path / "bad.zip").write_bytes(data)
    assert verify(tmp_path / "bad.zip").faults


@pytest.mark.parametrize(
    "told",
    [
        "",
        "[]",
        '{"resources": [1]}',
        "[" * 100_000,
        '{"resources": [{"path": "../x", "bytes": 1, "hash": ""}]}',
        '{"resources": [{"path": "/etc/passwd", "bytes": 1, "hash": ""}]}',
    ],
)
def test_what_is_no_snapshot_is_told(tmp_path: Path, told: str) -> None:
    (tmp_path / "datapackage.json").write_text(told)
    with pytest.raises(InputError):
        verify(tmp_path)
    with pytest.raises(InputError):
        verify(tmp_path / "nothing")
