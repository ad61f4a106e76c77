"""What the views hold and what their columns mean, from views.yaml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class View:
    """One view; ``columns`` are its columns in their order with what each means, Chinese first."""

    name: str
    zh: str
    en: str
    columns: dict[str, str]


@cache
def views() -> tuple[View, ...]:
    """Every view, in the order in which they are made: a later one may ask an earlier one."""
    told = yaml.safe_load((FOLDER / "views.yaml").read_text("utf-8"))
    return tuple(View(name, one["zh"], one["en"], one["columns"]) for name, one in told.items())
