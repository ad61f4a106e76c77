"""What is exported is the same from both databases, holds the filter, and is documented column by column."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiannuo.model.asking import Filter, Sort
from jiannuo.model.commitment import Register
from jiannuo.model.finding import Quote, Reading
from jiannuo.model.vocabulary import Field, ReadingKind, Scope, Stage, Verdict
from jiannuo.model.when import parse_when
from jiannuo.store.asking import whole
from jiannuo.store.engine import Store
from jiannuo.store.frozen import frozen
from query.export.document import document
from query.export.table import Kind, Row, Source, Wanted
from query.export.tables import TABLES

KINDS: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.INTEGER: (int,),
    Kind.NUMBER: (int, float),
    Kind.TRUTH: (bool,),
    Kind.DAY: (str,),
    Kind.MOMENT: (str,),
}


@pytest.fixture
def source(store: Store, register: Register, tell: Any) -> Source:
    """An opening, a mention, figures of one commitment, and a report of nothing."""
    text = "全市引进人才150名，去年为120名。"
    quote = Quote(Field.TEXT, text, 0, len(text))
    numbers = tuple(
        Reading("引进人才", value, "名", Scope.CITY, ReadingKind.FACT, quote, parse_when(as_of))
        for value, as_of in ((150.0, "2023-12"), (120.0, "2022"))
    )
    tell("云岭光源投用。", "T1", stage=Stage.OPERATING, effective="2023-06-25", published="2023-06-26")
    tell("云岭光源又有新闻。", "T1", verdict=Verdict.MENTION, stage=Stage.NONE, outlet="radio")
    tell(text, "T3", stage=Stage.RESULT, readings=numbers)
    tell("天气晴。", None, published=None)
    return Source(store, register, {"daily": "样例日报"}, _now(), 6)


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


def rows(source: Source, table: str, wanted: Wanted | None = None) -> list[dict[str, Any]]:
    found = TABLES[table].rows(source, wanted or Wanted(Filter()))
    told: list[Row] = [row for piece in found.pieces for row in piece]
    names = [column.name for column in TABLES[table].columns]
    return [dict(zip(names, row, strict=True)) for row in told]


def test_every_value_is_of_the_kind_that_is_documented(source: Source) -> None:
    wrong = [
        (table.name, column.name, row[column.name])
        for table in TABLES.values()
        for row in rows(source, table.name, Wanted(Filter(), texts=True))
        for column in table.columns
        if row[column.name] is not None and not isinstance(row[column.name], KINDS[column.kind])
    ]
    assert wrong == []


def test_events_hold_the_filter_latest_first(source: Source) -> None:
    assert [row["commitment"] for row in rows(source, "events")] == ["T3", "T1", "T1"]
    oldest = Wanted(Filter(sort=Sort.OLDEST), most=1)
    [first] = rows(source, "events", oldest)
    assert (first["stage"], first["effective"], first["outlet_title"]) == (
        "operating",
        "2023-06-25",
        "样例日报",
    )
    assert first["evidence"] == "云岭光源投用。"
    mentioned = Wanted(Filter(verdict=Verdict.MENTION))
    assert [row["outlet"] for row in rows(source, "events", mentioned)] == ["radio"]
    assert [row["name"] for row in rows(source, "events", Wanted(Filter(themes=("人才",))))] == ["人才引进"]


def test_readings_tell_what_was_counted_and_for_when(source: Source) -> None:
    told = [(row["value"], row["as_of"], row["day"], row["flow"]) for row in rows(source, "readings")]
    assert told == [(150.0, "2023-12", "2023-12-31", False), (120.0, "2022", "2022-12-31", False)]


def test_reports_carry_their_texts_only_when_asked(source: Source) -> None:
    found = rows(source, "reports", Wanted(Filter(words=("云岭",), sort=Sort.OLDEST)))
    assert [(row["commitments"], row["characters"], row["text"]) for row in found] == [
        ("T1", 7, None),
        ("T1", 9, None),
    ]
    [weather] = rows(source, "reports", Wanted(Filter(words=("天气",)), texts=True))
    assert (weather["published"], weather["text"]) == (None, "天气晴。")


def test_commitments_and_targets_stand_as_on_the_board(source: Source) -> None:
    first, second, third = rows(source, "commitments")
    assert (first["stage"], first["since"], first["promisors"]) == ("operating", "2023-06-25", "李某")
    assert (second["stage"], third["events"]) == ("none", 1)
    [target] = rows(source, "targets")
    assert (target["value"], target["reading"], target["reading_day"], target["share"]) == (
        200.0,
        150.0,
        "2023-12-31",
        0.75,
    )
    earlier = Wanted(Filter(as_of=parse_when("2023-01-01").day))  # type: ignore[union-attr]
    assert rows(source, "commitments", earlier)[0]["stage"] == "none"


def test_pieces_join_to_the_whole(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = {name: rows(source, name) for name in TABLES}
    monkeypatch.setattr(whole, "PIECE", 1)
    assert {name: rows(source, name) for name in TABLES} == at_once


def test_a_frozen_store_does_not_see_what_comes_later(source: Source, tell: Any) -> None:
    if source.store.engine.dialect.name == "sqlite":
        pytest.skip("a rollback journal lets nobody write meanwhile")
    with frozen(source.store) as still:
        before = rows(replace(source, store=still), "events")
        tell("云岭光源再投用。", "T1")
        assert rows(replace(source, store=still), "events") == before
    assert len(rows(source, "events")) == len(before) + 1


def test_the_document_is_made_from_the_code() -> None:
    shown = Path(__file__).parents[3] / "docs" / "exports.md"
    assert shown.read_text("utf-8") == document(), "run: make docs"
