"""The documented JSON of a commitment's standing, its targets, its timeline and its changes."""

from typing import Any

from jiannuo.model.breaks import SeriesBreak
from jiannuo.model.change import Change
from jiannuo.model.commitment import Aim, Commitment
from jiannuo.model.conflict import Conflict
from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.pace import Paced
from jiannuo.model.slippage import Slip
from jiannuo.model.standing import Mark, Standing
from jiannuo.model.when import When
from query.answers import basis_json


def standing_json(entry: Commitment, now: Standing, timeline: list[NewsItem]) -> dict[str, Any]:
    """``{id, name, statement, stage, before, since, deadline, silence, outlets, targets, slips, conflicts, timeline}``.

    Dates are ISO cut to what is known. ``share`` is the reading over the promised value, ``elapsed`` the share of
    the time that had passed, ``gap`` the way from the baseline less ``elapsed``.
    """
    return {
        "id": entry.id,
        "name": entry.name,
        "statement": entry.statement,
        "promisors": list(entry.promisors),
        "due": _iso(entry.due),
        "deadline": now.deadline.value,
        "stage": now.stage.value,
        "before": now.before.value,
        "since": _iso(now.since),
        "silence": now.silence.value,
        "last_day": now.last_day.isoformat() if now.last_day else None,
        "outlets": list(now.outlets),
        "reports": now.reports,
        "targets": [_mark(mark) for mark in now.marks],
        "slips": [_slip(slip) for slip in now.slips],
        "conflicts": [_conflict(conflict) for conflict in now.conflicts],
        "timeline": [_event(event) for event in timeline],
    }


def change_json(one: Change) -> dict[str, Any]:
    """``{at, cause, commitment, report, title, url, before, after, why, altered, reader}``; as in ``Change``."""
    return {
        "at": one.at.isoformat(),
        "cause": one.cause.value,
        "commitment": one.commitment,
        "report": one.report_id,
        "title": one.title,
        "url": one.url,
        "before": one.before,
        "after": one.after,
        "why": one.why,
        "altered": list(one.altered),
        "reader": one.reader,
    }


def _mark(mark: Mark) -> dict[str, Any]:
    target = mark.target
    return {
        "measure": target.measure,
        "comparator": target.comparator.value if target.comparator else None,
        "value": target.value,
        "unit": target.unit,
        "due": _iso(target.due),
        "baseline": target.baseline.value if target.baseline else None,
        "reading": _reading(mark.reading) if mark.reading else None,
        "share": mark.paced.share if mark.paced else None,
        "pace": mark.paced.pace.value if mark.paced else None,
        "elapsed": mark.paced.elapsed if mark.paced else None,
        "gap": mark.paced.gap if mark.paced else None,
        "url": mark.told.url if mark.told else None,
        "aims": [_aim(aim, pace) for aim, pace in mark.aims],
        "breaks": [_break(one) for one in mark.breaks],
        "crossed": _break(mark.crossed) if mark.crossed else None,
    }


def _break(one: SeriesBreak) -> dict[str, Any]:
    """``report`` and ``url`` of the report that announced it; null where the register says so."""
    told = one.told
    return {
        "from": one.day.isoformat(),
        "why": one.why,
        "report": told.report_id if told else None,
        "url": told.url if told else None,
    }


def _aim(aim: Aim, pace: Paced) -> dict[str, Any]:
    return {
        "comparator": aim.comparator.value,
        "value": aim.value,
        "due": _iso(aim.due),
        "source": aim.source,
        "share": pace.share,
        "pace": pace.pace.value,
        "elapsed": pace.elapsed,
        "gap": pace.gap,
    }


def _slip(slip: Slip) -> dict[str, Any]:
    return {
        "kind": slip.kind.value,
        "before": slip.before.iso(),
        "after": slip.after.iso(),
        "readings": [_reading(reading) for reading in slip.readings or ()],
        "earlier": {"report": slip.earlier.report_id, "url": slip.earlier.url},
        "later": {"report": slip.later.report_id, "url": slip.later.url},
    }


def _conflict(conflict: Conflict) -> list[dict[str, Any]]:
    return [
        {**_reading(reading), "report": event.report_id, "outlet": event.outlet, "url": event.url}
        for reading, event in (conflict.one, conflict.other)
    ]


def _event(event: NewsItem) -> dict[str, Any]:
    return {
        "report": event.report_id,
        "title": event.title,
        "url": event.url,
        "verdict": event.verdict.value,
        "stage": event.stage.value,
        "effective": _iso(event.effective),
        "aimed": {"stage": event.aimed.stage.value, "when": event.aimed.when.iso()} if event.aimed else None,
        "published": _iso(event.published),
        "detected_at": event.detected_at.isoformat(),
        "outlets": list(event.outlets),
        "reports": event.reports,
        "evidence": [quote.text for quote in event.evidence],
        "readings": [_reading(reading) for reading in event.readings],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "measure": reading.measure,
        "value": int(reading.value) if reading.value.is_integer() else reading.value,
        "unit": reading.unit,
        "scope": reading.scope.value,
        "kind": reading.kind.value,
        "qualifier": reading.qualifier,
        "as_of": _iso(reading.as_of),
        "text": reading.quote.text,
        "basis": basis_json(reading),
    }


def _iso(when: When | None) -> str | None:
    return when.iso() if when else None
