"""A digest with every section filled, of invented facts; long names and figures among them."""

from datetime import UTC, date, datetime, timedelta

from jiannuo.model.commitment import Aim, Target
from jiannuo.model.finding import Quote, Reading
from jiannuo.model.pace import Paced
from jiannuo.model.subscription import DigestWindow
from jiannuo.model.vocabulary import (
    Cadence,
    Comparator,
    Deadline,
    Field,
    Hindrance,
    Pace,
    ReadingKind,
    Scope,
    Silence,
    SlipKind,
    Stage,
    Symptom,
)
from jiannuo.model.when import When, parse_when
from scheduler.contents import (
    Contradiction,
    Deadlined,
    Digest,
    Figure,
    Mentioned,
    Moved,
    Quiet,
    Restated,
    Telling,
    Trouble,
)

END = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
LONG = "长江上游超瞬态实验装置与配套公共测试验证平台（二期）"


def full_digest(language: str) -> Digest:
    """The digest in this language; quotations stay in theirs."""
    targeted = Target("引进人才", "名", Comparator.AT_LEAST, 200.0, due=parse_when("2026-12"))
    aim = Aim(20_000, "滨江市科技创新“十五五”规划", due=parse_when("2030"))
    counted = Target("科技型企业", "家", Comparator.AT_LEAST, 50_000.0, due=parse_when("2025"), aims=(aim,))
    return Digest(
        window=DigestWindow(END - timedelta(days=7), END),
        zone="Asia/Shanghai",
        language=language,
        progress=(
            Moved(
                "A07",
                "云岭光源",
                Stage.UNDER_CONSTRUCTION,
                Stage.COMPLETED,
                parse_when("2026-11-18"),
                (
                    telling(
                        "昨日，云岭光源主体工程通过竣工验收，储存环首次实现束流存储，首批七条光束线站进入调试。",
                        reports=6,
                    ),
                    telling(
                        "云岭光源竣工，明年上半年面向用户开放。",
                        outlet="科技日报",
                        url="https://news.example/a/b",
                    ),
                ),
                2,
            ),
            Moved("B12", LONG, None, Stage.STARTED, None, (telling("项目已于上月开工。", belated=True),), 0),
            Moved(
                "C03",
                "青禾园区",
                Stage.OPERATING,
                Stage.OPERATING,
                None,
                (telling("园区新入驻企业12家。"),),
                0,
            ),
        ),
        figures=(
            Figure(
                "T03",
                "人才引进",
                reading("引进人才", 164, "名", "超", "2026-10"),
                targeted,
                82.0,
                Paced(Pace.BEHIND, 0.82, 0.82, 0.966),
                (),
                telling("截至10月底，全市累计引进急需紧缺人才超164名。"),
            ),
            Figure(
                "T09",
                "科技型企业培育",
                reading("科技型企业", 58_524, "家", "", "2026-09-30"),
                counted,
                117.0,
                Paced(Pace.REACHED, 1.17, 1.3),
                ((aim, Paced(Pace.AHEAD, 0.58, 0.61, 0.52)),),
                telling("截至三季度末，全市科技型企业达58524家。", reports=3),
            ),
        ),
        mentions=(
            Mentioned("D01", "滨江科学城", (telling("会议提出，加快滨江科学城建设。"),), 4),
            Mentioned("D02", "未来医学中心", (telling("未来医学中心项目有序推进。", undated=True),), 0),
        ),
        restated=(
            Restated(
                "B12",
                LONG,
                SlipKind.DUE_LATER,
                Stage.OPERATING,
                whenever("2025-06"),
                whenever("2027"),
                (),
                telling("该装置将于2025年6月投用。"),
                telling("力争2027年建成投用。"),
            ),
        ),
        contradictions=(
            Contradiction(
                "T09",
                "科技型企业培育",
                (
                    reading("科技型企业", 58_524, "家", "", "2026-09-30"),
                    reading("科技型企业", 43_000, "家", "超", "2026-09-30"),
                ),
                (telling("科技型企业达58524家。"), telling("全市科技型企业超4.3万家。", outlet="滨江广播")),
            ),
        ),
        deadlines=(
            Deadlined("T03", "人才引进", whenever("2026-12"), Deadline.NEAR),
            Deadlined("E05", "山谷脑科学研究院", whenever("2025"), Deadline.OVERDUE),
        ),
        silent=tuple(Quiet(f"F{n:02d}", f"第{n}号平台", date(2026, 5, 1)) for n in range(9)),
        newly_silent=(Quiet("F01", "第1号平台", date(2026, 5, 20)), Quiet("F02", LONG, None)),
        silent_months=6,
        followed=14,
        seen=12,
        troubles=(
            Trouble("滨江晚报数字版", Silence.NOT_LOOKED, 0, 5, Hindrance.TIMED_OUT),
            Trouble("市科技局", Silence.NOT_MENTIONED, 3, 0, None, Symptom.STALE, END - timedelta(days=12)),
        ),
        items=((1, "A07"),),
        cadence=Cadence.WEEKLY,
    )


def telling(
    quote: str,
    *,
    outlet: str = "滨江日报",
    url: str = "https://news.example/2026/11/20/content_1234567.html",
    reports: int = 1,
    belated: bool = False,
    undated: bool = False,
) -> Telling:
    outlets = (outlet, "科技日报", "滨江网", "华龙视点")[: min(reports, 4)]
    published = None if undated else parse_when("2021-05-06" if belated else "2026-11-20")
    return Telling(
        quote, "本市又一重大科技基础设施取得新进展", url, outlet, published, outlets, reports, belated
    )


def reading(measure: str, value: float, unit: str, qualifier: str, as_of: str) -> Reading:
    quote = Quote(Field.TEXT, f"{value:g}{unit}", 0, 8)
    return Reading(measure, value, unit, Scope.CITY, ReadingKind.FACT, quote, parse_when(as_of), qualifier)


def whenever(text: str) -> When:
    found = parse_when(text)
    assert found
    return found
