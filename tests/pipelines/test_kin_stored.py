"""Copies end in one story and tellings in one event, on both databases, across restarts and processes."""

import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import opencc
import pytest
from sqlalchemy import func, select

from jiannuo.clock import SetClock
from jiannuo.config.load import shipped_folder
from jiannuo.model.dossier import Dossier
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Outcome
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from jiannuo.store.carried import carried
from jiannuo.store.engine import Store
from jiannuo.store.stories import FULL
from jiannuo.store.tables import marks, matches, reports, stories
from pipelines.road import Road

NOW = datetime(2024, 1, 2, tzinfo=UTC)
BODY = (
    "6月25日，金凤实验室在重庆高新区揭牌并正式投用，首批12个科研团队入驻。\n"
    "实验室以生命健康为主攻方向，将建设多个公共技术平台，面向全球引进科研人才，相关配套公寓同步交付使用。\n"
    "相关负责人介绍，后续还将与多家医院开展联合研究，并向企业开放大型仪器，预约平台已经上线试运行。"
)
RETOLD = (
    "重庆高新区传来消息：金凤实验室6月25日揭牌投用。据悉，已有12个科研团队签约进驻，主攻生命健康，"
    "多家医院将参与联合研究。"
)
OTHER = "6月25日，科学大道一期在重庆高新区通车，全长约24公里，双向六车道，沿线多个路口同步开放，市民出行更为便利。"

Travel = Callable[..., Outcome]


def report(
    url: str, body: str = BODY, title: str = "金凤实验室揭牌投用", day: str | None = "2022-06-26"
) -> Report:
    return Report(url, "daily", title, body, parse_when(day) if day else None)


def road(store: Store) -> Road:
    return Road(store, load_register(shipped_folder("register") / "chongqing-2021.yaml"), SetClock(NOW))


@pytest.fixture(scope="module")
def register_road() -> Callable[[Store], Travel]:
    register = load_register(shipped_folder("register") / "chongqing-2021.yaml")
    one = Road(Store("sqlite://"), register, SetClock(NOW))

    def bound(store: Store) -> Travel:
        one._store = store

        def travel(entry: Report, outlet: str = "daily", **known: object) -> Outcome:
            values = {"outlet_place": "chongqing", "outlet_title": outlet, **known}
            return one.travel(Dossier(replace(entry, outlet=outlet), NOW, **values))  # type: ignore[arg-type]

        return travel

    return bound


@pytest.fixture
def travel(store: Store, register_road: Callable[[Store], Travel]) -> Travel:
    return register_road(store)


def rows(store: Store) -> list[tuple[int, int]]:
    """(story, event) of each report in the order they came."""
    query = (
        select(reports.c.story_id, stories.c.event_id)
        .join(stories, stories.c.id == reports.c.story_id)
        .order_by(reports.c.id)
    )
    with store.read() as connection:
        return [tuple(row) for row in connection.execute(query)]  # type: ignore[misc]


def novel(store: Store) -> list[list[bool]]:
    """The novelty of each report's matches in the order the reports came."""
    with store.read() as connection:
        keys = connection.execute(select(reports.c.id).order_by(reports.c.id)).scalars().all()
        query = select(matches.c.novel).order_by(matches.c.id)
        return [list(connection.execute(query.where(matches.c.report_id == key)).scalars()) for key in keys]


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(BODY[: len(BODY) * 3 // 5], id="truncated"),
        pytest.param(opencc.OpenCC("s2t").convert(BODY), id="traditional"),
        pytest.param(BODY.replace("介绍", "表示").replace("同步", "一并").replace("开展", "进行"), id="spun"),
    ],
)
def test_a_copy_joins_the_story_and_is_no_news(store: Store, travel: Travel, copy: str) -> None:
    travel(report("http://a.example/1"))
    assert travel(report("http://b.example/1", copy), "mirror") is Outcome.DUPLICATE
    assert len(set(rows(store))) == 1
    first, second = novel(store)
    assert any(first)
    assert not any(second)


LINES = [
    *BODY.split("\n"),
    "据悉，实验室由重庆高新区与重庆医科大学共建，过渡场地设在生命岛，建筑面积约3万平方米。",
    "为了方便科研人员办事，园区设立了一站式服务窗口，入驻手续由原来的半个月缩短到三天。",
]


