"""信源: how well each source is by its last crawls, and the history of one."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.clock import CHINA
from jiannuo.locale import wording
from jiannuo.store.alarms import alarms_of
from jiannuo.store.runs import Run, runs_of
from query.charts.columns import columns
from query.charts.spark import spark
from query.outlet_health import outlet_health
from query.web.missing import NotHereError
from query.web.picture_file import picture_file
from query.web.render import language, page
from query.web.site import Site, site_of
from query.web.table_file import table_file

_RUNS = 30
_CRAWL = ("outlet", "started_at", "finished_at", "status", "found", "stored", "outcomes", "message")
_COLUMNS = (
    "outlet",
    "title",
    "started_at",
    "status",
    "found",
    "fetched",
    "stored",
    "failed",
    "newest",
    "alarm",
)


def outlets_page(request: Request) -> Response:
    """Every followed outlet, those in trouble first."""
    return page(request, "outlets.html", here="outlets", rows=_rows(site_of(request)))


def outlets_file(request: Request) -> Response:
    """The same as a table."""
    rows = []
    for row in _rows(site_of(request)):
        last, alarm = row["last"] or {}, row["alarm"] or {}
        counts = [last.get(key, "") for key in ("started_at", "status", "found", "fetched", "stored")]
        failed = sum(last["failed"].values()) if last else ""
        rows.append(
            (row["outlet"], row["title"], *counts, failed, row["newest"] or "", alarm.get("symptom", ""))
        )
    return table_file("outlets.csv", _COLUMNS, rows)


def outlet_page(request: Request) -> Response:
    """One outlet's last crawls and all its alarms."""
    site, name = site_of(request), request.path_params["name"]
    runs, alarms = runs_of(site.store, name, _RUNS), alarms_of(site.store, name)
    if not runs and not alarms and name not in site.titles:
        raise NotHereError(f"no outlet {name[:40]!r}")
    stored = [_stored(run) for run in runs[::-1]]
    title = wording(language(request))("web.outlets.spark", n=sum(stored), runs=len(runs))
    picture = spark(stored[-24:], title)
    return page(request, "outlet.html", here="outlets", key=name, runs=runs, alarms=alarms, picture=picture)


def crawls_file(request: Request) -> Response:
    """One outlet's last crawls: a row each as CSV, what each of them stored as a picture."""
    site, name, form = site_of(request), request.path_params["name"], request.path_params["form"]
    runs = runs_of(site.store, name, _RUNS)
    if not runs and name not in site.titles:
        raise NotHereError(f"no outlet {name[:40]!r}")
    if form == "csv":
        rows = [_crawl(run) for run in runs]
        return table_file("crawls.csv", _CRAWL, rows)
    stored = [(f"{run.started_at.astimezone(CHINA):%m-%d %H:%M}", _stored(run)) for run in runs[::-1]]
    words = wording(language(request))
    total, title = sum(count for _, count in stored), site.outlet(name, words.language)
    drawn = columns(stored, words("web.mentions.stored", title=title, n=total, runs=len(runs)))
    return picture_file("crawls", form, str(drawn))


def _stored(run: Run) -> int:
    return sum(run.outcomes.get(end, 0) for end in ("stored", "revised"))


def _crawl(run: Run) -> tuple[object, ...]:
    ends = "; ".join(f"{end} {count}" for end, count in sorted(run.outcomes.items()))
    finished = run.finished_at.isoformat() if run.finished_at else ""
    return (
        run.outlet,
        run.started_at.isoformat(),
        finished,
        run.status,
        run.found,
        _stored(run),
        ends,
        run.message,
    )


def _rows(site: Site) -> list[dict[str, Any]]:
    return outlet_health(site.store, site.titles, site.today())
