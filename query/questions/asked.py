"""The questions and their SQL, from questions.yaml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from jiannuo.errors import UsageError


@dataclass(frozen=True, slots=True)
class Question:
    """One question in both languages, and the SQL that answers it on either database."""

    name: str
    zh: str
    en: str
    sql: str


@cache
def questions() -> tuple[Question, ...]:
    """Every question, in the order of the file."""
    told = yaml.safe_load(Path(__file__).with_name("questions.yaml").read_text("utf-8"))
    return tuple(Question(name, one["zh"], one["en"], one["sql"].strip()) for name, one in told.items())


def question(name: str) -> Question:
    """The question of this name; UsageError when there is none."""
    for one in questions():
        if one.name == name:
            return one
    names = ", ".join(one.name for one in questions())
    raise UsageError(f"no question {name!r}", f"choose from: {names}")