def standings(store: Store) -> list[bool]:
    with store.read() as connection:
        return list(connection.execute(select(reports.c.standing).order_by(reports.c.id)).scalars())


def test_a_copy_with_shuffled_paragraphs_is_a_copy_without_standing(store: Store, travel: Travel) -> None:
    travel(report("http://a.example/1", "\n".join(LINES)))
    shuffled = "\n".join(LINES[number] for number in (3, 1, 4, 0, 2))
    assert travel(report("http://b.example/1", shuffled), "mirror") is Outcome.DUPLICATE
    assert travel(report("http://c.example/1", "\n".join(LINES[:4])), "reprint") is Outcome.DUPLICATE
    assert len({story for story, _ in rows(store)}) == 1
    assert standings(store) == [True, False, True]
    with store.read() as connection:
        assert list(carried(connection, [rows(store)[0][0]]).values()) == [["daily", "reprint"]]


def test_a_mirror_that_came_first_takes_nothing_from_the_original(store: Store, travel: Travel) -> None:
    shuffled = "\n".join(LINES[number] for number in (3, 1, 4, 0, 2))
    travel(report("http://b.example/1", shuffled), "b.example", standing=False)
    travel(report("http://a.example/1", "\n".join(LINES)))
    assert standings(store) == [False, True]


def test_a_text_with_a_trait_of_mirrors_has_no_standing(store: Store, travel: Travel) -> None:
    doubted = replace(report("http://b.example/1"), warnings=("without standing: pinyin behind characters",))
    travel(doubted, "mirror")
    assert standings(store) == [False]


def test_another_telling_shares_the_event_but_not_the_story(store: Store, travel: Travel) -> None:
    travel(report("http://a.example/1"))
    assert travel(report("http://b.example/1", RETOLD, "高新区一实验室投用", "2022-06-27")) is Outcome.STORED
    [(one, event), (other, same)] = rows(store)
    assert one != other
    assert event == same


def test_another_event_of_the_day_stays_apart(store: Store, travel: Travel) -> None:
    travel(report("http://a.example/1"))
    travel(report("http://a.example/2", OTHER, "科学大道一期通车"))
    [(_, event), (_, other)] = rows(store)
    assert event != other


def test_the_same_words_weeks_later_are_another_event(store: Store, travel: Travel) -> None:
    travel(report("http://a.example/1"))
    travel(report("http://b.example/1", RETOLD, "高新区一实验室投用", "2022-07-27"))
    [(_, event), (_, later)] = rows(store)
    assert event != later


def test_two_reports_of_one_template_stay_apart(store: Store, travel: Travel) -> None:
    weather = "市气象台发布：{0}白天多云，夜间{1}有小雨，最高气温{2}度，最低{3}度，偏北风二到三级，请市民出行注意防滑。"
    travel(report("http://a.example/1", weather.format("青禾区", "东部", 18, 9), "青禾区天气"))
    travel(report("http://a.example/2", weather.format("云岭县", "南山", 23, 14), "云岭县天气"))
    assert len({story for story, _ in rows(store)}) == 2


def test_an_undated_copy_is_no_news_and_takes_none_away(store: Store, travel: Travel) -> None:
    travel(report("http://mirror.example/1", day=None), "mirror", standing=False)
    travel(report("http://a.example/1"))
    travel(report("http://b.example/1", day=None), "later")
    _, original, later = novel(store)
    assert any(original)
    assert not any(later)


def test_the_credited_original_leads_and_mirrors_do_not_count(store: Store, travel: Travel) -> None:
    travel(report("http://mirror.example/1", day="2022-06-20"), "mirror", standing=False)
    travel(replace(report("http://b.example/1"), source="甲报"), "乙报")
    travel(report("http://a.example/1", BODY + "（完）", day="2022-06-27"), "甲报")
    with store.read() as connection:
        [story] = set(connection.execute(select(reports.c.story_id)).scalars())
        assert carried(connection, [story]) == {story: ["甲报", "乙报"]}


