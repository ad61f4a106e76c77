"""Why what we say changed: the news, our rules, or a person, from one place and in one order."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from jiannuo.model.asking import Filter
from jiannuo.model.change import Change
from jiannuo.model.vocabulary import Cause, Judgement
from jiannuo.store.asking.changed import that_hold
from jiannuo.store.asking.conditions import refuse_too_much
from jiannuo.store.asking.rules import first_shown, rules_of
from jiannuo.store.engine import Store
from jiannuo.store.judgements import all_judged
from jiannuo.store.rereadings import shown
from jiannuo.store.tables import matches, reports, reread_changes, rereadings

_SHORT = 12


def changes(
    store: Store, register: str, since: datetime, until: datetime, wanted: Filter | None = None
) -> list[Change]:
    """Every change in [since, until) under one register that holds the filter, oldest first; see ``that_hold``."""
    wanted = wanted or Filter()
    refuse_too_much(wanted)
    commitment = wanted.commitments[0] if len(wanted.commitments) == 1 else None
    with store.read() as connection:
        found = [
            *_news(connection, register, since, until, commitment),
            *_rules(connection, register, since, until, commitment),
            *_people(connection, register, since, until, commitment),
        ]
        if wanted != Filter():
            found = that_hold(connection, register, found, wanted)
    return sorted(found, key=lambda change: (change.at, change.report_id, change.commitment))


def _news(
    connection: Connection, register: str, since: datetime, until: datetime, commitment: str | None
) -> Iterator[Change]:
    query = (
        select(
            matches.c.report_id, matches.c.commitment, matches.c.detected_at, reports.c.title, reports.c.url
        )
        .join(reports, reports.c.id == matches.c.report_id)
        .where(matches.c.register == register, matches.c.cause == "report", matches.c.novel)
        .where(matches.c.detected_at >= since, matches.c.detected_at < until)
    )
    if commitment is not None:
        query = query.where(matches.c.commitment == commitment)
    rows = connection.execute(query).all()
    gone = first_shown(connection, register, since, until, commitment)
    now = _shown(connection, register, [row.report_id for row in rows])
    there = {(row.report_id, row.commitment) for row in rows}
    lost = [one.row for pair, one in gone.items() if pair not in there and one.shown is not None]
    for row in (*rows, *lost):
        pair = (row.report_id, row.commitment)
        # What a later reading made of it is told as a change of our rules.
        after = gone[pair].shown if pair in gone else now.get(pair)
        yield Change(
            row.detected_at,
            Cause.NEWS,
            row.commitment,
            row.report_id,
            row.title,
            row.url,
            None,
            after,
            row.title,
        )


def _rules(
    connection: Connection, register: str, since: datetime, until: datetime, commitment: str | None
) -> Iterator[Change]:
    passes = {one.id: one for one in rules_of(connection, register)}
    query = (
        select(reread_changes, reports.c.title, reports.c.url)
        .join(rereadings, rereadings.c.id == reread_changes.c.rereading_id)
        .join(reports, reports.c.id == reread_changes.c.report_id)
        .where(rereadings.c.register == register)
        .where(rereadings.c.started_at >= since, rereadings.c.started_at < until)
    )
    if commitment is not None:
        query = query.where(reread_changes.c.commitment == commitment)
    for row in connection.execute(query):
        by = passes[row.rereading_id]
        yield Change(
            by.started_at,
            Cause.RULES,
            row.commitment,
            row.report_id,
            row.title,
            row.url,
            row.before,
            row.after,
            f"{by.version[:_SHORT]} {by.note}".strip(),
            (*by.altered.get(row.commitment, ()), *(f"register.{name}" for name in by.altered.get("", ()))),
            by.reader,
        )


def _people(
    connection: Connection, register: str, since: datetime, until: datetime, commitment: str | None
) -> Iterator[Change]:
    judged = [
        one for one in all_judged(connection, since=since, commitment=commitment) if one.judged_at < until
    ]
    now = _shown(connection, register, [one.report_id for one in judged])
    for one in judged:
        told = now.get((one.report_id, one.commitment))
        after = None if one.judgement is Judgement.REJECT else told
        why = " ".join(word for word in (one.judgement.value, one.judged_by, one.reason) if word)
        yield Change(
            one.judged_at, Cause.PERSON, one.commitment, one.report_id, one.title, one.url, told, after, why
        )


def _shown(connection: Connection, register: str, keys: list[int]) -> dict[tuple[int, str], dict[str, Any]]:
    found: dict[tuple[int, str], dict[str, Any]] = {}
    distinct = sorted(set(keys))
    for start in range(0, len(distinct), 500):
        found.update(shown(connection, register, distinct[start : start + 500]))
    return found
