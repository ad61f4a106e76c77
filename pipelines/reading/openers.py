"""Words that open a stretch without a subject of its own: verbs, adverbs, measures."""

import re
from functools import cache

from pipelines.reading.knowledge import onward

# 三年间, 前4个月, 组建以来, 截至目前, 建成后: when, before what.
_WHEN = re.compile(
    r"(?:[^,。;]{0,8}?(?:[年月]间|[年月]来|[年月日]|季度|以来|期间|至今|至此|目前|如今|当前|眼下|来|后|时|全年|年末)[底末初内里]?,?){1,2}"
)
_FAR = 24


def goes_on(text: str, position: int, end: int | None = None) -> bool:
    """Whether what begins at ``position`` has no subject of its own, be it after a date, so that the one before holds."""
    last = min(len(text) if end is None else end, position + _FAR)
    when = _WHEN.match(text, position, last)
    heads = (position, when.end()) if when else (position,)
    return any(_openers().match(text, head) is not None for head in heads)


def does(text: str, position: int, end: int | None = None) -> bool:
    """Whether a verb or a count opens what begins at ``position``, be it after a date: no noun that is measured next."""
    last = len(text) if end is None else end
    heads = (position, after_date(text, position, last))
    return any(head < last and (text[head].isdigit() or _deeds().match(text, head, last)) for head in heads)


def after_date(text: str, position: int, end: int) -> int:
    """Where a stretch goes on after the date or time that it may open with."""
    when = _WHEN.match(text, position, min(end, position + _FAR))
    return when.end() if when else position


@cache
def _deeds() -> re.Pattern[str]:
    words = sorted((*onward().deeds, "有", "达", "超", "约", "近"), key=len, reverse=True)
    return re.compile(f"新?(?:{'|'.join(map(re.escape, words))})")


@cache
def _openers() -> re.Pattern[str]:
    words = sorted((*onward().deeds, *onward().things), key=len, reverse=True)
    return re.compile(f"新?(?:{'|'.join(map(re.escape, words))})")
