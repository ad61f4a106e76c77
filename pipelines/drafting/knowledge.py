"""What drafting knows of promises, as data: verbs, heads of names, words of fact and of aim."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from jiannuo.model.vocabulary import CommitmentKind


class WordSet:
    """Words of which the longest that stands at (or ends at) a position is asked."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self._lengths = sorted({len(word) for word in self.words}, reverse=True)

    def at(self, text: str, start: int, end: int) -> str:
        """The longest word that begins at ``start`` and ends by ``end``; empty when none does."""
        for length in self._lengths:
            if start + length <= end and text[start : start + length] in self.words:
                return text[start : start + length]
        return ""

    def ending(self, text: str) -> str:
        """The longest word that ``text`` ends with; empty when there is none."""
        for length in self._lengths:
            if length <= len(text) and text[-length:] in self.words:
                return text[-length:]
        return ""

    def inside(self, text: str) -> bool:
        """Whether any of the words stands anywhere in ``text``."""
        return any(word in text for word in self.words)


@dataclass(frozen=True, slots=True)
class Verbs:
    """Words that tell a promise from what surrounds it; the meaning of each is told in verbs.yaml."""

    anywhere: WordSet
    promising: WordSet
    lead: WordSet
    modal: WordSet
    causative: WordSet
    predicate: WordSet
    pivot: WordSet
    opener_skip: WordSet
    orientation: WordSet
    field_tail: WordSet
    manner: WordSet
    disposal: WordSet
    fact: WordSet
    review: WordSet
    ahead: WordSet
    aim: WordSet
    metric: WordSet
    setting: WordSet
    outcome: WordSet
    compared: WordSet
    invests: WordSet
    limits: WordSet
    scheduled: WordSet
    attribute: WordSet
    ordinal: re.Pattern[str]
    furniture: re.Pattern[str]
    plan_ends: dict[str, int]


@dataclass(frozen=True, slots=True)
class Heads:
    """Words that names end with, and what each tells of the name; see heads.yaml."""

    kinds: dict[str, CommitmentKind]
    known: WordSet
    programme: WordSet
    plural: WordSet
    shared: WordSet
    abstract: WordSet
    concrete: WordSet
    open: WordSet
    measure_tail: WordSet
    bare: frozenset[str]
    determiner: WordSet
    figurative: tuple[str, ...]
    units: tuple[str, ...]

    def of(self, name: str) -> str:
        """The head of a name, empty when it has none or only an abstract one."""
        head = self.known.ending(name)
        vague = self.abstract.ending(name)
        if self.concrete.ending(name):
            return head or self.concrete.ending(name)
        return "" if len(vague) >= len(head) else head


@cache
def verbs() -> Verbs:
    """The words of promising."""
    data = load("verbs.yaml")
    sets = {
        name: WordSet(data[name])
        for name in (
            "anywhere", "modal", "causative", "predicate", "pivot", "opener_skip", "orientation",
            "field_tail", "manner", "disposal", "fact", "review", "ahead", "aim", "metric", "setting",
            "limits", "scheduled", "attribute", "outcome", "compared", "invests",
        )
    }  # fmt: skip
    return Verbs(
        **sets,
        promising=WordSet({*data["anywhere"], *data["opening"]}),
        lead=WordSet({*data["adverb"], *data["modal"]}),
        ordinal=re.compile(data["ordinal"]),
        furniture=re.compile(data["furniture"]),
        plan_ends=data["plan_ends"],
    )


@cache
def heads() -> Heads:
    """The heads of names."""
    data = load("heads.yaml")
    kinds = {head: CommitmentKind(kind) for kind, words in data["kinds"].items() for head in words}
    return Heads(
        kinds=kinds,
        known=WordSet({*kinds, *data["concrete"]}),
        programme=WordSet(data["kinds"]["programme"][:5]),
        plural=WordSet(data["plural"]),
        shared=WordSet(data["shared"]),
        abstract=WordSet(data["abstract"]),
        concrete=WordSet(data["concrete"]),
        open=WordSet(data["open"]),
        measure_tail=WordSet(data["measure_tail"]),
        bare=frozenset(data["bare"]),
        determiner=WordSet(data["determiner"]),
        figurative=tuple(data["figurative"]),
        units=tuple(data["units"]),
    )


def load(name: str) -> Any:
    """One file of the data beside this module."""
    return yaml.safe_load((resources.files("pipelines") / "drafting" / "data" / name).read_text("utf-8"))
