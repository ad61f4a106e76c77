"""`jiannuo outlets status`: how well each source is, by its last crawls."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.clock import CHINA
from jiannuo.errors import UsageError
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, say, text

if TYPE_CHECKING:
    from jiannuo.model.health import Alarm
    from jiannuo.store.engine import Store
    from query.cli.opening import Opened

_RECENT = 20
_IDLE = ("known", "deferred")
_GOOD = (*_IDLE, "stored", "revised", "duplicate", "unchanged", "too_old")


def command(
    accept: Annotated[
        str, typer.Option("--accept", help="此信源现状即为常态 · what this outlet shows now is normal")
    ] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """信源健康 · Found, fetched, stored and failed at the last crawl, fields read, newest report, alarms."""
    have = opened(config)
    if accept:
        _accept(have, accept)
        return
    rows = gather(have)
    if as_json:
        for row in rows:
            print_json(row)
    else:
        _show(rows)


def gather(have: "Opened") -> list[dict[str, Any]]:
    """One document for each followed outlet, those in trouble first."""
    from jiannuo.store.alarms import open_alarms
    from query.cli.run import titles

    ill = open_alarms(have.store)
    today = have.clock.now().astimezone(CHINA).date()
    rows = [
        {"outlet": name, "title": title, "alarm": _alarm(ill.get(name)), **_fared(have.store, name, today)}
        for name, title in titles(have.config).items()
    ]
    return sorted(rows, key=lambda row: row["alarm"] is None)


def _fared(store: "Store", name: str, today: date) -> dict[str, Any]:
    from jiannuo.store.runs import runs_of

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


def _alarm(alarm: "Alarm | None") -> dict[str, Any] | None:
    if alarm is None:
        return None
    return {"symptom": alarm.symptom.value, "since": alarm.raised_at.isoformat(), "detail": alarm.detail}


def _accept(have: "Opened", name: str) -> None:
    from jiannuo.store.alarms import clear_alarm

    if not clear_alarm(have.store, name, have.clock.now(), accepted=True):
        raise UsageError(f"{name} has no open alarm", "see them with: jiannuo outlets status")
    say(f"{name}: 以现状为常态 · what it shows now counts as normal")


def _show(rows: list[dict[str, Any]]) -> None:
    from rich.table import Table

    from jiannuo.locale import wording

    words = wording("zh")
    table = Table(
        "信源",
        "最近巡查",
        "发现",
        "抓取",
        "入库",
        "失败",
        "最新报道",
        "状况",
        title="信源健康 · source health",
    )
    for row in rows:
        last, alarm = row["last"], row["alarm"]
        state = f"{words('symptom.' + alarm['symptom'])}（{alarm['detail']}）" if alarm else "正常 · well"
        name = text(f"{row['title']} {row['outlet']}")
        if last is None:
            table.add_row(
                name, "从未", "", "", "", "", "", text(state if alarm else "未巡查 · not looked at")
            )
            continue
        failed = "、".join(f"{end} {count}" for end, count in last["failed"].items())
        looked = datetime.fromisoformat(last["started_at"]).astimezone(CHINA)
        newest = f"{row['newest']}（{row['newest_age_days']} 天前）" if row["newest"] else ""
        counts = (str(last[key]) for key in ("found", "fetched", "stored"))
        table.add_row(name, f"{looked:%m-%d %H:%M}", *counts, text(failed), newest, text(state))
    out().print(table)
