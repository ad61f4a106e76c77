"""Slippage and conflicts of a standing as lines for people: what was told, and what is told now."""

from typing import TYPE_CHECKING

from jiannuo.model.vocabulary import SlipKind
from query.cli.output import out, text
from query.cli.terms import amount, chinese

if TYPE_CHECKING:
    from jiannuo.model.conflict import Conflict
    from jiannuo.model.news import NewsItem
    from jiannuo.model.slippage import Slip
    from jiannuo.model.standing import Standing


def say_doubts(now: "Standing") -> None:
    """A line for each slip and each conflict, with the two reports that show it."""
    for slip in now.slips:
        told = f"（{_source(slip.earlier)} → {_source(slip.later)}）"
        out().print(text(f"口径 · {chinese(slip.kind)}: {_slip(slip)}{told}"), style="yellow")
    for conflict in now.conflicts:
        out().print(text(f"冲突 · conflict: {_conflict(conflict)}"), style="yellow")


def _slip(slip: "Slip") -> str:
    if slip.readings:
        old, new = slip.readings
        values = f"{amount(old.value, old.unit)} → {amount(new.value, new.unit)}"
        return f"{new.measure} {values}，{slip.before.iso()} → {slip.after.iso()}"
    stage = ""
    if slip.kind is SlipKind.DUE_LATER and slip.later.aimed:
        stage = f"{chinese(slip.later.aimed.stage)} "
    return f"{stage}{slip.before.iso()} → {slip.after.iso()}"


def _conflict(conflict: "Conflict") -> str:
    (one, first), (other, second) = conflict.one, conflict.other
    as_of = f"（{one.as_of.iso()}）" if one.as_of else ""
    told = [f"{reading.quote.text}（{_source(event)}）" for reading, event in ((one, first), (other, second))]
    return f"{one.measure}{as_of} {' / '.join(told)}"


def _source(event: "NewsItem") -> str:
    return f"{event.outlet} {event.published.iso()}" if event.published else event.outlet
