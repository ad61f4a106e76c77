"""Reports that are stored together end as if they had come one by one."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from jiannuo.clock import SetClock
from jiannuo.config.load import shipped_folder
from jiannuo.model.dossier import Dossier
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Outcome
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.tables import reports
from pipelines.road import Road

NOW = datetime(2024, 1, 2, tzinfo=UTC)
BODY = (
    "6月25日，金凤实验室在重庆高新区揭牌并正式投用，首批12个科研团队入驻。\n"
    "实验室以生命健康为主攻方向，将建设多个公共技术平台，面向全球引进科研人才，相关配套公寓同步交付使用。\n"
    "相关负责人介绍，后续还将与多家医院开展联合研究，并向企业开放大型仪器，预约平台已经上线试运行。"
)
OTHER = (
    "渝东一县的柑橘进入采收季，果农在坡地上架起了轨道车。\n"
    "合作社说，今年雨水适中，果子比往年更甜，订单从网上和商超两边来，仓库里已经排满了等着装车的竹筐。"
)


def dossiers() -> list[Dossier]:
    """A report, its copy, another, its correction, the first again, a scrap, and one text at a third address."""
    entries = [
        ("http://a.example/1", "金凤实验室揭牌投用", BODY),
        ("http://b.example/1", "金凤实验室投用", BODY[:-20]),
        ("http://a.example/2", "柑橘丰收", OTHER),
        ("http://a.example/2", "柑橘丰收", f"{OTHER}\n据估计，产量有两千吨。"),
        ("http://a.example/1", "金凤实验室揭牌投用", BODY),
        ("http://a.example/3", "图", "图片"),
        ("http://c.example/2", "柑橘丰收", OTHER),
    ]
    when = parse_when("2022-06-26")
    texts = [Report(url, "daily", title, body, when) for url, title, body in entries]
    return [Dossier(report, NOW, outlet_title="日报", outlet_place="chongqing") for report in texts]


def everything(store: Store) -> dict[str, list[str]]:
    with store.read() as connection:
        stored = {
            table.name: sorted(map(repr, connection.execute(table.select())))
            for table in reports.metadata.sorted_tables
        }
        words = connection.execute(text("SELECT rowid FROM report_words WHERE report_words MATCH '柑橘'"))
        return {**stored, "words": sorted(map(repr, words))}


def test_a_batch_is_stored_as_its_reports_one_by_one(tmp_path: Path) -> None:
    register = load_register(shipped_folder("register") / "chongqing-2021.yaml")
    ends, stored = [], []
    for name, size in (("together", 7), ("apart", 1)):
        store = Store(f"sqlite:///{tmp_path}/{name}")
        migrate(store)
        road, all_of_them = Road(store, register, SetClock(NOW)), dossiers()
        batches = [all_of_them[start : start + size] for start in range(0, 7, size)]
        ends.append([end for batch in batches for end in road.travel_all(batch)])
        stored.append(everything(store))
        store.close()
    assert ends[0] == ends[1]
    new, copy, same = Outcome.STORED, Outcome.DUPLICATE, Outcome.UNCHANGED
    assert ends[0] == [new, copy, new, Outcome.REVISED, same, Outcome.NO_TEXT, copy]
    assert stored[0] == stored[1]
    assert len(stored[0]["words"]) == 3
