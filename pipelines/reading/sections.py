"""Which stretches of a text are a list of plans and which look back: headings and lead-ins decide, not each verb."""

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
_YEAR = r"(?:20\d\d年?|今年|明年|来年|新的一年|全年|本年度?)?"


@dataclass(frozen=True, slots=True)
class _Stretch:
    """From ``start`` on the text is of one mood: planned (True), past (False) or neither (None)."""

    start: int
    planned: bool | None


class Sections:
    """The mood of every stretch of one text that a heading or a lead-in sets."""

    def __init__(self, text: str) -> None:
        self._text = text

    def plan(self, position: int) -> bool:
        """Whether what stands there is an item of a list of plans (下一步,… · 2024年重点工作:…)."""
        return self._mood(position) is True

    def past(self, position: int) -> bool:
        """Whether what stands there is an item of a look back (一、2022年工作回顾 …)."""
        return self._mood(position) is False

    def _mood(self, position: int) -> bool | None:
        index = bisect_right(self._starts, position) - 1
        return self._stretches[index].planned if index >= 0 else None

    @cached_property
    def _starts(self) -> list[int]:
        return [one.start for one in self._stretches]

    @cached_property
    def _stretches(self) -> list[_Stretch]:
        """The stretches in order: a heading rules until one of its own rank, a lead-in its paragraph or its items."""
        found: list[_Stretch] = []
        moods: dict[int, bool | None] = {}
        leading: bool | None = None
        for match in _LINE.finditer(self._text):
            line = match.group()
            item = _ITEM.match(line.lstrip())
            rank, mood = _heading(line)
            if rank is not None:
                moods = {other: kept for other, kept in moods.items() if other < rank}
                moods[rank] = mood
            if leading is not None and not item:
                leading = None
            inherited = _innermost(moods) if leading is None else leading
            found.append(_Stretch(match.start(), inherited))
            for position, led in _lead_ins(line):
                found.append(_Stretch(match.start() + position, led))
                if line.rstrip().endswith(":") and position >= len(line.rstrip()):
                    leading = led
        return found


def _innermost(moods: dict[int, bool | None]) -> bool | None:
    told = [rank for rank, mood in moods.items() if mood is not None]
    return moods[max(told)] if told else None


def _heading(line: str) -> tuple[int | None, bool | None]:
    """The rank of the heading that ``line`` is or begins with, and the mood that it sets; None when it is none."""
    stripped = line.strip()
    for rank, number in enumerate(_NUMBERS):
        if number.match(stripped):
            head = re.split(r"[。:;]", stripped, maxsplit=1)[0]
            short = len(head) <= _LONGEST_HEADING
            return rank, _mood_of(head) if short and "," not in head else None
    if len(stripped) <= _LONGEST_HEADING and not re.search(r"[,。;!?:]", stripped):
        mood = _mood_of(stripped)
        return (-1, mood) if mood is not None and _is_all(stripped) else (None, None)
    return None, None


def _is_all(line: str) -> bool:
    """Whether a line without a number is nothing but such a heading: a headline only tells of plans or of a review."""
    return any(line.endswith(word) for word in (*cues().plan_heads, *cues().past_heads))


def _mood_of(head: str) -> bool | None:
    planned, past = _words(cues().plan_heads).search(head), _words(cues().past_heads).search(head)
    if bool(planned) == bool(past):
        return None
    return planned is not None


def _lead_ins(line: str) -> Iterator[tuple[int, bool]]:
    """Where in a paragraph a list is led in: after “…重点抓好以下工作:”, or from “下一步,…” on."""
    for match in _lead().finditer(line):
        yield match.end() if match.group().endswith(":") else match.start(), match.lastgroup == "plan"


@cache
def _lead() -> re.Pattern[str]:
    plan = "|".join(map(re.escape, cues().plan_leads))
    past = "|".join(map(re.escape, cues().past_leads))
    begins = r"(?:^|(?<=[。!?;\n]))"
    return re.compile(
        rf"(?P<plan>{begins}{_YEAR}[^,。;:]{{0,12}}?(?:{plan})[^。;:]{{0,24}}:|{begins}(?:{plan}),)"
        rf"|(?P<past>{begins}[^。;:]{{0,12}}?(?:{past})[^。;:]{{0,16}}:)"
    )


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
