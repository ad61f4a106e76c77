"""The board is made once for many askers; what touches a commitment makes that commitment's line again."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.model.commitment import Register
from jiannuo.model.dossier import Dossier
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Judgement
from jiannuo.model.when import parse_when
from jiannuo.store.backup import backup
from jiannuo.store.engine import Store
from jiannuo.store.judgements import judge
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


def test_a_new_report_is_there_at_once(
    asking: Asking, own: Store, register: Register, clock_now: datetime
) -> None:
    first = asking.lines()
    told = next(line for line in first.values() if line.events)
    event = told.events[0]
    report = Report(
        "http://x.example/new", "radio", event.title, event.evidence[0].text, parse_when("2026-11-20")
    )
    road = Road(own, register, SetClock(clock_now))
    road.travel_all([Dossier(report=report, detected_at=clock_now, outlet_title="广播")])
    second = asking.lines()
    assert second == asking.anew()
    assert second != first


def test_a_new_day_moves_what_depends_on_the_day(asking: Asking) -> None:
    asking.lines()
    asking.now += timedelta(days=400)
    assert asking.lines() == asking.anew()


def test_after_an_hour_all_is_made_anew(asking: Asking) -> None:
    first = asking.lines()
    asking.seconds = 3_600.0
    second = asking.lines()
    assert first == second
    assert all(first[key] is not second[key] for key in first)


def test_a_part_of_it_is_what_would_be_asked_for_alone(pages: Any) -> None:
    whole = pages.get("/board.csv").text.splitlines()
    part = pages.get("/board.csv?kind=metric").text.splitlines()
    assert part[0] == whole[0]
    assert len(part) > 2
    assert set(part) < set(whole)
