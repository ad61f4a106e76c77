"""Figures as a promise prints them: value, unit, comparator and period, with what the reader does not know."""

import re
from dataclasses import dataclass
from functools import cache

from jiannuo.model.vocabulary import Comparator
from pipelines.drafting.article import Passage
from pipelines.drafting.clauses import Clause
from pipelines.drafting.knowledge import heads
from pipelines.reading.figures import figures_in, number

_MULTIPLIERS = {"": 1, "百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}
_FEW = re.compile(
    r"(?P<number>[一二两三四五六七八九十]{1,3}|\d{1,2})大(?=[\u4e00-\u9fff])(?!道|街|厦|学|力|型|量|会|湾)"
)
_RANK = re.compile(r"(?:世界|中国|全国|全球|行业|全省|国内)?前?(?P<number>\d{1,4})强")
_AT_LEAST = ("以上", "不少于", "不低于", "至少", "超过", "超", "突破", "逾", "力争")
_AT_MOST = ("以下", "以内", "不超过", "控制在", "低于", "降至", "降到")
_PERIODS = (("年均", "年"), ("每年", "年"), ("每月", "月"), ("每季度", "季度"), ("月均", "月"))
_NAMED = "[条]"


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure at [start, end) of the paragraph's ``text``; ``label`` when it is a part of a name."""

    value: float
    unit: str
    comparator: Comparator
    period: str
    label: bool
    start: int
    end: int
    passage: Passage


def figures_of(clause: Clause) -> list[Printed]:
    """Every figure of a clause, in order, none inside another."""
    text = clause.paragraph.text
    found = [(f.start, f.end, f.value, f.unit) for f in figures_in(text, clause.start, clause.end)]
    found += [
        (match.start(), match.end(), float(number(match["number"])), "强")
        for match in _RANK.finditer(text, clause.start, clause.end)
    ]
    found += [
        (match.start(), match.end(), float(number(match["number"])), "大")
        for match in _FEW.finditer(text, clause.start, clause.end)
    ]
    for match in _more_units().finditer(text, clause.start, clause.end):
        value = float(number(match["number"])) * _MULTIPLIERS[match["times"] or ""]
        found.append((match.start(), match.end(), value, match["unit"]))
    return [_printed(clause, *one) for one in _outermost(found)]


@cache
def _more_units() -> re.Pattern[str]:
    units = "|".join(map(re.escape, sorted(heads().units, key=len, reverse=True)))
    return re.compile(
        rf"(?<![\d.第A-Za-z])(?P<number>\d{{1,9}}(?:\.\d+)?)[余多]?(?P<times>[百千万亿])?(?P<unit>{units})(?![A-Za-z])"
    )


def _outermost(found: list[tuple[int, int, float, str]]) -> list[tuple[int, int, float, str]]:
    kept: list[tuple[int, int, float, str]] = []
    for one in sorted(found, key=lambda each: (each[0], -each[1])):
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return kept


def _printed(clause: Clause, start: int, end: int, value: float, unit: str) -> Printed:
    text = clause.paragraph.text
    before, after = text[max(clause.start, start - 5) : start], text[end : min(end + 2, clause.end)]
    comparator = Comparator.EQUAL
    if after in _AT_LEAST or any(word in before for word in _AT_LEAST):
        comparator = Comparator.AT_LEAST
    elif after in _AT_MOST or any(word in before for word in _AT_MOST):
        comparator = Comparator.AT_MOST
    period = next((kind for word, kind in _PERIODS if word in text[clause.start : start]), "")
    label = unit in ("大", "强") or (unit in _NAMED and _quoted(clause, start, end))
    return Printed(value, unit, comparator, period, label, start, end, clause.paragraph.passage(start, end))


def _quoted(clause: Clause, start: int, end: int) -> bool:
    return any(low <= start and end <= high for low, high in clause.paragraph.protected)
