"""A small picture of how often a commitment was told of, month by month."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from jiannuo.model.news import NewsItem

MONTHS = 24
_WIDTH, _HEIGHT, _BAR = 96, 20, 3


def mentions(events: Iterable[NewsItem], today: date, months: int = MONTHS) -> list[int]:
    """How many stories of the commitment were published in each of the last months, oldest first."""
    last = today.year * 12 + today.month - 1
    told = Counter(
        event.published.day.year * 12 + event.published.day.month - 1 for event in events if event.published
    )
    return [told[month] for month in range(last - months + 1, last + 1)]


def months_until(today: date, months: int = MONTHS) -> list[str]:
    """The months that ``mentions`` counts, as ``2024-03``, oldest first."""
    last = today.year * 12 + today.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(last - months + 1, last + 1)]


def spark(counts: list[int], title: str) -> Markup:
    """The counts as bars; ``title`` says the same in words."""
    most = max(counts, default=0) or 1
    bars = Markup("").join(_bar(place, count, most) for place, count in enumerate(counts) if count)
    return Markup(
        '<svg class="spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        '><title>{title}</title><path d="M0 {base}H{width}" class="base"/>{bars}</svg>'
    ).format(width=_WIDTH, height=_HEIGHT, base=_HEIGHT - 0.5, title=title, bars=bars)


def _bar(place: int, count: int, most: int) -> Markup:
    tall = max(2.0, (_HEIGHT - 2) * count / most)
    return Markup('<rect x="{x}" y="{y:.1f}" width="{w}" height="{h:.1f}"/>').format(
        x=place * 4, y=_HEIGHT - 1 - tall, w=_BAR, h=tall
    )
