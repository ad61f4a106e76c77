"""What pages ask besides lists: one report with all that was found, facets, and what waits for a person."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from jiannuo.errors import SlowError
from jiannuo.model.asking import Filter
from jiannuo.model.finding import Findings, NearMiss, Quote
from jiannuo.model.vocabulary import Field, Judgement, MissKind, Stage, Verdict
from jiannuo.store.asking import doubtful, facets, near_misses_of, open_report
from jiannuo.store.engine import Store
from jiannuo.store.judgements import judge
from jiannuo.store.matches import save_findings
from jiannuo.store.patience import patience
from jiannuo.store.stories import new_story
from jiannuo.store.tables import reports

AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 1)
Tell = Callable[..., int]


def miss(store: Store, report: int, commitment: str = "T2", rank: float = 0.2) -> None:
    name, sentence = Quote(Field.TEXT, "光源", 2, 4), Quote(Field.TEXT, "云岭光源", 0, 4)
    lack = NearMiss(commitment, MissKind.COMPANY, {"words": "甲"}, name, sentence, {"name": rank})
    found = Findings("v1", (), (lack,))
    with store.write() as connection:
        save_findings(connection, report, found, register="sample", detected_at=AT, story_id=None)


def near(store: Store, commitment: str = "T2") -> list[int]:
    return [one.report_id for one in near_misses_of(store, "sample", commitment, TODAY)]


def say(store: Store, report: int, commitment: str, word: Judgement) -> None:
    with store.write() as connection:
        judge(connection, report, commitment, word, reason="", by="x", at=AT)


def test_a_report_opens_with_its_matches_copies_and_judgement(store: Store, tell: Tell) -> None:
    with store.write() as connection:
        story = new_story(connection, AT)
    first = tell(story=story, outlet="daily")
    copy = tell(story=story, outlet="radio")
    say(store, copy, "T1", Judgement.REJECT)
    opened = open_report(store, "sample", first)
    assert opened is not None
    assert [(one.event.commitment, one.judgement) for one in opened.told] == [("T1", Judgement.REJECT)]
    assert [one.id for one in opened.siblings] == [copy]
    assert opened.told[0].event.evidence[0].text in opened.stored.report.body
    assert open_report(store, "sample", 99) is None


def test_a_replaced_version_names_the_newer_one(store: Store, tell: Tell) -> None:
    old = tell()
    new = tell(replaces=old)
    opened = open_report(store, "sample", old)
    assert opened is not None
    assert (opened.stored.current, opened.newer) == (False, new)


def test_near_misses_are_told_of_report_and_commitment(store: Store, tell: Tell) -> None:
    report = tell(commitment=None)
    miss(store, report)
    opened = open_report(store, "sample", report)
    assert opened is not None
    [one] = opened.missed
    assert (one.kind, one.about, one.rank) == (MissKind.COMPANY, {"words": "甲"}, 0.2)
    assert one.name is not None
    assert one.sentence is not None
    assert (one.name.text, one.sentence.text) == ("光源", "云岭光源")
    assert (near(store, "T2"), near(store, "T1")) == ([report], [])


def test_the_nearest_miss_comes_first_then_the_newest(store: Store, tell: Tell) -> None:
    far, old, new = (
        tell(commitment=None, published=day) for day in ("2026-10-30", "2024-01-01", "2026-10-31")
    )
    for report, rank in ((far, 0.1), (old, 0.5), (new, 0.5)):
        miss(store, report, rank=rank)
    assert near(store) == [new, old, far]
    [first, *_] = near_misses_of(store, "sample", "T2", TODAY)
    assert first.parts == {"name": 0.5, "recent": 0.1}


def test_an_outlet_without_standing_waits_behind_the_others(store: Store, tell: Tell) -> None:
    doubtful_one, sound = tell(commitment=None), tell(commitment=None)
    miss(store, doubtful_one, rank=0.4)
    miss(store, sound, rank=0.3)
    with store.write() as connection:
        connection.execute(update(reports).where(reports.c.id == doubtful_one).values(standing=False))
    assert near(store) == [sound, doubtful_one]


def test_a_story_is_asked_about_once_and_not_where_a_copy_was_matched(store: Store, tell: Tell) -> None:
    with store.write() as connection:
        twice, matched = new_story(connection, AT), new_story(connection, AT)
    first, copy = tell(commitment=None, story=twice), tell(commitment=None, story=twice)
    tell(commitment="T2", story=matched)
    beside = tell(commitment=None, story=matched)
    for report, rank in ((first, 0.2), (copy, 0.3), (beside, 0.9)):
        miss(store, report, rank=rank)
    assert near(store) == [copy]
    assert doubtful(store, "sample", TODAY).near == 1


def test_facets_count_what_holds_the_filter(store: Store, tell: Tell) -> None:
    tell(outlet="daily", published="2024-03-01")
    tell(outlet="radio", published="2023-05", stage=Stage.COMPLETED)
    tell(outlet="radio", published=None, commitment=None, body="青禾")
    whole = facets(store, Filter(), "sample")
    assert dict(whole.outlets) == {"radio": 2, "daily": 1}
    assert whole.years == (("2024", 1), ("2023", 1))
    assert dict(whole.stages) == {"started": 1, "completed": 1}
    some = facets(store, Filter(stage=Stage.COMPLETED, limit=1, before=1), "sample")
    assert (some.outlets, some.verdicts) == ((("radio", 1),), (("progress", 1),))


def test_what_nobody_judged_waits_and_nothing_else(store: Store, tell: Tell) -> None:
    possible = tell(verdict=Verdict.POSSIBLE)
    tell()
    missed = tell(commitment=None)
    miss(store, missed)
    queue = doubtful(store, "sample", TODAY)
    assert [one.report_id for one in queue.items] == [possible, missed]
    assert (queue.possible, queue.near) == (1, 1)
    say(store, possible, "T1", Judgement.UNSURE)
    say(store, missed, "T2", Judgement.REJECT)
    assert doubtful(store, "sample", TODAY).items == ()
    assert near(store) == []


def test_an_endless_question_is_broken_off_and_the_next_one_answered(store: Store, tell: Tell) -> None:
    tell()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with patience(0.1), pytest.raises(SlowError), store.read() as connection:
        connection.exec_driver_sql(endless)
    assert facets(store, Filter(), "sample").verdicts == (("progress", 1),)
