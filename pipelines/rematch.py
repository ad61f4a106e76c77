"""Reading the stored history again under today's register and rules; what a person judged stays judged."""

from collections.abc import Callable, Mapping

from jiannuo.clock import Clock
from jiannuo.failpoints import reach
from jiannuo.model.commitment import Register
from jiannuo.store import matches, registers, rereadings, stories
from jiannuo.store.engine import Connection, Store
from jiannuo.store.reports import StoredReport
from jiannuo.store.rereadings import Rereading
from pipelines.event import file_story
from pipelines.reading.reader import Reader
from pipelines.reading.version import reader_version
from pipelines.save import check_verbatim, quotes
from pipelines.story import fingerprint

_AT_ONCE = 200


def rematch(
    store: Store,
    register: Register,
    clock: Clock,
    *,
    places: Mapping[str, str | None],
    note: str = "",
    told: Callable[[int], None] = lambda _: None,
) -> Rereading:
    """Read every stored report again and keep the difference; the finished pass.

    ``places`` gives the place each outlet speaks for. Reports are read in batches, each stored in one
    transaction, so that a pass broken off goes on where it stood. A match that is new under the rules
    counts from the day its report was stored, not from today: it is history, and no news for a digest whose
    window is closed. Reports stored before their marks were kept get them now, and stories that touch a
    commitment for the first time are filed under their event. ``told`` hears how many reports each batch had.
    """
    reader = Reader(register)
    with store.write() as connection:
        registers.record_register(connection, register, clock.now())
        version = register.version
        key = rereadings.begin(connection, register.id, version, reader_version(), note, clock.now())
        state = rereadings.rereading(connection, key)
    last = state.last_report
    while batch := _next(store, last):
        with store.write() as connection:
            _reread(connection, key, register, reader, batch, places)
            reach("rematch.before_commit")
        last = batch[-1].id
        told(len(batch))
    with store.write() as connection:
        rereadings.finish(connection, key, clock.now())
        return rereadings.rereading(connection, key)


def _next(store: Store, last: int) -> list[StoredReport]:
    with store.read() as connection:
        return rereadings.next_reports(connection, last, _AT_ONCE)


def _reread(
    connection: Connection,
    key: int,
    register: Register,
    reader: Reader,
    batch: list[StoredReport],
    places: Mapping[str, str | None],
) -> None:
    keys = [stored.id for stored in batch]
    before = rereadings.shown(connection, register.id, keys)
    stories.serialise(connection)
    for stored in batch:
        findings = reader.read(stored.report, outlet_place=places.get(stored.report.outlet))
        for quote in quotes(findings):
            check_verbatim(stored.report, quote)
        _refill(connection, stored, touches=bool(findings.matches))
        matches.save_findings(
            connection,
            stored.id,
            findings,
            register=register.id,
            detected_at=stored.detected_at,
            story_id=stored.story_id,
            cause="rereading",
        )
    after = rereadings.shown(connection, register.id, keys)
    for pair, old, new in rereadings.differences(before, after):
        rereadings.note_change(connection, key, pair, old, new)
    rereadings.advance(connection, key, keys[-1], len(keys))


def _refill(connection: Connection, stored: StoredReport, *, touches: bool) -> None:
    """Keep what finds the report's kin again, as far as that is not kept yet."""
    new = fingerprint(stored.report)
    stories.remember(connection, stored.id, new, stories.holders_of(connection, new.marks))
    if touches:
        file_story(connection, stored, new.day)
