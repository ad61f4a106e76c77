"""Which changes hold a Filter: what it says of commitments and matches of either side, of reports in any version."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from jiannuo.model.asking import Filter
from jiannuo.model.change import Change
from jiannuo.model.when import parse_when
from jiannuo.store.asking.conditions import of_texts
from jiannuo.store.asking.contrary import with_contradicted
from jiannuo.store.judgements import STORY, judged_pairs
from jiannuo.store.tables import matches, reports

Pair = tuple[int, str]
_CHUNK = 500


def that_hold(connection: Connection, register: str, found: Sequence[Change], wanted: Filter) -> list[Change]:
    """The changes that hold the filter, in their order.

    Words, outlets and days of publication are asked of the report; verdict, stage, day of the event and figures of
    what was shown before or is shown now. Days of detection, ``as_of`` and ``known_at`` are not asked: a change has
    its own moment.
    """
    some = [one for one in found if _of_commitment(one, wanted) and _either(one, wanted)]
    texts = of_texts(wanted)
    if texts:
        held = _ids(connection, [one.report_id for one in some], texts)
        some = [one for one in some if one.report_id in held]
    if wanted.judged is not None:
        known = _judged(connection, [one.report_id for one in some])
        some = [one for one in some if (_pair(one) in known) is wanted.judged]
    if wanted.has_conflict is not None:
        contrary = _contrary(connection, register, wanted.has_conflict)
        some = [one for one in some if (_pair(one) in contrary) is wanted.has_conflict]
    return some


def _pair(one: Change) -> Pair:
    return (one.report_id, one.commitment)


def _of_commitment(one: Change, wanted: Filter) -> bool:
    return not wanted.commitments or one.commitment in wanted.commitments


def _either(one: Change, wanted: Filter) -> bool:
    sides = [side for side in (one.before, one.after) if side is not None]
    return any(_shows(side, wanted) for side in sides) if sides else not _asks(wanted)


def _asks(wanted: Filter) -> bool:
    """Whether it says anything of what is shown."""
    return bool(wanted.verdict or wanted.stage or _bounds(wanted)) or wanted.has_figure is not None


def _shows(side: dict[str, Any], wanted: Filter) -> bool:
    return (
        wanted.verdict in (None, side["verdict"])
        and wanted.stage in (None, side["stage"])
        and wanted.has_figure in (None, bool(side["readings"]))
        and (not _bounds(wanted) or _within(side["effective"], wanted))
    )


def _bounds(wanted: Filter) -> bool:
    return wanted.effective_since is not None or wanted.effective_until is not None


def _within(effective: str | None, wanted: Filter) -> bool:
    """A year or month counts when it overlaps."""
    when = parse_when(effective) if effective else None
    if when is None:
        return False
    first, last = wanted.effective_since or date.min, wanted.effective_until or date.max
    return when.last_day() >= first and when.day <= last


def _ids(connection: Connection, keys: Iterable[int], conditions: list[Any]) -> set[int]:
    query = select(reports.c.id).where(*conditions)
    return {
        int(row.id)
        for chunk in _chunks(keys)
        for row in connection.execute(query.where(reports.c.id.in_(chunk)))
    }


def _judged(connection: Connection, keys: Iterable[int]) -> set[Pair]:
    pairs = judged_pairs().subquery("pairs")
    query = select(reports.c.id, pairs.c.commitment).join(pairs, pairs.c.story == STORY)
    return {
        (row.id, row.commitment)
        for chunk in _chunks(keys)
        for row in connection.execute(query.where(reports.c.id.in_(chunk)))
    }


def _contrary(connection: Connection, register: str, asked: bool) -> set[Pair]:
    told = with_contradicted(connection, replace(Filter(), has_conflict=asked), register)
    keys = told.contradicted or ()
    query = select(matches.c.report_id, matches.c.commitment)
    return {
        (row.report_id, row.commitment)
        for chunk in _chunks(keys)
        for row in connection.execute(query.where(matches.c.id.in_(chunk)))
    }


def _chunks(keys: Iterable[int]) -> Iterable[list[int]]:
    distinct = sorted(set(keys))
    return (distinct[start : start + _CHUNK] for start in range(0, len(distinct), _CHUNK))
