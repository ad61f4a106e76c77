"""The register of one founding document: commitments, their anchors and targets."""

from dataclasses import dataclass, field
from datetime import date

from jiannuo.model.vocabulary import CommitmentKind, Comparator, Stage, Window
from jiannuo.model.when import When


@dataclass(frozen=True, slots=True)
class Name:
    """One way of writing a commitment, with the time in which it was in use."""

    text: str
    valid_from: date | None = None
    valid_until: date | None = None
    successor: bool = False
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Company:
    """Words of which at least one must stand near the name for the name to count."""

    any_of: tuple[str, ...]
    within: Window = Window.SENTENCE


@dataclass(frozen=True, slots=True)
class Anchor:
    """One way in which a report can be about a commitment: names, required company, exclusions, place.

    All of ``company`` must be met; any of ``without`` (a longer word that swallows the name, or a
    neighbour within ``without_within``) voids the hit. A ``territory`` is also the place of much else: its
    name counts only where something is said of the territory itself. ``place`` is a gazetteer id that must hold where
    the name stands ("home" = the register's place, "any" = no condition because the name is unique).
    """

    names: tuple[Name, ...]
    company: tuple[Company, ...] = ()
    without: tuple[str, ...] = ()
    without_within: Window = Window.CLAUSE
    place: str = "home"
    weight: float = 1.0
    mention_only: bool = False
    territory: bool = False


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A known false friend: its text, where it belongs, and why it is not the commitment."""

    text: str
    place: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The value a target starts from; ``growth`` in percent over the year before, where it was told."""

    value: float
    unit: str
    as_of: When | None = None
    growth: float | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """A value that a later official document sets for the same measure; never what was promised."""

    value: float
    source: str
    comparator: Comparator = Comparator.AT_LEAST
    due: When | None = None
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """The day from which a measure is counted by another rule: what was counted before is not comparable."""

    start: When
    why: str


@dataclass(frozen=True, slots=True)
class Target:
    """What was promised in figures, and how a report words the measure.

    ``words`` name the measure in reports (a figure attaches to it only near one of them), ``units`` are
    the printed units accepted, ``not_words`` forbid (another measure that shares words). ``promised`` is
    False for a measure that only follows the commitment (no figure in the article). ``aims`` are later ones, ``breaks`` the days
    on which the rule of counting changed.
    """

    measure: str
    unit: str
    comparator: Comparator | None = None
    value: float | None = None
    period: str | None = None
    baseline: Baseline | None = None
    due: When | None = None
    words: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    scope: str = "city"
    flow: bool = False
    promised: bool = True
    aims: tuple[Aim, ...] = ()
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleSpan:
    """Where a promise stands in the founding article: paragraph (from 1) and characters within it."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise, in our own words, with all that is needed to recognise and judge it.

    ``criteria`` hold for every stage of the ladder what a report must say for that stage to be shown.
    ``due`` is None where no date was given; ``due_stated`` tells that the register says so, or says the date.
    """

    id: str
    name: str
    kind: CommitmentKind
    statement: str
    promisors: tuple[str, ...]
    anchors: tuple[Anchor, ...]
    name_en: str = ""
    statement_en: str = ""
    article: tuple[ArticleSpan, ...] = ()
    ladder: tuple[Stage, ...] = ()
    targets: tuple[Target, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    support: tuple[str, ...] = ()
    parent: str | None = None
    due: When | None = None
    due_stated: bool = False
    due_basis: str = ""
    measurable: bool = True
    measured_by: str = ""
    criteria: dict[Stage, str] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promisor:
    """Who promised: a person speaking for an organ.

    One that is ``alone`` promised for itself only: the same thing done by others is a mention. On its own
    ``hosts`` a text that says one of ``selves`` (全院, 我院) speaks of it without its name.
    """

    id: str
    name: str
    organ: str
    name_en: str = ""
    organ_en: str = ""
    aliases: tuple[str, ...] = ()
    alone: bool = False
    hosts: tuple[str, ...] = ()
    selves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Founding:
    """The founding document: nothing before ``progress_from`` is progress, nor is any reprint of it."""

    title: str
    outlet: str
    published: When
    progress_from: date
    titles: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """The commitments of one founding document, versioned by the digest of its source text.

    ``source`` is that text, so that a store can keep the version and load it again.
    """

    id: str
    name: str
    place: str
    founding: Founding
    promisors: tuple[Promisor, ...]
    commitments: tuple[Commitment, ...]
    version: str
    name_en: str = ""
    note: str = ""
    local_hosts: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    source: str = field(default="", repr=False, compare=False)

    def commitment(self, key: str) -> Commitment:
        """The commitment with this id; KeyError when the register has none."""
        for commitment in self.commitments:
            if commitment.id == key:
                return commitment
        raise KeyError(key)
