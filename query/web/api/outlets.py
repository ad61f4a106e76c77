"""/api/v1/outlets: how well each source is, and the crawls and alarms of one."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.model.health import Alarm
from jiannuo.store.alarms import alarms_of
from jiannuo.store.runs import Run, runs_of
from query.outlet_health import outlet_health
from query.web.api.answering import answered, paged
from query.web.missing import NotHereError
from query.web.site import site_of


def outlets(request: Request) -> Response:
    """Every followed outlet, those in trouble first."""
    site = site_of(request)
    return paged(request, outlet_health(site.store, site.titles, site.today()), None)


def outlet(request: Request) -> Response:
    """One outlet's last crawls and all its alarms, the latest first; also of one that is not followed any more."""
    site, name = site_of(request), request.path_params["name"]
    runs, alarms = runs_of(site.store, name), alarms_of(site.store, name)
    if not runs and not alarms and name not in site.titles:
        raise NotHereError(f"no outlet {name[:40]!r}")
    document = {
        "outlet": name,
        "title": site.titles.get(name, name),
        "followed": name in site.titles,
        "crawls": [_crawl(run) for run in runs],
        "alarms": [_alarm(alarm) for alarm in alarms],
    }
    return answered(request, document)


def _crawl(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "status": run.status,
        "message": run.message,
        "found": run.found,
        "outcomes": run.outcomes,
        "lists": run.lists,
    }


def _alarm(alarm: Alarm) -> dict[str, Any]:
    return {
        "symptom": alarm.symptom.value,
        "detail": alarm.detail,
        "raised_at": alarm.raised_at.isoformat(),
        "cleared_at": alarm.cleared_at.isoformat() if alarm.cleared_at else None,
        "accepted": alarm.accepted,
    }
