"""What each wish gets: at once when a stage changes, by promisor, district or outlet, with one's own links."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.settings import MailSettings, Settings, WebSettings
from jiannuo.model.commitment import Register
from jiannuo.model.subscription import DigestWindow, Wish
from jiannuo.model.vocabulary import Cadence, Stage, Verdict
from jiannuo.store.digests import recent_digests
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import add_subscription, subscriptions_of
from jiannuo.store.tables import deliveries
from scheduler.outbox import Outbox
from scheduler.sender import Sender

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
WEEK = DigestWindow(NOW - timedelta(days=7), NOW)


@pytest.fixture
def outbox(store: Store, register: Register, clock: SetClock, tmp_path: Path) -> Outbox:
    owned = {"T1": {"promisors": ("p1",)}, "T2": {"promisors": ("p2",), "districts": ("d/x",)}, "T3": {}}
    commitments = tuple(replace(one, **owned[one.id]) for one in register.commitments)
    settings = Settings(web=WebSettings(public_url="https://promises.example"))
    return Outbox(store, replace(register, commitments=commitments), settings, tmp_path, {}, clock)


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (Wish(), {"T1", "T2", "T3"}),
        (Wish(promisors=("p1",)), {"T1"}),
        (Wish(districts=("d/x",)), {"T2"}),
        (Wish(promisors=("p1",), themes=("园区",)), {"T1", "T2"}),
        (Wish(outlets=("radio",)), {"T2"}),
        (Wish(outlets=("radio",), promisors=("p1",)), set()),
        (Wish(progress_only=True), {"T1"}),
    ],
)
def test_a_wish_narrows_what_is_told(
    store: Store, samples: Any, outbox: Outbox, wish: Wish, told: set[str]
) -> None:
    samples.report(store, "T1", at=NOW - timedelta(hours=9), number=1)
    for number, (key, outlet) in enumerate((("T2", "radio"), ("T3", "daily")), 2):
        samples.report(
            store, key, at=NOW - timedelta(hours=9), number=number, outlet=outlet, verdict=Verdict.MENTION
        )

    digest = outbox.preview(wish, WEEK)[0]

    assert {entry.commitment for entry in (*digest.progress, *digest.mentions)} == told


def test_at_once_means_within_minutes_and_only_when_a_stage_has_changed(
    store: Store, samples: Any, outbox: Outbox, clock: SetClock
) -> None:
    add_subscription(store, "a@example.org", Wish(Cadence.AT_ONCE, send_empty=True), NOW - timedelta(hours=1))
    assert outbox.build_due() == []

    samples.report(store, at=NOW + timedelta(minutes=1), number=1, stage=Stage.STARTED)
    clock.advance(timedelta(minutes=6))
    first = outbox.build_due()
    samples.report(store, at=NOW + timedelta(minutes=7), number=2, stage=Stage.STARTED)
    samples.report(store, "T2", at=NOW + timedelta(minutes=7), number=3, verdict=Verdict.MENTION)
    clock.advance(timedelta(minutes=6))
    second = outbox.build_due()
    samples.report(store, at=NOW + timedelta(minutes=13), number=4, stage=Stage.COMPLETED)
    clock.advance(timedelta(minutes=6))
    third = outbox.build_due()

    assert [len(first), len(second), len(third)] == [1, 0, 1]
    subjects = [digest.subject for digest in recent_digests(store)]
    assert ["建成" in subjects[0], "开工" in subjects[1]] == [True, True]


def test_each_mail_carries_its_readers_own_links(store: Store, samples: Any, outbox: Outbox) -> None:
    for name in ("a", "b"):
        add_subscription(store, f"{name}@example.org", Wish(), NOW - timedelta(days=2))
    samples.report(store, at=NOW - timedelta(hours=9))

    outbox.build_due()

    with store.read() as connection:
        mails = [message_from_bytes(row.message) for row in connection.execute(deliveries.select())]
    links = {str(mail["List-Unsubscribe"]).split(">")[0].strip("<") for mail in mails}
    assert len(links) == 2
    for mail in mails:
        link = str(mail["List-Unsubscribe"]).split(">")[0].strip("<")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        for part in mail.get_payload():  # type: ignore[union-attr]
            body = part.get_payload(decode=True).decode()  # type: ignore[union-attr]
            assert body.count(link) == 1
            assert "https://promises.example/manage/" in body


def test_the_operator_hears_of_an_address_that_is_given_up(
    store: Store, register: Register, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    server.script = lambda recipient, attempt: (
        "rcpt:550 no such user" if recipient != "op@x.example" else "ok"
    )
    settings = MailSettings(
        host="127.0.0.1", port=server.port, security="none", sender="n@s.example", operator="op@x.example"
    )
    sender = Sender(store, settings, tmp_path, clock)
    outbox = Outbox(store, register, Settings(mail=settings), tmp_path, {}, clock)
    add_subscription(store, "gone@example.org", Wish(send_empty=True), NOW - timedelta(days=2))

    for _ in range(5):
        outbox.build_due()
        sender.drain()
        clock.advance(timedelta(days=1))

    [note] = server.copies_for("op@x.example")
    body = message_from_bytes(note).get_payload()[0].get_payload(decode=True).decode()  # type: ignore[union-attr, index]
    assert "gone@example.org" in body
    assert "550 no such user" in body
    assert server.attempts["gone@example.org"] == 3
    assert subscriptions_of(store, "gone@example.org")[0].active


def test_who_wants_plain_text_alone_gets_no_html(store: Store, samples: Any, tmp_path: Any) -> None:
    for address, wish in (("both@example.org", Wish()), ("text@example.org", Wish(text_only=True))):
        add_subscription(store, address, wish, NOW - timedelta(days=2))
    samples.report(store, at=NOW - timedelta(hours=9))

    Outbox(store, samples.register(), Settings(), tmp_path, {}, SetClock(NOW)).build_due()

    with store.read() as connection:
        mails = {
            row.recipient: message_from_bytes(row.message) for row in connection.execute(deliveries.select())
        }
    kinds = {
        address: [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
        for address, mail in mails.items()
    }
    assert kinds == {"both@example.org": ["text/plain", "text/html"], "text@example.org": ["text/plain"]}
    assert "云岭光源" in mails["text@example.org"].get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
