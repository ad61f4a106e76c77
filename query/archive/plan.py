"""The plan: all that a worker must know, given to each once; and what a worker makes of it."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from crawler.outlet import Outlet
from jiannuo.model.commitment import Register
from pipelines.reading.reader import Reader
from query.ingest.readers import Desk


@dataclass(frozen=True, slots=True)
class Plan:
    """What is read by whose rules into which folder; ``key`` alone tells plans apart. It can be pickled."""

    key: str
    register: Register = field(compare=False)
    outlets: dict[str, Outlet] = field(compare=False)
    now: datetime = field(compare=False)
    outlet_name: str = field(compare=False)
    output: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Bench:
    """A worker's tools: the reader, the outlets, and what the commitments are called."""

    reader: Reader
    desk: Desk
    names: dict[str, str]


@lru_cache(maxsize=1)
def bench_of(plan: Plan) -> Bench:
    """The tools for a plan, made once in each process."""
    names = {entry.id: entry.name for entry in plan.register.commitments}
    return Bench(Reader(plan.register), Desk(plan.outlets, plan.now, plan.outlet_name), names)
