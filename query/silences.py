"""What has gone silent, and what is near due or overdue: of commitments that stand somewhere on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiannuo.model.vocabulary import Deadline, Silence
from query.board import Line

# Nobody said anything, and nobody looked: the first is a fact about the commitment, the second one about us.
SILENT = (Silence.NOT_MENTIONED, Silence.NOT_LOOKED)
_DUE = {Deadline.NEAR: "near", Deadline.OVERDUE: "overdue"}


@dataclass(frozen=True, slots=True)
class Quiet:
    """A commitment worth asking about; ``why`` holds ``silent``, ``near`` and ``overdue``, as they apply.

    ``days`` have passed since the last dated report of it; None where there is none.
    """

    line: Line
    why: tuple[str, ...]
    days: int | None


def silences(lines: Iterable[Line], on: date, states: Collection[Silence] = SILENT) -> list[Quiet]:
    """Those whose silence is one of ``states`` and those near due or overdue; the longest unheard of first."""
    found = []
    for line in lines:
        silent = ("silent",) if line.now.silence in states else ()
        due = (_DUE[line.now.deadline],) if line.now.deadline in _DUE else ()
        if silent or due:
            last = line.now.last_day
            found.append(Quiet(line, (*silent, *due), (on - last).days if last else None))
    return sorted(found, key=lambda quiet: (quiet.days is not None, -(quiet.days or 0), quiet.line.entry.id))


def silence_json(quiet: Quiet, months: int) -> dict[str, Any]:
    """``{id, name, why, silence, months, last_day, silent_days, stage, since, deadline, due}``."""
    entry, now = quiet.line.entry, quiet.line.now
    return {
        "id": entry.id,
        "name": entry.name,
        "why": list(quiet.why),
        "silence": now.silence.value,
        "months": months,
        "last_day": now.last_day.isoformat() if now.last_day else None,
        "silent_days": quiet.days,
        "stage": now.stage.value,
        "since": now.since.iso() if now.since else None,
        "deadline": now.deadline.value,
        "due": now.due.iso() if now.due else None,
    }
