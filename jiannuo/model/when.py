"""A date together with how exactly it is known, because the press often says only a month or a year."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from jiannuo.model.vocabulary import Precision


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A day that stands for the period named by ``precision``; ``day`` is the period's first day.

    ``moment`` is the aware instant where the source gave one (precision ``minute``).
    """

    day: date
    precision: Precision = Precision.DAY
    moment: datetime | None = None

    def last_day(self) -> date:
        """The last day of the period that is meant (31 December for a year)."""
        months = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.HALF: 6, Precision.YEAR: 12}
        span = months.get(self.precision)
        if span is None:
            return self.day
        month0 = self.day.month - 1 + span - 1
        year, month = self.day.year + month0 // 12, month0 % 12 + 1
        return date(year, month, monthrange(year, month)[1])

    def iso(self) -> str:
        """ISO 8601 cut to what is known: ``2022``, ``2022-06`` or ``2022-06-25``."""
        if self.precision is Precision.YEAR:
            return f"{self.day.year:04d}"
        if self.precision in (Precision.MONTH, Precision.QUARTER, Precision.HALF):
            return f"{self.day.year:04d}-{self.day.month:02d}"
        return self.day.isoformat()


def parse_when(text: str) -> When | None:
    """Read ``2022``, ``2022-06``, ``2022-06-25`` or an ISO date-time; None when it is none of these."""
    text = text.strip()
    try:
        if len(text) == 4:
            return When(date(int(text), 1, 1), Precision.YEAR)
        if len(text) == 7:
            return When(date(int(text[:4]), int(text[5:7]), 1), Precision.MONTH)
        if len(text) == 10:
            return When(date.fromisoformat(text), Precision.DAY)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return When(moment.date(), Precision.MINUTE, moment if moment.tzinfo else None)
