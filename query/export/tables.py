"""Every table that can be exported, by its name."""

from jiannuo.errors import UsageError
from query.export.happenings import EVENTS, READINGS, REPORTS
from query.export.standings import COMMITMENTS, OUTLETS, TARGETS
from query.export.table import Table

TABLES: dict[str, Table] = {
    one.name: one for one in (EVENTS, READINGS, REPORTS, COMMITMENTS, TARGETS, OUTLETS)
}


def table_named(name: str) -> Table:
    """The table of this name; UsageError when there is none."""
    if name not in TABLES:
        raise UsageError(f"nothing called {name[:40]!r} can be exported", f"choose from: {', '.join(TABLES)}")
    return TABLES[name]
