"""A report travels the road once: saved whole, told apart from copies and corrections, never doubled."""

import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from jiannuo.clock import SetClock
from jiannuo.config.load import shipped_folder
from jiannuo.model.commitment import Register
from jiannuo.model.dossier import Dossier
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Outcome
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.tables import evidence, judgements, matches, readings, reports
from pipelines.clean import clean
from pipelines.road import Road
from pipelines.story import fingerprint, likeness_of

NOW = datetime(2024, 1, 2, tzinfo=UTC)
BODY = (
    "6月25日，金凤实验室在重庆高新区揭牌并正式投用，首批12个科研团队入驻。\n"
    "实验室以生命健康为主攻方向，将建设多个公共技术平台，面向全球引进科研人才。\n"
    "相关负责人介绍，后续还将与多家医院开展联合研究。"
)


def report(url: str = "http://a.example/1", body: str = BODY, title: str = "金凤实验室揭牌投用") -> Report:
    return Report(url=url, outlet="a", title=title, body=body, published=parse_when("2022-06-26"))


def dossier(one: Report) -> Dossier:
    return Dossier(report=one, detected_at=NOW, outlet_place="chongqing")


def road_at(file: Path) -> tuple[Store, Road]:
    store = Store(f"sqlite:///{file}")
    migrate(store)
    register = load_register(shipped_folder("register") / "chongqing-2021.yaml")
    return store, Road(store, register, SetClock(NOW))


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(shipped_folder("register") / "chongqing-2021.yaml")


@pytest.fixture
def travelled(
    tmp_path: Path, fresh_store: Callable[[Path], Store], register: Register
) -> Iterator[tuple[Store, Road]]:
    store = fresh_store(tmp_path / "db")
    yield store, Road(store, register, SetClock(NOW))
    store.close()


def count(store: Store, table: object) -> int:
    with store.read() as connection:
        return len(connection.execute(select(table)).all())  # type: ignore[call-overload]


def test_a_report_is_stored_with_its_proof(travelled: tuple[Store, Road]) -> None:
    store, road = travelled
    assert road.travel(dossier(report())) is Outcome.STORED
    with store.read() as connection:
        body = connection.execute(select(reports.c.body)).scalar_one()
        quotes = connection.execute(select(evidence).where(evidence.c.field == "text")).all()
        figures = connection.execute(select(readings)).all()
    assert quotes
    assert figures
    for row in (*quotes, *figures):
        assert body[row.start : row.end] == row.text


def test_the_same_report_again_changes_nothing(travelled: tuple[Store, Road]) -> None:
    store, road = travelled
    road.travel(dossier(report()))
    before = [count(store, table) for table in (reports, matches, evidence, readings)]
    assert road.travel(dossier(report())) is Outcome.UNCHANGED
    assert [count(store, table) for table in (reports, matches, evidence, readings)] == before


def test_a_corrected_page_replaces_the_older_text_and_keeps_it(travelled: tuple[Store, Road]) -> None:
    store, road = travelled
    road.travel(dossier(report()))
    corrected = report(body=BODY.replace("12个", "14个"))
    assert road.travel(dossier(corrected)) is Outcome.REVISED
    with store.read() as connection:
        rows = connection.execute(select(reports.c.current, reports.c.replaces).order_by(reports.c.id)).all()
    assert [(row.current, row.replaces) for row in rows] == [(False, None), (True, 1)]


def test_an_address_that_serves_another_text_holds_two_reports(travelled: tuple[Store, Road]) -> None:
    store, road = travelled
    road.travel(dossier(report()))
    other = "昨日，两江协同创新区十三个项目集中开工，总投资一百五十亿元，建成后将新增研发用房。" * 2
    assert road.travel(dossier(report(body=other, title="集中开工"))) is Outcome.STORED
    with store.read() as connection:
        assert connection.execute(select(reports.c.current)).scalars().all() == [True, True]


def test_a_reprint_joins_the_story_and_is_no_news(travelled: tuple[Store, Road]) -> None:
    store, road = travelled
    road.travel(dossier(report()))
    reprint = replace(report("http://b.example/9", BODY + "\n（责任编辑：苏木）"), outlet="b")
    assert road.travel(dossier(reprint)) is Outcome.DUPLICATE
    with store.read() as connection:
        stories = connection.execute(select(reports.c.story_id)).scalars().all()
        novel = connection.execute(select(matches.c.novel).order_by(matches.c.id)).scalars().all()
    assert len(set(stories)) == 1
    assert novel[0] is True
    assert not any(novel[1:][-1:])


def test_a_different_story_of_the_same_day_stays_apart(travelled: tuple[Store, Road]) -> None:
    store, road = travelled
    road.travel(dossier(report()))
    other = (
        "6月25日，科学大道一期在重庆高新区通车，全长约24公里，沿线多个路口同步开放。" + "市民出行更便利。" * 3
    )
    assert road.travel(dossier(report("http://a.example/2", other, "科学大道一期通车"))) is Outcome.STORED
    with store.read() as connection:
        assert len(set(connection.execute(select(reports.c.story_id)).scalars())) == 2


def test_an_empty_page_is_counted_and_not_stored(travelled: tuple[Store, Road]) -> None:
    store, road = travelled
    assert road.travel(dossier(report(body="短"))) is Outcome.NO_TEXT
    assert count(store, reports) == 0


def test_a_judgement_outlives_reading_again(travelled: tuple[Store, Road]) -> None:
    store, road = travelled
    road.travel(dossier(report()))
    with store.write() as connection:
        values = {"report_id": 1, "commitment": "B07", "judgement": "reject", "judged_at": NOW}
        connection.execute(judgements.insert().values(reason="", judged_by="x", **values))
    road.travel(dossier(report(body=BODY.replace("12个", "14个"))))
    assert count(store, judgements) == 1


def test_two_processes_saving_one_address_leave_one_row(tmp_path: Path) -> None:
    store, _ = road_at(tmp_path / "db")
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_travel, args=(tmp_path / "db",)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert count(store, reports) == 1
    store.close()


def _travel(file: Path) -> None:
    store, road = road_at(file)
    road.travel(dossier(report()))
    store.close()


def test_cleaning_cuts_the_tail_and_what_cannot_be_stored() -> None:
    dirty = (
        "第一段。\x00\u200b\r\n\r\n　　第二段　内容。\n第三段。\n（责任编辑：苏木）\n相关新闻\n天府实验室投用"
    )
    assert clean(report(body=dirty)).body == "第一段。\n第二段 内容。\n第三段。"


def test_copies_are_alike_whatever_their_script_and_spacing() -> None:
    one = fingerprint(report())
    spaced = fingerprint(report(body=BODY.replace("，", ", ").replace("实", "實")))
    cut = fingerprint(report(body=BODY[: len(BODY) * 2 // 3]))
    assert likeness_of(one.signature, spaced.signature) == 1.0
    assert likeness_of(one.signature, cut.signature) >= 0.5
    assert set(one.marks) & set(cut.marks)
