"""Tellings: whether two reports tell the same event in other words, by the rare things that both name.

What counts is that both name the same people, things and figures, close in time: character pairs weighted by
how rare they are (segmentation is not needed, and cannot split one name in two ways), figures with their
magnitude, Latin words. Dates weigh little: all reports of a day share them. The score is a sum of named parts
whose weights were fitted on one half of labelled pairs and tested on the other (``benchmarks/stories.py``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from math import sqrt

import yaml

from pipelines.kin.copies import EXCHANGED, at_odds, likeness
from pipelines.kin.forms import bare, spoken
from pipelines.kin.rarity import rarity
from pipelines.kin.sketch import hashed

LOOKED_AT = 800  # characters of the body: what an event report is about stands at its head
KEYED = 200
KEYS = 40
ALIKE = 0.3

_HAN = re.compile("[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z][a-z0-9-]+")
_FIGURE = re.compile(r"(\d+(?:\.\d+)?)(万亿|[万亿千百%])?([年月日号时分]?)")
_STAMP_DIGITS = 12  # longer numbers are stamps of the publishing system, not figures
_DATE, _LATIN_WEIGHT, _DIGIT, _EXACT, _MOST = 0.5, 3.0, 2.0, 1.0, 7.0


@dataclass(frozen=True, slots=True)
class Score:
    """Named parts whose sum decides."""

    parts: dict[str, float]

    @property
    def total(self) -> float:
        """The sum of the parts."""
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Weights:
    """The shipped weights (``data/tellings.yaml``)."""

    cover: float
    both: float
    mould: float
    day: float
    threshold: float
    window_days: int


@cache
def weights() -> Weights:
    """Read once."""
    text = (resources.files("pipelines.kin") / "data" / "tellings.yaml").read_text("utf-8")
    return Weights(**yaml.safe_load(text))


def traits(title: str, body: str) -> Mapping[str, float]:
    """What a report names, each with its weight: rare pairs of characters, figures, Latin words."""
    return _traits(f"{title}\n{body[:LOOKED_AT]}")


@lru_cache(32)  # one report is compared with several
def _traits(head: str) -> Mapping[str, float]:
    text = spoken(head)
    found: dict[str, float] = {}
    for run in _HAN.findall(text):
        for start in range(len(run) - 1):
            pair = run[start : start + 2]
            if weight := rarity(pair):
                found[pair] = float(weight)
    found.update((word, _LATIN_WEIGHT) for word in _LATIN.findall(text))
    for number, magnitude, unit in _FIGURE.findall(text):
        if len(number) < _STAMP_DIGITS:
            found[f"#{number}{magnitude}{unit}"] = _weight(number, magnitude, unit)
    return found


def keys(title: str, body: str) -> tuple[int, ...]:
    """At most KEYS hashes of the weightiest traits of title and opening, by which an event is found again."""
    named = traits(title, body[:KEYED])
    chosen = sorted(named, key=lambda trait: (-named[trait], trait))[:KEYS]
    return tuple(hashed(trait.encode("utf-8", "surrogatepass")) for trait in chosen)


def same_event(one: tuple[str, str], other: tuple[str, str], days: int) -> Score:
    """Score two reports (title, body) published ``days`` apart; at ``weights().threshold`` they tell one event."""
    by = weights()
    here, there = traits(*one), traits(*other)
    shared = sum(here[trait] for trait in here.keys() & there.keys())
    mine, theirs = sum(here.values()), sum(there.values())
    if not shared:
        return Score({"cover": 0.0})
    parts = {
        "cover": by.cover * shared / min(mine, theirs),
        "both": by.both * shared / sqrt(mine * theirs),
        "day": by.day * max(0, days - 1),
    }
    if sum(parts.values()) >= by.threshold:  # the costly part, and it only takes away
        parts["mould"] = by.mould * _moulded(one, other)
    return Score(parts)


def _moulded(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether both are cast in one mould and another name stands in it."""
    if at_odds(bare(one[0]), bare(other[0])):
        return True
    compared = likeness(bare(one[1][:LOOKED_AT]), bare(other[1][:LOOKED_AT]))
    return compared.of_longer >= ALIKE and compared.exchanged >= EXCHANGED


def _weight(number: str, magnitude: str, unit: str) -> float:
    digits = len(number.replace(".", ""))
    if unit or (digits == 4 and number.startswith("20")):
        return _DATE
    exact = _EXACT if "." in number or magnitude else 0.0
    return min(_MOST, 1.0 + _DIGIT * (digits - 1) + exact)
