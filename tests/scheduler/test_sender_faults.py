"""Every way a mail server can fail, and the state each copy ends in."""

import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.settings import MailSettings
from jiannuo.errors import UsageError
from jiannuo.model.subscription import DigestWindow, Subscription, Wish
from jiannuo.store.deliveries import outbox_state
from jiannuo.store.digests import BuiltDigest, Copy, queue
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import add_subscription, set_active, subscriptions_of
from jiannuo.store.tables import deliveries, suppressions
from jiannuo.store.undecided import resend, settle, undecided
from scheduler.sender import Sender

MESSAGE = b"Subject: test\r\n\r\n.a line that begins with a dot\r\nend\r\n"


def settings(port: int, **changes: Any) -> MailSettings:
    values = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "news@sender.example",
        "per_minute": 100_000,
        # Long, so that a busy machine is not taken for a silent server; who tests silence sets them.
        "command_timeout_seconds": 20,
        "final_timeout_seconds": 20,
    }
    return MailSettings(**{**values, **changes})


def queued(store: Store, clock: SetClock, address: str = "a@example.org", number: int = 0) -> Subscription:
    """One copy in the outbox for a new subscriber."""
    subscription = add_subscription(store, address, Wish(), clock.now())
    put(store, clock, subscription, number)
    return subscription


def put(store: Store, clock: SetClock, subscription: Subscription, number: int) -> None:
    """Another copy for a subscriber; its window begins where the last one ended."""
    end = subscription.covered_until + timedelta(hours=number + 1)
    window = DigestWindow(subscription.covered_until, end)
    copy = Copy(subscription.address, f"<{subscription.id}.{number}@sender.example>", MESSAGE)
    digest = BuiltDigest("s", "h", "t", {}, (), (copy,))
    assert queue(store, subscription, window, digest, clock.now())


def states(store: Store) -> dict[str, str]:
    with store.read() as connection:
        return {row.recipient: row.state for row in connection.execute(deliveries.select())}


def sender(store: Store, clock: SetClock, port: int, tmp_path: Path, **changes: Any) -> Sender:
    return Sender(store, settings(port, **changes), tmp_path / "outbox", clock)


def test_a_taken_mail_is_sent_and_arrives_byte_for_byte(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    queued(store, clock)

    sender(store, clock, server.port, tmp_path).drain()

    assert states(store) == {"a@example.org": "sent"}
    assert server.copies_for("a@example.org") == [MESSAGE]


@pytest.mark.parametrize(
    ("fault", "state", "copies"),
    [
        ("rcpt:450 greylisted", "pending", 0),
        ("rcpt:451 try again", "pending", 0),
        ("rcpt:452 too many recipients", "pending", 0),
        ("rcpt:421 closing", "pending", 0),
        ("rcpt:550 no such user", "failed", 0),
        ("rcpt:551 user not local", "failed", 0),
        ("rcpt:553 bad mailbox", "failed", 0),
        ("rcpt-drop", "pending", 0),
        ("data:451 not now", "pending", 0),
        ("data:554 no", "failed", 0),
        ("data-drop", "pending", 0),
        ("final:451 local error", "pending", 0),
        ("final:452 full", "pending", 0),
        ("final:552 too large", "failed", 0),
        ("final:554 spam", "failed", 0),
        ("final:250-many\r\n250 lines", "sent", 1),
        ("slow", "sent", 1),
        ("dot-drop", "ambiguous", 1),
        ("dot-hang", "ambiguous", 1),
        ("garbage", "ambiguous", 1),
    ],
)
def test_each_fault_leaves_the_copy_in_its_one_right_state(
    store: Store, clock: SetClock, server: Any, tmp_path: Path, fault: str, state: str, copies: int
) -> None:
    queued(store, clock)
    server.script = lambda recipient, attempt: fault

    patience = 0.3 if fault == "dot-hang" else 20
    sender(store, clock, server.port, tmp_path, final_timeout_seconds=patience).drain()

    assert states(store) == {"a@example.org": state}
    assert len(server.copies_for("a@example.org")) == copies


def test_a_line_lost_within_the_body_is_a_plain_retry(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    subscription = add_subscription(store, "a@example.org", Wish(), clock.now())
    big = b"Subject: big\r\n\r\n" + b"x" * 70 + b"\r\n" + (b"y" * 76 + b"\r\n") * 200_000
    window = DigestWindow(subscription.covered_until, clock.now() + timedelta(hours=1))
    digest = BuiltDigest("s", "h", "t", {}, (), (Copy("a@example.org", "<1@x>", big),))
    queue(store, subscription, window, digest, clock.now())
    server.script = lambda recipient, attempt: "body-drop"

    sender(store, clock, server.port, tmp_path).drain()

    assert states(store) == {"a@example.org": "pending"}


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("connection_fault", "close"),
        ("connection_fault", "silent"),
        ("connection_fault", "421 busy"),
        ("connection_fault", "554 go away"),
        ("hello_fault", "550 not you"),
    ],
)
def test_a_server_that_cannot_be_used_costs_no_copy_its_place(
    store: Store, clock: SetClock, server: Any, tmp_path: Path, place: str, fault: str
) -> None:
    for number in range(3):
        queued(store, clock, f"r{number}@example.org")
    setattr(server, place, fault)
    patience = 1 if fault == "silent" else 20
    ours = sender(store, clock, server.port, tmp_path, command_timeout_seconds=patience)

    ours.drain()

    assert set(states(store).values()) == {"pending"}
    assert server.sessions == 1, "the other copies must not hammer a server that is down"
    setattr(server, place, "ok")
    clock.advance(timedelta(hours=1))
    ours.drain()
    assert set(states(store).values()) == {"sent"}


