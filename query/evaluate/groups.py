"""The same labelled reports scored once for every group they belong to: a file, a class of traps, a family of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jiannuo.model.finding import Findings
from query.evaluate.score import Score, add

Row = dict[str, Any]


@dataclass(slots=True)
class Group:
    """A score and how many figures are labelled in it, those of commitments that were not found among them."""

    score: Score = field(default_factory=Score)
    figures: int = 0


def by_group(
    read: Iterable[tuple[Row, Findings]], groups_of: Callable[[Row], Iterable[str]]
) -> Mapping[str, Group]:
    """A group per name over reports already read; a report in two groups counts in both."""
    groups: dict[str, Group] = defaultdict(Group)
    for row, findings in read:
        for name in sorted(set(groups_of(row))):
            add(groups[name].score, row, findings)
            groups[name].figures += _figures(row)
    return groups


def measures(group: Group) -> dict[str, float]:
    """What may be pinned as a floor, by name; a measure of which there was nothing to find is left out.

    ``stage`` and ``figure`` are taken over what was found, so that finding more can lower them; ``staged`` (progress
    found with its right stage) and ``figured`` (labelled figures attached) are taken over everything labelled and
    cannot.
    """
    score = group.score
    progress = score.progress.right + score.progress.missed
    decided = score.stage_right + score.stage_wrong
    all_of = {
        "pair": (score.pair.right + score.pair.missed, score.pair.f1),
        "progress": (progress, score.progress.f1),
        "stage": (decided, score.stage_right / max(decided, 1)),
        "staged": (progress, score.stage_right / max(progress, 1)),
        "figure": (score.figure.right + score.figure.missed, score.figure.f1),
        "figured": (group.figures, score.figure.right / max(group.figures, 1)),
    }
    return {name: value for name, (wanted, value) in all_of.items() if wanted}


def _figures(row: Row) -> int:
    return sum(len(label.get("figures", [])) for label in row["labels"] if not label.get("ambiguous"))
