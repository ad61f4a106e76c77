"""Which stretches of a text are a list of plans and which look back: its own title, headings, lead-ins and questions
decide, not each verb."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from pipelines.reading.knowledge import cues

_LINE = re.compile(r"[^\n]+")
_LONGEST_HEADING = 32
# What numbers a heading, from the widest to the narrowest.
_NUMBERS = tuple(
    re.compile(form)
    for form in (
        r"第[一二三四五六七八九十\d]+[章部编篇]|[一二三四五六七八九十]+、",
        r"\([一二三四五六七八九十]+\)",
        r"\d{1,2}[.、](?!\d)",
    )
)
_ITEM = re.compile(
    r"[-●■◆▲•·*]+|第[一二三四五六七八九十\d]|[一二三四五六七八九十]+[、是]|\(?\d{1,2}[.、)](?!\d)|\([一二三四五六七八九十]+\)"
)
_YEAR = r"(?:(?:20\d\d年?|今年|明年|来年|新的一年|全年|本年度?),?)?"


# The title of a plan or programme as a document (…“十五五”规划(节选), 2024年工作要点, …行动计划的通知).
_TITLE = re.compile(
    r"(?P<year>20\d\d)?.*(?:规划|计划|要点|纲要|行动方案|项目清单|任务清单|实事清单|(?P<advice>建议|草案))[》\"]?(?:\([^()]{1,16}\))*(?:的通知|公示说明|公示)?(?:\([^()]{1,12}\))*"
)
_LONGEST_TITLE = 60
_QUESTION = re.compile(r"(?:问|[^,。;:]{2,14}(?:记者|网友))[:]|.*\?$")
_ASKS_PLANS = re.compile(r"打算|下一步|接下来|今后|下一阶段|如何推进|有何计划|有什么计划")
_WHOLE, _LINE_ALONE = -2, -1


@dataclass(frozen=True, slots=True)
class _Mood:
    """Planned (True), past (False) or neither (None); ``binding`` is a plan that a body set for a time, ``advice``
    what somebody only proposes."""

    planned: bool | None
    binding: bool = False
    advice: bool = False


_OPEN = _Mood(None)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """From ``start`` on the text is of one mood."""

    start: int
    mood: _Mood


class Sections:
    """The mood of every stretch of one text that a heading or a lead-in sets."""

    def __init__(self, text: str) -> None:
        self._text = text

    def plan(self, position: int) -> bool:
        """Whether what stands there is an item of a list of plans (下一步,… · 2024年重点工作:…)."""
        return self._mood(position).planned is True

    def past(self, position: int) -> bool:
        """Whether what stands there is an item of a look back (一、2022年工作回顾 …)."""
        return self._mood(position).planned is False

    def binding(self, position: int) -> bool:
        """Whether what stands there is an item of a plan that is set for a time (2024年重点任务:…, 下一步,…)."""
        mood = self._mood(position)
        return mood.planned is True and mood.binding

    def advice(self, position: int) -> bool:
        """Whether what stands there is only proposed by somebody (…规划的建议)."""
        return self._mood(position).advice

    def _mood(self, position: int) -> _Mood:
        index = bisect_right(self._starts, position) - 1
        return self._stretches[index].mood if index >= 0 else _OPEN

    @cached_property
    def _starts(self) -> list[int]:
        return [one.start for one in self._stretches]

    @cached_property
    def _stretches(self) -> list[_Stretch]:
        """The stretches in order: a title rules the whole, a heading until one of its own rank, a question its
        answer, a lead-in its paragraph or its items."""
        found: list[_Stretch] = []
        moods: dict[int, _Mood] = {}
        leading: _Mood | None = None
        for match in _LINE.finditer(self._text):
            line = match.group()
            item = _ITEM.match(line.lstrip())
            rank, mood = _heading(line)
            if rank is not None:
                moods = {other: kept for other, kept in moods.items() if other < rank}
                moods[rank] = mood
            if leading is not None and not item:
                leading = None
            found.append(_Stretch(match.start(), leading or _innermost(moods)))
            for position, led in _lead_ins(line):
                found.append(_Stretch(match.start() + position, led))
                if line.rstrip().endswith(":") and position >= len(line.rstrip()):
                    leading = led
            if not match.start() and (title := _title(line)) is not None:
                moods[_WHOLE] = title
        return found


def _innermost(moods: dict[int, _Mood]) -> _Mood:
    told = [rank for rank, mood in moods.items() if mood.planned is not None]
    return moods[max(told)] if told else _OPEN


def _title(line: str) -> _Mood | None:
    """The mood of a whole document whose first line is the title of a plan; None for every other line."""
    stripped = line.strip()
    if len(stripped) > _LONGEST_TITLE or "。" in stripped or _words(cues().past_heads).search(stripped):
        return None
    title = _TITLE.fullmatch(stripped)
    if title is None:
        return None
    advice = title["advice"] is not None
    return _Mood(True, binding=not advice, advice=advice)


def _heading(line: str) -> tuple[int | None, _Mood]:
    """The rank of the heading that ``line`` is or begins with, and the mood that it sets; None when it is none."""
    stripped = line.strip()
    if _QUESTION.match(stripped):
        return _LINE_ALONE, _Mood(True, True) if _ASKS_PLANS.search(stripped) else _OPEN
    for rank, number in enumerate(_NUMBERS):
        if number.match(stripped):
            head = re.split(r"[。:;]", stripped, maxsplit=1)[0]
            short = len(head) <= _LONGEST_HEADING
            return rank, _mood_of(head) if short and "," not in head else _OPEN
    if len(stripped) <= _LONGEST_HEADING and not re.search(r"[,。;!?:]", stripped):
        mood = _mood_of(stripped)
        return (_LINE_ALONE, mood) if mood.planned is not None and _is_all(stripped) else (None, _OPEN)
    return None, _OPEN


def _is_all(line: str) -> bool:
    """Whether a line without a number is nothing but such a heading: a headline only tells of plans or of a review."""
    return any(line.endswith(word) for word in (*cues().plan_heads, *cues().past_heads))


def _mood_of(head: str) -> _Mood:
    planned, past = _words(cues().plan_heads).search(head), _words(cues().past_heads).search(head)
    if bool(planned) == bool(past):
        return _OPEN
    advice = planned is not None and planned.group().endswith("建议")
    return _Mood(planned is not None, binding=not advice, advice=advice)


def _lead_ins(line: str) -> Iterator[tuple[int, _Mood]]:
    """Where in a paragraph a list is led in: after “…重点抓好以下工作:”, or from “下一步,…” on."""
    for match in _lead().finditer(line):
        kind = match.lastgroup
        mood = {"plan": _Mood(True, True), "asked": _Mood(True), "past": _Mood(False)}.get(kind or "", _OPEN)
        yield match.end() if match.group().endswith((":", "。")) else match.start(), mood


@cache
def _lead() -> re.Pattern[str]:
    plan = "|".join(map(re.escape, cues().plan_leads))
    past = "|".join(map(re.escape, cues().past_leads))
    begins = r"(?:^|(?<=[。!?;\n]))"
    papers = r"(?:规划|计划|要点|纲要|行动方案)》?"
    listed = r"。(?=[一首](?:是|要|先))"
    return re.compile(
        rf"(?P<plan>{begins}{_YEAR}[^,。;:]{{0,12}}?(?:{plan})[^。;:]{{0,24}}:|{begins}(?:{plan}),"
        rf"|(?:20\d\d年|今年|明年|下半年)[^。;:]{{0,12}}?(?:{plan})[^。;:]{{0,24}}{listed}"
        rf"|{begins}[^,。;:]{{0,8}}会议[^,。;:]{{0,4}}(?:强调|要求),(?=[^,。;:]{{0,4}}(?:20\d\d年|今年|明年|下半年|下一步))"
        rf"|{papers}[^,。;:]{{0,6}}(?:明确|提出)[:,]|(?<=任务。)其中(?:明确|提出)[:,])"
        rf"|(?P<asked>{begins}[^,。;:]{{0,8}}(?:会议|书记|市长|主任|局长|全会)[^,。;:]{{0,4}}(?:强调|要求),)"
        rf"|(?P<told>{begins}[^,。;:]{{0,8}}会议[^,。;:]{{0,4}}(?:指出|认为|通报|听取|审议|透露),)"
        rf"|(?P<past>{begins}[^。;:]{{0,12}}?(?:{past})[^。;:]{{0,16}}:)"
    )


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
