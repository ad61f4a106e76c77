"""A target against its readings as a picture: axes, the promised line, facts joined, aims apart, breaks marked.

The SVG needs nothing around it: presentation attributes give its colours, which the pages' style sheet replaces
by those of the reader's scheme.
"""

from collections.abc import Callable, Sequence
from datetime import date

from markupsafe import Markup

from jiannuo.locale import Wording
from jiannuo.model.commitment import Commitment, Register, Target
from jiannuo.model.standing import Standing
from query.charts.broken import broken_at
from query.charts.frame import frame
from query.charts.scale import Scale, years
from query.charts.series import Dot, Series, stretches
from scheduler.formats import comparator_text, value_text

_WIDTH, _HEIGHT = 720, 330
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 16, 30, 62
_RED, _INK, _GREY, _BLUE = "#9b2d20", "#22201c", "#6b665d", "#1f4e79"


def chart(
    one: Series,
    entry: Commitment,
    now: Standing,
    register: Register,
    words: Wording,
    today: date,
    *,
    titled: bool = False,
) -> Markup:
    """The picture of one target; its title tells the same in words, also for the eye where ``titled``."""
    target, room = one.target, frame(one, entry, register.founding.published.day, today)
    x = Scale(_ordinal(room.first), _ordinal(room.last), _LEFT, _WIDTH - _RIGHT)
    y = Scale(room.marks[0], room.marks[-1], _HEIGHT - _BOTTOM, _TOP)
    parts = [
        _axes(x, y, room.marks, words, target.unit),
        _goals(target, entry, x, y, words),
        *(broken_at(x.at(_ordinal(found.day)), y, found, words) for found in one.breaks),
        _joined(one.dots, x, y),
        *(_dot(dot, x, y, words) for dot in one.dots),
        _legend(one, words),
    ]
    name = (words.language == "en" and entry.name_en) or entry.name
    title = words("web.chart.title", name=name, measure=target.measure)
    if titled:
        parts.append(_title(title))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {w} {h}" role="img" '
        'font-family="sans-serif" font-size="12" fill="{ink}"><title>{title}</title>{parts}</svg>'
    ).format(w=_WIDTH, h=_HEIGHT, ink=_INK, title=title, parts=Markup("").join(parts))


def _title(title: str) -> Markup:
    return Markup('<text x="{x}" y="16" font-size="13" font-weight="bold">{title}</text>').format(
        x=_LEFT, title=title
    )


