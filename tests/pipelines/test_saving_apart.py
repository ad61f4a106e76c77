"""What is saved in a process of its own is saved once, and whole, though that process dies between two batches."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from jiannuo.aside.work import Aside
from jiannuo.config.load import shipped_folder
from jiannuo.model.dossier import Dossier
from jiannuo.model.finding import Findings
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Outcome
from jiannuo.register.load import load_register
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.tables import reports
from pipelines.batch import Batch
from pipelines.saver import Saver, save_with
from pipelines.story import fingerprint

NOW = datetime(2024, 1, 2, tzinfo=UTC)
BATCHES = 2
SIZE = 3
HANZI = [chr(code) for code in range(0x4E00, 0x9000)]


def dossier(number: int) -> Dossier:
    chance = random.Random(number)  # texts that nobody takes for copies of each other
    title, body = ("".join(chance.choices(HANZI, k=length)) for length in (12, 120))
    report = Report(f"http://a.example/{number}", "daily", title, body)
    return Dossier(report, NOW, fingerprint=fingerprint(report), findings=Findings(register_version="1"))


@pytest.mark.parametrize("killed", ["save.before_commit:5", "save.after_commit:5"])
def test_every_report_is_stored_once_wherever_the_saving_process_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: str
) -> None:
    store = Store(f"sqlite:///{tmp_path}/db")
    migrate(store)
    monkeypatch.setenv("JIANNUO_FAILPOINT", killed)

    async def save() -> list[Sequence[Outcome]]:
        aside = Aside(eager=True)
        saver = aside.make(
            Saver, store.url, load_register(shipped_folder("register") / "chongqing-2021.yaml")
        )
        numbers = range(BATCHES * SIZE)
        batches = [[dossier(n) for n in numbers[start::BATCHES]] for start in range(BATCHES)]
        try:
            return [await aside.run(save_with, saver, batch) for batch in batches]
        finally:
            aside.close()
            saver.thing.close()

    ends = asyncio.run(save())
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(reports)).scalar() == BATCHES * SIZE
    # A batch that was committed before anybody heard of it is found there when it comes again.
    assert {end for batch in ends for end in batch} <= {Outcome.STORED, Outcome.UNCHANGED}
    assert (Outcome.UNCHANGED in {end for batch in ends for end in batch}) is (
        killed == "save.after_commit:5"
    )


def test_a_batch_goes_to_another_process_where_there_is_one() -> None:
    async def elsewhere(dossiers: Sequence[Dossier]) -> list[Outcome]:
        return [Outcome.REVISED for _ in dossiers]

    async def saved(apart: bool) -> Outcome:
        batch = Batch(
            lambda some: [Outcome.STORED for _ in some], lambda some: elsewhere(some) if apart else None
        )
        try:
            return await batch.add(dossier(1))
        finally:
            batch.close()

    assert asyncio.run(saved(True)) is Outcome.REVISED
    assert asyncio.run(saved(False)) is Outcome.STORED
