"""What can be asked of where a commitment stands, and of no single report: its stage, silence, deadline, pace, doubts."""

from dataclasses import dataclass

from jiannuo.model.standing import Standing
from jiannuo.model.vocabulary import Deadline, Pace, Silence, Stage


@dataclass(frozen=True, slots=True)
class StandingFilter:
    """Every condition must hold; None and an empty tuple do not restrict, of several values one must hold.

    ``conflict``: two reports give it contrary figures; ``slipped``: a later report tells a day, an amount or a
    beginning otherwise.
    """

    stage: Stage | None = None
    silence: tuple[Silence, ...] = ()
    deadline: tuple[Deadline, ...] = ()
    pace: Pace | None = None
    conflict: bool | None = None
    slipped: bool | None = None

    def holds(self, now: Standing) -> bool:
        """Whether the commitment stands so."""
        return (
            self.stage in (None, now.stage)
            and (not self.silence or now.silence in self.silence)
            and (not self.deadline or now.deadline in self.deadline)
            and self.conflict in (None, bool(now.conflicts))
            and self.slipped in (None, bool(now.slips))
            and (self.pace is None or any(mark.paced and mark.paced.pace is self.pace for mark in now.marks))
        )
