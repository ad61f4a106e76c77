"""Normal forms lead back to the stored text, character by character."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiannuo.model.vocabulary import Precision, ReadingKind, Window
from jiannuo.model.when import When, parse_when
from pipelines.reading.dates import dates_in
from pipelines.reading.figures import figures_in
from pipelines.reading.forms import normal
from pipelines.reading.segments import segments


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("西部（重庆）科学城", "西部(重庆)科学城"),
        ("重慶高新區的實驗裝置", "重庆高新区的实验装置"),
        ("科\u200b学\u00ad城", "科学城"),
        ("科 学 城", "科学城"),
        ("建設(shè)科學(xué)城", "建设科学城"),
        ("“揭榜挂帅”", '"揭榜挂帅"'),
        ("ＡＢＣ１２３", "ABC123"),
        ("R&D 投入 5.4%", "R&D 投入5.4%"),
    ],
)
def test_spellings_become_one(stored: str, read: str) -> None:
    assert normal(stored).text == read


@given(st.text(alphabet="科学城(xué)（重庆） \u200b\u00ad\n，。123AB學實驗", max_size=80))
def test_every_normal_character_leads_back_to_one_that_became_it(text: str) -> None:
    form = normal(text)
    for position, character in enumerate(form.text):
        assert normal(text[form.origin(position)]).text in (character, "")


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier", "kind"),
    [
        ("达到42989家", 42989, "家", "", ReadingKind.FACT),
        ("超过4.3万家", 43000, "家", "超", ReadingKind.FACT),
        ("总投资223.5亿元", 22350000000, "元", "", ReadingKind.FACT),
        ("完成总工程量的82%", 82, "%", "", ReadingKind.SHARE),
        ("同比增长16.9%", 16.9, "%", "", ReadingKind.GROWTH),
        ("增长2.9倍", 2.9, "倍", "", ReadingKind.MULTIPLE),
        ("近5000万元", 50000000, "元", "近", ReadingKind.FACT),
        ("36,685家", 36685, "家", "", ReadingKind.FACT),
        ("三家", 3, "家", "", ReadingKind.FACT),
        ("1000余名", 1000, "名", "余", ReadingKind.FACT),
    ],
)
def test_a_printed_figure_is_read_with_its_multiplier(
    text: str, value: float, unit: str, qualifier: str, kind: ReadingKind
) -> None:
    found = figures_in(text, 0, len(text))
    assert [(f.value, f.unit, f.qualifier, f.kind) for f in found] == [(value, unit, qualifier, kind)]


@pytest.mark.parametrize(
    "text", ["第3批", "渝府办发(2023)26号", "6月25日", "2023年", "3个月", "33618", "电话02367"]
)
def test_what_is_no_figure_is_not_read(text: str) -> None:
    assert figures_in(text, 0, len(text)) == []


PUBLISHED = parse_when("2023-07-05")


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2022年6月25日", When(date(2022, 6, 25))),
        ("6月25日", When(date(2023, 6, 25))),
        ("12月30日", When(date(2022, 12, 30))),
        ("自2022年6月投用以来", When(date(2022, 6, 1), Precision.MONTH)),
        ("去年底", When(date(2022, 12, 1), Precision.MONTH)),
        ("今年上半年", When(date(2023, 1, 1), Precision.HALF)),
        ("昨日", When(date(2023, 7, 4))),
        ("2023年第三季度", When(date(2023, 7, 1), Precision.QUARTER)),
    ],
)
def test_an_expression_is_dated_against_the_report(text: str, when: When) -> None:
    assert [hit.when for hit in dates_in(text, 0, len(text), PUBLISHED)][:1] == [when]


def test_commas_inside_numbers_do_not_cut_a_clause() -> None:
    parts = segments("达到36,685家,增长39%。下一句")
    assert parts.around(0, Window.CLAUSE)[1] == len("达到36,685家,")
    assert parts.around(12, Window.SENTENCE) == (0, 16)
