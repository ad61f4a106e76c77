"""Figures as printed: number, multiplier, unit, qualifier, and whether fact, aim, growth or share."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from jiannuo.model.vocabulary import ReadingKind
from pipelines.reading.tables import rows_in

_UNITS = (
    "平方公里|平方千米|平方米|平米|立方米|万人次|人次|家次|户次|千瓦时|公里|千米|公顷|吉瓦|兆瓦|千瓦|车道|课题组|百分点|个百分点"
    "|[%‰㎡]|倍|元|家|户|个|项|条|件|名|人|位|场次|场|次|亩|米|辆|台|套|只|支|种|款|张|所|座|栋|幢|层|篇|吨|片|处|笔|册|间|例|艘|架|份(?!额)|门|期|批|对|组|株|部(?![门委分长级队])|大(?=[^\\d,。;、]{0,8}(?:实验室|平台|中心|装置|基地|项目|园区))"
)
_NUMBER = re.compile(
    r"(?P<qualifier>超过|突破|不低于|不少于|不超过|至少|超|近|约|逾|达到|达|仅|增至|升至|为)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[一二三四五六七八九十两百]{1,4}(?=[家个项条座所期]|车道|大(?!道|街|厦|学|力|型|量|会)))"
    r"(?P<more>余|多|来)?(?P<multiplier>万亿|百万|千万|亿|万|千|百)?(?P<more2>余|多)?"
    rf"(?P<unit>{_UNITS})?"
)
_QUALIFIERS = {"超过": "超", "突破": "突破", "不低于": "不低于", "不少于": "不低于", "至少": "不低于", "不超过": "不超过",
               "超": "超", "近": "近", "约": "约", "逾": "超", "余": "余", "多": "余", "来": "约"}  # fmt: skip
# 完成七成, 近八成: tenths, told as per cent.
_TENTHS = re.compile(
    r"(?P<qualifier>超过|超|近|约|逾|达到|达|过)?(?P<number>[一二两三四五六七八九]|[1-9](?:\.\d)?)成(?P<more>多|以上|左右)?(?=[,。;、!?)的\s]|$)"
)
_MULTIPLIERS = {
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
# 六七十条: about so many, no count.
_ABOUT = re.compile("[一二三四五六七八九两]{2}")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_GROWTH = re.compile(
    r"(同比|环比|较|比)?[^,。;]{0,14}?(增长|提高|提升|增幅|增速|下降|减少|上升|增加了?)[^,。;\d]{0,6}$"
)
_SHARE = re.compile(r"(占比|占|比重|比例|完成|覆盖率|强度|率)[^,。;\d]{0,10}$")
# 比重提高到6.2%, 实施率分别为93%、98%: what was reached, not by how much it grew.
_LEVEL = re.compile(r"(?:占比|比重|比例|率)(?:[^,。;\d]{0,6}(?:到|至)|分别[^,。;]{1,14}、)[^,。;\d]{0,3}$")
_IN_BRACKETS = re.compile(r"[(、,][^(),。;\d]{0,8}")
_REACHED = frozenset({"超过", "突破", "超", "近", "约", "逾", "达到", "达", "增至", "升至"})
_CLAUSE_ENDS = re.compile(r"[,。;、!?)\s]|$")
# What may stand between two figures of one list.
_BETWEEN = re.compile(r"(?:左右|以上|余)?[、和与及](?:约|近|超|超过|突破|达|达到)?")
_UNIT_BEFORE = re.compile(rf"\((?P<unit>{_UNITS})\)[:|\s]*$")
_NONE = re.compile(r"(?:为|是)(?P<number>0|零)(?=[,。;!?\s]|$)")
_NOT_FIGURE = re.compile(
    r"(第|又|尚?无|没有|每|另|\d[-~—至]|〔|\(|NO\.?|No\.?|电话|热线|代码|邮编|编号|「|高新发|府发|办发|字|号令|[A-Za-z])$"
)
# 一家企业 is an article; 新增一家 is a count.
_ONE = re.compile(r"(?:新增|净增|增加了?|再增|仅|只有|不足|还有|共)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit at [start, end) of the normal text, multipliers applied."""

    value: float
    unit: str
    qualifier: str
    kind: ReadingKind
    start: int
    end: int


