"""A figure with the measure of a commitment that it belongs to."""

from dataclasses import dataclass

from jiannuo.model.commitment import Target
from jiannuo.model.vocabulary import ReadingKind, Scope
from jiannuo.model.when import When
from pipelines.reading.figures import Figure


@dataclass(frozen=True, slots=True)
class Attached:
    """A figure with the measure it belongs to, whose it is and as of when."""

    target: Target
    figure: Figure
    kind: ReadingKind
    scope: Scope
    as_of: When | None
