"""What sort of promise goes which way: each kind's ladder of stages, and what a report must say for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from jiannuo.documents import read_document
from jiannuo.model.vocabulary import CommitmentKind, Stage


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    ladder: tuple[Stage, ...]
    criteria: dict[Stage, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind's Chinese label, its ladder, and a criterion for each stage (``{name}`` stands for the commitment)."""

    label: str
    ladder: tuple[Stage, ...]
    criteria: Mapping[Stage, str]


@cache
def kinds() -> dict[CommitmentKind, Kind]:
    """Every kind as kinds.yaml beside this module has it; read once."""
    data = read_document(Path(__file__).with_name("kinds.yaml")).data
    entries = TypeAdapter(dict[CommitmentKind, _Entry]).validate_python(data)
    return {key: Kind(entry.label, entry.ladder, entry.criteria) for key, entry in entries.items()}


def criteria(
    kind: CommitmentKind, name: str, ladder: tuple[Stage, ...], own: Mapping[Stage, str]
) -> dict[Stage, str]:
    """What a report must say for each stage of ``ladder``: the commitment's ``own`` words, else its kind's.

    Stages for which neither has words are left out (the check tells of them); own words for a stage off the
    ladder are kept at the end, for the check to find.
    """
    default = kinds()[kind].criteria
    known = {stage: words.replace("{name}", name) for stage, words in default.items()}
    told = {stage: words for stage in ladder if (words := own.get(stage) or known.get(stage))}
    return told | {stage: words for stage, words in own.items() if stage not in told}
