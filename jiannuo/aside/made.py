"""Things that are costly to make and are made once in each of two processes, from the same recipe."""

from collections.abc import Callable
from typing import Any

_things: dict[int, Any] = {}


class Made:
    """A thing of this process; sent to the second one it arrives there as the thing that was made there."""

    def __init__(self, number: int, kind: Callable[..., Any], *arguments: Any) -> None:
        self.recipe = (number, kind, arguments)
        self.thing = kind(*arguments)

    def __reduce__(self) -> tuple[Callable[[int], Any], tuple[int]]:
        return _made, (self.recipe[0],)


def make(number: int, kind: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Make a thing in the second process, by its recipe."""
    _things[number] = kind(*arguments)


def _made(number: int) -> Any:
    return _things[number]
