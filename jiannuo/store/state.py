"""A mark of what the database holds: it changes with every report, match, judgement, re-reading and crawl."""

from sqlalchemy import func, select

from jiannuo.store.engine import Store
from jiannuo.store.tables import judgements, matches, near_misses, reports, reread_changes, rereadings, runs

_GROWING = (reports, matches, near_misses, judgements, rereadings, reread_changes, runs)


def state(store: Store) -> tuple[int, ...]:
    """The newest id of each table that grows, and how far the last re-reading has come; quick at any size."""
    newest = [select(func.max(table.c.id)).scalar_subquery() for table in _GROWING]
    read = select(func.max(rereadings.c.last_report)).scalar_subquery()
    with store.read() as connection:
        return tuple(value or 0 for value in connection.execute(select(*newest, read)).one())
