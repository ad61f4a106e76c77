"""The engine of a cluster: Apache Spark maps the same work over the same partitions (extra ``spark``)."""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from jiannuo.errors import CrawlError, UsageError
from query.archive.layout import done_file
from query.archive.partitions import Partition
from query.archive.plan import Plan
from query.archive.work import Done, done_already, work

_POLL_SECONDS = 0.5


def run_spark(plan: Plan, partitions: Sequence[Partition], master: str) -> Iterator[Done]:
    """Work on all partitions on the cluster at ``master``, each told of once its "done" can be seen from here.

    Input and output must lie where every worker sees them under the same path. Spark repeats what is lost with a
    worker. Raises UsageError where pyspark or Java is missing, CrawlError when Spark gives up.
    """
    if not partitions:
        return
    context = _context(master)
    try:
        given = context.broadcast(plan)
        pieces = context.parallelize(partitions, len(partitions))
        end = _Job(lambda: pieces.map(_working(given)).count())
        yield from _seen(plan.output, partitions, end)
    finally:
        context.stop()


def _working(given: Any) -> Callable[[Partition], int]:
    """The work with the broadcast plan; a worker process makes its reader once and keeps it."""
    return lambda partition: work(given.value, partition).number


class _Job:
    """A Spark job in a thread, so that its progress can be told meanwhile."""

    def __init__(self, action: Callable[[], Any]) -> None:
        self.problem: Exception | None = None
        self._action = action
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._action()
        except Exception as problem:  # noqa: BLE001 (whatever Java's side throws)
            self.problem = problem

    def ended(self) -> bool:
        """Wait a moment; whether the job has ended. CrawlError when it ended badly."""
        self._thread.join(_POLL_SECONDS)
        if self._thread.is_alive():
            return False
        if self.problem is not None:
            first = str(self.problem).strip().splitlines()[0][:300]
            raise CrawlError(f"Spark gave up ({first})", "see Spark's log; what is done stays done") from None
        return True


def _seen(output: str, partitions: Sequence[Partition], job: _Job) -> Iterator[Done]:
    left = {partition.number for partition in partitions}
    while left:
        ended = job.ended()
        for number in sorted(one for one in left if done_file(output, one).exists()):
            done = done_already(output, number)
            if done is not None:
                left.discard(number)
                yield done
        if ended and left:
            raise CrawlError(
                "the workers' results cannot be seen from here", "let OUTPUT lie where all of them see it"
            )


def _context(master: str) -> Any:
    try:
        from pyspark import SparkConf, SparkContext
    except ImportError:
        raise UsageError(
            "the engine spark needs pyspark, which is not installed",
            "pip install 'jiannuo[spark]' (and Java 17), or use --engine local",
        ) from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.executorEnv.PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    conf = SparkConf().setMaster(master).setAppName("jiannuo archive").setAll(list(settings.items()))
    try:
        return SparkContext(conf=conf)
    except Exception as problem:  # noqa: BLE001 (no Java, no master: Java's side names many)
        first = str(problem).strip().splitlines()[0][:300]
        raise UsageError(
            f"Spark cannot be started ({first})", "see that Java 17 is there and the master is right"
        ) from None