def test_a_refused_connection_is_retried(store: Store, clock: SetClock, tmp_path: Path) -> None:
    queued(store, clock)
    ours = sender(store, clock, 1, tmp_path)

    ours.drain()

    assert states(store) == {"a@example.org": "pending"}
    assert ours.resting()


def test_an_old_server_without_ehlo_is_spoken_to(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    queued(store, clock)
    server.hello_fault = "no-ehlo"

    sender(store, clock, server.port, tmp_path).drain()

    assert states(store) == {"a@example.org": "sent"}


def test_no_mail_goes_out_in_clear_when_starttls_is_missing(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    queued(store, clock)

    ours = sender(store, clock, server.port, tmp_path, security="starttls")
    ours.drain()

    assert states(store) == {"a@example.org": "pending"}
    assert "STARTTLS" in ours.last_trouble
    assert not server.accepted


def test_a_421_at_the_goodbye_changes_nothing(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    queued(store, clock)
    server.quit_fault = "421"

    sender(store, clock, server.port, tmp_path).drain()

    assert states(store) == {"a@example.org": "sent"}


def test_an_ambiguous_copy_is_sent_again_only_after_a_back_off_and_with_the_same_bytes(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    queued(store, clock)
    server.script = lambda recipient, attempt: "dot-drop" if attempt == 1 else "ok"
    ours = sender(store, clock, server.port, tmp_path)
    ours.drain()

    clock.advance(timedelta(minutes=29))
    ours.drain()
    assert states(store) == {"a@example.org": "ambiguous"}

    clock.advance(timedelta(minutes=30))
    ours.drain()
    assert states(store) == {"a@example.org": "sent"}
    assert server.copies_for("a@example.org") == [MESSAGE, MESSAGE]


def test_an_ambiguous_copy_is_held_where_that_is_the_policy(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    queued(store, clock)
    server.script = lambda recipient, attempt: "dot-drop"
    ours = sender(store, clock, server.port, tmp_path, on_ambiguous="hold")
    ours.drain()

    clock.advance(timedelta(days=2))
    ours.drain()

    assert states(store) == {"a@example.org": "ambiguous"}
    assert len(server.copies_for("a@example.org")) == 1


@pytest.mark.parametrize(("decide", "arrived"), [(resend, 2), (settle, 1)])
def test_a_person_decides_about_a_copy_that_is_held(
    store: Store, clock: SetClock, server: Any, tmp_path: Path, decide: Any, arrived: int
) -> None:
    queued(store, clock)
    server.script = lambda recipient, attempt: "dot-drop" if attempt == 1 else "ok"
    ours = sender(store, clock, server.port, tmp_path, on_ambiguous="hold")
    ours.drain()
    # Longer than a copy may wait in the outbox: its time begins anew with the decision.
    clock.advance(timedelta(days=9))

    [held] = undecided(store)
    assert decide(store, [held.id], clock.now()) == 1
    ours.drain()

    assert states(store) == {"a@example.org": "sent"}
    assert server.copies_for("a@example.org") == [MESSAGE] * arrived


def test_a_copy_that_failed_can_be_sent_again_and_one_that_waits_or_is_gone_cannot(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    queued(store, clock)
    with pytest.raises(UsageError, match="pending"):
        resend(store, [1], clock.now())
    server.script = lambda recipient, attempt: "rcpt:550 no such box" if attempt == 1 else "ok"
    ours = sender(store, clock, server.port, tmp_path)
    ours.drain()
    with pytest.raises(UsageError, match="no copy 77"):
        resend(store, [1, 77], clock.now())
    assert states(store) == {"a@example.org": "failed"}

    resend(store, [1], clock.now())
    ours.drain()

    assert states(store) == {"a@example.org": "sent"}


def test_waits_grow_and_a_copy_is_given_up_in_the_end(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    queued(store, clock)
    server.script = lambda recipient, attempt: "rcpt:450 greylisted"
    ours = sender(store, clock, server.port, tmp_path, give_up_hours=96)
    tries = []
    for _ in range(96 * 4 + 48):
        before = server.attempts["a@example.org"]
        ours.drain()
        if server.attempts["a@example.org"] > before:
            tries.append(clock.now())
        clock.advance(timedelta(minutes=15))

    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert states(store) == {"a@example.org": "failed"}
    assert min(gaps) >= timedelta(minutes=30)
    assert gaps[0] < gaps[2] < gaps[4]
    assert max(gaps) <= timedelta(hours=10, minutes=15)


def test_three_refusals_in_a_row_suppress_an_address(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    add_subscription(store, "a@example.org", Wish(), clock.now())
    server.script = lambda recipient, attempt: "rcpt:550 no such user"
    ours = sender(store, clock, server.port, tmp_path)
    for number in range(4):
        put(store, clock, subscriptions_of(store, "a@example.org")[0], number)
        ours.drain()
        clock.advance(timedelta(days=1))

    with store.read() as connection:
        assert [row.address for row in connection.execute(suppressions.select())] == ["a@example.org"]
    assert server.attempts["a@example.org"] == 3
    assert outbox_state(store).counts == {"failed": 3, "suppressed": 1}


def test_a_paused_subscriber_gets_nothing_until_resumed(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    queued(store, clock)
    ours = sender(store, clock, server.port, tmp_path)
    set_active(store, "a@example.org", False)

    ours.drain()
    assert not server.accepted

    set_active(store, "a@example.org", True)
    ours.drain()
    assert len(server.accepted) == 1


def test_the_rate_per_minute_is_kept(store: Store, clock: SetClock, server: Any, tmp_path: Path) -> None:
    for number in range(5):
        queued(store, clock, f"r{number}@example.org")

    ours = sender(store, clock, server.port, tmp_path, per_minute=3)
    ours.drain()

    assert len(server.accepted) == 3
    assert not ours.ready()


def test_many_mails_go_over_several_connections_and_few_over_one(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    ours = sender(store, clock, server.port, tmp_path, connections=3)
    for number in range(4):
        queued(store, clock, f"few{number}@example.org")
    ours.drain()
    assert server.sessions == 1

    def script(recipient: str, attempt: int) -> str:
        if len(server.accepted) >= 4 + 5:
            server.await_(lambda: server.sessions == 4)
        return "ok"

    server.script = script
    for number in range(20):
        queued(store, clock, f"many{number}@example.org")
    ours.drain()
    assert server.sessions == 4
    assert set(states(store).values()) == {"sent"}
    assert len(server.accepted) == 24


def test_a_server_that_takes_one_connection_only_gets_everything_over_it(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    for number in range(12):
        queued(store, clock, f"r{number}@example.org")
    server.most_sessions = 1
    server.script = lambda recipient, attempt: after_a_refusal(server, already=5, refused=1)
    ours = sender(store, clock, server.port, tmp_path, connections=4)

    ours.drain()

    with store.read() as connection:
        rows = connection.execute(deliveries.select()).all()
    assert {(row.state, row.attempts) for row in rows} == {("sent", 1)}
    assert len(server.accepted) == 12
    assert not ours.resting()


def after_a_refusal(server: Any, already: int, refused: int) -> str:
    """Take ``already`` mails, and the next when so many connections were refused: others have copies in hand."""
    if len(server.accepted) >= already:
        server.await_(lambda: server.refused >= refused)
    return "ok"


def test_a_server_that_refused_several_connections_is_asked_for_one_for_an_hour(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    server.most_sessions = 1
    ours = sender(store, clock, server.port, tmp_path, connections=2)

    def drained(script: Callable[[str, int], str]) -> int:
        """Twelve more, sent while the server follows ``script``; how many connections it refused so far."""
        server.script = script
        for _ in range(12):
            queued(store, clock, f"{uuid4()}@example.org")
        ours.drain()
        return int(server.refused)

    assert drained(lambda recipient, attempt: after_a_refusal(server, already=5, refused=1)) == 1
    clock.advance(timedelta(minutes=59))
    assert drained(lambda recipient, attempt: "ok") == 1, "asked again too early"
    clock.advance(timedelta(minutes=2))
    assert drained(lambda recipient, attempt: after_a_refusal(server, already=29, refused=2)) == 2
    assert len(server.accepted) == 36


def test_a_copy_that_makes_the_server_hang_up_is_not_passed_from_line_to_line(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    for number in range(40):
        queued(store, clock, f"r{number}@example.org")
    server.script = lambda recipient, attempt: "rcpt:421 later" if recipient == "r39@example.org" else "ok"
    ours = sender(store, clock, server.port, tmp_path, connections=4)

    ours.drain()

    assert server.attempts["r39@example.org"] == 1
    found = states(store)
    assert found.pop("r39@example.org") == "pending"
    assert set(found.values()) == {"sent"}


def test_who_is_suppressed_while_a_copy_is_in_hand_gets_nothing(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    for number in range(3):
        queued(store, clock, f"r{number}@example.org")

    def script(recipient: str, attempt: int) -> str:
        if recipient == "r0@example.org":
            values = {"address": "r1@example.org", "reason": "x", "since": clock.now()}
            with store.write() as connection:
                connection.execute(suppressions.insert().values(**values))
            set_active(store, "r2@example.org", False)
        return "ok"

    server.script = script
    sender(store, clock, server.port, tmp_path).drain()

    assert [mail.recipient for mail in server.accepted] == ["r0@example.org"]


def test_of_200_recipients_with_mixed_faults_none_keeps_another_waiting(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    faults = ["ok", "rcpt:450 later", "rcpt:550 no", "rcpt-drop", "data:451 x", "final:554 x", "dot-drop"]
    faults += ["rcpt:421 x", "final:451 x", "garbage"]
    for number in range(200):
        queued(store, clock, f"r{number}@example.org")
    server.script = lambda recipient, attempt: (
        faults[int(recipient[1:].partition("@")[0]) % 10] if attempt == 1 else "ok"
    )
    ours = sender(store, clock, server.port, tmp_path)
    for _ in range(40):
        ours.drain()
        clock.advance(timedelta(minutes=20))

    found = states(store)
    for number in range(200):
        address, fault = f"r{number}@example.org", faults[number % 10]
        refused = fault in ("rcpt:550 no", "final:554 x")
        assert found[address] == ("failed" if refused else "sent"), (address, fault)
        expected = 0 if refused else 2 if fault in ("dot-drop", "garbage") else 1
        assert len(server.copies_for(address)) == expected, (address, fault)


def test_without_a_server_copies_become_files(store: Store, clock: SetClock, tmp_path: Path) -> None:
    queued(store, clock)

    sender(store, clock, 25, tmp_path, host=None).drain()

    [file] = (tmp_path / "outbox").iterdir()
    assert file.name == "digest-000001.eml"
    assert file.read_bytes() == MESSAGE
    assert states(store) == {"a@example.org": "written"}


def test_an_abort_ends_a_hanging_send_and_keeps_the_copy(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    queued(store, clock)
    server.connection_fault = "silent"
    ours = sender(store, clock, server.port, tmp_path, command_timeout_seconds=60)
    thread = threading.Thread(target=ours.drain)
    thread.start()
    while not server.sessions:
        thread.join(0.01)

    while thread.is_alive():
        ours.abort()
        thread.join(0.05)

    assert states(store) == {"a@example.org": "pending"}
