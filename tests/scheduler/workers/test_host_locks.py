"""Outlets that share a host take one lock."""

from hypothesis import given
from hypothesis import strategies as st

from scheduler.workers.locks import host_locks

OUTLETS = st.dictionaries(
    st.text("abcdef", min_size=1), st.sets(st.sampled_from("uvwxyz"), min_size=1), max_size=6
)


def test_outlets_that_share_a_host_by_way_of_a_third_share_the_lock() -> None:
    locks = host_locks({"a": ["X"], "b": ["y", "x"], "c": ["Y"], "d": ["z"]})

    assert locks == {"a": "x", "b": "x", "c": "x", "d": "z"}


@given(OUTLETS)
def test_two_outlets_on_one_host_never_have_different_locks(outlets: dict[str, set[str]]) -> None:
    locks = host_locks(outlets)

    assert locks.keys() == outlets.keys()
    for one in outlets:
        for two in outlets:
            assert locks[one] == locks[two] or not outlets[one] & outlets[two]
