"""Who carried a story: the outlets that count as its evidence, the leading one first, and how its lead is chosen."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from jiannuo.model.story import Member, lead
from jiannuo.store.tables import reports, stories

_CHUNK = 500
_MEMBERS = select(
    reports.c.id, reports.c.outlet_title, reports.c.source, reports.c.published, reports.c.standing
).where(reports.c.story_id == bindparam("story"), reports.c.current)
_LEAD_BY = update(stories).where(stories.c.id == bindparam("story"))


def carried(connection: Connection, story_ids: Sequence[int]) -> dict[int, list[str]]:
    """The outlet of each current report of these stories, one entry a report, the leading one first.

    Copies without standing corroborate nothing and are left out, unless the story has no others.
    """
    found: dict[int, list[tuple[bool, bool, int, str]]] = defaultdict(list)
    for start in range(0, len(story_ids), _CHUNK):
        query = (
            select(
                reports.c.story_id,
                reports.c.id,
                reports.c.outlet,
                reports.c.standing,
                stories.c.lead_report_id,
            )
            .join(stories, stories.c.id == reports.c.story_id)
            .where(reports.c.story_id.in_(story_ids[start : start + _CHUNK]), reports.c.current)
        )
        for row in connection.execute(query):
            found[row.story_id].append((not row.standing, row.id != row.lead_report_id, row.id, row.outlet))
    return {story: _counting(sorted(rows)) for story, rows in found.items()}


def lead_with(connection: Connection, leads: Sequence[tuple[int, int]]) -> None:
    """Let reports lead stories, given as pairs of story and report; whoever opens a story leads it."""
    if leads:
        values = [{"story": story_id, "lead_report_id": report_id} for story_id, report_id in leads]
        connection.execute(_LEAD_BY, values)


def settle_lead(connection: Connection, story_id: int) -> None:
    """Choose again which report leads the story, after one came or was replaced."""
    rows = connection.execute(_MEMBERS, {"story": story_id})
    members = [
        Member(row.id, row.outlet_title, row.source or "", row.published, row.standing) for row in rows
    ]
    if members:
        lead_with(connection, [(story_id, lead(members).report_id)])


def _counting(rows: list[tuple[bool, bool, int, str]]) -> list[str]:
    without = rows[0][0]
    return [outlet for unreliable, _, _, outlet in rows if unreliable == without]
