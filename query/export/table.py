"""A table that can leave the house: what its columns mean, and its rows piece by piece."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from jiannuo.clock import CHINA
from jiannuo.model.asking import Filter
from jiannuo.model.commitment import Register
from jiannuo.model.when import When
from jiannuo.store.engine import Store


class Kind(StrEnum):
    """What a column holds; a day is ISO text cut to what is known, a moment ISO text with its zone."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    TRUTH = "truth"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``about`` is what it means, Chinese first."""

    name: str
    kind: Kind
    about: str


@dataclass(frozen=True, slots=True)
class Source:
    """What tables are made from: a store, a register, how outlets are called, and the moment that is now."""

    store: Store
    register: Register
    titles: Mapping[str, str]
    now: datetime
    silent_months: int

    def name(self, key: str) -> str:
        """A commitment's name; empty where the register has no such entry any more."""
        return next((entry.name for entry in self.register.commitments if entry.id == key), "")

    def title(self, outlet: str) -> str:
        """An outlet's title; empty for one that is not followed."""
        return self.titles.get(outlet, "")


Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows in pieces, and how many there are at most."""

    total: int
    pieces: Iterator[Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: the one Filter, at most so many rows, and whether whole texts are told."""

    filter: Filter
    most: int | None = None
    texts: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table is called and what its columns mean, wherever its rows come from."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Table(Shape):
    """A kind of table; ``rows`` gives values in the order of ``columns``."""

    rows: Callable[[Source, Wanted], Rows]


def columns(told: str) -> tuple[Column, ...]:
    """Columns from lines of ``name kind meaning``."""
    lines = (line.split(maxsplit=2) for line in told.strip().splitlines())
    return tuple(Column(name, Kind(kind), about) for name, kind, about in lines)


def day(when: When | None) -> str | None:
    """ISO text cut to what is known."""
    return when.iso() if when else None


def moment(at: datetime) -> str:
    """ISO text on China's clock, to the second."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def at_once(rows: Sequence[Row], most: int | None = None) -> Rows:
    """Rows of a small table as one piece."""
    shown = rows if most is None else rows[:most]
    return Rows(len(shown), iter([shown]))