def standing_alone(drawn: str) -> str:
    """The picture as a document of its own, in UTF-8."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}'


def _ordinal(day: date) -> float:
    return float(day.toordinal())


def _axes(x: Scale, y: Scale, marks: Sequence[float], words: Wording, unit: str) -> Markup:
    across = Markup("").join(
        Markup(
            '<path d="M{x0} {y:.1f}H{x1}" stroke="#d9d2c4" class="grid"/>'
            '<text x="{tx}" y="{ty:.1f}" text-anchor="end" class="tick">{text}</text>'
        ).format(
            x0=x.start,
            x1=x.end,
            y=y.at(mark),
            tx=x.start - 6,
            ty=y.at(mark) + 4,
            text=value_text(mark, words.language),
        )
        for mark in marks
    )
    first, last = date.fromordinal(int(x.low)), date.fromordinal(int(x.high))
    along = Markup("").join(
        Markup(
            '<path d="M{x:.1f} {y0}v5" stroke="{grey}" class="axis"/>'
            '<text x="{x:.1f}" y="{ty}" text-anchor="middle" class="tick">{year}</text>'
        ).format(x=x.at(_ordinal(day)), y0=y.start, ty=y.start + 18, year=day.year, grey=_GREY)
        for day in years(first, last)
        if first <= day <= last
    )
    line = Markup(
        '<path d="M{x0} {y0}H{x1}" stroke="{grey}" class="axis"/>'
        '<text x="{x0}" y="16" text-anchor="end" class="tick" dx="-6">{unit}</text>'
    )
    return across + line.format(x0=x.start, x1=x.end, y0=y.start, grey=_GREY, unit=unit) + along


def _goals(target: Target, entry: Commitment, x: Scale, y: Scale, words: Wording) -> Markup:
    """The promised value as a line to its day, later aims as marks of their own, the baseline where it was told."""
    drawn = Markup("")
    due = target.due or entry.due
    if target.value is not None:
        end = x.at(_ordinal(due.last_day())) if due else x.end
        said = f"{words('web.chart.target')} {_amount(target.value, target, words)}"
        drawn += Markup(
            '<path d="M{x0} {y:.1f}H{x1:.1f}" stroke="{red}" stroke-width="2" stroke-dasharray="7 4" '
            'class="goal"/><text x="{tx}" y="{ty:.1f}" fill="{red}" class="goal">{said}</text>'
        ).format(
            x0=x.start,
            x1=end,
            y=y.at(target.value),
            ty=y.at(target.value) - 6,
            tx=x.start + 6,
            red=_RED,
            said=said,
        )
    for aim in target.aims:
        day = aim.due.last_day() if aim.due else None
        place = x.at(_ordinal(day)) if day else x.end - 8
        said = f"{words('web.chart.later_aim')} {comparator_text(aim.comparator)}{_amount(aim.value, target, words)}"
        drawn += _mark(place, y.at(aim.value), "aim", f"{said} {aim.source}")
    base = target.baseline
    if base and base.unit == target.unit and base.as_of:
        drawn += Markup(
            '<rect x="{x:.1f}" y="{y:.1f}" width="8" height="8" fill="{grey}" class="baseline">'
            "<title>{said}</title></rect>"
        ).format(
            x=x.at(_ordinal(base.as_of.last_day())) - 4,
            y=y.at(base.value) - 4,
            grey=_GREY,
            said=f"{words('web.chart.baseline')} {_amount(base.value, target, words)}",
        )
    return drawn


def _joined(dots: Sequence[Dot], x: Scale, y: Scale) -> Markup:
    """A line from fact to fact, as far as they may be joined."""
    steps = [
        f"{'L' if place else 'M'}{x.at(_ordinal(dot.day)):.1f} {y.at(dot.reading.value):.1f}"
        for stretch in stretches(dots)
        for place, dot in enumerate(stretch)
    ]
    if not steps:
        return Markup("")
    return Markup('<path d="{d}" fill="none" stroke="{blue}" stroke-width="2" class="facts"/>').format(
        d="".join(steps), blue=_BLUE
    )


def _dot(dot: Dot, x: Scale, y: Scale, words: Wording) -> Markup:
    reading = dot.reading
    kind = words(f"kind.{reading.kind.value}")
    said = f"{dot.day.isoformat()} {kind} {reading.qualifier}{reading.quote.text} · {dot.told.outlet}"
    place, height = x.at(_ordinal(dot.day)), y.at(reading.value)
    if not dot.is_fact:
        return _mark(place, height, reading.kind.value, said)
    drawn = Markup(
        '<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{blue}" class="fact"><title>{said}</title></circle>'
    )
    shown = drawn.format(x=place, y=height, blue=_BLUE, said=said)
    if dot.disputed or dot.fell:
        key = "web.chart.disputed" if dot.disputed else "web.chart.fell"
        shown += Markup(
            '<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="none" stroke="{red}" stroke-width="2" class="doubt">'
            '<title>{said}</title></circle><text x="{x:.1f}" y="{ty:.1f}" text-anchor="middle" fill="{red}" '
            'class="doubt">{sign}</text>'
        ).format(
            x=place,
            y=height,
            ty=height - 13,
            red=_RED,
            said=f"{words(key)}: {said}",
            sign="≠" if dot.disputed else "↓",
        )
    return shown


def _mark(x: float, y: float, kind: str, said: str) -> Markup:
    """A hollow diamond: wanted or foreseen, not reached."""
    return Markup(
        '<path d="M{x:.1f} {top:.1f}l6 6l-6 6l-6 -6z" fill="#ffffff" stroke="{red}" stroke-width="2" class="{kind}">'
        "<title>{said}</title></path>"
    ).format(x=x, top=y - 6, red=_RED if kind == "aim" else _GREY, kind=kind, said=said)


def _legend(one: Series, words: Wording) -> Markup:
    """What the signs mean, only those that are drawn."""
    kinds = {dot.reading.kind.value for dot in one.dots}
    signs: list[tuple[str, Callable[[float], Markup], bool]] = [
        (words("kind.fact"), _fact_sign, "fact" in kinds),
        (
            words("kind.aim"),
            lambda x: _mark(x, _HEIGHT - 16, "aim", ""),
            "aim" in kinds or bool(one.target.aims),
        ),
        (words("kind.forecast"), lambda x: _mark(x, _HEIGHT - 16, "forecast", ""), "forecast" in kinds),
        (words("web.chart.disputed"), lambda x: _sign(x, "≠"), any(dot.disputed for dot in one.dots)),
        (words("web.chart.fell"), lambda x: _sign(x, "↓"), any(dot.fell for dot in one.dots)),
        (words("web.chart.break"), _broken_sign, bool(one.breaks)),
    ]
    drawn, left = Markup(""), float(_LEFT)
    for text, sign, wanted in signs:
        if wanted:
            drawn += sign(left + 6) + Markup('<text x="{x:.1f}" y="{y}" class="tick">{text}</text>').format(
                x=left + 18, y=_HEIGHT - 12, text=text
            )
            left += 40 + 12.5 * len(text) if words.language == "zh" else 40 + 7 * len(text)
    return drawn


def _fact_sign(x: float) -> Markup:
    return Markup('<circle cx="{x:.1f}" cy="{y}" r="4" fill="{blue}" class="fact"/>').format(
        x=x, y=_HEIGHT - 16, blue=_BLUE
    )


def _broken_sign(x: float) -> Markup:
    return Markup('<path d="M{x:.1f} {y}v14" stroke="{grey}" stroke-dasharray="3 4" class="break"/>').format(
        x=x, y=_HEIGHT - 23, grey=_GREY
    )


def _sign(x: float, sign: str) -> Markup:
    return Markup(
        '<text x="{x:.1f}" y="{y}" text-anchor="middle" fill="{red}" class="doubt">{sign}</text>'
    ).format(x=x, y=_HEIGHT - 12, red=_RED, sign=sign)


def _amount(value: float, target: Target, words: Wording) -> str:
    return value_text(value, words.language) + target.unit
