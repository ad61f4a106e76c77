"""The day on which a series breaks, as a dashed line through the picture with its reason."""

from markupsafe import Markup

from jiannuo.locale import Wording
from jiannuo.model.breaks import SeriesBreak
from query.charts.scale import Scale

_GREY = "#6b665d"


def broken_at(x: float, y: Scale, found: SeriesBreak, words: Wording) -> Markup:
    """A dashed line from top to bottom; the title says what changed."""
    said = words("web.chart.break_from", date=found.day.isoformat(), why=found.why)
    return Markup(
        '<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{grey}" stroke-width="1.5" stroke-dasharray="3 4" '
        'class="break"><title>{said}</title></path>'
        '<text x="{tx:.1f}" y="{ty:.1f}" class="tick break">{sign}</text>'
    ).format(
        x=x,
        top=y.end,
        bottom=y.start,
        grey=_GREY,
        said=said,
        tx=x + 4,
        ty=y.end + 10,
        sign=words("web.chart.break"),
    )
