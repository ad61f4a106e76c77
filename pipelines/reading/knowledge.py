"""The reader's knowledge as data: cue words, gazetteer, common measures and asides, read once."""

from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

import yaml

from jiannuo.model.commitment import Target
from jiannuo.model.vocabulary import CommitmentKind, Stage

# The common measure by which a text says that work goes on.
WORK_DONE = "完成比例"


@dataclass(frozen=True, slots=True)
class Cues:
    """Words that show stage, modality, negation and reference; in ``fact`` words that only hide a stage word
    inside them stand for none."""

    fact: dict[str, Stage]
    modality: frozenset[str]
    planned: frozenset[str]
    weak: frozenset[str]
    unaspect: tuple[str, ...]
    hearsay: tuple[str, ...]
    done: tuple[str, ...]
    setters: tuple[str, ...]
    steps: tuple[str, ...]
    plan_heads: tuple[str, ...]
    past_heads: tuple[str, ...]
    plan_leads: tuple[str, ...]
    past_leads: tuple[str, ...]
    answered: tuple[str, ...]
    bound_for: tuple[str, ...]
    aspect: tuple[str, ...]
    territory_between: tuple[str, ...]
    realised: tuple[str, ...]
    pushed: frozenset[str]
    negation: tuple[str, ...]
    locative: tuple[str, ...]
    anaphora: tuple[str, ...]
    takes_up: tuple[str, ...]
    territory_before: tuple[str, ...]
    territory_after: tuple[str, ...]
    caption: tuple[str, ...]
    noun_after: tuple[str, ...]
    along: tuple[str, ...]
    gathered: tuple[str, ...]
    compared: tuple[str, ...]
    outright: tuple[str, ...]
    faint: frozenset[str]
    partial: tuple[str, ...]
    pieces: tuple[str, ...]
    remainder: tuple[str, ...]
    contents: tuple[str, ...]
    members: tuple[str, ...]
    group: tuple[str, ...]
    landmark: tuple[str, ...]
    solved: tuple[str, ...]
    solvers: frozenset[str]
    bodies: tuple[str, ...]
    notices: frozenset[str]
    links: tuple[str, ...]
    titles: tuple[str, ...]
    events: tuple[str, ...]
    held: frozenset[str]
    launch_verbs: frozenset[str]
    launched: tuple[str, ...]
    tells: tuple[str, ...]
    tails: tuple[str, ...]
    crossing: tuple[str, ...]
    served: tuple[str, ...]
    document_verbs: frozenset[str]
    documents: tuple[str, ...]
    basis: tuple[str, ...]
    share_of_others: tuple[str, ...]
    object_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Place names to ids (a district is ``city/district``), deictic words, words that only contain a name, and
    bodies of the nation; ``called`` gives the first name of each id, to tell people of it."""

    names: dict[str, str]
    called: dict[str, str]
    deixis: dict[str, str]
    swallow: frozenset[str]
    national: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asides:
    """Words by which a count measures nothing of a commitment: right after it (``frames``, ``after``, ``void``), right
    ``before`` it, anywhere in its sentence (``notices``) or as the subject of its clause (``actors``; those of
    ``no_actors`` only contain one). ``attributes`` are what counted things have, ``cases`` tell of one of them
    and ``wholes`` of all of a field; ``indicators`` measure a whole city, ``effects`` what a product does, and
    ``others`` in a later sentence tell of a person, a technique or a meeting."""

    frames: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    notices: tuple[str, ...]
    void: tuple[str, ...]
    actors: tuple[str, ...]
    no_actors: tuple[str, ...]
    attributes: tuple[str, ...]
    cases: tuple[str, ...]
    indicators: tuple[str, ...]
    others: tuple[str, ...]
    wholes: tuple[str, ...]
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Onward:
    """Words by which what follows still speaks of what was spoken of: before a bare count (``recounts``), at the
    head of a sentence without a subject what was done (``deeds``) or a part of the thing (``things``);
    ``elsewhere`` turn to something else."""

    recounts: tuple[str, ...]
    deeds: tuple[str, ...]
    things: tuple[str, ...]
    elsewhere: tuple[str, ...]


@cache
def cues() -> Cues:
    """The cue words."""
    data = _load("cues.yaml")
    fact = {word: Stage(stage) for stage, words in data.pop("fact").items() for word in words}
    fact |= dict.fromkeys(data["outright"], Stage.RESULT)
    fact = dict.fromkeys(data["faint"], Stage.RESULT) | fact
    # Where one word begins inside another (推动|工作) the longest wins: so these hide the stage words in them.
    fact = dict.fromkeys(data.pop("mixed"), Stage.NONE) | fact
    fact |= dict.fromkeys(data["document_verbs"], Stage.POLICY_ISSUED)
    fact |= dict.fromkeys(data["launch_verbs"], Stage.STARTED)
    sets = {field.name for field in fields(Cues) if field.type == frozenset[str]}
    lists: dict[str, Any] = {
        name: frozenset(words) if name in sets else tuple(words) for name, words in data.items()
    }
    return Cues(fact=fact, **lists)


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
    called = {place: name for name, place in reversed(names.items())}
    called |= {region: entry["called"] for region, entry in data["places"].items() if "called" in entry}
    return Gazetteer(names, called, deixis, frozenset(data["swallow"]), frozenset(data["national"]))


@cache
def common_measures() -> dict[CommitmentKind, tuple[Target, ...]]:
    """Measures that commitments of a kind mostly have although no register names them."""
    found: dict[CommitmentKind, tuple[Target, ...]] = {}
    for group in _load("measures.yaml")["groups"]:
        targets = tuple(
            Target(
                measure=entry["measure"],
                unit=entry["unit"],
                words=tuple(entry["words"]),
                units=tuple(entry["units"]),
                not_words=tuple(entry.get("not_words", ())),
                scope=group["scope"],
                promised=False,
            )
            for entry in group["measures"]
        )
        for kind in map(CommitmentKind, group["kinds"]):
            found[kind] = (*found.get(kind, ()), *targets)
    return found


@cache
def asides() -> Asides:
    """What is counted beside a commitment."""
    return Asides(**{name: tuple(words) for name, words in _load("measures.yaml")["asides"].items()})


@cache
def onward() -> Onward:
    """How a text goes on about one thing."""
    return Onward(**{name: tuple(words) for name, words in _load("measures.yaml")["onward"].items()})


def _load(name: str) -> Any:
    return yaml.safe_load((resources.files("pipelines") / "reading" / "data" / name).read_text("utf-8"))
