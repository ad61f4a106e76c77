"""By which rule a figure was counted, where the text says so: 按新口径, 统计口径调整, 按可比口径."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from jiannuo.model.vocabulary import BasisKind, Window
from pipelines.reading.scene import Scene

_WRAPPING = re.compile(r"[\s()(),。;、]*[按以照依据]*(?:计算|测算|比较|统计|核算)?[\s()(),。;、]*")


@dataclass(frozen=True, slots=True)
class BasisCue:
    """The words that say so, at [start, end) of the normal text."""

    kind: BasisKind
    start: int
    end: int


def basis_of(scene: Scene, start: int, end: int) -> BasisCue | None:
    """The rule that the text gives for the figure at [start, end); None where it says nothing of one.

    What is counted for comparison says so in its clause, or in one beside it that says nothing else; a new
    rule is told in the sentence, or as a note in the next one.
    """
    known = _words()
    if not any(sign in scene.text for sign in known.signs):
        return None
    low, high = scene.near(start, Window.CLAUSE)
    for kind, pattern, span in (
        (BasisKind.COMPARABLE, known.comparable, (low, high)),
        (BasisKind.COMPARABLE, known.comparable, _alone(scene, low - 1, known.comparable)),
        (BasisKind.COMPARABLE, known.comparable, _alone(scene, high, known.comparable)),
        (BasisKind.NEW, known.new, scene.near(start, Window.SENTENCE)),
        (BasisKind.NEW, known.new, _note(scene, end, known.notes)),
    ):
        if span and (found := pattern.search(scene.text, *span)):
            return BasisCue(kind, *found.span())
    return None


def _alone(scene: Scene, position: int, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """The clause at ``position`` when it only tells the rule: “按可比口径计算,”."""
    if not 0 <= position < scene.segments.length:
        return None
    low, high = scene.near(position, Window.CLAUSE)
    rest = pattern.sub("", scene.text[low:high], count=1)
    return (low, high) if len(rest) < high - low and _WRAPPING.fullmatch(rest) else None


def _note(scene: Scene, end: int, notes: tuple[str, ...]) -> tuple[int, int] | None:
    """The next sentence when it is a note on this one."""
    _, last = scene.near(end - 1, Window.SENTENCE)
    if last >= len(scene.text):
        return None
    low, high = scene.near(last, Window.SENTENCE)
    return (low, high) if scene.text[low:high].lstrip(" (\n*").startswith(notes) else None


@dataclass(frozen=True, slots=True)
class _Words:
    signs: tuple[str, ...]
    notes: tuple[str, ...]
    new: re.Pattern[str]
    comparable: re.Pattern[str]


@cache
def _words() -> _Words:
    file = resources.files("pipelines") / "reading" / "data" / "bases.yaml"
    data = yaml.safe_load(file.read_text("utf-8"))
    return _Words(
        tuple(data["signs"]),
        tuple(data["notes"]),
        re.compile("|".join(data["new"])),
        re.compile("|".join(data["comparable"])),
    )
