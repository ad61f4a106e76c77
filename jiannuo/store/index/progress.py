"""How far the index has come: complete from the first report on, or still taking in what was stored before it.

New reports are indexed as they are stored. Those from before the index existed, or before its form changed, are
taken in by ``catch_up`` piece by piece; until then the texts themselves are searched, slower and as completely.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text, update

from jiannuo.store.engine import Store
from jiannuo.store.index.grams import VERSION
from jiannuo.store.index.words import add_words
from jiannuo.store.tables import reports, word_index

_CLEAR = {
    "sqlite": text("INSERT INTO report_words (report_words) VALUES ('delete-all')"),
    "postgresql": text("TRUNCATE report_words"),
}
_PIECE = 200  # a tenth of a second: nobody waits long to write
_TIDY = text("INSERT INTO report_words (report_words) VALUES ('optimize')")


@dataclass(frozen=True, slots=True)
class Progress:
    """Reports up to row ``done`` are indexed, and those behind ``stored_before``; the rest is waiting."""

    form: str
    done: int
    stored_before: int

    @property
    def fits(self) -> bool:
        """Whether the index has the form that this program writes and asks for."""
        return self.form == VERSION

    @property
    def whole(self) -> bool:
        """Whether every stored report can be found through it."""
        return self.fits and self.done >= self.stored_before


def progress(connection: Connection) -> Progress:
    """Where the index stands."""
    row = connection.execute(select(word_index)).one()
    return Progress(row.form, row.done, row.stored_before)


def begin_again(connection: Connection) -> Progress:
    """Empty the index, to be filled by ``catch_up`` with everything that is stored by now."""
    connection.execute(_CLEAR[connection.dialect.name])
    newest = connection.execute(select(func.max(reports.c.id))).scalar() or 0
    connection.execute(update(word_index).values(form=VERSION, done=0, stored_before=newest))
    return Progress(VERSION, 0, newest)


def take_in(
    store: Store, told: Callable[[int], object] = lambda _: None, stop: Callable[[], bool] = lambda: False
) -> int:
    """Index all that waits, in short transactions, unless stopped; how many reports it was."""
    total = 0
    with store.read() as connection:
        waiting = not progress(connection).whole
    while waiting and not stop():
        with store.write() as connection:
            taken = catch_up(connection, _PIECE)
            waiting = not progress(connection).whole
        total += taken
        told(taken)
    return total


def catch_up(connection: Connection, size: int) -> int:
    """Index up to ``size`` more reports that were stored before the index was; how many it was, 0 at the end.

    An index of another form is begun again. Each piece is one transaction of the caller.
    """
    now = progress(connection)
    if not now.fits:
        now = begin_again(connection)
    if now.whole:
        return 0
    columns = (reports.c.id, reports.c.published, reports.c.title, reports.c.body)
    query = select(*columns).where(reports.c.id > now.done, reports.c.id <= now.stored_before)
    rows = connection.execute(query.order_by(reports.c.id).limit(size)).all()
    add_words(connection, [(row.id, row.published, row.title, row.body) for row in rows])
    done = rows[-1].id if len(rows) == size else now.stored_before
    connection.execute(update(word_index).values(done=done))
    if done >= now.stored_before and connection.dialect.name == "sqlite":
        connection.execute(_TIDY)
    return len(rows)
