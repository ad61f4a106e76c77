"""What a page or a host says is stored whatever signs it has in it, by either database."""

from datetime import UTC, datetime

import pytest

from jiannuo.store.engine import Store
from jiannuo.store.hosts import keep_robots, load_host


@pytest.mark.parametrize("said", ["a\0b", "\0", "\u2028\ufeff\x1b[31m"])
def test_a_text_with_strange_signs_keeps_its_length(store: Store, said: str) -> None:
    keep_robots(store, "http://a.example", said, 200, datetime(2026, 1, 1, tzinfo=UTC))

    kept = load_host(store, "http://a.example").robots
    assert kept in (said, said.replace("\0", "\ufffd"))
