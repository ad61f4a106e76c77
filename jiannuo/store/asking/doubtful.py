"""What a person should look at: matches that are only possible, and near misses, that nobody has judged yet."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from jiannuo.model.finding import Quote
from jiannuo.model.vocabulary import Field, Stage, Verdict
from jiannuo.store.engine import Store
from jiannuo.store.judgements import STORY, is_judged, judged_pairs
from jiannuo.store.tables import evidence, matches, near_misses, reports

_HEAD = (reports.c.title, reports.c.url, reports.c.outlet, reports.c.published)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One pair of report and commitment; a possible match has stage, score and quotes, a near miss what it lacks."""

    report_id: int
    commitment: str
    title: str
    url: str
    outlet: str
    published: str | None
    stage: Stage = Stage.NONE
    score: float | None = None
    missing: str = ""
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """The first of them, possible matches by score before near misses by day, and how many there are."""

    items: tuple[Doubtful, ...]
    possible: int
    near: int


def doubtful(store: Store, register: str, limit: int = 20) -> Queue:
    """What waits under one register in current reports."""
    possible = (
        select(
            matches.c.id, matches.c.report_id, matches.c.commitment, matches.c.stage, matches.c.score, *_HEAD
        )
        .join(reports, reports.c.id == matches.c.report_id)
        .where(reports.c.current, matches.c.register == register, ~is_judged())
        .where(matches.c.verdict == Verdict.POSSIBLE.value)
    )
    near = (
        select(near_misses.c.report_id, near_misses.c.commitment, near_misses.c.missing, *_HEAD)
        .join(reports, reports.c.id == near_misses.c.report_id)
        .where(reports.c.current, near_misses.c.register == register)
        .where(~tuple_(STORY, near_misses.c.commitment).in_(judged_pairs()))
    )
    with store.read() as connection:
        first = connection.execute(possible.order_by(matches.c.score.desc(), matches.c.id).limit(limit)).all()
        items = [_possible(connection, row) for row in first]
        newest = (func.coalesce(reports.c.published, "").desc(), near_misses.c.id)
        rest = connection.execute(near.order_by(*newest).limit(max(0, limit - len(items)))).all()
        items += [Doubtful(row.report_id, row.commitment, *_head(row), missing=row.missing) for row in rest]
        return Queue(tuple(items), _number(connection, possible), _number(connection, near))


def _possible(connection: Connection, row: Any) -> Doubtful:
    query = select(evidence).where(evidence.c.match_id == row.id).order_by(evidence.c.id)
    quotes = tuple(Quote(Field(one.field), one.text, one.start, one.end) for one in connection.execute(query))
    head = _head(row)
    return Doubtful(row.report_id, row.commitment, *head, Stage(row.stage), row.score, quotes=quotes)


def _head(row: Any) -> tuple[str, str, str, str | None]:
    return (row.title, row.url, row.outlet, row.published)


def _number(connection: Connection, query: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(query.subquery())).scalar() or 0)
