"""All that the store knows of one window, from which every subscriber's digest is cut."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jiannuo.model.breaks import Announced
from jiannuo.model.conflict import Conflict
from jiannuo.model.news import Look, NewsItem, Reached
from jiannuo.model.slippage import Slip
from jiannuo.model.vocabulary import Deadline
from jiannuo.model.when import When


@dataclass(frozen=True, slots=True)
class Facts:
    """The same for every subscriber.

    ``before`` are the stages that dated progress showed before the window, by commitment;
    ``last_evidence`` maps a commitment to the day of its newest report; a commitment without any is absent.
    ``slips`` and ``conflicts`` are those in which an item of the window has a part; ``deadlines`` those that are
    near or passed without being met, by commitment; ``redefined`` are the figures told by a new rule of counting
    until the end of the window, by commitment and measure.
    """

    items: tuple[NewsItem, ...]
    before: dict[str, tuple[Reached, ...]]
    last_evidence: dict[str, date]
    looks: dict[str, Look]
    slips: tuple[Slip, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    deadlines: dict[str, tuple[When, Deadline]] | None = None
    redefined: Mapping[tuple[str, str], tuple[Announced, ...]] = field(default_factory=dict)
