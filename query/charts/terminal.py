"""A target against its readings in the terminal: axes with round figures, facts joined, aims apart, breaks marked.

Only signs that every terminal shows one column wide: what counts as wide differs between terminals.
"""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len

from jiannuo.errors import UsageError
from jiannuo.locale import Wording
from jiannuo.model.commitment import Commitment
from query.charts.frame import Frame, frame
from query.charts.scale import years
from query.charts.series import Series, stretches
from scheduler.formats import value_text

if TYPE_CHECKING:
    from plotille import Canvas

SIGNS = {"fact": "o", "aim": "+", "forecast": "?", "baseline": "=", "doubt": "!", "target": "-", "break": ":"}
_NARROWEST, _WIDEST, _TALLEST = 24, 110, 16
_EMPTY = "\u2800"  # a braille sign without dots
_YEAR = 8  # columns that a year of the axis wants


def plotted(
    one: Series, entry: Commitment, promised: date, today: date, words: Wording, columns: int
) -> list[str]:
    """The lines of the picture in at most ``columns`` columns, and under it what its signs mean."""
    room = frame(one, entry, promised, today)
    ends = [value_text(mark, words.language) for mark in room.marks]
    left = max(map(cell_len, ends)) + 2
    width = min(max(columns - left - 2, _NARROWEST), _WIDEST)
    rows = max(_TALLEST // (len(room.marks) - 1), 2)
    canvas = _canvas(room, width, rows)
    _lines(canvas, one, entry, room)
    _signs(canvas, one)
    drawn = canvas.plot().replace(_EMPTY, " ").splitlines()
    upright = {rows * place: end for place, end in enumerate(reversed(ends))}
    body = [
        f"{_right(upright.get(place, ''), left - 1)} |{line}".rstrip() for place, line in enumerate(drawn)
    ]
    return [*body, f"{'':{left}}+{'-' * width}", _years(room, left, width), _legend(one, words)]


def _right(text: str, columns: int) -> str:
    return " " * (columns - cell_len(text)) + text


def _canvas(room: Frame, width: int, rows: int) -> "Canvas":
    """A canvas on which every figure of the axis lies in the middle of a row, ``rows`` apart."""
    try:
        from plotille import Canvas
    except ImportError:
        raise UsageError(
            "a plot in the terminal needs plotille, which is not installed",
            "pip install 'jiannuo[charts]', or write a picture: --svg FILE",
        ) from None
    half = (room.marks[1] - room.marks[0]) / rows / 2
    high = rows * (len(room.marks) - 1) + 1
    low, top = room.marks[0] - half, room.marks[-1] + half
    return Canvas(width, high, room.first.toordinal(), low, room.last.toordinal(), top)


def _lines(canvas: "Canvas", one: Series, entry: Commitment, room: Frame) -> None:
    """The promised value to its day, the breaks from top to bottom, and fact to fact."""
    due, last = one.target.due or entry.due, room.last
    if one.target.value is not None:
        end = min(due.last_day(), last) if due else last
        _dashed(canvas, room.first, end, one.target.value, last)
    high = room.marks[-1] - room.marks[0]
    for found in one.breaks:
        for step in range(0, 100, 3):
            canvas.point(found.day.toordinal(), room.marks[0] + high * step / 100)
    for stretch in stretches(one.dots):
        for before, after in pairwise(stretch):
            canvas.line(
                before.day.toordinal(), before.reading.value, after.day.toordinal(), after.reading.value
            )


def _dashed(canvas: "Canvas", first: date, end: date, value: float, last: date) -> None:
    step = max((last - first).days // 100, 1)
    for day in range(first.toordinal(), end.toordinal(), step):
        canvas.point(day, value)


def _signs(canvas: "Canvas", one: Series) -> None:
    base = one.target.baseline
    if base and base.unit == one.target.unit and base.as_of:
        canvas.text(base.as_of.last_day().toordinal(), base.value, SIGNS["baseline"])
    for aim in one.target.aims:
        if aim.due:
            canvas.text(aim.due.last_day().toordinal(), aim.value, SIGNS["aim"])
    for dot in one.dots:
        sign = SIGNS["doubt" if dot.disputed or dot.fell else dot.reading.kind.value]
        canvas.text(dot.day.toordinal(), dot.reading.value, sign)


def _years(room: Frame, left: int, width: int) -> str:
    """The years under the axis, each where it begins."""
    line = [" "] * (left + 1 + width)
    span = (room.last - room.first).days or 1
    for day in years(room.first, room.last, max(width // _YEAR, 1)):
        place = left + 1 + int(width * (day - room.first).days / span)
        if room.first <= day and place + 4 <= len(line):
            line[place : place + 4] = str(day.year)
    return "".join(line).rstrip()


def _legend(one: Series, words: Wording) -> str:
    return " " * 2 + "   ".join(f"{SIGNS[key]} {words(told)}" for key, told in _drawn(one))


def _drawn(one: Series) -> Iterable[tuple[str, str]]:
    """What is drawn, and what it is called."""
    kinds = {dot.reading.kind.value for dot in one.dots if not (dot.disputed or dot.fell)}
    base = one.target.baseline
    yield from ((kind, f"kind.{kind}") for kind in ("fact", "aim", "forecast") if kind in kinds)
    if one.target.aims and "aim" not in kinds:
        yield "aim", "web.chart.later_aim"
    if one.target.value is not None:
        yield "target", "web.chart.target"
    if base and base.unit == one.target.unit and base.as_of:
        yield "baseline", "web.chart.baseline"
    if any(dot.disputed for dot in one.dots):
        yield "doubt", "web.chart.disputed"
    if any(dot.fell for dot in one.dots):
        yield "doubt", "web.chart.fell"
    if one.breaks:
        yield "break", "web.chart.break"
