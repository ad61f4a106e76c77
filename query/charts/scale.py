"""The axes of a chart: round figures from a lowest to a highest value, and the years between two days."""

import math
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values from [low, high] onto pixels from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value."""
        span = self.high - self.low or 1.0
        return self.start + (self.end - self.start) * (value - self.low) / span


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round figures (1, 2, 5 times a power of ten) that enclose [low, high]."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, last + 1)]


def years(first: date, last: date, most: int = 9) -> list[date]:
    """The first days of years within the span, thinned to at most ``most``."""
    every = [date(year, 1, 1) for year in range(first.year, min(last.year + 1, date.max.year) + 1)]
    step = math.ceil(len(every) / most)
    return every[::step]
