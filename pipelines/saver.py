"""The saver: a store of its own and what saving asks about, in the process in which it was made."""

from collections.abc import Sequence

from jiannuo.failpoints import reach
from jiannuo.model.commitment import Register
from jiannuo.model.dossier import Dossier
from jiannuo.model.vocabulary import Outcome
from jiannuo.store.engine import Store
from pipelines.save import save_all


class Saver:
    """Saves what belongs together in one transaction."""

    def __init__(self, url: str, register: Register) -> None:
        self._store = Store(url)
        self._register = register

    def save(self, dossiers: Sequence[Dossier]) -> list[Outcome]:
        """All of them or, on an exception, none; the outcomes in order. They are on the disk when this returns."""
        with self._store.write() as connection:
            outcomes = save_all(connection, dossiers, self._register)
            for _ in dossiers:
                reach("save.before_commit")
        for _ in dossiers:
            reach("save.after_commit")
        return outcomes

    def close(self) -> None:
        """Give the connections back."""
        self._store.close()


def save_with(saver: Saver, dossiers: Sequence[Dossier]) -> list[Outcome]:
    """A job for another process: saving twice what is saved changes nothing, so that it may be done again."""
    return saver.save(dossiers)
