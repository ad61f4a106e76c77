"""The views are documented as they are, and the shipped questions get the same right answers from both databases."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from jiannuo.model.commitment import Aim, Baseline, Commitment, Founding, Promisor, Register, Target
from jiannuo.model.finding import Aimed, Quote, Reading
from jiannuo.model.vocabulary import (
    CommitmentKind,
    Comparator,
    Field,
    Judgement,
    ReadingKind,
    Scope,
    Stage,
    Verdict,
)
from jiannuo.model.when import When, parse_when
from jiannuo.store.engine import Store
from jiannuo.store.judgements import judge
from jiannuo.store.plain_sql import plain_sql
from jiannuo.store.stories import new_story
from jiannuo.store.tables import stories
from jiannuo.store.views import views
from query.cells import plain_value
from query.questions.asked import questions
from query.questions.document import document

AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
PROMISED = Target(
    "高新技术企业",
    "家",
    Comparator.AT_LEAST,
    8000.0,
    baseline=Baseline(5000.0, "家", parse_when("2021-12")),
    due=parse_when("2025"),
    aims=(Aim(10000.0, "《行动计划》", Comparator.AT_LEAST, parse_when("2025")),),
)


@pytest.fixture(scope="session")
def register() -> Register:
    lab, count = CommitmentKind.FACILITY, CommitmentKind.METRIC
    people = (Promisor("li", "李某", "甲局"), Promisor("wang", "王某", "乙院"))
    due = parse_when("2023")
    return Register(
        id="sample",
        name="样例台账",
        place="sample",
        founding=Founding("样例", "sample", When(date(2021, 12, 1)), date(2021, 12, 1)),
        promisors=people,
        commitments=(
            Commitment("Q1", "云岭实验室", lab, "建成实验室", ("li", "wang"), (), themes=("科学城", "装置")),
            Commitment("Q2", "青禾实验室", lab, "建成实验室", ("wang",), (), due=due),
            Commitment("Q3", "高新技术企业", count, "做大总量", ("li",), (), targets=(PROMISED,)),
            Commitment("Q4", "人才公寓", lab, "建成公寓", ("li",), (), parent="Q1"),
        ),
        version="v1",
    )


def figure(value: float, as_of: str, text: str) -> Reading:
    quote = Quote(Field.TEXT, text, 0, len(text))
    return Reading("高新技术企业", value, "家", Scope.CITY, ReadingKind.FACT, quote, parse_when(as_of))


@pytest.fixture
def known(store: Store, tell: Any) -> Store:
    """Two laboratories of which one opened, a count that two outlets tell otherwise, a date that slipped."""
    with store.write() as connection:
        opening = new_story(connection, AT)
    stage = {"stage": Stage.OPERATING, "effective": "2023-06-25", "story": opening}
    first = tell("云岭实验室投用。", "Q1", title="投用", published="2023-06-26", outlet="daily", **stage)
    tell("云岭实验室投用。", "Q1", title="投用", published="2023-06-27", outlet="radio", **stage)
    aimed = {"stage": Stage.UNDER_CONSTRUCTION, "outlet": "radio"}
    soon, late = (Aimed(Stage.COMPLETED, When(date(2023, month, 1))) for month in (6, 12))
    tell("青禾实验室在建。", "Q2", published="2022-03-01", aimed=soon, **aimed)
    tell("青禾实验室在建。", "Q2", published="2022-09-01", aimed=late, **aimed)
    counted = {"stage": Stage.RESULT}
    told = (("2023-12", 7000.0, "daily"), ("2023-12", 9000.0, "radio"), ("2024-12", 9700.0, "daily"))
    for number, (as_of, value, outlet) in enumerate(told, 1):
        text = f"高新技术企业{value:.0f}家。"
        numbers = (figure(value, as_of, text),)
        tell(text, "Q3", published=f"2025-01-0{number}", outlet=outlet, readings=numbers, **counted)
    rejected = tell("人才公寓投用。", "Q4", stage=Stage.OPERATING, published="2025-01-10")
    with store.write() as connection:
        said = {"reason": "另一处", "by": "operator@example.org", "at": AT}
        judge(connection, rejected, "Q4", Judgement.REJECT, **said)
        connection.execute(stories.update().where(stories.c.id == opening).values(lead_report_id=first))
    tell("天气晴。", None, published="2025-02-01", outlet="daily")
    tell("只提到云岭实验室。", "Q1", verdict=Verdict.MENTION, stage=Stage.NONE, published="2025-01-20")
    return store


def answer(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with plain_sql(store, sql, 20) as found:
        return [tuple(plain_value(value) for value in row) for row in found.rows]


URL = "http://news.example/"
ANSWERS: dict[str, list[tuple[Any, ...]]] = {
    "opened-laboratories": [
        ("Q1", "云岭实验室", "2023-06-25", "daily", "2023-06-26", "投用", f"{URL}1"),
    ],
    "distance-to-aims": [
        ("Q3", "高新技术企业", "2025", 10000, 9700, "2024-12", 300, 97.0, "《行动计划》", f"{URL}7"),
    ],
    "silent-for-a-year": [("Q4", "人才公寓", None), ("Q2", "青禾实验室", "2022-09-01")],
    "first-to-report": [
        ("Q1", "operating", "daily", "2023-06-26", "投用", f"{URL}1"),
        ("Q2", "under_construction", "radio", "2022-03-01", "简讯", f"{URL}3"),
        ("Q3", "result", "daily", "2025-01-01", "简讯", f"{URL}5"),
    ],
    "slipped-dates": [
        ("Q2", "completed", "2023-06-01", "2023-12-01", "radio", "2022-03-01", "radio", "2022-09-01"),
    ],
    "overdue": [("Q2", "青禾实验室", "2023", "2022-09-01")],
    "contrary-figures": [
        ("Q3", "高新技术企业", "2023-12", 7000, 9000, "家", "daily", "radio", f"{URL}5", f"{URL}6"),
    ],
    "best-informed-outlets": [("daily", 3, 2, "2025-01-03"), ("radio", 3, 2, "2025-01-02")],
    "most-reprinted": [(1, 2, 2, "2023-06-26", "daily", "投用", "Q1", f"{URL}1")],
    "events-by-month": [
        ("2022-03", 1, 0, 1), ("2022-09", 1, 0, 1), ("2023-06", 2, 0, 1), ("2025-01", 3, 1, 2),
    ],
}  # fmt: skip


def test_every_question_gets_its_answer(known: Store) -> None:
    assert len(questions()) >= 10
    assert {one.name: answer(known, one.sql) for one in questions()} == ANSWERS


def test_every_view_has_the_columns_that_are_documented(store: Store) -> None:
    for view in views():
        with plain_sql(store, f"SELECT * FROM {view.name}", 20) as found:  # noqa: S608
            assert found.columns == tuple(view.columns), view.name


def test_what_the_register_says_is_asked_in_sql(known: Store) -> None:
    assert answer(known, "SELECT commitment, promisors, themes, due, parent FROM v_commitments ORDER BY 1") == [
        ("Q1", "李某（甲局）; 王某（乙院）", "科学城; 装置", None, None),
        ("Q2", "王某（乙院）", None, "2023", None),
        ("Q3", "李某（甲局）", None, None, None),
        ("Q4", "李某（甲局）", None, None, "Q1"),
    ]  # fmt: skip
    columns = "measure, comparator, value, unit, due, baseline, baseline_as_of, scope, promised"
    comparator = Comparator.AT_LEAST.value
    assert answer(known, f"SELECT {columns} FROM v_targets") == [  # noqa: S608
        ("高新技术企业", comparator, 8000, "家", "2025", 5000, "2021-12", "city", 1)
    ]


def test_a_persons_rejection_holds_and_nobody_is_named(known: Store) -> None:
    assert answer(known, "SELECT count(*) FROM v_events WHERE commitment = 'Q4'") == [(0,)]
    assert answer(known, "SELECT commitment, judgement, reason, latest FROM v_judgements") == [
        ("Q4", "reject", "另一处", 1)
    ]
    for view in views():
        for row in answer(known, f"SELECT * FROM {view.name}"):  # noqa: S608
            assert not [value for value in row if "operator@" in str(value)]


def test_evidence_stands_where_the_view_says(known: Store) -> None:
    sql = "SELECT e.quote, e.begins, e.ends, r.text FROM v_evidence e JOIN v_reports r ON r.id = e.report"
    rows = answer(known, sql)
    assert len(rows) == 8
    assert all(text[begins:ends] == quote for quote, begins, ends, text in rows)


def test_the_document_is_made_from_the_code() -> None:
    shown = Path(__file__).parents[3] / "docs" / "queries.md"
    assert shown.read_text("utf-8") == document(), "run: make docs"
