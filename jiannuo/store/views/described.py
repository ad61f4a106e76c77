"""What the views hold and what their columns mean, from views.yaml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class View:
    """One view; ``columns`` are its columns in their order with what each means, Chinese first.

    ``key`` tells its rows apart and is empty where no columns do; ``order`` sorts them on every database alike.
    ``refers`` gives for a column the view and column whose value it holds.
    """

    name: str
    zh: str
    en: str
    columns: dict[str, str]
    key: tuple[str, ...]
    order: tuple[str, ...]
    integers: frozenset[str]
    numbers: frozenset[str]
    refers: dict[str, tuple[str, str]]


@cache
def views() -> tuple[View, ...]:
    """Every view, in the order in which they are made: a later one may ask an earlier one."""
    told = yaml.safe_load((FOLDER / "views.yaml").read_text("utf-8"))
    return tuple(_view(name, one) for name, one in told.items())


def _view(name: str, told: dict[str, Any]) -> View:
    key = tuple(told.get("key", ()))
    refers = {column: tuple(other.split(".")) for column, other in told.get("refers", {}).items()}
    return View(
        name,
        told["zh"],
        told["en"],
        told["columns"],
        key,
        tuple(told.get("order", key)),
        frozenset(told.get("integers", ())),
        frozenset(told.get("numbers", ())),
        refers,
    )
