"""By when: the date expressions that set a promise its term."""

import re
from dataclasses import dataclass

from jiannuo.model.vocabulary import Precision
from jiannuo.model.when import When, parse_when
from pipelines.drafting.knowledge import verbs
from pipelines.reading.dates import dates_in

_LEAD = re.compile(r"(?:到|至|于|在|力争|争取|确保|预计|计划)$")
_TAIL = re.compile(r"(?:底|末|年底|年末)?(?:之?前|以前|内|底|末)(?![\d一二三四五六七八九十])")
_YEAR_END = re.compile(r"(?<![\d今明去前])年底(?:之?前)")
_PLAN = re.compile(r"“?(?P<plan>十[三四五六]五)”?(?:规划)?(?:末|期末|期间)")
_RANGE = re.compile(r"20\d\d年?\s*[-~至]\s*(?P<year>20\d\d)年")
_YEAR = re.compile(r"(?P<year>20\d\d)年")
_YEARLY = re.compile(r"民生实事|工作要点|重点工作|重点任务|重点项目|工作安排|主要任务|实事项目")


@dataclass(frozen=True, slots=True)
class Due:
    """A term, the words that set it, and where they stand in the paragraph's ``text``."""

    when: When
    words: str
    start: int
    end: int


def due_in(text: str, start: int, end: int, base: When | None) -> Due | None:
    """The last term set inside [start, end); ``base`` resolves 今年 and dates without a year."""
    found = None
    for hit in dates_in(text, start, end, base):
        lead = _LEAD.search(text, max(start, hit.start - 2), hit.start)
        tail = _TAIL.match(text, hit.end, end)
        opens = hit.start == start
        closing = hit.when.precision is not Precision.YEAR and text[hit.end - 1] in "底末"
        if hit.vague and not text.startswith("年内", hit.start):
            continue
        if lead or tail or (opens and hit.end == end) or closing:
            low, high = lead.start() if lead else hit.start, tail.end() if tail else hit.end
            found = Due(_end_of(hit.when, tail.group() if tail else ""), text[low:high], low, high)
    if found is None and base and (closing_year := _YEAR_END.search(text, start, end)):
        december = When(base.day.replace(month=12, day=1), Precision.MONTH)
        found = Due(december, closing_year.group(), closing_year.start(), closing_year.end())
    if found is None and (plan := _PLAN.search(text, start, end)):
        when = parse_when(str(verbs().plan_ends[plan["plan"]]))
        found = Due(when, plan.group(), plan.start(), plan.end()) if when else None
    return found


def due_of_title(title: str) -> tuple[When, str] | None:
    """The term that a title sets for all that stands under it: the end of a span of years, or a list's year."""
    match = _RANGE.search(title)
    if match is None and _YEARLY.search(title):
        match = _YEAR.search(title)
    when = parse_when(match["year"]) if match else None
    return (when, title) if when else None


def year_of(text: str) -> When | None:
    """The first year a text names, where nothing better says when it was written."""
    match = _YEAR.search(text)
    return parse_when(match["year"]) if match else None


def _end_of(when: When, tail: str) -> When:
    """到2025年底 is a month, not a year."""
    if when.precision is Precision.YEAR and any(sign in tail for sign in "底末"):
        return When(when.day.replace(month=12), Precision.MONTH)
    return when
