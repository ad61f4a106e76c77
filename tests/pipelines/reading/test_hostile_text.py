"""However a text is made, reading it ends, in time that grows with its length, and quotes only what stands there."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Findings, Quote
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Field
from jiannuo.model.when import When, parse_when
from jiannuo.register.load import load_register
from pipelines.reading.knowledge import cues
from pipelines.reading.reader import Reader

REGISTER = load_register(shipped_folder("register") / "chongqing-2021.yaml")
READER = Reader(REGISTER)
NAMES = sorted({name.text for entry in REGISTER.commitments for a in entry.anchors for name in a.names})
CUES = sorted({*cues().fact, *cues().modality, *cues().members, *cues().anaphora, *cues().territory_after})
# What near misses are made of: required company, exclusions, look-alikes; and words of another rule of counting.
NEAR = sorted(
    {
        word
        for entry in REGISTER.commitments
        for a in entry.anchors
        for one in a.company
        for word in one.any_of
    }
    | {word for entry in REGISTER.commitments for a in entry.anchors for word in a.without}
    | {alike.text for entry in REGISTER.commitments for alike in entry.look_alikes}
)
BASES = ("按新口径", "统计口径有调整", "按可比口径", "注：", "因普查修订", "口径")
NUMBERS = st.integers(0, 10**21).map(str) | st.sampled_from(
    ["三十", "四大", "１２", "3.5万", "12,345", "八成"]
)
UNITS = st.sampled_from(
    ["家", "亿元", "%", "个百分点", "万平方米", "倍", "年", "月", "日", "号", "条", "(家)"]
)
SIGNS = st.sampled_from(
    [*"，。；：、（）“”《》\n\t \u200b\u00ad\ufeff", "其中", "分别", "等", "重庆", "全区", "成都"]
)
PIECES = (
    st.sampled_from(NAMES)
    | st.sampled_from(CUES)
    | st.sampled_from(NEAR)
    | st.sampled_from(BASES)
    | NUMBERS
    | UNITS
    | SIGNS
    | st.text(max_size=3)
)
DAYS = st.none() | st.dates().map(When) | st.just(parse_when("2024-05"))

HOSTILE = {
    "one name": "重庆金凤实验室",
    "one name and its verb": "重庆金凤实验室投用，",
    "no punctuation": "重庆高新技术企业达到6348家科技型企业增长",
    "open brackets": "重庆（金凤实验室",
    "open titles": "重庆《科学大道《",
    "open quotes": "重庆“科学谷",
    "long digits": "重庆科技型企业达到12345678901234567890家",
    "only digits": "1234567890",
    "zero width": "重\u200b庆\u200b科\u200b学\u200b谷\u200b",
    "traditional": "重慶金鳳實驗室揭牌投用",
    "pinyin": "重慶科學(xué)城建設(shè)",
    "pairs": "重庆高新技术企业、科技型企业分别达到1家、2家、",
    "semicolons": "重庆科技型企业9家；",
    "dates": "重庆2023年5月1日科学谷",
    "one list": "重庆金凤实验室、科学谷、科学大道、",
    "a group": "重庆集中开工科学谷总投资1亿元。",
    "lines": "重庆科学谷\n",
    "modal words": "重庆科学谷将计划拟投用",
    "spaces": "重 庆 科 学 谷 ",
    "near misses": "重庆高新区智能机器人链主企业总部、",
    "one far clause": "成都揭榜挂帅重庆",
    "rules of counting": "重庆科技型企业9家（统计口径有调整）。注：由于口径调整，",
}
SIZE = 6_000


@given(
    st.lists(PIECES, max_size=50),
    st.lists(PIECES, max_size=6),
    DAYS,
    st.sampled_from(["", "https://cq.gov.cn/x"]),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_quotation_stands_where_it_says(
    body_pieces: list[str], title_pieces: list[str], day: When | None, url: str
) -> None:
    body, title = "".join(body_pieces), "".join(title_pieces)
    found = READER.read(Report(url, "x", title, body, day), far_misses=True)
    for quote in quotes(found):
        text = title if quote.field is Field.TITLE else body
        assert quote.text == text[quote.start : quote.end]
        assert 0 <= quote.start <= quote.end <= len(text)


@given(st.lists(PIECES, min_size=1, max_size=8), st.integers(1, 400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_near_miss_shows_its_name_inside_its_sentence(pieces: list[str], times: int) -> None:
    body = "".join(pieces) * times
    for miss in READER.read(Report("https://cq.gov.cn/x", "x", "", body), far_misses=True).near_misses:
        assert miss.name is not None
        assert miss.sentence is not None
        assert miss.sentence.start <= miss.name.start
        assert miss.name.end <= miss.sentence.end
        assert miss.rank == pytest.approx(sum(miss.parts.values()))


@given(st.text(max_size=300), st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_text_at_all_is_read(body: str, title: str) -> None:
    found = READER.read(Report("https://cq.gov.cn/x", "x", title, body), far_misses=True)
    assert found.register_version == REGISTER.version


@pytest.mark.parametrize("shape", HOSTILE)
def test_time_grows_with_the_text_and_not_with_its_square(shape: str) -> None:
    piece = HOSTILE[shape]

    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        began = time.process_time()
        READER.read(Report("https://cq.gov.cn/x", "x", "", text, parse_when("2024-05-01")))
        return time.process_time() - began

    READER.read(Report("", "x", "", "重庆大学城乡", None))
    short, long = (min(seconds(size) for _ in range(2)) for size in (SIZE, 4 * SIZE))
    # Four times the text: a law of squares would take sixteen times as long.
    assert long < 9 * short + 0.05


def quotes(found: Findings) -> Iterator[Quote]:
    for match in found.matches:
        yield from match.evidence
        yield from (anchor.quote for anchor in match.anchors)
        yield from (reading.quote for reading in match.readings)
        yield from (reading.basis.quote for reading in match.readings if reading.basis)
    yield from (quote for miss in found.near_misses for quote in (miss.name, miss.sentence) if quote)
