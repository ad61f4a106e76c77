"""The plan: all that a worker must know, given to each once; and what a worker makes of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from crawler.outlet import Outlet
from jiannuo.model.commitment import Register
from pipelines.reading.reader import Reader
from query.ingest.readers import Desk


@dataclass(frozen=True, slots=True)
class Plan:
    """What is read by whose rules into which folder; ``key`` tells plans apart. It can be pickled."""

    key: str
    register: Register
    outlets: dict[str, Outlet]
    now: datetime
    outlet_name: str
    output: str


@dataclass(frozen=True, slots=True)
class Bench:
    """A worker's tools: the reader, the outlets, and what the commitments are called."""

    reader: Reader
    desk: Desk
    names: dict[str, str]


def bench_of(plan: Plan) -> Bench:
    """The tools for a plan, made once in each process."""
    return _bench(_Held(plan.key, plan))


class _Held:
    """A plan that is known by its key, for it cannot be hashed."""

    def __init__(self, key: str, plan: Plan) -> None:
        self.key, self.plan = key, plan

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.key == self.key


@lru_cache(maxsize=1)
def _bench(held: _Held) -> Bench:
    plan = held.plan
    names = {entry.id: entry.name for entry in plan.register.commitments}
    return Bench(Reader(plan.register), Desk(plan.outlets, plan.now, plan.outlet_name), names)
