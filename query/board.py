"""The board: every commitment of a register with its standing."""

from jiannuo.model.asking import Filter
from jiannuo.model.commitment import Commitment, Register
from jiannuo.model.news import NewsItem
from jiannuo.model.standing import Standing, standing
from jiannuo.store.asking import events
from jiannuo.store.engine import Store
from jiannuo.store.runs import last_runs

_ALL = 1_000_000


def board(store: Store, register: Register) -> list[tuple[Commitment, Standing]]:
    """Every commitment in the register's order, with where it stands now."""
    looked = any(run.status == "finished" for run in last_runs(store).values())
    by_commitment: dict[str, list[NewsItem]] = {}
    for event in events(store, register.id, Filter(novel_only=True, limit=_ALL)):
        by_commitment.setdefault(event.commitment, []).append(event)
    return [
        (entry, standing(entry, by_commitment.get(entry.id, ()), looked=looked))
        for entry in register.commitments
    ]
