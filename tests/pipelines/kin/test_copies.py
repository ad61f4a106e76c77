"""A copy is known whatever was done to it; two texts of one template stay apart."""

import time

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiannuo.model.report import Report
from pipelines.kin.copies import Likeness, at_odds, likeness
from pipelines.kin.forms import bare
from pipelines.kin.sketch import MARKS, marks
from pipelines.kin.spam import is_spoiled
from pipelines.story import fingerprint

TEXT = (
    "本报讯 4月18日，云岭光源储存环主体结构在青禾区封顶，比原计划提前二十天。该装置由甲院牵头建设，"
    "周长约四百八十米，建成后将为材料、生命和能源领域的研究提供高亮度光束。\n"
    "现场负责人介绍，工程自前年动工以来克服了地下水位高、振动控制严等困难，隧道段沉降控制在两毫米以内。"
    "目前设备安装已经开始，首批三条光束线站的真空管道全部到场，低温系统进入联调准备。\n"
    "按照计划，装置明年秋天出光，后年向国内外用户开放。青禾区表示，将同步建好专家公寓、学校和两条公交线路，"
    "让科研人员安心工作。"
)
SPUN = (
    TEXT.replace("封顶", "完成封顶")
    .replace("介绍", "说明")
    .replace("困难", "难题")
    .replace("目前", "眼下")
    .replace("全部", "全数")
    .replace("按照计划", "依照安排")
    .replace("同步", "一并")
)


def alike(one: str, other: str) -> bool:
    return likeness(bare(one), bare(other)).same()


def respelled(text: str) -> str:
    """Every twentieth character replaced by another."""
    return "".join("丕" if place % 20 == 7 else sign for place, sign in enumerate(text))


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(TEXT[: len(TEXT) * 3 // 5], id="truncated"),
        pytest.param(TEXT[len(TEXT) * 2 // 5 :], id="beheaded"),
        pytest.param(opencc.OpenCC("s2t").convert(TEXT), id="traditional"),
        pytest.param(opencc.OpenCC("s2twp").convert(TEXT), id="with the words of Taiwan"),
        pytest.param(respelled(TEXT), id="respelled"),
        pytest.param(SPUN, id="spun"),
        pytest.param(
            "某网讯：" + TEXT[20:-15] + "\n（本文来自网络，点击关注更多精彩内容）", id="other head and tail"
        ),
        pytest.param(TEXT[:60] + "下载某某客户端领取新人大礼包，限时三天" + TEXT[60:], id="injected"),
        pytest.param("\n".join(reversed(TEXT.split("\n"))), id="shuffled paragraphs"),
        pytest.param(
            TEXT + "\n涵盖：" + "、".join(f"某某{n}县" for n in "甲乙丙丁戊己庚辛壬癸" * 3),
            id="list appended",
        ),
        pytest.param(respelled(opencc.OpenCC("s2t").convert(TEXT[:200])), id="cut, converted and respelled"),
    ],
)
def test_a_copy_is_known(copy: str) -> None:
    assert alike(TEXT, copy)
    assert set(marks(bare(TEXT))) & set(marks(bare(copy)))


WEATHER = (
    "市气象台今天傍晚发布：预计{a}白天多云转阴，{b}到{c}有小雨，最高气温{d}度，最低气温{e}度，"
    "偏北风二到三级。请市民出行注意防滑，驾车减速慢行。"
)
WELCOME = "今天下午，{a}在会议中心广场举行仪式，欢迎来访的{b}市长{c}。仪仗队列队致敬，乐队奏迎宾曲。{a}陪同{c}检阅仪仗队。"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            WEATHER.format(a="青禾区", b="明天夜间", c="后天上午", d=18, e=9),
            WEATHER.format(a="云岭县", b="今天半夜", c="明天凌晨", d=23, e=14),
            id="weather",
        ),
        pytest.param(
            WELCOME.format(a="李某某", b="长乐", c="王大鹏"),
            WELCOME.format(a="李某某", b="丰川", c="赵小禾"),
            id="ceremony",
        ),
    ],
)
def test_two_texts_of_one_template_are_no_copies(one: str, other: str) -> None:
    assert not alike(one, other)


def test_titles_of_one_mould_are_at_odds() -> None:
    assert at_odds("青禾区代表团第一次会议举行", "青禾区代表团第二次会议举行")
    assert at_odds("市领导会见长乐市客人一行", "市领导会见丰川县客人一行")
    assert at_odds("张某举行仪式欢迎新长岭总理来访", "张某举行仪式欢迎西卡洛总理来访")
    assert not at_odds("云岭光源封顶", "云岭光源主体结构封顶")


@pytest.mark.parametrize("text", ["欢迎登录某某体育app官网", "学(xué)校新建了实验室"])
def test_injected_text_is_seen(text: str) -> None:
    assert is_spoiled(text)
    assert not is_spoiled(TEXT)


@given(st.text(max_size=400), st.text(max_size=400))
def test_likeness_is_symmetric_and_bounded(one: str, other: str) -> None:
    found = likeness(bare(one), bare(other))
    again = likeness(bare(other), bare(one))
    assert (found.core, found.of_shorter, found.of_longer) == (again.core, again.of_shorter, again.of_longer)
    assert 0 <= found.of_longer <= found.of_shorter <= 1
    assert 0 <= found.exchanged <= 1


@given(st.text(alphabet=st.characters(codec=None), max_size=300))
def test_any_text_has_a_fingerprint_and_always_the_same(text: str) -> None:
    report = Report("http://a.example/1", "a", "题", text)
    first = fingerprint(report)
    assert first == fingerprint(report)
    assert len(first.marks) <= MARKS
    assert all(-(2**63) <= mark < 2**63 for mark in first.marks)


@pytest.mark.parametrize(
    "hostile", ["啊" * 100_000, "啊吧" * 50_000, "".join(map(chr, range(0x4E00, 0x9000))) * 5]
)
def test_a_hostile_text_takes_no_time(hostile: str) -> None:
    started = time.perf_counter()
    likeness(bare(hostile), bare(hostile[1:] + "完"))
    marks(bare(hostile))
    assert time.perf_counter() - started < 2


def test_digits_that_changed_places_are_a_slip_and_another_number_is_not() -> None:
    short = "云岭光源昨日有120名科研人员入驻，二十条光束线站同时开放申请，周边道路和宿舍也已建成投入使用。"
    assert alike(short, short.replace("120", "102"))
    assert not alike(short, short.replace("120", "347").replace("二十条", "七条"))


def test_on_one_day_less_of_a_short_text_is_enough_than_on_two() -> None:
    found = Likeness(core=36, of_shorter=0.33, of_longer=0.31)
    assert found.same(same_day=True)
    assert not found.same()
    assert not found.same(far=True)
    assert not Likeness(core=36, of_shorter=0.33, of_longer=0.31, exchanged=0.04).same(same_day=True)


def test_one_title_on_one_day_needs_still_less() -> None:
    found = Likeness(core=20, of_shorter=0.25, of_longer=0.2)
    assert found.same(same_day=True, titled=True)
    assert not found.same(same_day=True)
    assert not found.same(titled=True)
    assert not Likeness(core=20, of_shorter=0.25, of_longer=0.2, exchanged=0.2).same(
        same_day=True, titled=True
    )
