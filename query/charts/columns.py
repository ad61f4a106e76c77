"""Counts one beside the other as a picture that stands alone: columns over an axis, and what each one counts."""

from collections.abc import Sequence

from markupsafe import Markup

from query.charts.scale import Scale, ticks

_WIDTH, _HEIGHT = 720, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 34, 30
_INK, _GREY, _BLUE, _PALE = "#22201c", "#6b665d", "#1f4e79", "#d9d2c4"
_LABELS = 8


def columns(counts: Sequence[tuple[str, int]], title: str) -> Markup:
    """One column for each name and its count, in their order; ``title`` stands above."""
    marks = ticks(0.0, float(max((count for _, count in counts), default=0) or 1), 4)
    y = Scale(0.0, marks[-1], _HEIGHT - _BOTTOM, _TOP)
    wide = (_WIDTH - _LEFT - _RIGHT) / max(len(counts), 1)
    parts = [Markup("").join(_line(y, mark) for mark in marks if mark == int(mark))]
    every = -(-len(counts) // _LABELS) or 1
    for place, (name, count) in enumerate(counts):
        left = _LEFT + wide * place
        parts.append(_column(left, wide, y, name, count))
        if place % every == 0:
            parts.append(_label(left, name))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" role="img" font-family="sans-serif" '
        'font-size="12" fill="{ink}"><title>{title}</title><text x="{x}" y="18" font-size="13" '
        'font-weight="bold">{title}</text>{parts}</svg>'
    ).format(w=_WIDTH, h=_HEIGHT, ink=_INK, title=title, x=_LEFT, parts=Markup("").join(parts))


def _line(y: Scale, mark: float) -> Markup:
    return Markup(
        '<path d="M{x0} {y:.1f}H{x1}" stroke="{stroke}"/><text x="{tx}" y="{ty:.1f}" text-anchor="end">{text}</text>'
    ).format(
        x0=_LEFT, x1=_WIDTH - _RIGHT, y=y.at(mark), stroke=_PALE if mark else _GREY,
        tx=_LEFT - 6, ty=y.at(mark) + 4, text=int(mark),
    )  # fmt: skip


def _column(left: float, wide: float, y: Scale, name: str, count: int) -> Markup:
    if not count:
        return Markup("")
    return Markup(
        '<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{blue}"><title>{said}</title></rect>'
    ).format(
        x=left + wide * 0.15, y=y.at(count), w=wide * 0.7, h=y.start - y.at(count), blue=_BLUE, said=f"{name}: {count}"
    )  # fmt: skip


def _label(left: float, name: str) -> Markup:
    return Markup('<text x="{x:.1f}" y="{y}">{name}</text>').format(x=left, y=_HEIGHT - 10, name=name)