class Figures:
    """Every figure of one text, read once, when first asked for, and asked by stretch."""

    def __init__(self, text: str) -> None:
        self._text = text

    def within(self, start: int, end: int) -> list[Figure]:
        """The figures that begin inside [start, end), in order."""
        return self._figures[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def lists(self, start: int, end: int) -> list[list[Figure]]:
        """The lists of two or more figures inside [start, end): 1家、2家和3家."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        found: list[list[Figure]] = []
        while first < last:
            stop = min(self._list_ends[first], last)
            if stop - first > 1:
                found.append(self._figures[first:stop])
            first = stop
        return found

    def list_of(self, figure: Figure, start: int, end: int) -> list[Figure]:
        """The list inside [start, end) that a figure is in; itself where it is in none."""
        index = bisect_left(self._starts, figure.start)
        if index >= len(self._figures) or self._figures[index] != figure:
            return [figure]
        stop = self._list_ends[index]
        first = max(bisect_left(self._list_ends, stop), bisect_left(self._starts, start))
        return self._figures[first : min(stop, bisect_left(self._starts, end))]

    @cached_property
    def _list_ends(self) -> list[int]:
        """For every figure the index behind the last one of its list."""
        ends: list[int] = []
        stop = len(self._figures)
        for index in range(stop - 1, -1, -1):
            ends.append(stop)
            joined = index and _BETWEEN.fullmatch(
                self._text, self._figures[index - 1].end, self._figures[index].start
            )
            stop = stop if joined else index
        return ends[::-1]

    @cached_property
    def _figures(self) -> list[Figure]:
        return figures_in(self._text, 0, len(self._text))

    @cached_property
    def _starts(self) -> list[int]:
        return [figure.start for figure in self._figures]


def figures_in(text: str, start: int, end: int) -> list[Figure]:
    """The figures with a unit inside [start, end), in order; dates, codes and ordinals are not figures."""
    found: list[Figure] = []
    for match in _NUMBER.finditer(text, start, end):
        figure = _figure(text, match, start) or _bare(text, match, found) or _rounded(text, match)
        if figure is not None:
            found.append(figure)
    found += [_tenths(text, match, start) for match in _TENTHS.finditer(text, start, end)]
    found += _tabled(text, start, end)
    return sorted(found, key=lambda figure: figure.start)


def _tabled(text: str, start: int, end: int) -> list[Figure]:
    """What rows of a table count, and how much that grew."""
    found: list[Figure] = []
    for row, grown in rows_in(text, start, end, _UNITS):
        value = number(row["number"]) * _MULTIPLIERS.get(row["multiplier"] or "", 1)
        kind = _kind(row["unit"], row.group())
        found.append(Figure(float(value), row["unit"], "", kind, *row.span("number")))
        if grown:
            found.append(Figure(float(row["grown"]), "%", "", ReadingKind.GROWTH, *row.span("grown")))
    return found


def nothing_in(text: str, start: int, end: int) -> Figure | None:
    """“依然为0”: a count of none, printed without a unit (its unit is empty)."""
    match = _NONE.search(text, start, end)
    if match is None:
        return None
    return Figure(0.0, "", "", ReadingKind.FACT, match.start("number"), match.end("number"))


def number(printed: str) -> Decimal:
    """The value of a printed number, in figures or in Chinese numerals up to 999."""
    if printed[0].isdigit():
        return Decimal(printed.replace(",", ""))
    total = current = 0
    for sign in printed:
        if sign == "百":
            total, current = total + (current or 1) * 100, 0
        elif sign == "十":
            total, current = total + (current or 1) * 10, 0
        else:
            current = _DIGITS[sign]
    return Decimal(total + current)


def _figure(text: str, match: re.Match[str], low: int) -> Figure | None:
    unit = match["unit"] or _unit_before(text, match.start("number"))
    before = text[max(low, match.start() - 24) : match.start("number")]
    after = text[match.end() : match.end() + 2]
    if not unit or _NOT_FIGURE.search(text[max(0, match.start("number") - 3) : match.start("number")]):
        return None
    if unit in ("期", "批", "号") or after[:1] in ("月", "日") or (unit == "个" and after.startswith("月")):
        return None
    if _ABOUT.match(match["number"]):
        return None
    if match["number"] == "一" and not _ONE.search(text, max(0, match.start() - 4), match.start("number")):
        return None
    value = number(match["number"]) * _MULTIPLIERS.get(match["multiplier"] or "", 1)
    words = (match["qualifier"], match["more"], match["more2"])
    qualifier = next((_QUALIFIERS[word] for word in words if word in _QUALIFIERS), "")
    if unit in ("个百分点", "百分点"):
        return None
    start = match.start("number")
    unit = "个" if unit == "大" else unit
    end = match.end("unit") if match["unit"] else match.end()
    return Figure(float(value), unit, qualifier, _kind(unit, before), start, end)


def _unit_before(text: str, position: int) -> str:
    """“科技型企业(家) 69022”: in tables the unit stands in brackets before the number."""
    found = _UNIT_BEFORE.search(text[max(0, position - 8) : position])
    return found["unit"] if found else ""


def _bare(text: str, match: re.Match[str], found: list[Figure]) -> Figure | None:
    """“24.77万平方米(地上18.25万、地下6.52万)”: a number without a unit in brackets after one with it."""
    if match["unit"] or not match["multiplier"] or not found:
        return None
    between = text[found[-1].end : match.start()]
    if not _IN_BRACKETS.fullmatch(between) or text[match.end() : match.end() + 1] not in ("、", ",", ")"):
        return None
    value = number(match["number"]) * _MULTIPLIERS[match["multiplier"]]
    qualifier = _QUALIFIERS.get(match["qualifier"] or "", "")
    return Figure(float(value), found[-1].unit, qualifier, found[-1].kind, match.start("number"), match.end())


def _tenths(text: str, match: re.Match[str], low: int) -> Figure:
    value = float(number(match["number"]) * 10)
    before = text[max(low, match.start() - 24) : match.start("number")]
    qualifier = _QUALIFIERS.get(match["qualifier"] or "", "余" if match["more"] == "多" else "")
    return Figure(value, "%", qualifier, _kind("%", before), match.start("number"), match.end())


def _rounded(text: str, match: re.Match[str]) -> Figure | None:
    """“注册用户突破12万,…”: a great round number whose unit is left out; a qualifier before it shows the count."""
    if match["unit"] or match["qualifier"] not in _REACHED or match["multiplier"] not in ("万", "亿"):
        return None
    if not _CLAUSE_ENDS.match(text, match.end()):
        return None
    value = number(match["number"]) * _MULTIPLIERS[match["multiplier"]]
    qualifier = _QUALIFIERS.get(match["qualifier"], "")
    return Figure(float(value), "", qualifier, ReadingKind.FACT, match.start("number"), match.end())


def _kind(unit: str, before: str) -> ReadingKind:
    if unit == "倍":
        return ReadingKind.MULTIPLE
    if unit == "%":
        if _LEVEL.search(before):
            return ReadingKind.SHARE
        if _GROWTH.search(before):
            return ReadingKind.GROWTH
        return ReadingKind.SHARE if _SHARE.search(before) else ReadingKind.GROWTH
    return ReadingKind.FACT
