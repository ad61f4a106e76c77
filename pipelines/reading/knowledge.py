"""The reader's knowledge as data: cue words, gazetteer and common measures, read once."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from jiannuo.model.commitment import Target
from jiannuo.model.vocabulary import CommitmentKind, Stage


@dataclass(frozen=True, slots=True)
class Cues:
    """Words that show stage, modality, negation and reference."""

    fact: dict[str, Stage]
    modality: frozenset[str]
    planned: frozenset[str]
    slogan: frozenset[str]
    realised: tuple[str, ...]
    negation: tuple[str, ...]
    locative: tuple[str, ...]
    anaphora: tuple[str, ...]
    territory_before: tuple[str, ...]
    territory_after: tuple[str, ...]
    caption: tuple[str, ...]
    noun_after: tuple[str, ...]
    along: tuple[str, ...]
    gathered: tuple[str, ...]
    compared: tuple[str, ...]
    outright: tuple[str, ...]
    partial: tuple[str, ...]
    members: tuple[str, ...]
    share_of_others: tuple[str, ...]
    object_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Place names to ids (a district is ``city/district``), deictic words, and words that only contain a name."""

    names: dict[str, str]
    deixis: dict[str, str]
    swallow: tuple[str, ...]


@cache
def cues() -> Cues:
    """The cue words."""
    data = _load("cues.yaml")
    return Cues(
        fact={
            **{word: Stage(stage) for stage, words in data["fact"].items() for word in words},
            **dict.fromkeys(data["outright"], Stage.RESULT),
        },
        modality=frozenset(data["modality"]),
        planned=frozenset(data["planned"]),
        slogan=frozenset(data["slogan"]),
        realised=tuple(data["realised"]),
        negation=tuple(data["negation"]),
        locative=tuple(data["locative"]),
        anaphora=tuple(data["anaphora"]),
        territory_before=tuple(data["territory_before"]),
        territory_after=tuple(data["territory_after"]),
        noun_after=tuple(data["noun_after"]),
        along=tuple(data["along"]),
        gathered=tuple(data["gathered"]),
        compared=tuple(data["compared"]),
        caption=tuple(data["caption"]),
        outright=tuple(data["outright"]),
        partial=tuple(data["partial"]),
        members=tuple(data["members"]),
        share_of_others=tuple(data["share_of_others"]),
        object_before=tuple(data["object_before"]),
    )


@cache
def gazetteer() -> Gazetteer:
    """The place names."""
    data = _load("gazetteer.yaml")
    names: dict[str, str] = {}
    for region, entry in data["places"].items():
        names.update(dict.fromkeys(entry["names"], region))
        for part, words in entry.get("within", {}).items():
            names.update(dict.fromkeys(words, f"{region}/{part}"))
    deixis = {word: level for level, words in data["deixis"].items() for word in words}
    return Gazetteer(names, deixis, tuple(data["swallow"]))


@cache
def common_measures() -> tuple[frozenset[CommitmentKind], tuple[Target, ...]]:
    """Measures that any building or place may have, and the kinds they apply to."""
    data = _load("measures.yaml")
    targets = tuple(
        Target(
            measure=entry["measure"],
            unit=entry["unit"],
            words=tuple(entry["words"]),
            units=tuple(entry["units"]),
            scope="project",
            promised=False,
        )
        for entry in data["measures"]
    )
    return frozenset(CommitmentKind(kind) for kind in data["kinds"]), targets


def _load(name: str) -> Any:
    return yaml.safe_load((resources.files("pipelines") / "reading" / "data" / name).read_text("utf-8"))
