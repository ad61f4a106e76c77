"""The board is made once for many askers; what touches a commitment makes that commitment's line again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from jiannuo.clock import SetClock
from jiannuo.model.commitment import Register
from jiannuo.model.dossier import Dossier
from jiannuo.model.news import NewsItem
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Judgement
from jiannuo.model.when import parse_when
from jiannuo.store.backup import backup
from jiannuo.store.engine import Store
from jiannuo.store.judgements import judge
from jiannuo.store.tables import reports
from pipelines.road import Road
from query.board import Line, lines
from query.web.remembered import Remembered


@pytest.fixture
def own(filled: Store, tmp_path: Path) -> Any:
    """A copy of the filled database, to be changed."""
    backup(filled, tmp_path / "own.db")
    store = Store(f"sqlite:///{tmp_path}/own.db")
    yield store
    store.close()


class Asking:
    """One board with a clock in the hand."""

    def __init__(self, store: Store, register: Register, now: datetime) -> None:
        self.seconds = 0.0
        self.now = now
        self._store, self._register = store, register
        self._board = Remembered(lambda: self.seconds)

    def lines(self) -> dict[str, Line]:
        found = self._board.lines(self._store, self._register, now=self.now, silent_months=6)
        return {line.entry.id: line for line in found}

    def tend(self, stop: Callable[[], bool] = lambda: False) -> None:
        self._board.tend(self._store, self._register, now=self.now, silent_months=6, stop=stop)

    def anew(self) -> dict[str, Line]:
        found = lines(self._store, self._register, now=self.now, silent_months=6)
        return {line.entry.id: line for line in found}


@pytest.fixture
def asking(own: Store, register: Register, clock_now: datetime) -> Asking:
    return Asking(own, register, clock_now)


def test_lines_are_kept_while_nothing_changes(asking: Asking) -> None:
    first, second = asking.lines(), asking.lines()
    assert first == asking.anew()
    assert all(first[key] is second[key] for key in first)


def test_a_judgement_makes_only_its_commitment_s_line_again(
    asking: Asking, own: Store, clock_now: datetime
) -> None:
    first = asking.lines()
    told = next(line for line in first.values() if line.events)
    with own.write() as connection:
        report = told.events[0].report_id
        judge(connection, report, told.entry.id, Judgement.REJECT, reason="", by="x", at=clock_now)
    second = asking.lines()
    assert second == asking.anew()
    assert [key for key in first if first[key] is not second[key]] == [told.entry.id]
    assert second[told.entry.id].events != told.events


@pytest.fixture
def arrive(own: Store, register: Register, clock_now: datetime) -> Callable[..., None]:
    """Stores what is told of an event that is known, as another outlet's report."""

    def arrive(event: NewsItem, address: str, text: str = "") -> None:
        told = text or event.evidence[0].text
        report = Report(f"http://x.example/{address}", "radio", event.title, told, parse_when("2026-11-20"))
        road = Road(own, register, SetClock(clock_now))
        road.travel_all([Dossier(report=report, detected_at=clock_now, outlet_title="广播")])

    return arrive


def _some_event(found: dict[str, Line]) -> NewsItem:
    return next(line.events[0] for line in found.values() if line.events)


def _refuse(*_: object, **__: object) -> None:
    pytest.fail("all of a commitment was read again")


def test_a_new_report_is_there_at_once_and_nothing_else_is_read_again(
    asking: Asking, arrive: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asking.lines()
    arrive(_some_event(first), "new")
    with monkeypatch.context() as patched:
        patched.setattr("query.web.remembered.timelines", _refuse)
        second = asking.lines()
    assert second == asking.anew()
    assert second != first
    assert any(first[key] is second[key] for key in first)


def test_a_copy_adds_its_outlet_to_the_event_that_is_known(
    asking: Asking, own: Store, arrive: Callable[..., None]
) -> None:
    event = _some_event(asking.lines())
    with own.read() as connection:
        body = connection.execute(select(reports.c.body).where(reports.c.id == event.report_id)).scalar_one()
    arrive(event, "copy", body)
    told = asking.lines()[event.commitment].events
    assert told == asking.anew()[event.commitment].events
    assert next(one for one in told if one.report_id == event.report_id).reports == event.reports + 1


def test_who_asks_does_not_wait_for_what_was_tended(
    asking: Asking, arrive: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asking.tend()
    arrive(_some_event(asking.lines()), "new")
    asking.tend()
    for name in ("timelines", "events_of_stories", "line"):
        monkeypatch.setattr(f"query.web.remembered.{name}", _refuse)
    assert asking.lines() == asking.anew()


def test_tending_ends_when_it_is_told_to(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("query.web.remembered.timelines", _refuse)
    asking.tend(stop=lambda: True)


def test_a_new_day_moves_what_depends_on_the_day(asking: Asking) -> None:
    asking.lines()
    asking.now += timedelta(days=400)
    assert asking.lines() == asking.anew()


def test_after_an_hour_tending_makes_all_anew(asking: Asking) -> None:
    first = asking.lines()
    asking.seconds = 3_600.0
    asking.tend()
    second = asking.lines()
    assert first == second
    assert all(first[key] is not second[key] for key in first)


def test_a_part_of_it_is_what_would_be_asked_for_alone(pages: Any) -> None:
    whole = pages.get("/board.csv").text.splitlines()
    part = pages.get("/board.csv?kind=metric").text.splitlines()
    assert part[0] == whole[0]
    assert len(part) > 2
    assert set(part) < set(whole)
