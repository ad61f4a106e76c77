"""Near misses as people read them: those likeliest to be a wrongly missed match first, a story once."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select, tuple_

from jiannuo.model.finding import Quote
from jiannuo.model.vocabulary import Field, MissKind
from jiannuo.store.judgements import STORY, judged_pairs
from jiannuo.store.tables import matches, near_misses, reports

_NO_STANDING, _RECENT = -0.3, ((31, 0.1), (366, 0.05))


@dataclass(frozen=True, slots=True)
class Missed:
    """A commitment whose name stands in a report that was not matched to it: why not, and how near it was.

    ``kind`` and ``about`` as in ``NearMiss``; ``name`` lies inside ``sentence``. Both are None for what was kept
    before sentences were, until the next rematch. ``parts`` add up to ``rank``.
    """

    report_id: int
    commitment: str
    kind: MissKind
    about: dict[str, str]
    parts: dict[str, float]
    sentence: Quote | None
    name: Quote | None
    title: str
    url: str
    outlet: str
    published: str | None

    @property
    def rank(self) -> float:
        """How near it was."""
        return round(sum(self.parts.values()), 3)


def missed(connection: Connection, condition: ColumnElement[bool], register: str, limit: int) -> list[Missed]:
    """The near misses of current reports that hold the condition, by the reader's rank alone."""
    query = _query(register, _nothing()).where(condition)
    rows = connection.execute(query.order_by(near_misses.c.rank.desc(), near_misses.c.id.desc()).limit(limit))
    return [_missed(row) for row in rows]


def waiting(register: str, today: date, commitment: str = "") -> "Select[Any]":
    """The near misses that nobody has judged, a story once, where no copy of it was matched.

    To the reader's rank come the standing of the outlet and how new the report is on ``today``.
    """
    query = _query(register, _weighed(today)).where(
        ~tuple_(STORY, near_misses.c.commitment).in_(judged_pairs()), ~_matched_elsewhere(register)
    )
    if commitment:
        query = query.where(near_misses.c.commitment == commitment)
    every = query.subquery("every")
    return select(every).where(every.c.turn == 1).order_by(every.c.weight.desc(), every.c.id.desc())


def read(connection: Connection, query: "Select[Any]", limit: int) -> list[Missed]:
    """The first of what ``waiting`` asks for."""
    return [_missed(row) for row in connection.execute(query.limit(limit))]


@dataclass(frozen=True, slots=True)
class _Weights:
    """What counts beside the reader's rank, as expressions of a row."""

    outlet: ColumnElement[float]
    recent: ColumnElement[float]


def _nothing() -> _Weights:
    return _Weights(literal(0.0), literal(0.0))


def _weighed(today: date) -> _Weights:
    # A day cut to its month or year sorts before all days in it: such a report counts as a little older.
    ages = [(reports.c.published >= (today - timedelta(days)).isoformat(), worth) for days, worth in _RECENT]
    return _Weights(case((reports.c.standing, 0.0), else_=_NO_STANDING), case(*ages, else_=0.0))


def _query(register: str, weights: _Weights) -> "Select[Any]":
    weight = near_misses.c.rank + weights.outlet + weights.recent
    turn = func.row_number().over(
        partition_by=(STORY, near_misses.c.commitment), order_by=(weight.desc(), near_misses.c.id)
    )
    return (
        select(
            near_misses,
            reports.c.title,
            reports.c.url,
            reports.c.outlet,
            reports.c.published,
            weights.outlet.label("of_outlet"),
            weights.recent.label("of_age"),
            weight.label("weight"),
            turn.label("turn"),
        )
        .join(reports, reports.c.id == near_misses.c.report_id)
        .where(reports.c.current, near_misses.c.register == register)
    )


def _matched_elsewhere(register: str) -> ColumnElement[bool]:
    """Whether another report of the story is matched to the commitment: then nothing was missed."""
    copy = reports.alias("copy")
    return (
        select(matches.c.id)
        .join(copy, copy.c.id == matches.c.report_id)
        .where(copy.c.story_id == reports.c.story_id, matches.c.register == register)
        .where(matches.c.commitment == near_misses.c.commitment)
        .exists()
    )


def _missed(row: Any) -> Missed:
    own = {"outlet": float(row.of_outlet), "recent": float(row.of_age)}
    sentence, name = None, None
    if row.text is not None:
        field = Field(row.field)
        sentence = Quote(field, row.text, row.start, row.end)
        inside = row.text[row.name_start - row.start : row.name_end - row.start]
        name = Quote(field, inside, row.name_start, row.name_end)
    return Missed(
        row.report_id,
        row.commitment,
        MissKind(row.kind),
        dict(row.about),
        {**row.parts, **{part: worth for part, worth in own.items() if worth}},
        sentence,
        name,
        row.title,
        row.url,
        row.outlet,
        row.published,
    )
