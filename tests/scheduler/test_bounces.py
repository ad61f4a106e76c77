"""Mails that come back: believed only by the Message-ID of our own copy, three in a row suspend."""

import json
import random
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from jiannuo.model.subscription import DigestWindow, Wish
from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store import deliveries as outbox
from jiannuo.store.digests import BuiltDigest, Copy, queue
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import add_subscription, subscriptions_of
from jiannuo.store.tables import deliveries, suppressions
from query.cli.main import build
from scheduler.dsn import Bounce, read_bounce

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MARK = "0123456789abcdef0123456789abcdef"


def report(
    message_id: str, *, status: str = "5.1.1", action: str = "failed", kind: str = "rfc822-headers"
) -> bytes:
    returned = f"From: n@s.example\r\nMessage-ID: {message_id}\r\nSubject: x\r\n\r\n"
    media = "text/rfc822-headers" if kind == "rfc822-headers" else "message/rfc822"
    return (
        "From: MAILER-DAEMON@mx.example\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; victim@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--b\r\nContent-Type: {media}\r\n\r\n{returned}--b--\r\n"
    ).encode()


@pytest.mark.parametrize("kind", ["rfc822-headers", "rfc822"])
def test_a_bounce_names_our_copy_and_the_refusal(kind: str) -> None:
    found = read_bounce(report(f"<{MARK}@s.example>", kind=kind))

    assert found == Bounce(f"<{MARK}@s.example>", "5.1.1 550 no such user")


@pytest.mark.parametrize(
    "data",
    [
        report(f"<{MARK}@s.example>", status="4.2.2"),
        report(f"<{MARK}@s.example>", action="delayed"),
        report(f"<{MARK}@s.example>", action="delivered", status="2.0.0"),
        report("<somebody-elses@s.example>"),
        report("<" + "a" * 100_000 + "@s.example>"),
        b"From: a@b\r\nSubject: out of office\r\n\r\nAway until Monday.\r\n",
        b"",
        b"\xff" * 5_000,
        b"Content-Type: multipart/report\r\n\r\nno parts",
        b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3_000)
        ),
        report(f"<{MARK}@s.example>").replace(
            b"text/rfc822-headers", b"text/rfc822-headers; charset=nonsense", 1
        )[:300],
    ],
)
def test_what_is_no_bounce_of_ours_is_left_alone(data: bytes) -> None:
    assert read_bounce(data) is None


def test_no_damage_to_a_report_makes_the_reader_fail() -> None:
    chance, whole = random.Random(3), report(f"<{MARK}@s.example>")
    for _ in range(500):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        read_bounce(bytes(data[: chance.randrange(len(data))] if chance.random() < 0.5 else data))


def sent(store: Store, number: int) -> str:
    """A copy that the first server took; its Message-ID."""
    if number == 0:
        add_subscription(store, "a@example.org", Wish(), NOW)
    [reader] = subscriptions_of(store, "a@example.org")
    mark = f"<{number:032x}@s.example>"
    window = DigestWindow(reader.covered_until, reader.covered_until + timedelta(days=1))
    queue(
        store, reader, window, BuiltDigest("s", "h", "t", {}, (), (Copy("a@example.org", mark, b"x"),)), NOW
    )
    taken = outbox.claim(store, NOW, timedelta(hours=1), resend_ambiguous=True)
    assert taken
    outbox.mark_done(store, taken, DeliveryState.SENT, NOW + timedelta(hours=number), "250")
    return mark


def bounced(home: Path, data: bytes) -> Any:
    words = ["bounces", "-", "--json", "--config", str(home / "config.yaml")]
    done = CliRunner().invoke(build(words), words, input=data)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_three_bounces_in_a_row_suspend_and_the_operator_is_told_once(store: Store, tmp_path: Path) -> None:
    (tmp_path / "outlets").mkdir()
    register = Path(__file__).parents[2] / "register" / "chongqing-2021.yaml"
    (tmp_path / "config.yaml").write_text(
        f"database: sqlite:///jiannuo.db\nregister: {register}\noutlets: {{folders: [outlets]}}\n"
        "mail: {operator: op@x.example}\n",
        "utf-8",
    )
    marks = [sent(store, number) for number in range(3)]
    forged = bounced(tmp_path, report(f"<{MARK}@s.example>"))
    told = [bounced(tmp_path, report(mark))["bounces"] for mark in (marks[0], marks[0], marks[1], marks[2])]
    again = bounced(tmp_path, report(marks[2]))

    assert forged == {"bounces": [], "others": 1}
    assert [one["suspended"] for [one] in told] == [False, False, False, True]
    assert again["bounces"][0]["suspended"]
    with store.read() as connection:
        assert [row.address for row in connection.execute(suppressions.select())] == ["a@example.org"]
        letters = [row for row in connection.execute(deliveries.select()) if row.digest_id is None]
    assert [message_from_bytes(row.message)["To"] for row in letters] == ["<op@x.example>"]
