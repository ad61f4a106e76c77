"""History read again under other rules: the difference is kept, judgements stay, a break costs nothing."""

import multiprocessing
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import Table, delete, func, select

from jiannuo.clock import SetClock
from jiannuo.model.change import Change
from jiannuo.model.commitment import Register
from jiannuo.model.dossier import Dossier
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Cause, Judgement
from jiannuo.model.when import parse_when
from jiannuo.register.load import parse_register
from jiannuo.store.asking import changes
from jiannuo.store.engine import Store
from jiannuo.store.news import facts
from jiannuo.store.rereadings import all_rereadings, changes_of
from jiannuo.store.tables import judgements, marks, matches, reports, stories, traits
from pipelines.preview import preview
from pipelines.rematch import rematch
from pipelines.road import Road

FILE = Path(__file__).parents[1] / "fixtures" / "registers" / "binhai.yaml"
THEN = datetime(2024, 1, 2, tzinfo=UTC)
LATER = THEN + timedelta(days=90)
SOURCE = FILE.read_text("utf-8")
FIRST = parse_register(SOURCE, FILE)
ALIAS = parse_register(SOURCE.replace("names: [深海试验场]", "names: [深海试验场, 深远海实证基地]"), FILE)
LESS = parse_register(SOURCE.replace("names: [海洋企业]", "names: [涉海企业]"), FILE)
BODIES = (
    "12月20日，深海试验场在青岛正式投用，首批设备已经入海，后续将开放给高校使用。",
    "12月21日，青岛的深远海实证基地开工建设，占地三百亩，由市属企业承建，各方都很期待。",
    "截至去年底，青岛全市海洋企业达到1200家，比上年增加一百多家，增长势头良好，令人鼓舞。",
    "本地的天气转凉，市民出行请注意保暖，傍晚前后有小雪，路面可能结冰，请减速慢行。",
)


def dossiers() -> list[Dossier]:
    return [
        Dossier(
            report=Report(
                url=f"http://qingdao.example/{number}",
                outlet="q",
                title=f"第{number}条",
                body=body,
                published=parse_when("2024-01-01"),
            ),
            detected_at=THEN,
        )
        for number, body in enumerate(BODIES)
    ]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory, fresh_store: Callable[[Path], Store]) -> Path:
    """A database in which the reports were read under the first register."""
    file = tmp_path_factory.mktemp("history") / "db"
    store = fresh_store(file)
    Road(store, FIRST, SetClock(THEN)).travel_all(dossiers())
    store.close()
    return file


@pytest.fixture
def store(history: Path, tmp_path: Path) -> Iterator[Store]:
    one = Store(f"sqlite:///{copy(history, tmp_path / 'db')}")
    yield one
    one.close()


def touched(store: Store) -> list[tuple[str, str, str]]:
    columns = (reports.c.url, matches.c.commitment, matches.c.verdict)
    with store.read() as connection:
        query = select(*columns).join(matches, matches.c.report_id == reports.c.id).order_by(reports.c.id)
        return [tuple(row) for row in connection.execute(query)]  # type: ignore[misc]


def again(store: Store, register: Register) -> int:
    return rematch(store, register, SetClock(LATER), places={}).id


def test_reading_again_under_the_same_rules_changes_nothing(store: Store) -> None:
    before = touched(store)
    key = again(store, FIRST)
    assert touched(store) == before
    with store.read() as connection:
        assert changes_of(connection, key) == []


def test_a_new_alias_gains_the_match_and_keeps_the_difference(store: Store) -> None:
    key = again(store, ALIAS)
    assert ("http://qingdao.example/1", "Q1", "progress") in touched(store)
    with store.read() as connection:
        [change] = changes_of(connection, key)
    assert (change.commitment, change.before) == ("Q1", None)
    assert change.after is not None
    assert change.after["stage"] == "started"


def test_a_name_taken_out_loses_the_match_and_keeps_what_it_showed(store: Store) -> None:
    key = again(store, LESS)
    assert [row[1] for row in touched(store)] == ["Q1"]
    with store.read() as connection:
        [change] = changes_of(connection, key)
    assert change.after is None
    assert change.before is not None
    assert change.before["readings"] == [["海洋企业", 1200.0, "家", "fact"]]


def test_what_our_rules_found_is_told_apart_from_what_a_report_brought(store: Store) -> None:
    again(store, ALIAS)
    with store.read() as connection:
        query = select(matches.c.cause, func.count()).group_by(matches.c.cause)
        assert dict(tuple(row) for row in connection.execute(query)) == {"report": 2, "rereading": 1}


def told(store: Store) -> list[Change]:
    return changes(store, FIRST.id, THEN - timedelta(days=1), LATER + timedelta(days=9))


