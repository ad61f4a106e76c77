"""总览: every commitment by promisor, theme or kind, where it stands, and what changed this week."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.locale import wording
from jiannuo.model.change import Change
from jiannuo.model.vocabulary import CommitmentKind, Deadline, Pace, Silence, Stage
from jiannuo.store.asking import changes
from query.board import Line
from query.charts.spark import mentions, spark
from query.web.asked import choice
from query.web.board_row import Row
from query.web.chosen import chosen_lines, months_of
from query.web.ladder import ladder
from query.web.render import language, page
from query.web.site import Site, site_of
from query.web.table_file import table_file

_WEEK = timedelta(days=7)
_CHANGES_SHOWN = 12
_GROUPS = ("promisor", "theme", "kind")
_COLUMNS = (
    "id", "name", "promisors", "stage", "since", "last_day", "outlets", "silence", "deadline",
    "measure", "value", "unit", "pace", "share",
)  # fmt: skip


def board_page(request: Request) -> Response:
    """The board that the query asks for."""
    site, params, lang = site_of(request), request.query_params, language(request)
    every, shown = chosen_lines(site, params)
    by = choice(params, "by", _GROUPS)
    today = site.today()
    rows = [site.rows.of(line, partial(_row, today, lang), apart=lang, when=today) for line in shown]
    return page(
        request,
        "board.html",
        here="board",
        groups=_grouped(site, rows, by, lang),
        total=len(every),
        shown=len(rows),
        by=by,
        tally=_tally(every),
        table=_same(request, "/board.csv"),
        pictures=[(form, _same(request, f"/mentions.{form}")) for form in ("csv", "svg", "png")],
        months=months_of(site, params),
        changed=_changed(site),
        **_choices(site),
        params=params,
    )


def _same(request: Request, path: str) -> str:
    """Another address that is asked with the same filter."""
    return str(request.url.replace(scheme="", netloc="", path=path))


def board_file(request: Request) -> Response:
    """The same board as a table."""
    site = site_of(request)
    _, shown = chosen_lines(site, request.query_params)
    return table_file("board.csv", _COLUMNS, [_cells(row) for row in shown])


def _cells(line: Line) -> list[object]:
    entry, now = line.entry, line.now
    mark = next((mark for mark in now.marks if mark.reading), None)
    told = mark.reading if mark else None
    return [
        entry.id,
        entry.name,
        " ".join(entry.promisors),
        now.stage.value,
        now.since.iso() if now.since else "",
        now.last_day or "",
        len(now.outlets),
        now.silence.value,
        now.deadline.value,
        told.measure if told else "",
        told.value if told else "",
        told.unit if told else "",
        mark.paced.pace.value if mark and mark.paced else "",
        mark.paced.share if mark and mark.paced else "",
    ]


def _row(today: date, lang: str, line: Line) -> Row:
    counts = mentions(line.events, today)
    title = wording(lang)("web.spark", n=sum(counts))
    mark = next((mark for mark in line.now.marks if mark.reading), None)
    return Row(line, ladder(line.entry, line.now, line.events), mark, spark(counts, title))


def _grouped(site: Site, rows: list[Row], by: str, lang: str) -> list[tuple[str, list[Row]]]:
    """Rows under their headings; a commitment of several promisors or themes stands under the first."""
    words = wording(lang)
    people = {
        one.id: f"{(lang == 'en' and one.name_en) or one.name} · {(lang == 'en' and one.organ_en) or one.organ}"
        for one in site.register.promisors
    }
    found: dict[str, list[Row]] = {}
    for row in rows:
        entry = row.line.entry
        if by == "promisor":
            heading = people.get(entry.promisors[0], entry.promisors[0]) if entry.promisors else ""
        elif by == "theme":
            heading = entry.themes[0] if entry.themes else words("web.no_theme")
        else:
            heading = words(f"commitmentkind.{entry.kind.value}")
        found.setdefault(heading, []).append(row)
    return list(found.items())


def _tally(every: Iterable[Line]) -> dict[str, int]:
    """The board in six figures."""
    lines_ = list(every)
    return {
        "all": len(lines_),
        "progressed": sum(line.now.silence is Silence.PROGRESSED for line in lines_),
        "mentioned": sum(line.now.silence is Silence.MENTIONED for line in lines_),
        "not_mentioned": sum(line.now.silence is Silence.NOT_MENTIONED for line in lines_),
        "not_looked": sum(line.now.silence is Silence.NOT_LOOKED for line in lines_),
        "overdue": sum(line.now.deadline is Deadline.OVERDUE for line in lines_),
    }


def _changed(site: Site) -> list[Change]:
    now = site.clock.now()
    found = changes(site.store, site.register.id, now - _WEEK, now + timedelta(seconds=1))
    return found[::-1][:_CHANGES_SHOWN]


def _choices(site: Site) -> dict[str, Any]:
    themes = dict.fromkeys(theme for entry in site.register.commitments for theme in entry.themes)
    return {
        "kinds": tuple(CommitmentKind),
        "themes": tuple(themes),
        "stages": tuple(Stage),
        "silences": tuple(Silence),
        "deadlines": tuple(Deadline),
        "paces": tuple(Pace),
        "promisors": site.register.promisors,
    }
