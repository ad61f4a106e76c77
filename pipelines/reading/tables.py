"""Rows of a table told as lines: “指标|单位|年末数|增长(%)” over “高新技术企业|家|10401|14.1”."""

import re
from collections.abc import Iterator
from functools import cache

_HEAD = re.compile(r"(?:指标|名称|项目)(?:名称)?[ \t|]*(?:计量)?单位")
_GROWN = re.compile(r"增长[^\n\d]{0,6}%|增幅|增速|±%|同比")
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# The normal form drops the blanks between columns except between numbers.
_GAP = r"[ \t|]"


def rows_in(text: str, start: int, end: int, units: str) -> Iterator[tuple[re.Match[str], bool]]:
    """The rows of [start, end) below a head with a column of units, and whether a growth in per cent follows.

    ``units`` is the pattern of a unit; a row's groups are multiplier, unit, number and grown.
    """
    head = _HEAD.search(text, start, end)
    if head is None:
        return
    _, _, line = text[head.start() : end].partition("\n")
    grows = _GROWN.search(text[head.start() : end - len(line)]) is not None
    for match in _row(units).finditer(text, end - len(line), end):
        yield match, grows and match["grown"] is not None


@cache
def _row(units: str) -> re.Pattern[str]:
    return re.compile(
        rf"^[^\n|\d]{{2,24}}?{_GAP}*\(?(?P<multiplier>[万亿])?(?P<unit>{units})\)?{_GAP}*(?P<number>{_NUMBER})"
        rf"(?:{_GAP}+(?P<grown>-?\d+(?:\.\d+)?)%?)?(?={_GAP}|\n|$)",
        re.MULTILINE,
    )
