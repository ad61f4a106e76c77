"""An invented register and reports that are told of it; the databases are those of ``tests/conftest.py``."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from jiannuo.model.commitment import Baseline, Commitment, Founding, Promisor, Register, Target
from jiannuo.model.finding import Aimed, Findings, Match, Quote, Reading
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import CommitmentKind, Comparator, Field, Stage, Verdict
from jiannuo.model.when import When, parse_when
from jiannuo.store.engine import Store
from jiannuo.store.matches import save_findings
from jiannuo.store.registers import record_register
from jiannuo.store.reports import insert_report
from jiannuo.store.stories import new_story

LADDER = (Stage.PLANNED, Stage.STARTED, Stage.UNDER_CONSTRUCTION, Stage.COMPLETED, Stage.OPERATING)
AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def register() -> Register:
    facility, talent = CommitmentKind.FACILITY, CommitmentKind.TALENT
    goal = Target(
        "引进人才", "名", Comparator.AT_LEAST, 200.0, units=("名", "%"), baseline=Baseline(50.0, "名")
    )
    return Register(
        id="sample",
        name="样例台账",
        place="sample",
        founding=Founding("样例", "sample", When(date(2021, 12, 1)), date(2021, 12, 1)),
        promisors=(Promisor("li", "李某", "甲局"), Promisor("wang", "王某", "乙院")),
        commitments=(
            Commitment(
                "T1",
                "云岭光源",
                facility,
                "建成光源",
                ("li",),
                (),
                ladder=LADDER,
                themes=("装置",),
                districts=("sample/east",),
            ),
            Commitment(
                "T2",
                "青禾装置",
                facility,
                "建成装置",
                ("wang",),
                (),
                ladder=LADDER,
                themes=("装置",),
                districts=("sample/west",),
            ),
            Commitment("T3", "人才引进", talent, "引进人才", ("li",), (), targets=(goal,), themes=("人才",)),
        ),
        version="v1",
    )


Tell = Callable[..., int]


@pytest.fixture
def tell(store: Store, tell_to: Callable[[Store], Tell]) -> Tell:
    """Store one report with at most one match, as saving does; the report's row id."""
    return tell_to(store)


@pytest.fixture
def tell_to(register: Register) -> Callable[[Store], Tell]:
    """The same for any store."""
    return lambda store: teller(store, register)


def teller(store: Store, register: Register) -> Tell:
    count = iter(range(1, 10_000))

    def tell_one(
        body: str = "云岭光源昨日正式开工建设。",
        commitment: str | None = "T1",
        *,
        verdict: Verdict = Verdict.PROGRESS,
        stage: Stage = Stage.STARTED,
        title: str = "简讯",
        outlet: str = "daily",
        published: str | None = "2024-03-01",
        effective: str | None = None,
        at: datetime = AT,
        story: int | None = None,
        replaces: int | None = None,
        readings: tuple[Reading, ...] = (),
        aimed: Aimed | None = None,
    ) -> int:
        number = next(count)
        when = parse_when(published) if published else None
        report = Report(f"http://news.example/{number}", outlet, title, body, when)
        evidence = (Quote(Field.TEXT, body, 0, len(body)),)
        day = parse_when(effective) if effective else None
        found = (
            ()
            if commitment is None
            else (Match(commitment, verdict, 0.9, {"name": 0.9}, stage, evidence, (), day, readings, aimed),)
        )
        with store.write() as connection:
            record_register(connection, register, at)
            story = story or new_story(connection, at)
            key = insert_report(
                connection, report, exact=f"{number}", detected_at=at, story_id=story, replaces=replaces
            )
            save_findings(
                connection, key, Findings("v1", found), register="sample", detected_at=at, story_id=story
            )
        return key

    return tell_one
