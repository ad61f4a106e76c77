"""The board is made once for many askers, and again as soon as the database holds something else."""

from datetime import date
from typing import Any

from jiannuo.model.vocabulary import Judgement
from jiannuo.store.engine import Store
from jiannuo.store.judgements import judge
from query.web.remembered import Remembered

DAY = date(2026, 11, 24)


class Making:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> list[Any]:
        self.times += 1
        return []


def test_it_is_made_once_while_nothing_changes(filled: Store) -> None:
    board, making = Remembered(), Making()
    for _ in range(3):
        board.lines(filled, DAY, making)
    assert making.times == 1


def test_a_new_day_a_judgement_or_a_minute_makes_it_again(filled: Store, clock_now: Any) -> None:
    seconds = [0.0]
    board, making = Remembered(lambda: seconds[0]), Making()
    board.lines(filled, DAY, making)
    board.lines(filled, date(2026, 11, 25), making)
    assert making.times == 2
    with filled.write() as connection:
        judge(connection, 6, "A01", Judgement.UNSURE, reason="", by="x", at=clock_now)
    board.lines(filled, date(2026, 11, 25), making)
    assert making.times == 3
    seconds[0] = 61.0
    board.lines(filled, date(2026, 11, 25), making)
    assert making.times == 4


def test_a_part_of_it_is_what_would_be_asked_for_alone(pages: Any) -> None:
    whole = pages.get("/board.csv").text.splitlines()
    part = pages.get("/board.csv?kind=metric").text.splitlines()
    assert part[0] == whole[0]
    assert len(part) > 2
    assert set(part) < set(whole)
