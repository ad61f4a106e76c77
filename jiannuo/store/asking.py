"""The one read path: what the stored database answers to a Filter."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from jiannuo.model.asking import Counts, Filter, Found
from jiannuo.model.news import NewsItem
from jiannuo.store.engine import Store
from jiannuo.store.news import as_items, current_matches
from jiannuo.store.tables import deliveries, matches, readings, reports, runs, stories, subscriptions

_AROUND = 36


def events(store: Store, register: str, wanted: Filter) -> list[NewsItem]:
    """Matches of current reports under one register, newest detection first, with their evidence."""
    query = current_matches(register).order_by(matches.c.id.desc()).limit(wanted.limit)
    with store.read() as connection:
        rows = connection.execute(query.where(*_match_conditions(wanted), *_report_conditions(wanted))).all()
        return as_items(connection, rows)


def search(store: Store, wanted: Filter) -> list[Found]:
    """Current reports that hold all the words and none of the excluded ones, newest first."""
    query = (
        select(reports)
        .where(reports.c.current, *_report_conditions(wanted))
        .order_by(reports.c.id.desc())
        .limit(wanted.limit)
    )
    if wanted.commitments or wanted.verdict or wanted.stage:
        matched = select(matches.c.report_id).where(*_match_conditions(wanted))
        query = query.where(reports.c.id.in_(matched))
    if wanted.before is not None:
        query = query.where(reports.c.id < wanted.before)
    with store.read() as connection:
        rows = connection.execute(query).all()
        told = _told(connection, [row.id for row in rows])
    return [_found(row, wanted, tuple(told.get(row.id, ()))) for row in rows]


def counts(store: Store) -> Counts:
    """How many of everything there is."""
    with store.read() as connection:

        def number(table: Any, *conditions: ColumnElement[bool]) -> int:
            query = select(func.count()).select_from(table).where(*conditions)
            return int(connection.execute(query).scalar() or 0)

        states = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        return Counts(
            reports=number(reports, reports.c.current),
            stories=number(stories),
            matches=number(matches),
            progress=number(matches, matches.c.verdict == "progress"),
            readings=number(readings),
            outlets=int(connection.execute(select(func.count(runs.c.outlet.distinct()))).scalar() or 0),
            subscriptions=number(subscriptions),
            deliveries={str(state): int(count) for state, count in connection.execute(states)},
        )


def _match_conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.commitments:
        conditions.append(matches.c.commitment.in_(wanted.commitments))
    if wanted.verdict is not None:
        conditions.append(matches.c.verdict == wanted.verdict.value)
    if wanted.stage is not None:
        conditions.append(matches.c.stage == wanted.stage.value)
    if wanted.novel_only:
        conditions.append(matches.c.novel)
    if wanted.known_at is not None:
        conditions.append(matches.c.detected_at <= wanted.known_at)
    return conditions


def _report_conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for word in wanted.words:
        conditions.append(or_(_holds(reports.c.title, word), _holds(reports.c.body, word)))
    for word in wanted.without:
        conditions.append(~or_(_holds(reports.c.title, word), _holds(reports.c.body, word)))
    if wanted.outlets:
        conditions.append(reports.c.outlet.in_(wanted.outlets))
    if wanted.since is not None:
        conditions.append(reports.c.published >= wanted.since.isoformat())
    if wanted.until is not None:
        # Stored dates are ISO text cut to their precision: the day's own moments sort before "day~".
        conditions.append(reports.c.published <= wanted.until.isoformat() + "~")
    return conditions


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    condition: ColumnElement[bool] = column.like(f"%{escaped}%", escape="\\")
    return condition


def _told(connection: Connection, keys: list[int]) -> dict[int, list[tuple[str, str, str]]]:
    columns = (matches.c.report_id, matches.c.commitment, matches.c.verdict, matches.c.stage)
    query = select(*columns).where(matches.c.report_id.in_(keys)).order_by(matches.c.commitment)
    found: dict[int, list[tuple[str, str, str]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.report_id, []).append((row.commitment, row.verdict, row.stage))
    return found


def _found(row: Any, wanted: Filter, told: tuple[tuple[str, str, str], ...]) -> Found:
    return Found(row.id, row.url, row.outlet, row.title, row.published, _snippet(row.body, wanted), told)


def _snippet(body: str, wanted: Filter) -> str:
    places = [place for word in wanted.words if (place := body.find(word)) >= 0]
    start = max(0, min(places) - _AROUND) if places else 0
    end = start + 3 * _AROUND
    cut = body[start:end].replace("\n", " ")
    return ("…" if start else "") + cut + ("…" if end < len(body) else "")
