"""The documented JSON of a commitment's standing, its targets and its timeline."""

from typing import Any

from jiannuo.model.commitment import Commitment
from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.standing import Mark, Standing
from jiannuo.model.when import When


def standing_json(entry: Commitment, now: Standing, timeline: list[NewsItem]) -> dict[str, Any]:
    """``{id, name, statement, stage, before, since, silence, outlets, targets, timeline}``.

    Dates are ISO cut to what is known, ``share`` is the reading over the promised value.
    """
    return {
        "id": entry.id,
        "name": entry.name,
        "statement": entry.statement,
        "promisors": list(entry.promisors),
        "due": _iso(entry.due),
        "stage": now.stage.value,
        "before": now.before.value,
        "since": _iso(now.since),
        "silence": now.silence.value,
        "last_day": now.last_day.isoformat() if now.last_day else None,
        "outlets": list(now.outlets),
        "reports": now.reports,
        "targets": [_mark(mark) for mark in now.marks],
        "timeline": [_event(event) for event in timeline],
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
        "share": mark.share,
        "url": mark.told.url if mark.told else None,
    }


def _event(event: NewsItem) -> dict[str, Any]:
    return {
        "report": event.report_id,
        "title": event.title,
        "url": event.url,
        "verdict": event.verdict.value,
        "stage": event.stage.value,
        "effective": _iso(event.effective),
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
    }


def _iso(when: When | None) -> str | None:
    return when.iso() if when else None
