"""One commitment as the board shows it."""

from dataclasses import dataclass

from markupsafe import Markup

from jiannuo.model.standing import Mark
from query.board import Line
from query.web.ladder import Step


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its rungs, its first measure that has a figure, and its mentions drawn."""

    line: Line
    steps: list[Step]
    mark: Mark | None
    spark: Markup
