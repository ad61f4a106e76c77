"""What the reader finds in one report: matches with evidence, progress, readings, near misses."""

from dataclasses import dataclass, field

from jiannuo.model.vocabulary import (
    AnchorRole,
    BasisKind,
    Field,
    MissKind,
    ReadingKind,
    Scope,
    Stage,
    Verdict,
)
from jiannuo.model.when import When


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that stands verbatim in the stored text at [start, end) of the named field."""

    field: Field
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnchorHit:
    """An anchor word as found, and the part it plays."""

    quote: Quote
    role: AnchorRole


@dataclass(frozen=True, slots=True)
class Basis:
    """The words by which a text says that a figure follows another rule of counting than before (统计口径)."""

    kind: BasisKind
    quote: Quote


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure read for a measure of a commitment.

    ``value`` is plain with multipliers applied (4.3万家 is 43000), ``unit`` as printed without them;
    ``scope`` whose figure it is, ``qualifier`` a word such as 超 or 近 or empty; ``basis`` is None where the text
    says nothing of the rule it was counted by.
    """

    measure: str
    value: float
    unit: str
    scope: Scope
    kind: ReadingKind
    quote: Quote
    as_of: When | None = None
    qualifier: str = ""
    flow: bool = False
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Aimed:
    """The day by which a report says that a stage shall be reached: 将于2024年6月投用."""

    stage: Stage
    when: When


@dataclass(frozen=True, slots=True)
class Match:
    """A report touches a commitment; ``score`` is the sum of the named ``parts``."""

    commitment: str
    verdict: Verdict
    score: float
    parts: dict[str, float]
    stage: Stage
    evidence: tuple[Quote, ...]
    anchors: tuple[AnchorHit, ...]
    effective: When | None = None
    readings: tuple[Reading, ...] = ()
    aimed: Aimed | None = None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A commitment whose name stands in the report but does not count, and how much speaks for it all the same.

    ``about`` fills the wording of the ``kind`` (the words wanted, the place meant…; see ``jiannuo.lacking``).
    ``name`` is the name as printed, ``sentence`` the one it stands in. ``rank`` is the sum of the named ``parts``:
    the higher, the likelier that the reader missed a match here.
    """

    commitment: str
    kind: MissKind
    about: dict[str, str] = field(default_factory=dict)
    name: Quote | None = None
    sentence: Quote | None = None
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def rank(self) -> float:
        """How near it was."""
        return round(sum(self.parts.values()), 3)


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the reader found in one report under one register version."""

    register_version: str
    matches: tuple[Match, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    warnings: tuple[str, ...] = field(default=())