def test_the_same_figure_next_month_is_a_restatement(store: Store, travel: Travel) -> None:
    text = "重庆市科技局{}通报，全市高新技术企业达到{}家，较上年有所增加，{}各区县持续完善培育政策。"
    titles = ("企业培育见效", "创新主体壮大", "高企数量再添")
    told = [("7月10日", 6400, "据悉"), ("8月12日", 6400, "目前"), ("9月15日", 6900, "同时")]
    for number, (title, (day, count, word)) in enumerate(zip(titles, told, strict=True)):
        when = f"2022-0{7 + number}-1{number * 2}"
        travel(report(f"http://a.example/{number}", text.format(day, count, word), title, when))
    first, again, more = novel(store)
    assert any(first)
    assert not any(again)
    assert any(more)


def test_a_reprint_that_differs_in_its_figure_is_of_the_story_and_news_all_the_same(
    store: Store, travel: Travel
) -> None:
    text = (
        "重庆市科技局7月10日通报，截至2022年6月底，全市高新技术企业达到{}家，较上年同期有所增加。据悉，"
        "各区县持续完善企业培育政策，健全科技型企业梯度培育体系，推动更多企业走上创新发展之路。"
    )
    for number, count in enumerate((6400, 6900, 6400)):
        travel(report(f"http://{number}.example/1", text.format(count), "全市高企数量再添新高", "2022-07-11"))
    assert len({story for story, _ in rows(store)}) == 1
    first, other, again = novel(store)
    assert any(first)
    assert any(other)
    assert not any(again)


def test_a_restart_finds_the_stored_copies(store: Store, travel: Travel) -> None:
    travel(report("http://a.example/1"))
    store.close()
    again = Store(store.url)
    assert road(again).travel(Dossier(report("http://b.example/1", BODY[:90]), NOW)) is Outcome.DUPLICATE
    again.close()


def test_two_processes_storing_two_copies_at_once_make_one_story(store: Store) -> None:
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(2)
    workers = [context.Process(target=_store_one, args=(store.url, number, gate)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(90)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert len(rows(store)) == 2
    assert len(set(rows(store))) == 1


def _store_one(url: str, number: int, gate: "multiprocessing.synchronize.Barrier") -> None:  # type: ignore[name-defined]
    store = Store(url)
    mine = road(store)
    dossier = Dossier(report(f"http://{number}.example/1", BODY[number * 10 :]), NOW)
    mine.prepare(dossier)
    gate.wait(60)
    mine.travel(dossier)
    store.close()


def test_boilerplate_is_stored_a_bounded_number_of_times(store: Store, travel: Travel) -> None:
    same = "本栏目由青禾区融媒体中心与云岭广播联合制作播出欢迎收听收看。"
    for number in range(FULL + 5):
        own = "".join(chr(0x4E00 + 997 * number % 9000 + 13 * place) for place in range(80))
        travel(report(f"http://a.example/{number}", own + same, f"第{number}则"))
    with store.read() as connection:
        held = select(func.count(marks.c.report_id)).group_by(marks.c.mark)
        counts = connection.execute(held).scalars().all()
    assert max(counts) == FULL


def test_only_what_touches_a_commitment_is_filed_under_an_event(store: Store, travel: Travel) -> None:
    passing = "村里的老戏台修好了，周末请来邻县剧团连唱三天，乡亲们搬着板凳来看，孩子们在台下追着跑，热闹得像过年一样。"
    travel(report("http://a.example/1", passing, "戏台修好了"))
    travel(report("http://a.example/2"))
    [(_, none), (_, event)] = rows(store)
    assert none is None
    assert event is not None


def test_a_copy_that_touches_a_commitment_files_the_story_that_a_cut_one_opened(
    store: Store, travel: Travel
) -> None:
    tail = "".join(BODY.split("\n")[1:]).replace("实验室", "这里")
    travel(report("http://mirror.example/1", tail, "高新区新闻"), "mirror")
    [(story, none)] = rows(store)
    assert none is None
    travel(report("http://a.example/1", BODY.split("\n")[0] + "\n" + tail))
    travel(report("http://b.example/1", RETOLD, "高新区一实验室投用", "2022-06-27"))
    [_, (same, event), (other, again)] = rows(store)
    assert (same, other != story) == (story, True)
    assert event == again is not None
