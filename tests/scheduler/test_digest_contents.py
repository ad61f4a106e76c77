"""What a digest tells: stages before and after, readings, mentions, silence, and each item once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from jiannuo.clock import SetClock
from jiannuo.config.settings import Settings
from jiannuo.model.commitment import Register
from jiannuo.model.finding import Basis, Quote
from jiannuo.model.health import Finding
from jiannuo.model.subscription import DigestWindow, Subscription, Wish
from jiannuo.model.vocabulary import BasisKind, Cadence, Field, Silence, Stage, Symptom, Verdict
from jiannuo.model.when import parse_when
from jiannuo.store import alarms, runs
from jiannuo.store.digests import load_digest, recent_digests, set_covered
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import add_subscription, subscriptions_of
from jiannuo.store.tables import deliveries, judgements, subscriptions
from scheduler.outbox import Outbox

OUTLETS = {"daily": "云岭日报", "radio": "云岭广播"}
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
WEEK = DigestWindow(NOW - timedelta(days=7), NOW)


@pytest.fixture
def outbox(store: Store, register: Register, clock: SetClock, tmp_path: Path) -> Outbox:
    return Outbox(store, register, Settings(), tmp_path / "outbox", OUTLETS, clock)


def subscribe(store: Store, days_ago: int = 2, **wish: Any) -> Subscription:
    return add_subscription(store, "a@example.org", Wish(**wish), NOW - timedelta(days=days_ago))


def copies(store: Store) -> int:
    with store.read() as connection:
        return len(connection.execute(deliveries.select()).all())


def test_progress_shows_the_stage_before_and_after_and_quotes_the_report(
    store: Store, samples: Any, outbox: Outbox
) -> None:
    samples.report(store, at=NOW - timedelta(days=30), number=1, stage=Stage.APPROVED)
    samples.report(store, at=NOW - timedelta(hours=9), number=2, stage=Stage.STARTED)

    digest, rendered = outbox.preview(Wish(), WEEK)

    [moved] = digest.progress
    assert (moved.before, moved.after) == (Stage.APPROVED, Stage.STARTED)
    assert rendered.subject == "践诺｜云岭光源：获批 → 开工（11月24日）"
    for page in (rendered.html, rendered.text):
        assert "云岭光源项目昨日正式开工建设。" in page
        assert "获批 → 开工" in page
        assert "云岭日报" in page
        assert "http://news.example/2.html" in page


def test_old_news_that_comes_in_late_does_not_set_a_commitment_back(
    store: Store, samples: Any, outbox: Outbox
) -> None:
    effective = parse_when("2025-06-01")
    samples.report(store, at=NOW - timedelta(days=30), number=1, stage=Stage.COMPLETED)
    samples.report(store, at=NOW - timedelta(hours=9), number=2, stage=Stage.STARTED, published=effective)
    with store.write() as connection:
        connection.exec_driver_sql(
            "UPDATE matches SET effective='2026-09-01', effective_precision='day' WHERE id=1"
        )

    digest, rendered = outbox.preview(Wish(), WEEK)

    assert (digest.progress[0].before, digest.progress[0].after) == (Stage.COMPLETED, Stage.COMPLETED)
    assert "补录旧闻" in rendered.text


def test_a_reading_stands_beside_its_target_with_a_bar(store: Store, samples: Any, outbox: Outbox) -> None:
    samples.report(
        store, "T3", at=NOW - timedelta(hours=9), verdict=Verdict.MENTION, readings=(samples.reading(164),)
    )

    digest, rendered = outbox.preview(Wish(), WEEK)

    assert digest.figures[0].percent == 82
    assert "超164名" in rendered.text
    assert "目标 ≥200名" in rendered.text
    assert 'width="82%"' in rendered.html


def test_a_reading_by_another_rule_of_counting_is_compared_with_nothing(
    store: Store, samples: Any, outbox: Outbox
) -> None:
    basis = Basis(BasisKind.NEW, Quote(Field.TEXT, "按新口径", 0, 4))
    reading = samples.reading(164, basis=basis)
    samples.report(store, "T3", at=NOW - timedelta(hours=9), verdict=Verdict.MENTION, readings=(reading,))

    digest, rendered = outbox.preview(Wish(), WEEK)

    assert (digest.figures[0].percent, digest.figures[0].pace) == (None, None)
    for part in (rendered.text, rendered.html):
        assert "口径变更：按新口径" in part


def test_a_figure_after_a_break_that_an_earlier_report_announced_is_compared_with_nothing(
    store: Store, samples: Any, outbox: Outbox
) -> None:
    basis = Basis(BasisKind.NEW, Quote(Field.TEXT, "统计口径调整", 0, 6))
    before, after = samples.reading(150, basis=basis), samples.reading(164)
    samples.report(store, "T3", at=NOW - timedelta(days=60), number=1, readings=(before,))
    samples.report(store, "T3", at=NOW - timedelta(hours=9), number=2, readings=(after,))

    digest, rendered = outbox.preview(Wish(), WEEK)

    assert (digest.figures[0].reading.value, digest.figures[0].percent, digest.figures[0].pace) == (
        164,
        None,
        None,
    )
    assert "统计口径调整" in rendered.text


def test_mentions_are_told_apart_and_left_out_on_wish(store: Store, samples: Any, outbox: Outbox) -> None:
    samples.report(store, "T2", at=NOW - timedelta(hours=9), verdict=Verdict.MENTION, stage=Stage.NONE)

    digest, rendered = outbox.preview(Wish(), WEEK)
    without, _ = outbox.preview(Wish(progress_only=True), WEEK)

    assert [entry.commitment for entry in digest.mentions] == ["T2"]
    assert "被提及" in rendered.subject
    assert without.empty


def test_reprints_are_one_item_with_their_outlets(store: Store, samples: Any, outbox: Outbox) -> None:
    from jiannuo.store.stories import new_story

    with store.write() as connection:
        story = new_story(connection, NOW)
    samples.report(store, at=NOW - timedelta(hours=9), number=1, story=story)
    samples.report(store, at=NOW - timedelta(hours=8), number=2, story=story, outlet="radio")

    digest, rendered = outbox.preview(Wish(), WEEK)

    [moved] = digest.progress
    assert len(moved.tellings) == 1
    assert moved.tellings[0].outlets == ("云岭日报", "云岭广播")
    assert "2 家信源报道：云岭日报、云岭广播" in rendered.html


def test_what_a_person_rejected_is_not_told(store: Store, samples: Any, outbox: Outbox) -> None:
    report = samples.report(store, at=NOW - timedelta(hours=9))
    with store.write() as connection:
        connection.execute(
            judgements.insert().values(
                report_id=report, commitment="T1", judgement="reject", judged_at=NOW, judged_by="x"
            )
        )

    digest, _ = outbox.preview(Wish(), WEEK)

    assert digest.empty


@pytest.mark.parametrize(
    ("wish", "expected"),
    [({"commitments": ("T1",)}, {"T1"}), ({"themes": ("园区",)}, {"T2"}), ({}, {"T1", "T2"})],
)
def test_a_wish_chooses_commitments_and_themes(
    store: Store, samples: Any, outbox: Outbox, wish: dict[str, Any], expected: set[str]
) -> None:
    samples.report(store, "T1", at=NOW - timedelta(hours=9), number=1)
    samples.report(store, "T2", at=NOW - timedelta(hours=8), number=2)

    digest, _ = outbox.preview(Wish(**wish), WEEK)

    assert {moved.commitment for moved in digest.progress} == expected


def test_silence_is_news_in_the_window_in_which_it_begins(store: Store, samples: Any, outbox: Outbox) -> None:
    published = parse_when("2026-05-20")
    samples.report(store, at=NOW - timedelta(days=180), published=published)

    digest, rendered = outbox.preview(Wish(), WEEK)

    assert [quiet.commitment for quiet in digest.newly_silent] == ["T1"]
    assert len(digest.silent) == 3
    assert "最近佐证 2026年5月20日" in rendered.text
    assert "3 项承诺超过 6 个月未见佐证" in rendered.text


def test_a_monthly_digest_lists_all_silent_commitments(outbox: Outbox) -> None:
    _, rendered = outbox.preview(Wish(cadence=Cadence.MONTHLY), WEEK)

    assert rendered.text.count("尚无佐证") == 3


def test_an_outlet_that_was_not_looked_at_is_told_as_such(store: Store, outbox: Outbox) -> None:
    for status, outlet, message in (("finished", "daily", ""), ("killed", "radio", "deadline passed")):
        run = runs.start_run(store, outlet, NOW - timedelta(hours=5))
        runs.finish_run(store, run, status=status, found=0, outcomes={}, lists={}, message=message, at=NOW)

    digest, rendered = outbox.preview(Wish(), WEEK)

    [trouble] = digest.troubles
    assert (trouble.outlet, trouble.silence) == ("云岭广播", Silence.NOT_LOOKED)
    assert "查看了 1 个，1 个未能查看" in rendered.text
    assert "未能查看：抓取中途中断" in rendered.text
    assert "deadline passed" not in rendered.html


def test_an_outlet_that_shows_a_challenge_page_is_told_of_with_its_symptom(
    store: Store, outbox: Outbox
) -> None:
    run = runs.start_run(store, "daily", NOW - timedelta(hours=5))
    runs.finish_run(
        store, run, status="finished", found=0, outcomes={}, lists={"read": 1}, message="", at=NOW
    )
    alarms.raise_alarm(store, "daily", run, Finding(Symptom.WALLED, "x"), NOW - timedelta(hours=5))

    digest, rendered = outbox.preview(Wish(), WEEK)

    assert [trouble.symptom for trouble in digest.troubles] == [Symptom.WALLED, None]
    assert "被登录或验证页面挡住" in rendered.text


def looked(store: Store, lists: dict[str, int], status: str = "finished", message: str = "finished") -> None:
    run = runs.start_run(store, "daily", NOW - timedelta(hours=5))
    runs.finish_run(store, run, status=status, found=0, outcomes={}, lists=lists, message=message, at=NOW)


@pytest.mark.parametrize(
    ("lists", "why"),
    [
        ({"unreachable": 3}, "连不上"),
        # A host that is down: robots.txt could not be asked either.
        ({"robots_unreachable": 1, "timed_out": 2, "refused": 1}, "超时"),
        ({"robots_read": 1, "server_error": 2}, "对方服务器出错"),
        ({"robots_refused": 1, "disallowed": 1}, "对方不许抓取"),
        ({"robots_read": 1, "no_feed": 1}, "取回的不是列表"),
    ],
)
def test_an_outlet_whose_lists_all_failed_was_not_looked_at_and_why_is_told_in_words(
    store: Store, outbox: Outbox, lists: dict[str, int], why: str
) -> None:
    looked(store, lists)

    digest, rendered = outbox.preview(Wish(), WEEK)

    assert digest.seen == 0
    assert f"未能查看：{why}\n" in rendered.text


def test_an_outlet_that_failed_before_it_was_well_again_is_told_with_what_it_had(
    store: Store, outbox: Outbox
) -> None:
    looked(store, {"robots_read": 1, "timed_out": 1})
    looked(store, {"read": 1})

    _, rendered = outbox.preview(Wish(), WEEK)

    assert "部分失败（成功 1 次，失败 1 次）：超时" in rendered.text


def test_our_own_restarts_are_no_trouble_of_an_outlet(store: Store, outbox: Outbox) -> None:
    looked(store, {"read": 1})
    looked(store, {}, "killed", "stopped")

    digest, _ = outbox.preview(Wish(), WEEK)

    assert "云岭日报" not in {trouble.outlet for trouble in digest.troubles}


def test_the_lead_passes_over_what_there_is_none_of(store: Store, samples: Any, outbox: Outbox) -> None:
    samples.report(store, at=NOW - timedelta(hours=9))

    leads = [outbox.preview(Wish(language=one), WEEK)[1].text.splitlines()[3] for one in ("zh", "en")]

    assert leads[0].endswith("，1 项承诺有进展。")
    assert leads[1].endswith(": 1 commitment moved.")


def test_english_is_complete(store: Store, samples: Any, outbox: Outbox) -> None:
    samples.report(store, at=NOW - timedelta(hours=9))

    _, rendered = outbox.preview(Wish(language="en"), WEEK)

    assert rendered.subject == "jiannuo: Yunling Light Source nothing on record → started (2026-11-24)"
    assert "Digest of commitments" in rendered.html
    assert "进展" not in rendered.text


def test_a_due_digest_is_queued_once_and_covers_its_window(
    store: Store, samples: Any, outbox: Outbox
) -> None:
    subscribe(store)
    samples.report(store, at=NOW - timedelta(hours=9))

    [key] = outbox.build_due()

    assert outbox.build_due() == []
    digest = load_digest(store, key)
    assert digest is not None
    assert digest.window.end == datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert subscriptions_of(store, "a@example.org")[0].covered_until == digest.window.end
    assert copies(store) == 1


def test_a_quiet_window_is_covered_without_a_mail(store: Store, outbox: Outbox) -> None:
    subscribe(store)

    assert outbox.build_due() == []
    assert copies(store) == 0
    assert subscriptions_of(store, "a@example.org")[0].covered_until == datetime(2026, 11, 23, 23, tzinfo=UTC)


def test_an_empty_window_is_mailed_on_wish(store: Store, outbox: Outbox) -> None:
    subscribe(store, send_empty=True)

    [key] = outbox.build_due()

    digest = load_digest(store, key)
    assert digest is not None
    assert "无新进展" in digest.subject


def test_a_report_that_was_committed_late_is_told_in_the_next_digest_and_only_there(
    store: Store, samples: Any, outbox: Outbox, clock: SetClock
) -> None:
    subscribe(store)
    samples.report(store, at=NOW - timedelta(hours=9), number=1)
    outbox.build_due()
    # Detected before the boundary, committed after the digest was built.
    samples.report(store, "T2", at=NOW - timedelta(hours=5), number=2)

    clock.advance(timedelta(days=1))
    [key] = outbox.build_due()

    digest = load_digest(store, key)
    assert digest is not None
    assert [entry["commitment"] for entry in digest.content["progress"]] == ["T2"]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_reading_a_report_again_is_not_news(
    store: Store, samples: Any, outbox: Outbox, clock: SetClock
) -> None:
    subscribe(store)
    samples.report(store, at=NOW - timedelta(hours=9), number=1)
    outbox.build_due()
    with store.write() as connection:
        # What a re-reading does: the match gets a new row.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql("UPDATE evidence SET match_id=77")
        connection.exec_driver_sql("UPDATE matches SET id=77")

    clock.advance(timedelta(days=1))

    assert outbox.build_due() == []


def test_the_stage_before_counts_what_was_told_yesterday(
    store: Store, samples: Any, outbox: Outbox, clock: SetClock
) -> None:
    subscribe(store)
    samples.report(store, at=NOW - timedelta(hours=9), number=1, stage=Stage.STARTED)
    outbox.build_due()
    samples.report(store, at=NOW + timedelta(hours=9), number=2, stage=Stage.COMPLETED)

    clock.advance(timedelta(days=1))
    [key] = outbox.build_due()

    digest = load_digest(store, key)
    assert digest is not None
    [moved] = digest.content["progress"]
    assert (moved["before"], moved["after"]) == ("started", "completed")


def test_a_backlog_shows_the_step_within_it_and_the_newest_first(
    store: Store, samples: Any, outbox: Outbox
) -> None:
    day = parse_when("2023-05-01")
    samples.report(store, "T1", at=NOW - timedelta(hours=9), number=1, published=day)
    later = parse_when("2024-05-01")
    samples.report(
        store, "T1", at=NOW - timedelta(hours=9), number=2, stage=Stage.TOPPED_OUT, published=later
    )
    samples.report(store, "T2", at=NOW - timedelta(hours=9), number=3)

    digest, _ = outbox.preview(Wish(), WEEK)

    assert [moved.commitment for moved in digest.progress] == ["T2", "T1"]
    assert (digest.progress[1].before, digest.progress[1].after) == (Stage.STARTED, Stage.TOPPED_OUT)


def test_an_undated_text_moves_nothing(store: Store, samples: Any, outbox: Outbox) -> None:
    samples.report(store, at=NOW - timedelta(hours=9))
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE reports SET published=NULL, published_precision=NULL")

    digest, _ = outbox.preview(Wish(), WEEK)

    assert not digest.progress
    assert [entry.commitment for entry in digest.mentions] == ["T1"]


def test_a_pause_is_made_up_for_afterwards(
    store: Store, samples: Any, outbox: Outbox, clock: SetClock
) -> None:
    from jiannuo.store.subscriptions import set_active

    subscribe(store)
    set_active(store, "a@example.org", False)
    samples.report(store, at=NOW - timedelta(hours=9), number=1)
    assert outbox.build_due() == []

    clock.advance(timedelta(days=3))
    set_active(store, "a@example.org", True)

    assert len(outbox.build_due()) == 1


def test_a_clock_that_ran_ahead_is_made_good(
    store: Store, samples: Any, outbox: Outbox, clock: SetClock
) -> None:
    subscribe(store, send_empty=True)
    clock.advance(timedelta(days=400))
    outbox.build_due()
    clock.advance(timedelta(days=-400))
    outbox.build_due()
    samples.report(store, at=NOW + timedelta(hours=1), number=1)

    clock.advance(timedelta(days=1))
    [key] = outbox.build_due()

    digest = load_digest(store, key)
    assert digest is not None
    assert len(digest.content["progress"]) == 1


@pytest.mark.parametrize("more", [True, False], ids=["of other news", "of nothing new"])
def test_a_window_that_is_told_again_has_a_page_of_its_own(
    store: Store, samples: Any, outbox: Outbox, clock: SetClock, more: bool
) -> None:
    reader = subscribe(store, send_empty=True)
    samples.report(store, at=NOW - timedelta(hours=9), number=1)
    [first] = outbox.build_due()
    if not more:
        clock.advance(timedelta(seconds=9))
        [first] = told_again(store, outbox, reader)

    clock.advance(timedelta(seconds=9))
    if more:
        samples.report(
            store,
            at=NOW - timedelta(hours=8),
            number=2,
            commitment="T2",
            quote="青禾装置项目昨日正式开工建设。",
        )
    [second] = told_again(store, outbox, reader)

    marks = {found.mark for key in (first, second) if (found := load_digest(store, key))}
    assert len(marks) == 2
    with store.read() as connection:
        names = connection.execute(select(deliveries.c.message_id).order_by(deliveries.c.id)).scalars().all()
    assert len(set(names)) == len(names)


def told_again(store: Store, outbox: Outbox, reader: Subscription) -> list[int]:
    set_covered(store, reader, NOW - timedelta(days=2))
    return outbox.build_due()


def test_one_subscriber_that_cannot_be_served_keeps_nobody_waiting(
    store: Store, samples: Any, outbox: Outbox
) -> None:
    subscribe(store)
    add_subscription(store, "b@example.org", Wish(), NOW - timedelta(days=2))
    samples.report(store, at=NOW - timedelta(hours=9))
    with store.write() as connection:
        # An address that an older version may have let in.
        connection.execute(
            subscriptions.update().where(subscriptions.c.id == 1).values(address="a b@@example.org")
        )

    assert len(outbox.build_due()) == 1
    assert len(recent_digests(store)) == 1
