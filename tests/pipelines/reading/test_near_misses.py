"""A near miss keeps the sentence with the name in it, and ranks higher the more speaks for a match."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from jiannuo.lacking import lacking
from jiannuo.locale import LANGUAGES, wording
from jiannuo.model.finding import NearMiss
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Field, MissKind
from jiannuo.model.when import parse_when
from jiannuo.register.load import parse_register
from pipelines.reading.reader import Reader

FILE = Path(__file__).parents[2] / "fixtures" / "registers" / "binhai.yaml"
LONG = "深远海综合试验场"


def reader(*anchors: dict[str, Any]) -> Reader:
    """A register of Qingdao with one facility."""
    data: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    entry = next(one for one in data["commitments"] if one["kind"] == "facility")
    data["commitments"] = [{**entry, "anchors": list(anchors)}]
    return Reader(parse_register(yaml.safe_dump(data, allow_unicode=True), Path("n.yaml")))


def misses(by: Reader, body: str, title: str = "", day: str = "2023-08-01") -> list[NearMiss]:
    return list(by.read(Report("", "报", title, body, parse_when(day)), far_misses=True).near_misses)


def only(by: Reader, body: str, title: str = "") -> NearMiss:
    [miss] = misses(by, body, title)
    return miss


NEEDS = {"names": [LONG], "company": [{"any_of": ["港务局"], "within": "clause"}]}


def test_the_sentence_stands_in_the_text_with_the_name_inside_it() -> None:
    title, body = (
        "海上消息",
        f"昨日天晴。在青岛，\u200b{LONG[:4]}\u200b{LONG[4:]}迎来访客，人数不多。今天有雨。",
    )
    miss = only(reader(NEEDS), body, title)
    assert miss.name is not None
    assert miss.sentence is not None
    for quote in (miss.name, miss.sentence):
        assert (quote.field, quote.text) == (Field.TEXT, body[quote.start : quote.end])
    assert miss.name.text.replace("\u200b", "") == LONG
    assert miss.sentence.text.startswith("在青岛")
    assert "今天" not in miss.sentence.text
    assert miss.sentence.start <= miss.name.start
    assert miss.name.end <= miss.sentence.end


def test_of_an_endless_sentence_the_part_around_the_name_is_kept() -> None:
    miss = only(reader(NEEDS), "青岛" + "甲乙丙丁" * 200 + LONG + "甲乙丙丁" * 200)
    assert miss.sentence is not None
    assert LONG in miss.sentence.text
    assert len(miss.sentence.text) <= 240


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (f"青岛{LONG}扩容，港务局参加。", f"青岛{LONG}扩容，渔民参加。"),
        (f"有消息说，{LONG}扩容。", f"烟台有消息说，{LONG}扩容。"),
        (f"青岛{LONG}正式投用。", f"青岛{LONG}很远。"),
    ],
)
def test_what_speaks_for_a_match_raises_the_rank(nearer: str, farther: str) -> None:
    by = reader(NEEDS)
    assert only(by, nearer).rank > only(by, farther).rank


def test_a_long_name_outranks_one_that_anything_may_bear() -> None:
    needs = NEEDS["company"]
    long, short = (reader({"names": [name], "company": needs}) for name in (LONG, "船坞"))
    assert only(long, f"青岛{LONG}。").rank > only(short, "青岛船坞。").rank


def test_of_several_misses_the_nearest_is_told() -> None:
    miss = only(reader(NEEDS), f"烟台{LONG}旁有人钓鱼。\n青岛{LONG}扩容，港务局参加。")
    assert miss.kind is MissKind.COMPANY
    assert miss.sentence is not None
    assert miss.sentence.text.startswith("青岛")
    assert sum(miss.parts.values()) == pytest.approx(miss.rank)


def test_a_name_not_yet_in_use_says_so() -> None:
    later = {"names": [{"text": LONG, "valid_from": "2024-01-01"}]}
    [miss] = misses(reader(later), f"青岛{LONG}投用。", day="2023-08-01")
    assert (miss.kind, miss.about) == (MissKind.NOT_IN_USE, {"name": LONG, "day": "2023-08-01"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MissKind)
def test_every_kind_has_its_wording_even_for_rows_that_keep_nothing_of_it(
    kind: MissKind, language: str
) -> None:
    assert lacking(wording(language), kind, {"text": "?"})


def test_places_are_told_by_name_in_chinese_and_by_id_in_english() -> None:
    miss = only(reader({"names": [LONG]}), f"烟台{LONG}投用。")
    assert miss.kind is MissKind.OTHER_PLACE
    assert "烟台" in lacking(wording("zh"), miss.kind, miss.about)
    assert "shandong/yantai" in lacking(wording("en"), miss.kind, miss.about)
