"""What a page makes of a commitment's line, kept as long as the line is the same."""

from collections.abc import Callable
from typing import Generic, TypeVar

from query.board import Line

T = TypeVar("T")


class Kept(Generic[T]):
    """One thing for each commitment and ``apart``, what else it depends on and has few values (a language)."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], tuple[Line, object, T]] = {}

    def of(self, line: Line, make: Callable[[Line], T], *, apart: str = "", when: object = None) -> T:
        """What ``make`` says of the line, asked again for another line and for another ``when`` (a day)."""
        place = (line.entry.id, apart)
        known = self._made.get(place)
        if known is None or known[0] is not line or known[1] != when:
            known = self._made[place] = (line, when, make(line))
        return known[2]
