"""What is made of a commitment's line is made once for each line, day and language."""

from dataclasses import replace
from datetime import datetime

from jiannuo.model.commitment import Register
from jiannuo.store.engine import Store
from query.board import Line, lines
from query.web.kept import Kept


def test_it_is_made_again_only_for_another_line_day_or_language(
    filled: Store, register: Register, clock_now: datetime
) -> None:
    line = lines(filled, register, now=clock_now)[0]
    made: list[Line] = []
    kept: Kept[int] = Kept()

    def make(one: Line) -> int:
        made.append(one)
        return len(made)

    assert [kept.of(line, make, apart="zh", when=1) for _ in range(2)] == [1, 1]
    assert kept.of(line, make, apart="en", when=1) == 2
    assert kept.of(line, make, apart="zh", when=1) == 1
    assert kept.of(replace(line, events=()), make, apart="zh", when=1) == 3
    assert kept.of(replace(line, events=()), make, apart="zh", when=2) == 4
