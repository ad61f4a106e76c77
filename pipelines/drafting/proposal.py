"""What a draft holds: proposals with their passages, for a person to accept, edit or strike out."""

from dataclasses import dataclass, field

from jiannuo.model.vocabulary import CommitmentKind
from jiannuo.model.when import When
from pipelines.drafting.article import Passage
from pipelines.drafting.figures import Printed
from pipelines.drafting.speakers import Speaker


@dataclass(slots=True)
class Proposal:
    """One promise as read. ``passages`` are whole clauses, ``names_at`` where its names stand in them;
    ``parts`` are several names promised together (``whole``: as one thing), ``company`` words by which a common name is known."""

    name: str
    kind: CommitmentKind
    verb: str
    speakers: list[Speaker]
    passages: list[Passage]
    names_at: list[Passage]
    quoted: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    whole: bool = False
    shared: str = ""
    company: tuple[str, ...] = ()
    figures: list[Printed] = field(default_factory=list)
    baselines: list[Printed] = field(default_factory=list)
    due: When | None = None
    due_basis: str = ""
    organs: list[str] = field(default_factory=list)
    id: str = ""

    @property
    def printed(self) -> str:
        """The name as the article prints it, where it stands first."""
        return self.names_at[0].text


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed register: its speakers in order of appearance, and their promises."""

    speakers: tuple[Speaker, ...]
    proposals: tuple[Proposal, ...]
