"""Reports that come together are saved together, and one that cannot be saved keeps no other back."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from jiannuo.model.dossier import Dossier
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Outcome
from pipelines.batch import MOST, Batch

NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Store:
    def __init__(self, bad: str = "") -> None:
        self.bad = bad
        self.commits: list[list[str]] = []

    def save(self, dossiers: Sequence[Dossier]) -> list[Outcome]:
        titles = [dossier.report.title for dossier in dossiers]
        if self.bad in titles:
            raise ValueError(self.bad)
        self.commits.append(titles)
        return [Outcome.STORED for _ in dossiers]


def save(store: Store, *titles: str) -> list[Any]:
    async def all_of_them() -> list[Any]:
        batch = Batch(store.save)
        dossiers = [Dossier(Report("u", "o", title, "b"), NOW) for title in titles]
        return await asyncio.gather(*map(batch.add, dossiers), return_exceptions=True)

    return asyncio.run(all_of_them())


def test_what_comes_together_is_committed_together() -> None:
    store = Store()
    assert save(store, "a", "b", "c") == [Outcome.STORED] * 3
    assert store.commits == [["a", "b", "c"]]


def test_a_batch_is_bounded() -> None:
    store = Store()
    save(store, *map(str, range(MOST + 3)))
    assert list(map(len, store.commits)) == [MOST, 3]


def test_one_that_cannot_be_saved_fails_alone() -> None:
    store = Store(bad="b")
    first, second, third = save(store, "a", "b", "c")
    assert (first, third) == (Outcome.STORED, Outcome.STORED)
    assert isinstance(second, ValueError)
    assert store.commits == [["a"], ["c"]]


def test_a_single_report_does_not_wait_for_company() -> None:
    assert save(Store(), "a") == [Outcome.STORED]
