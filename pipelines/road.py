"""The road in one process: clean, story, match, progress, save, for ingest, replays and re-reading."""

from jiannuo.clock import Clock
from jiannuo.failpoints import reach
from jiannuo.model.commitment import Register
from jiannuo.model.dossier import Dossier
from jiannuo.model.vocabulary import Outcome
from jiannuo.store.engine import Store
from pipelines.prepare import prepare
from pipelines.reading.reader import Reader
from pipelines.save import save_all


class Road:
    """Takes dossiers through every stage, with the reader loaded once."""

    def __init__(self, store: Store, register: Register, clock: Clock) -> None:
        self._store = store
        self._register = register
        self._clock = clock
        self._reader = Reader(register)

    def prepare(self, dossier: Dossier) -> Dossier:
        """All the pure stages; nothing is stored."""
        return prepare(self._reader, dossier.report, dossier.outlet_place).complete(dossier)

    def travel(self, dossier: Dossier) -> Outcome:
        """One report from raw to stored, in a transaction of its own; how it ended."""
        return self.travel_all([dossier])[0]

    def travel_all(self, dossiers: list[Dossier]) -> list[Outcome]:
        """Several reports, stored together in one transaction; their outcomes in order."""
        for dossier in dossiers:
            self.prepare(dossier)
        with self._store.write() as connection:
            outcomes = save_all(connection, dossiers, self._register)
            reach("save.before_commit")
        reach("save.after_commit")
        for dossier, outcome in zip(dossiers, outcomes, strict=True):
            dossier.outcome = outcome
        return outcomes
