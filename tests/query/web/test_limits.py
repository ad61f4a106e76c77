"""Who is asking, behind which proxy, and how often within an hour."""

from datetime import UTC, datetime, timedelta

import pytest

from query.web.limits import MOST_PEERS, RateLimit, peer_of

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
OURS = ("127.0.0.1", "10.1.2.3")


@pytest.mark.parametrize(
    ("client", "forwarded", "peer"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("127.0.0.1", "nonsense", "nonsense"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
    ],
)
def test_only_trusted_proxies_are_believed_and_from_the_right(client: str, forwarded: str, peer: str) -> None:
    assert peer_of(client, forwarded, OURS) == peer


def test_each_peer_has_its_own_sliding_hour() -> None:
    limit = RateLimit(2)

    first = [limit.wait("a", NOW + timedelta(minutes=n)) for n in (0, 10, 20)]
    other = limit.wait("b", NOW + timedelta(minutes=20))
    later = [limit.wait("a", NOW + timedelta(minutes=n)) for n in (61, 62)]

    assert (first, other) == ([0, 0, 2401], 0)
    assert (later[0], later[1] > 0) == (0, True)


def test_a_clock_that_was_ahead_locks_nobody_out() -> None:
    limit = RateLimit(1)
    limit.wait("a", NOW + timedelta(days=400))

    assert limit.wait("a", NOW) == 0


def test_memory_is_bounded_whoever_asks() -> None:
    limit = RateLimit(1)
    for number in range(MOST_PEERS + 500):
        limit.wait(str(number), NOW)

    assert len(limit._asked) == MOST_PEERS
