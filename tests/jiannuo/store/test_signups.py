"""Sign-ups, their yes, and unsubscribing, on both databases: one letter a day, nothing by halves, nothing after the end."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from jiannuo.errors import UsageError
from jiannuo.model.subscription import DigestWindow, Wish
from jiannuo.model.vocabulary import Cadence, DeliveryState
from jiannuo.store import deliveries, keys
from jiannuo.store.digests import BuiltDigest, Copy, queue
from jiannuo.store.ending import end_subscription
from jiannuo.store.engine import Store
from jiannuo.store.signups import SignUp, confirm, sign_up
from jiannuo.store.subscriptions import (
    add_subscription,
    all_subscriptions,
    change_wish,
    set_active,
    subscription_of,
)
from jiannuo.store.tables import deliveries as copies
from jiannuo.tokens import Purpose

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LEASE = timedelta(minutes=10)


def letter(mark: str) -> Copy:
    return Copy("a@example.org", f"<{mark}@x>", b"x")


def ask(store: Store, mark: str, address: str = "a@example.org", at: datetime = NOW, **wish: object) -> bool:
    return sign_up(store, SignUp(address, mark, Wish(**wish)), letter(mark), at)  # type: ignore[arg-type]


def states(store: Store) -> list[str]:
    with store.read() as connection:
        return [row.state for row in connection.execute(copies.select().order_by(copies.c.id))]


def queued(store: Store, address: str = "a@example.org") -> str:
    """A subscription with one copy in the outbox; its mark."""
    found = add_subscription(store, address, Wish(), NOW - timedelta(days=1))
    digest = BuiltDigest("s", "h", "t", {}, (), (Copy(address, f"<{address}>", b"x"),))
    queue(store, found, DigestWindow(found.covered_until, NOW), digest, NOW)
    return found.mark


def test_an_address_gets_one_letter_in_24_hours_however_it_is_written(store: Store) -> None:
    asked = [ask(store, "m1"), ask(store, "m2"), ask(store, "m3", "A@example.org")]
    later = [ask(store, "m4", at=NOW + timedelta(hours=hours)) for hours in (23, 24)]

    assert (asked, later) == ([True, False, False], [False, True])
    assert states(store) == ["pending", "pending"]


def test_many_who_ask_at_once_for_one_address_send_one_letter(store: Store) -> None:
    done: list[bool] = []
    threads = [threading.Thread(target=lambda n=n: done.append(ask(store, f"m{n}"))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(done) == 1
    assert states(store) == ["pending"]


def test_a_subscription_begins_with_the_yes_and_a_second_yes_changes_nothing(store: Store) -> None:
    ask(store, "m1", cadence=Cadence.WEEKLY, themes=("园区",), districts=("d/x",))
    assert all_subscriptions(store) == []

    begun = confirm(store, "m1", NOW + timedelta(hours=1))
    again = confirm(store, "m1", NOW + timedelta(hours=2))

    assert begun is not None
    assert begun == again
    assert (begun.wish.cadence, begun.wish.themes, begun.wish.districts) == (
        Cadence.WEEKLY,
        ("园区",),
        ("d/x",),
    )
    assert begun.covered_until == NOW + timedelta(hours=1)


def test_an_old_yes_does_not_bring_back_what_was_ended(store: Store) -> None:
    ask(store, "m1")
    begun = confirm(store, "m1", NOW)
    assert begun
    end_subscription(store, begun.mark, NOW)

    again = confirm(store, "m1", NOW + timedelta(hours=1))

    assert again is not None
    assert not again.active
    assert all_subscriptions(store, active_only=True) == []


def test_a_newer_request_takes_the_place_of_the_older(store: Store) -> None:
    ask(store, "m1")
    ask(store, "m2", at=NOW + timedelta(days=2))

    assert confirm(store, "m1", NOW + timedelta(days=2)) is None
    assert confirm(store, "m2", NOW + timedelta(days=2)) is not None


def test_letters_go_before_digests(store: Store) -> None:
    queued(store, "b@example.org")
    ask(store, "m1")

    first = deliveries.claim(store, NOW, LEASE, resend_ambiguous=True)
    second = deliveries.claim(store, NOW, LEASE, resend_ambiguous=True)

    assert first is not None
    assert second is not None
    assert (first.recipient, first.digest_id) == ("a@example.org", None)
    assert second.recipient == "b@example.org"


def test_unsubscribing_takes_back_what_waits_and_what_is_claimed(store: Store) -> None:
    mark = queued(store)
    held = deliveries.claim(store, NOW, LEASE, resend_ambiguous=True)
    assert held is not None

    assert end_subscription(store, mark, NOW) == 1
    assert end_subscription(store, mark, NOW) == 0

    assert not deliveries.mark_data(store, held)
    assert states(store) == [DeliveryState.SUPPRESSED.value]
    found = subscription_of(store, mark)
    assert found is not None
    assert (found.active, found.ended_at) == (False, NOW)


def test_everything_ends_all_that_an_address_has(store: Store) -> None:
    mark = queued(store)
    add_subscription(store, "a@example.org", Wish(Cadence.WEEKLY), NOW)
    add_subscription(store, "b@example.org", Wish(), NOW)

    assert end_subscription(store, mark, NOW, everything=True) == 2
    assert [one.address for one in all_subscriptions(store, active_only=True)] == ["b@example.org"]


@pytest.mark.parametrize("claimed_before", [False, True])
def test_no_copy_goes_out_whose_reader_had_left(store: Store, claimed_before: bool) -> None:
    wrong = 0
    for number in range(20):
        mark = queued(store, f"r{number}@example.org")
        held = deliveries.claim(store, NOW, LEASE, resend_ambiguous=True) if claimed_before else None
        end_subscription(store, mark, NOW)
        wrong += deliveries.claim(store, NOW, LEASE, resend_ambiguous=True) is not None
        wrong += held is not None and deliveries.mark_data(store, held)
    assert wrong == 0


def test_the_operator_cannot_resume_what_its_reader_ended_but_may_begin_anew(store: Store) -> None:
    mark = queued(store)
    end_subscription(store, mark, NOW)

    with pytest.raises(UsageError, match="unsubscribed"):
        set_active(store, "a@example.org", True)
    anew = add_subscription(store, "a@example.org", Wish(hour=9), NOW + timedelta(days=30))

    assert (anew.mark, anew.active, anew.ended_at, anew.wish.hour) == (mark, True, None, 9)
    assert anew.covered_until == NOW + timedelta(days=30)


def test_a_wish_is_changed_by_its_mark_and_two_of_one_cadence_are_refused(store: Store) -> None:
    daily = add_subscription(store, "a@example.org", Wish(), NOW)
    add_subscription(store, "a@example.org", Wish(Cadence.WEEKLY), NOW)

    changed = change_wish(store, daily.mark, Wish(hour=21, outlets=("radio",)), active=False)

    assert changed is not None
    assert (changed.wish.hour, changed.wish.outlets, changed.active) == (21, ("radio",), False)
    with pytest.raises(UsageError, match="another weekly"):
        change_wish(store, daily.mark, Wish(Cadence.WEEKLY), active=True)
    assert change_wish(store, "unknown", Wish(), active=True) is None


def test_links_outlive_a_new_key_and_a_restart(store: Store) -> None:
    token = keys.signer(store, NOW).sign(Purpose.UNSUBSCRIBE, "m")
    fresh = keys.rotate(store, NOW + timedelta(days=1))
    signer = keys.signer(store, NOW)

    assert signer.read(Purpose.UNSUBSCRIBE, token, NOW) == "m"
    assert signer.sign(Purpose.UNSUBSCRIBE, "m").startswith(fresh)
