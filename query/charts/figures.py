"""The figures of a series as rows of a table: each with who told it, and what is doubtful about it."""

from collections.abc import Callable
from typing import Any

from query.charts.series import Dot, Series

COLUMNS = (
    "measure", "day", "kind", "qualifier", "value", "unit", "scope", "as_of", "text",
    "outlet", "published", "report", "url", "disputed", "fell", "basis", "parted",
)  # fmt: skip


def figures(one: Series, outlet: Callable[[str], str] = str) -> list[dict[str, Any]]:
    """One row a figure, in the order of their days; dates are ISO cut to what is known, None where they are not.

    ``outlet`` gives an outlet's title. ``disputed``: another report contradicts it; ``fell``: it is less than what
    was told before; ``parted``: it is counted by another rule than the one before; ``basis``: the words that say so.
    """
    return [_figure(dot, outlet) for dot in one.dots]


def _figure(dot: Dot, outlet: Callable[[str], str]) -> dict[str, Any]:
    reading, told = dot.reading, dot.told
    cells = (
        reading.measure,
        dot.day.isoformat(),
        reading.kind.value,
        reading.qualifier,
        int(reading.value) if reading.value.is_integer() else reading.value,
        reading.unit,
        reading.scope.value,
        reading.as_of.iso() if reading.as_of else None,
        reading.quote.text,
        outlet(told.outlet),
        told.published.iso() if told.published else None,
        told.report_id,
        told.url,
        dot.disputed,
        dot.fell,
        reading.basis.quote.text if reading.basis else None,
        dot.parted,
    )
    return dict(zip(COLUMNS, cells, strict=True))
