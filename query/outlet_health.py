"""How well each source is, by its last crawls: what was found, fetched, stored and failed, and its alarm."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jiannuo.model.health import Alarm
from jiannuo.store.alarms import open_alarms
from jiannuo.store.engine import Store
from jiannuo.store.runs import runs_of

_RECENT = 20
_IDLE = ("known", "deferred")
_GOOD = (*_IDLE, "stored", "revised", "duplicate", "unchanged", "too_old")


def outlet_health(store: Store, titles: Mapping[str, str], today: date) -> list[dict[str, Any]]:
    """One document for each followed outlet, those in trouble first: ``{outlet, title, alarm, last, fields, newest}``."""
    ill = open_alarms(store)
    rows = [
        {"outlet": name, "title": title, "alarm": _alarm(ill.get(name)), **_fared(store, name, today)}
        for name, title in titles.items()
    ]
    return sorted(rows, key=lambda row: row["alarm"] is None)


def _fared(store: Store, name: str, today: date) -> dict[str, Any]:
    recent = [run for run in runs_of(store, name, _RECENT) if run.status != "running"]
    if not recent:
        return {"last": None, "fields": {}, "newest": None, "newest_age_days": None}
    last = recent[0]
    newest = max((run.signs["newest"] for run in recent if run.signs.get("newest")), default=None)
    return {
        "last": {
            "started_at": last.started_at.isoformat(),
            "status": last.status,
            "message": last.message,
            "found": last.found,
            "fetched": sum(count for end, count in last.outcomes.items() if end not in _IDLE),
            "unchanged": last.outcomes.get("unchanged", 0) + last.outcomes.get("known", 0),
            "stored": sum(last.outcomes.get(end, 0) for end in ("stored", "revised", "duplicate")),
            "failed": {end: count for end, count in last.outcomes.items() if end not in _GOOD},
            "lists": last.lists,
        },
        "fields": _fields([run.signs for run in recent]),
        "newest": newest,
        "newest_age_days": (today - date.fromisoformat(newest)).days if newest else None,
    }


def _fields(signs: list[dict[str, Any]]) -> dict[str, Any]:
    """Of the pages read lately: how many, and the share of them in which each field was found."""
    pages = sum(sign.get("pages", 0) for sign in signs)
    shares = {name: sum(sign.get(name, 0) for sign in signs) for name in ("date", "source", "ruled")}
    return (
        {"pages": pages, **{name: round(count / pages, 3) for name, count in shares.items()}} if pages else {}
    )


def _alarm(alarm: Alarm | None) -> dict[str, Any] | None:
    if alarm is None:
        return None
    return {"symptom": alarm.symptom.value, "since": alarm.raised_at.isoformat(), "detail": alarm.detail}
