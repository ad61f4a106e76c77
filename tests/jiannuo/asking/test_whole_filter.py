"""Every condition of the Filter, alone and together, gives on both databases what a plain reading of it gives."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from jiannuo.model.asking import Filter, Sort, at_levels, narrowed
from jiannuo.model.commitment import Register
from jiannuo.model.finding import Quote, Reading
from jiannuo.model.vocabulary import (
    CommitmentKind,
    Field,
    Judgement,
    OutletLevel,
    ReadingKind,
    Scope,
    Stage,
    Verdict,
)
from jiannuo.model.when import parse_when
from jiannuo.store.asking import changes, events, facets, search
from jiannuo.store.asking.whole import report_ids
from jiannuo.store.engine import Store
from jiannuo.store.judgements import judge

AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
Tell = Callable[..., int]
LEVELS = {"daily": OutletLevel.CITY, "radio": OutletLevel.MEDIA, "bureau": OutletLevel.BUREAU}
KINDS = {"T1": CommitmentKind.FACILITY, "T2": CommitmentKind.FACILITY, "T3": CommitmentKind.TALENT}
PROMISORS = {"T1": "li", "T2": "wang", "T3": "li"}
THEMES = {"T1": "装置", "T2": "装置", "T3": "人才"}
DISTRICTS = {"T1": "sample/east", "T2": "sample/west", "T3": None}


@dataclass(frozen=True)
class Told:
    """One report as it was told, for the plain reading."""

    key: int
    body: str
    commitment: str
    outlet: str
    verdict: Verdict
    stage: Stage
    published: str
    effective: str | None
    at: datetime
    values: tuple[float, ...]
    judged: bool

    def contradicted_by(self, others: "list[Told]") -> bool:
        """Figures are whole persons, told as such: any other value of the same day contradicts."""
        return any(
            other.commitment == self.commitment and set(self.values) != set(other.values)
            for other in others
            if self.values and other.values and Verdict.POSSIBLE not in (self.verdict, other.verdict)
        )


def reading(value: float) -> Reading:
    text = f"{value:.0f}名"
    return Reading(
        "引进人才",
        value,
        "名",
        Scope.CITY,
        ReadingKind.FACT,
        Quote(Field.TEXT, text, 0, len(text)),
        parse_when("2023"),
    )


@pytest.fixture
def told(store: Store, tell: Tell) -> list[Told]:
    """Forty reports whose properties are drawn by a fixed seed."""
    draw, found = random.Random(7), []
    for number in range(40):
        commitment = draw.choice(("T1", "T2", "T3"))
        values = (draw.choice((164.0, 164.0, 171.0)),) if draw.random() < 0.3 else ()
        one = Told(
            0,
            draw.choice(("云岭光源开工。", "青禾装置在建，100%。", "引进人才。"))
            + draw.choice(("", "附记。")),
            commitment,
            draw.choice(("daily", "radio", "bureau", "unknown")),
            draw.choice((Verdict.PROGRESS, Verdict.PROGRESS, Verdict.MENTION, Verdict.POSSIBLE)),
            draw.choice((Stage.STARTED, Stage.COMPLETED, Stage.NONE)),
            f"2024-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
            draw.choice((None, f"2023-{draw.randint(1, 12):02d}-15")),
            AT + timedelta(hours=number),
            values,
            draw.random() < 0.25,
        )
        said = {
            name: getattr(one, name)
            for name in ("outlet", "verdict", "stage", "published", "effective", "at")
        }
        key = tell(one.body, commitment, readings=tuple(map(reading, values)), **said)
        if one.judged:
            with store.write() as connection:
                judge(connection, key, commitment, Judgement.CONFIRM, reason="", by="x", at=AT)
        found.append(replace(one, key=key))
    return found


CONDITIONS: dict[str, tuple[dict[str, Any], Callable[[Told, list[Told]], bool]]] = {
    "word": ({"words": ("云岭",)}, lambda one, _: "云岭" in one.body),
    "sign": ({"words": ("100%",)}, lambda one, _: "100%" in one.body),
    "without": ({"without": ("附记",)}, lambda one, _: "附记" not in one.body),
    "commitment": ({"commitments": ("T1", "T3")}, lambda one, _: one.commitment in ("T1", "T3")),
    "kind": (
        {"kinds": (CommitmentKind.TALENT,)},
        lambda one, _: KINDS[one.commitment] is CommitmentKind.TALENT,
    ),
    "theme": ({"themes": ("装置",)}, lambda one, _: THEMES[one.commitment] == "装置"),
    "promisor": ({"promisors": ("li",)}, lambda one, _: PROMISORS[one.commitment] == "li"),
    "district": ({"districts": ("sample/east",)}, lambda one, _: DISTRICTS[one.commitment] == "sample/east"),
    "outlet": ({"outlets": ("daily", "unknown")}, lambda one, _: one.outlet in ("daily", "unknown")),
    "level": (
        {"levels": (OutletLevel.CITY, OutletLevel.BUREAU)},
        lambda one, _: one.outlet in ("daily", "bureau"),
    ),
    "verdict": ({"verdict": Verdict.MENTION}, lambda one, _: one.verdict is Verdict.MENTION),
    "stage": ({"stage": Stage.STARTED}, lambda one, _: one.stage is Stage.STARTED),
    "published": (
        {"since": date(2024, 4, 1), "until": date(2024, 9, 9)},
        lambda one, _: "2024-04-01" <= one.published <= "2024-09-09",
    ),
    "event": (
        {"effective_since": date(2023, 3, 1), "effective_until": date(2023, 8, 31)},
        lambda one, _: "2023-03-01" <= (one.effective or "") <= "2023-08-31",
    ),
    "detected": (
        {"detected_since": AT + timedelta(hours=9), "detected_until": AT + timedelta(hours=31)},
        lambda one, _: AT + timedelta(hours=9) <= one.at <= AT + timedelta(hours=31),
    ),
    "as_of": (
        {"as_of": date(2023, 12, 31)},
        lambda one, _: (one.effective or one.published) <= "2023-12-31",
    ),
    "known_at": ({"known_at": AT + timedelta(hours=24)}, lambda one, _: one.at <= AT + timedelta(hours=24)),
    "figure": ({"has_figure": True}, lambda one, _: bool(one.values)),
    "no figure": ({"has_figure": False}, lambda one, _: not one.values),
    "conflict": ({"has_conflict": True}, lambda one, every: one.contradicted_by(every)),
    "no conflict": ({"has_conflict": False}, lambda one, every: not one.contradicted_by(every)),
    "judged": ({"judged": True}, lambda one, _: one.judged),
    "unjudged": ({"judged": False}, lambda one, _: not one.judged),
}
BY_TIME = ("known_at", "as_of")


def plain(told: list[Told], names: tuple[str, ...]) -> set[int]:
    """What a plain reading of the conditions gives; who contradicts whom is asked of what time lets be known."""
    seen = [one for one in told if all(CONDITIONS[name][1](one, told) for name in names if name in BY_TIME)]
    held = [one for one in told if all(CONDITIONS[name][1](one, seen) for name in names)]
    only_reports = not set(names) - {
        "word",
        "sign",
        "without",
        "outlet",
        "level",
        "published",
        "detected",
        "known_at",
    }
    if "verdict" not in names and not only_reports:
        held = [one for one in held if one.verdict is not Verdict.POSSIBLE]
    return {one.key for one in held}


def asked(names: tuple[str, ...], register: Register) -> Filter:
    conditions: dict[str, Any] = {}
    for name in names:
        conditions |= CONDITIONS[name][0]
    return narrowed(at_levels(Filter(**conditions, limit=100), LEVELS), register)


def combinations() -> Iterator[tuple[str, ...]]:
    yield from ((name,) for name in CONDITIONS)
    draw = random.Random(11)
    for _ in range(24):
        names = tuple(draw.sample(list(CONDITIONS), draw.choice((2, 2, 3))))
        fields = [field for name in names for field in CONDITIONS[name][0]]
        if len(set(fields)) == len(fields):
            yield names


def test_every_condition_alone_and_together(store: Store, told: list[Told], register: Register) -> None:
    assert any(one.contradicted_by(told) for one in told)
    for names in combinations():
        wanted = asked(names, register)
        found = [one.id for one in search(store, wanted, "sample")]
        assert set(found) == plain(told, names), names
        assert len(found) == len(set(found))
        counted = facets(store, wanted, "sample")
        assert sum(dict(counted.outlets).values()) == len(found), names


def test_feeds_hold_what_searches_hold(store: Store, told: list[Told], register: Register) -> None:
    for names in combinations():
        wanted = asked(names, register)
        shown = {one.report_id for one in events(store, "sample", wanted)}
        told_only = {one.key for one in told if one.verdict is not Verdict.POSSIBLE or "verdict" in names}
        assert shown == plain(told, names) & told_only, names


def test_changes_hold_the_same_conditions(store: Store, told: list[Told], register: Register) -> None:
    until = AT + timedelta(days=9)
    every = {(one.key, one.commitment) for one in told}
    news = {(one.report_id, one.commitment) for one in changes(store, "sample", AT, until)}
    assert news <= every
    for names in combinations():
        if {"detected", "as_of", "known_at"} & set(names):
            continue
        wanted = asked(names, register)
        found = {one.report_id for one in changes(store, "sample", AT, until, wanted)}
        held = {one.key for one in told if all(CONDITIONS[name][1](one, told) for name in names)}
        assert found == held & {key for key, _ in news}, names


def test_pages_of_any_filter_follow_one_another(store: Store, told: list[Told], register: Register) -> None:
    some = (("conflict",), ("level",), ("district", "figure"), ("word",), ("without", "published"))
    for names, sort in product(some, Sort):
        wanted = replace(asked(names, register), sort=sort)
        whole = [one.id for one in search(store, wanted, "sample")]
        pages: list[int] = []
        before = None
        while page := [one.id for one in search(store, replace(wanted, limit=3, before=before), "sample")]:
            pages += page
            before = page[-1]
        assert pages == whole, names


@pytest.mark.parametrize("name", ["conflict", "no conflict", "figure", "word"])
def test_an_export_of_reports_holds_what_the_search_holds(
    store: Store, told: list[Told], register: Register, name: str
) -> None:
    wanted = asked((name,), register)
    exported = report_ids(store, "sample", wanted)
    assert exported
    assert {one.id for one in search(store, wanted, "sample")} <= set(exported)
    assert set(exported) == plain(told, (name,))


def test_a_level_that_no_outlet_has_holds_nothing(store: Store, tell: Tell) -> None:
    tell(outlet="radio")
    assert search(store, at_levels(Filter(levels=(OutletLevel.CENTRAL,)), LEVELS), "sample") == []
    both = at_levels(Filter(levels=(OutletLevel.CITY,), outlets=("radio",)), LEVELS)
    assert search(store, both, "sample") == []
