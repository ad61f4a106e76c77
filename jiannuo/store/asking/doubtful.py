"""What a person should look at: matches that are only possible, and near misses, that nobody has judged yet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from jiannuo.model.finding import Quote
from jiannuo.model.vocabulary import Field, Stage, Verdict
from jiannuo.store.asking.near import Missed, read, waiting
from jiannuo.store.engine import Store
from jiannuo.store.judgements import is_judged
from jiannuo.store.tables import evidence, matches, reports

_HEAD = (reports.c.title, reports.c.url, reports.c.outlet, reports.c.published)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One match that is only possible."""

    report_id: int
    commitment: str
    title: str
    url: str
    outlet: str
    published: str | None
    stage: Stage
    score: float
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """The first of them, possible matches by score before near misses by rank, and how many there are."""

    items: tuple[Doubtful | Missed, ...]
    possible: int
    near: int


def doubtful(store: Store, register: str, today: date, limit: int = 20) -> Queue:
    """What waits under one register in current reports."""
    possible = (
        select(
            matches.c.id, matches.c.report_id, matches.c.commitment, matches.c.stage, matches.c.score, *_HEAD
        )
        .join(reports, reports.c.id == matches.c.report_id)
        .where(reports.c.current, matches.c.register == register, ~is_judged())
        .where(matches.c.verdict == Verdict.POSSIBLE.value)
    )
    near = waiting(register, today)
    with store.read() as connection:
        first = connection.execute(possible.order_by(matches.c.score.desc(), matches.c.id).limit(limit)).all()
        items: list[Doubtful | Missed] = [_possible(connection, row) for row in first]
        items += read(connection, near, max(0, limit - len(items)))
        return Queue(tuple(items), _number(connection, possible), _number(connection, near))


def _possible(connection: Connection, row: Any) -> Doubtful:
    query = select(evidence).where(evidence.c.match_id == row.id).order_by(evidence.c.id)
    quotes = tuple(Quote(Field(one.field), one.text, one.start, one.end) for one in connection.execute(query))
    head = (row.title, row.url, row.outlet, row.published)
    return Doubtful(row.report_id, row.commitment, *head, Stage(row.stage), row.score, quotes)


def _number(connection: Connection, query: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(query.subquery())).scalar() or 0)
