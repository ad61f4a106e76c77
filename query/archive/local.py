"""The engine of one machine: a pool of processes, each with a reader of its own; no other software is needed."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from jiannuo.errors import CrawlError
from query.archive.partitions import Partition
from query.archive.plan import Plan, bench_of
from query.archive.work import Done, work

_ATTEMPTS = 3
_plan: list[Plan] = []


def run_local(plan: Plan, partitions: Sequence[Partition], workers: int) -> Iterator[Done]:
    """Work on all partitions, each told of as it ends. A worker that dies is replaced and its partition done anew.

    Raises CrawlError when workers die again and again without one partition being finished.
    """
    if workers == 1:
        yield from (work(plan, partition) for partition in partitions)
        return
    left = {partition.number: partition for partition in partitions}
    fruitless = 0
    while left:
        before = len(left)
        for done in _pool(plan, list(left.values()), workers):
            del left[done.number]
            yield done
        fruitless = fruitless + 1 if len(left) == before else 0
        if fruitless == _ATTEMPTS:
            names = ", ".join(sorted({one.name for one in left.values()})[:3])
            raise CrawlError(
                f"worker processes died {_ATTEMPTS} times over {names}",
                "see whether the machine is short of memory, or use fewer --workers",
            )


def _pool(plan: Plan, partitions: Sequence[Partition], workers: int) -> Iterator[Done]:
    """One pool, until all is done or one of its processes dies."""
    # Not forked: what runs here already (a progress bar's thread) must not be copied half.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (plan,))
    try:
        futures = [pool.submit(_one, partition) for partition in partitions]
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(plan: Plan) -> None:
    """In each worker, once."""
    _plan[:] = [plan]
    bench_of(plan)


def _one(partition: Partition) -> Done:
    return work(_plan[0], partition)