def test_what_a_report_brought_stays_told_after_our_rules_took_it_away(store: Store) -> None:
    before = [(one.report_id, one.commitment, one.after) for one in told(store)]
    again(store, LESS)
    news = [one for one in told(store) if one.cause is Cause.NEWS]
    assert [(one.report_id, one.commitment, one.after) for one in news] == before
    [rules] = [one for one in told(store) if one.cause is Cause.RULES]
    assert (rules.commitment, rules.after) == ("Q2", None)
    assert rules.before in [one.after for one in news]


def test_a_change_by_our_rules_names_what_of_them_changed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(store, ALIAS)
    monkeypatch.setattr("pipelines.rematch.reader_version", lambda: "another")
    rematch(store, LESS, SetClock(LATER + timedelta(days=1)), places={})
    first, *rest = [one for one in told(store) if one.cause is Cause.RULES]
    assert (first.commitment, first.altered, first.reader) == ("Q1", ("anchors",), None)
    assert {(one.commitment, one.altered, one.reader) for one in rest} == {
        ("Q1", ("anchors",), True),
        ("Q2", ("anchors",), True),
    }


def test_a_match_found_in_history_is_no_news_today(store: Store) -> None:
    again(store, ALIAS)
    day = timedelta(days=1)
    found = facts(store, FIRST.id, LATER - day, LATER + day, looks_from=LATER)
    assert found.items == ()


def test_judgements_survive(store: Store) -> None:
    with store.write() as connection:
        connection.execute(
            judgements.insert().values(
                report_id=1, commitment="Q1", judgement=Judgement.REJECT.value, judged_at=THEN
            )
        )
    again(store, ALIAS)
    again(store, FIRST)
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(judgements)).scalar() == 1


def test_a_pass_that_was_killed_goes_on_and_counts_every_report_once(
    history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(history, tmp_path / "db")
    monkeypatch.setenv("JIANNUO_FAILPOINT", "rematch.before_commit:2")
    worker = multiprocessing.get_context("spawn").Process(target=_reread_in_steps, args=(tmp_path / "db",))
    worker.start()
    worker.join(60)
    monkeypatch.delenv("JIANNUO_FAILPOINT")
    assert worker.exitcode == -9
    store = Store(f"sqlite:///{tmp_path / 'db'}")
    key = again(store, ALIAS)
    with store.read() as connection:
        [done] = all_rereadings(connection)
        assert (done.id, done.reports, done.finished_at) == (key, len(BODIES), LATER)
        assert len(changes_of(connection, key)) == 1
    store.close()


def _reread_in_steps(file: Path) -> None:
    import pipelines.rematch

    pipelines.rematch._AT_ONCE = 1
    again(Store(f"sqlite:///{file}"), ALIAS)


def kept(store: Store, table: Table) -> list[tuple[object, ...]]:
    with store.read() as connection:
        return sorted(tuple(row) for row in connection.execute(select(table)))


def test_marks_of_reports_stored_before_there_were_any_are_filled_in_once(store: Store) -> None:
    before = kept(store, marks), kept(store, traits)
    assert all(before)
    with store.write() as connection:
        for table in (marks, traits):
            connection.execute(delete(table))
    for _ in range(2):
        again(store, FIRST)
        assert (kept(store, marks), kept(store, traits)) == before


def test_a_story_that_touches_a_commitment_only_now_is_filed_under_an_event(store: Store) -> None:
    query = select(stories.c.event_id).join(reports).where(reports.c.url == "http://qingdao.example/1")
    with store.read() as connection:
        assert connection.execute(query).scalar() is None
    again(store, ALIAS)
    with store.read() as connection:
        assert connection.execute(query).scalar() is not None


def test_a_preview_foresees_exactly_what_reading_again_then_changes(store: Store) -> None:
    for old, new in ((FIRST, ALIAS), (ALIAS, LESS), (LESS, FIRST)):
        foreseen = preview(store, old, new, places={}).foreseen
        key = again(store, new)
        with store.read() as connection:
            made = changes_of(connection, key)
        wanted = [(one.report_id, one.commitment, one.before, one.after) for one in made]
        assert [(one.report_id, one.commitment, one.before, one.after) for one in foreseen] == wanted
        assert wanted


def test_a_preview_reads_only_reports_that_hold_a_name_in_question(store: Store) -> None:
    found = preview(store, FIRST, ALIAS, places={})
    assert (found.reports, found.read) == (len(BODIES), 2)


def test_a_preview_of_other_wording_reads_nothing(store: Store) -> None:
    worded = parse_register(SOURCE.replace("让海洋企业成倍增长。", "海洋企业要成倍增加。"), FILE)
    assert preview(store, FIRST, worded, places={}).read == 0


def test_a_preview_of_another_home_reads_every_report_that_holds_a_name(store: Store) -> None:
    moved = parse_register(SOURCE.replace("place: shandong/qingdao", "place: zhejiang/ningbo"), FILE)
    assert preview(store, FIRST, moved, places={}).read == 2
