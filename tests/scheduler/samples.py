"""Invented facts for the tests: a small register, and reports with matches put straight into a store."""

from datetime import date, datetime
from typing import Any

from jiannuo.model.commitment import Commitment, Founding, Register, Target
from jiannuo.model.finding import Aimed, Findings, Match, Quote, Reading
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import (
    CommitmentKind,
    Comparator,
    Field,
    ReadingKind,
    Scope,
    Stage,
    Verdict,
)
from jiannuo.model.when import When
from jiannuo.store.engine import Store
from jiannuo.store.matches import save_findings
from jiannuo.store.registers import record_register
from jiannuo.store.reports import insert_report
from jiannuo.store.stories import new_story


def register() -> Register:
    return Register(
        id="sample",
        name="样例台账",
        place="sample",
        founding=Founding("样例", "sample", When(date(2021, 12, 1)), date(2021, 12, 1)),
        promisors=(),
        commitments=(
            Commitment("T1", "云岭光源", CommitmentKind.FACILITY, "建成光源", (), (), "Yunling Light Source"),
            Commitment("T2", "青禾园区", CommitmentKind.PLATFORM, "建设园区", (), (), themes=("园区",)),
            Commitment(
                "T3",
                "人才引进",
                CommitmentKind.TALENT,
                "引进人才",
                (),
                (),
                targets=(Target("引进人才", "名", Comparator.AT_LEAST, 200.0, units=("名", "人")),),
            ),
        ),
        version="v1",
    )


def report(
    store: Store,
    commitment: str = "T1",
    *,
    at: datetime,
    number: int = 1,
    verdict: Verdict = Verdict.PROGRESS,
    stage: Stage = Stage.STARTED,
    title: str = "云岭光源项目开工",
    quote: str = "云岭光源项目昨日正式开工建设。",
    url: str | None = None,
    outlet: str = "daily",
    published: When | None = None,
    readings: tuple[Reading, ...] = (),
    aimed: Aimed | None = None,
    story: int | None = None,
) -> int:
    """Store one report with one match, as the save stage does; the report's row id."""
    text = f"记者获悉。{quote}"
    entry = Report(
        url or f"http://news.example/{number}.html",
        outlet,
        title,
        text,
        published or When(at.date()),
    )
    evidence = (Quote(Field.TEXT, quote, 5, 5 + len(quote)),)
    match = Match(commitment, verdict, 0.9, {"name": 0.9}, stage, evidence, (), None, readings, aimed)
    with store.write() as connection:
        record_register(connection, register(), at)
        story = story or new_story(connection, at)
        key = insert_report(connection, entry, exact=f"exact{number}", detected_at=at, story_id=story)
        save_findings(
            connection, key, Findings("v1", (match,)), register="sample", detected_at=at, story_id=story
        )
    return key


def reading(value: float = 164, **changes: Any) -> Reading:
    values: dict[str, Any] = {
        "measure": "引进人才",
        "value": value,
        "unit": "名",
        "scope": Scope.CITY,
        "kind": ReadingKind.FACT,
        "quote": Quote(Field.TEXT, f"累计引进{value:g}名", 0, 8),
        "as_of": When(date(2026, 10, 1)),
        "qualifier": "超",
    }
    return Reading(**{**values, **changes})
