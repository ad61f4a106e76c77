"""Days that addresses tell: spelled in them, or hidden in ids that count from a known moment."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from pydantic import Field, model_validator

from crawler.outlet_ways import Part, Regex
from jiannuo.clock import CHINA
from jiannuo.model.vocabulary import Precision
from jiannuo.model.when import When

_TOLERANCE = timedelta(hours=26)
_SPELLED = re.compile(r"/(?P<y>20\d\d)[-/_]?(?P<m>\d\d)[-/_]?(?P<d>\d\d)(?=/|_|-|\.)")
_COMPACT = re.compile(
    r"(?<![0-9a-fA-F])(?P<y>20\d\d)(?P<m>1[0-2]|0[1-9])(?P<d>3[01]|[12]\d|0[1-9])(?![0-9a-fA-F])"
)


class UrlDate(Part):
    """One rule. ``pattern`` names its groups: y, m and (where known) d; or id, read after ``kind``.

    ``snowflake``: milliseconds since ``epoch`` above the lowest ``shift`` bits. ``object_id``: a MongoDB id,
    whose first 8 hex digits are seconds since 1970.
    """

    pattern: Regex
    kind: Literal["spelled", "snowflake", "object_id"] = "spelled"
    epoch: int = Field(1_420_041_600_000, description="ms since 1970; 2015-01-01 00:00 China time")
    shift: int = Field(22, ge=0, le=60)

    @model_validator(mode="after")
    def _groups(self) -> "UrlDate":
        groups = set(re.compile(self.pattern).groupindex)
        needed = {"y", "m"} if self.kind == "spelled" else {"id"}
        if not needed <= groups:
            raise ValueError(f"the pattern needs the groups {', '.join(sorted(needed))}")
        return self

    def read(self, url: str) -> When | None:
        """The day this address tells by the rule; None when it tells none."""
        match = re.search(self.pattern, url)
        if match is None:
            return None
        try:
            return _spelled(match) if self.kind == "spelled" else self._counted(match["id"])
        except (ValueError, OverflowError, OSError):
            return None

    def _counted(self, number: str) -> When:
        if self.kind == "object_id":
            moment = datetime.fromtimestamp(int(number[:8], 16), UTC)
        else:
            moment = datetime.fromtimestamp(((int(number) >> self.shift) + self.epoch) / 1000, UTC)
        # When the page was made, not when it was published: no more than a day may be claimed.
        return When(moment.astimezone(CHINA).date(), Precision.DAY)


def url_date(url: str, rules: Iterable[UrlDate], now: datetime) -> When | None:
    """The day that the address tells, by the outlet's rules, else as most sites spell it; never in the future."""
    for rule in rules:
        if (when := rule.read(url)) and _past(when, now):
            return when
    bare = url.partition("?")[0]
    for pattern, text in ((_SPELLED, bare), (_COMPACT, bare.replace("/t2", "/ 2").replace("_", " "))):
        for match in pattern.finditer(text):
            try:
                when = _spelled(match)
            except ValueError:
                continue
            if _past(when, now):
                return when
    return None


def _spelled(match: re.Match[str]) -> When:
    parts = match.groupdict()
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    if not parts.get("d"):
        return When(date(year, int(parts["m"]), 1), Precision.MONTH)
    return When(date(year, int(parts["m"]), int(parts["d"])), Precision.DAY)


def _past(when: When, now: datetime) -> bool:
    return when.day.year > 1990 and when.day <= (now + _TOLERANCE).astimezone(CHINA).date()
