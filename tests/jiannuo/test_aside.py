"""Work done in a second process comes back in order and whole, whatever becomes of that process."""

import asyncio
import math
import operator
import os
import time
from collections.abc import Callable
from typing import Any

import pytest

from jiannuo.aside.load import BUSY_SECONDS, MANY_JOBS, WINDOW_SECONDS, Load
from jiannuo.aside.work import Aside
from jiannuo.errors import CrawlError

MANY = range(40)


def after(aside: Aside, work: Callable[[Aside], Any]) -> Any:
    """What some work yields, and the second process gone."""

    async def run() -> Any:
        try:
            return await work(aside)
        finally:
            aside.close()

    return asyncio.run(run())


def test_little_work_is_done_here() -> None:
    assert after(Aside(Load(cores=2)), lambda aside: aside.run(os.getpid)) == os.getpid()


def test_much_work_is_done_in_a_second_process() -> None:
    async def until_elsewhere(aside: Aside) -> int:
        await aside.run(time.sleep, BUSY_SECONDS)
        while (where := await aside.run(os.getpid)) == os.getpid():
            await asyncio.sleep(0.01)
        return int(where)

    assert after(Aside(Load(cores=2)), until_elsewhere) != os.getpid()


@pytest.mark.parametrize(
    ("cores", "spans", "pays"),
    [
        (2, [(0.0, BUSY_SECONDS)], True),
        (1, [(0.0, BUSY_SECONDS)], False),
        (2, [(n * WINDOW_SECONDS, n * WINDOW_SECONDS + BUSY_SECONDS / 3) for n in range(1, 9)], False),
        (2, [(n / 10, n / 10 + 0.05) for n in range(11)], True),
    ],
    ids=["busy", "one core", "now and then", "often"],
)
def test_a_second_process_is_for_a_busy_one_with_a_core_to_spare(
    cores: int, spans: list[tuple[float, float]], pays: bool
) -> None:
    load = Load(cores=cores)
    assert [load.busy(*span) for span in spans][-1] is pays


@pytest.mark.parametrize(("cores", "jobs", "waits"), [(2, MANY_JOBS, True), (2, 30, False), (1, 999, False)])
def test_many_jobs_that_are_foreseen_wait_for_the_second_process(cores: int, jobs: int, waits: bool) -> None:
    async def first(aside: Aside) -> int:
        aside.expect(jobs)
        return int(await aside.run(os.getpid))

    assert (after(Aside(Load(cores=cores)), first) != os.getpid()) is waits


def test_another_one_expects_what_the_first_expects() -> None:
    async def where(aside: Aside) -> set[int]:
        another = aside.another()
        aside.expect(MANY_JOBS)
        try:
            return {os.getpid(), int(await aside.run(os.getpid)), int(await another.run(os.getpid))}
        finally:
            another.close()

    assert len(after(Aside(Load(cores=2)), where)) == 3


def test_results_belong_to_their_questions() -> None:
    async def many(aside: Aside) -> list[int]:
        return await asyncio.gather(*(aside.run(math.factorial, number) for number in MANY))

    assert after(Aside(eager=True), many) == [math.factorial(number) for number in MANY]


def test_what_a_job_raises_is_raised_to_whoever_asked() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        after(Aside(eager=True), lambda aside: aside.run(int, "many"))


@pytest.mark.parametrize("eager", [False, True], ids=["here", "aside"])
def test_what_was_made_once_is_there_in_both_processes(eager: bool) -> None:
    aside = Aside(eager=eager)
    made = aside.make(dict, {"stage": "signed"})
    assert after(aside, lambda aside: aside.run(operator.getitem, made, "stage")) == "signed"


def test_a_process_that_dies_again_and_again_loses_no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIANNUO_FAILPOINT", "aside.job:7")

    async def many(aside: Aside) -> list[int]:
        return await asyncio.gather(*(aside.run(math.factorial, number) for number in MANY))

    assert after(Aside(eager=True), many) == [math.factorial(number) for number in MANY]


def test_a_job_that_kills_the_process_is_given_up_and_no_other() -> None:
    async def many(aside: Aside) -> list[Any]:
        jobs = [aside.run(math.factorial, 5), aside.run(os._exit, 1), aside.run(math.factorial, 6)]
        return await asyncio.gather(*jobs, return_exceptions=True)

    first, killed, last = after(Aside(eager=True), many)
    assert (first, last) == (120, 720)
    assert isinstance(killed, CrawlError)


def test_a_job_that_takes_too_long_is_given_up() -> None:
    async def many(aside: Aside) -> list[Any]:
        # The first answer tells that the process is up, so that only the job is measured.
        await aside.run(os.getpid)
        return await asyncio.gather(
            aside.run(time.sleep, 600), aside.run(math.factorial, 6), return_exceptions=True
        )

    slow, last = after(Aside(longest=1.0, eager=True), many)
    assert isinstance(slow, CrawlError)
    assert last == 720
