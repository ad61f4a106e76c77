"""One evaluation broken down: by file, by class of report (traps and look-alikes), by commitment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from jiannuo.model.finding import Findings
from query.evaluate.groups import Row
from query.evaluate.score import Score, add

FILE = "_file"
PLAIN = "plain"


class By(StrEnum):
    """What an evaluation can be broken down by."""

    FILE = "file"
    CLASS = "class"
    COMMITMENT = "commitment"


def broken_down(read: Iterable[tuple[Row, Findings]], by: By) -> Mapping[str, Score]:
    """A score per file, class or commitment, in the order of their names.

    A report without a class of its own belongs to its ``neg_kind``, or to ``plain``; of several classes it
    counts in each. A commitment's score holds only its own labels and matches.
    """
    scores: dict[str, Score] = defaultdict(Score)
    for row, findings in read:
        for name, part, found in _parts(row, findings, by):
            add(scores[name], part, found)
    return dict(sorted(scores.items()))


def classes_of(row: Row) -> tuple[str, ...]:
    """The classes a labelled report belongs to."""
    several = row.get("classes") or [row.get("class") or row.get("neg_kind") or PLAIN]
    return tuple(dict.fromkeys(several))


def _parts(row: Row, findings: Findings, by: By) -> Iterable[tuple[str, Row, Findings]]:
    if by is By.COMMITMENT:
        return _of_commitments(row, findings)
    names = (str(row.get(FILE, "")),) if by is By.FILE else classes_of(row)
    return ((name, row, findings) for name in names)


def _of_commitments(row: Row, findings: Findings) -> Iterable[tuple[str, dict[str, Any], Findings]]:
    keys = {label["key"] for label in row["labels"]} | {match.commitment for match in findings.matches}
    for key in sorted(keys):
        labels = [label for label in row["labels"] if label["key"] == key]
        matches = tuple(match for match in findings.matches if match.commitment == key)
        yield key, {**row, "labels": labels}, replace(findings, matches=matches)
