"""The form of a register file: pydantic models that an editor, a check and the loader share.

In YAML a name may be a plain string or a mapping with its dates; company may be a plain list of words.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from jiannuo.model.vocabulary import CommitmentKind, Comparator, Stage, Window
from jiannuo.model.when import When, parse_when

Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def _when(value: Any) -> Any:
    if value is None or isinstance(value, When):
        return value
    when = parse_when(str(value))
    if when is None:
        raise ValueError("a date is written 2025, 2025-06 or 2025-06-30")
    return when


def _name(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


def _company(value: Any) -> Any:
    return {"any_of": value} if isinstance(value, list) else value


DateLike = Annotated[When | None, BeforeValidator(_when)]


class Entry(BaseModel):
    """A part of a register file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class NameEntry(Entry):
    """One way of writing the commitment; dates bound its use, ``successor`` marks a later name."""

    text: Word
    valid_from: date | None = None
    valid_until: date | None = None
    successor: bool = False
    unverified: bool = False


class CompanyEntry(Entry):
    """Words of which one must stand within the window around the name."""

    any_of: tuple[Word, ...] = Field(min_length=1)
    within: Window = Window.SENTENCE


class AnchorEntry(Entry):
    """One way in which a report can be about the commitment."""

    names: tuple[Annotated[NameEntry, BeforeValidator(_name)], ...] = Field(min_length=1)
    company: tuple[Annotated[CompanyEntry, BeforeValidator(_company)], ...] = ()
    without: tuple[Word, ...] = ()
    without_within: Window = Window.CLAUSE
    place: str = "home"
    weight: float = Field(1.0, gt=0, le=10)
    mention_only: bool = False
    territory: bool = False


class LookAlikeEntry(Entry):
    """A false friend worth naming."""

    text: Word
    place: str | None = None
    why: str = ""


class BaselineEntry(Entry):
    """The value a target starts from."""

    value: float
    unit: Word
    as_of: DateLike = None
    growth: float | None = None


class TargetEntry(Entry):
    """A promised or followed measure and how reports word it."""

    measure: Word
    unit: Word
    comparator: Comparator | None = None
    value: float | None = None
    period: str | None = None
    baseline: BaselineEntry | None = None
    due: DateLike = None
    words: tuple[Word, ...] = ()
    units: tuple[Word, ...] = ()
    not_words: tuple[Word, ...] = ()
    scope: str = "city"
    flow: bool = False
    promised: bool = True


class SpanEntry(Entry):
    """Where the promise stands in the article: paragraph from 1, characters [start, end) in it."""

    paragraph: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class CommitmentEntry(Entry):
    """One promise."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$")
    name: Word
    name_en: str = ""
    kind: CommitmentKind
    promisors: tuple[str, ...] = Field(min_length=1)
    statement: str = Field(min_length=4, max_length=600)
    statement_en: str = ""
    article: tuple[SpanEntry, ...] = ()
    ladder: tuple[Stage, ...] = ()
    parent: str | None = None
    due: DateLike = None
    due_basis: str = ""
    measurable: bool = True
    measured_by: str = ""
    criteria: dict[Stage, str] = Field(default_factory=dict)
    themes: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    targets: tuple[TargetEntry, ...] = ()
    anchors: tuple[AnchorEntry, ...] = Field(min_length=1)
    support: tuple[Word, ...] = ()
    look_alikes: tuple[LookAlikeEntry, ...] = ()


class PromisorEntry(Entry):
    """Who promised."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: Word
    organ: Word
    name_en: str = ""
    organ_en: str = ""
    aliases: tuple[str, ...] = ()


class FoundingEntry(Entry):
    """The founding document; ``phrases`` are turns of speech by which its reprints are recognised."""

    title: Word
    outlet: Word
    published: DateLike
    progress_from: date
    titles: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


class RegisterEntry(Entry):
    """A whole register file. ``place`` is the gazetteer id of the home of all "home" anchors;
    ``local_hosts`` are hosts (or endings of hosts) that speak of home when they name no place."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: Word
    name_en: str = ""
    place: str
    note: str = ""
    local_hosts: tuple[str, ...] = ()
    founding: FoundingEntry
    promisors: tuple[PromisorEntry, ...] = Field(min_length=1)
    commitments: tuple[CommitmentEntry, ...] = Field(min_length=1)


def json_schema() -> dict[str, Any]:
    """The form as JSON Schema, the short spellings (a name as a string, company as a list) included."""
    schema = RegisterEntry.model_json_schema(mode="validation")
    parts = schema["$defs"]
    anchor = parts["AnchorEntry"]["properties"]
    _also(anchor["names"], {"type": "string"})
    _also(anchor["company"], {"type": "array", "items": {"type": "string"}})
    return schema


def _also(field: dict[str, Any], short: dict[str, Any]) -> None:
    field["items"] = {"anyOf": [field["items"], short]}
