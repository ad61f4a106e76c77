"""A stored report by what people have at hand: its number, or its address."""

from typing import TYPE_CHECKING

from jiannuo.errors import UsageError

if TYPE_CHECKING:
    from jiannuo.store.engine import Connection
    from jiannuo.store.reports import StoredReport


def stored_report(connection: "Connection", wanted: str) -> "StoredReport":
    """The report with this number, else the current one at this address; a usage error when there is none."""
    from jiannuo.store.reports import current_versions, load_report

    key: int | None = None
    if wanted.isascii() and wanted.isdigit():
        key = int(wanted)
    elif versions := current_versions(connection, wanted):
        key = versions[-1].id
    found = load_report(connection, key) if key is not None and key < 2**63 else None
    if found is None:
        raise UsageError(f"no stored report {wanted!r}", "find its number with: jiannuo search WORDS")
    return found
