"""How a commitment stands to the day it is due: far off, near, overdue, met."""

from collections.abc import Sequence
from datetime import date, timedelta

from jiannuo.model.vocabulary import Deadline, Pace, Stage
from jiannuo.model.when import When

_NEAR = timedelta(days=90)
_DONE = frozenset({Stage.COMPLETED, Stage.OPERATING, Stage.POLICY_ISSUED, Stage.RESULT})


def deadline(due: When | None, on: date, stage: Stage, paces: Sequence[Pace]) -> Deadline:
    """The state of a due day on the day ``on``.

    What was promised in figures is met when all of them (``paces``) are reached, anything else when it is done,
    in use, issued or has a result.
    """
    if due is None:
        return Deadline.NONE_GIVEN
    if all(pace is Pace.REACHED for pace in paces) if paces else stage in _DONE:
        return Deadline.MET
    if on > due.last_day():
        return Deadline.OVERDUE
    return Deadline.NEAR if due.last_day() - on <= _NEAR else Deadline.AHEAD
