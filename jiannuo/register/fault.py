"""What a check tells: a fault with its grade, its place and its remedy."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """``error`` must be mended, ``warning`` is meant to be weighed, ``note`` is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to look at in one commitment (or in the head, where ``commitment`` is empty)."""

    grade: Grade
    line: int | None
    commitment: str
    message: str
    remedy: str


Told = tuple[Grade, str, str]
