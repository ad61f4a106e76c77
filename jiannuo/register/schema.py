"""The form of a register file: pydantic models that an editor, a check and the loader share.

In YAML a name may be a plain string or a mapping with its dates; company may be a plain list of words.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from jiannuo.model.vocabulary import CommitmentKind, Comparator, Scope, Stage, Window
from jiannuo.model.when import When, parse_when

NO_DUE = "none given"
Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def _when(value: Any) -> Any:
    if value is None or isinstance(value, When):
        return value
    when = parse_when(str(value))
    if when is None:
        raise ValueError("a date is written 2025, 2025-06 or 2025-06-30")
    return when


def _due(value: Any) -> Any:
    if value is None or value == NO_DUE or isinstance(value, When):
        return value
    when = parse_when(str(value))
    if when is None:
        raise ValueError(f"a due date is written 2025, 2025-06 or 2025-06-30, or {NO_DUE!r}")
    return when


def _name(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


def _company(value: Any) -> Any:
    return {"any_of": value} if isinstance(value, list) else value


def _told(words: str, **limits: Any) -> Any:
    """A field that may be left out, with what it is for."""
    return Field(limits.pop("default", ()), description=words, **limits)


_DATE = {
    "anyOf": [{"type": "string", "pattern": r"^\d{4}(-\d{2}){0,2}$"}, {"type": "integer", "minimum": 1900}]
}
_DUE = {"anyOf": [{"const": NO_DUE}, *_DATE["anyOf"]]}
DateLike = Annotated[When | None, BeforeValidator(_when), WithJsonSchema(_DATE)]
DueLike = Annotated[When | Literal["none given"] | None, BeforeValidator(_due), WithJsonSchema(_DUE)]


class Entry(BaseModel):
    """A part of a register file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class NameEntry(Entry):
    """One way of writing the commitment; dates bound its use, ``successor`` marks a later name."""

    text: Word = Field(description="报道中的写法 · as reports write it")
    valid_from: date | None = _told("此名启用之日 · first day of its use", default=None)
    valid_until: date | None = _told("此名停用之日 · last day of its use", default=None)
    successor: bool = _told("后来的改称 · a later name of the same thing", default=False)
    unverified: bool = _told("尚未核实 · not yet seen in a source", default=False)


class CompanyEntry(Entry):
    """Words of which one must stand within the window around the name; a promisor stands for all its names."""

    any_of: tuple[Word, ...] = _told("任一即可 · one of these is enough")
    promisors: tuple[str, ...] = _told(
        "或任一承诺机构（含其别称） · or the organ of one of these, by any of its names"
    )
    within: Window = _told("同现范围 · how near", default=Window.SENTENCE)

    @model_validator(mode="after")
    def _names_something(self) -> "CompanyEntry":
        if not self.any_of and not self.promisors:
            raise ValueError("company is written any_of: [words], promisors: [ids], or both")
        return self


class AnchorEntry(Entry):
    """One way in which a report can be about the commitment."""

    names: tuple[Annotated[NameEntry, BeforeValidator(_name)], ...] = Field(
        min_length=1, description="写法 · names, each a word or {text, valid_from, successor, …}"
    )
    company: tuple[Annotated[CompanyEntry, BeforeValidator(_company)], ...] = _told(
        "必须同现的词，每组都要满足 · required company; every group must be met"
    )
    without: tuple[Word, ...] = _told("须排除的更长词或邻词 · longer words or neighbours that void the hit")
    without_within: Window = _told("排除范围 · how near an exclusion voids", default=Window.CLAUSE)
    place: str = _told(
        "home 须有本地语境，any 名称自身唯一，或地名表编号 · home, any, or a gazetteer id", default="home"
    )
    weight: float = Field(1.0, gt=0, le=10, description="得分权重 · weight in the score")
    mention_only: bool = _told("只作提及，不作进展 · a mention at most", default=False)
    territory: bool = _told("也是许多别的事的地点 · also the place of much else", default=False)


class LookAlikeEntry(Entry):
    """A false friend worth naming."""

    text: Word = Field(description="易混的写法 · the text that misleads")
    place: str | None = _told("它所在的地方 · where it belongs (gazetteer id)", default=None)
    why: str = _told("何以不是 · why it is not the commitment", default="")


class BaselineEntry(Entry):
    """The value a target starts from."""

    value: float
    unit: Word
    as_of: DateLike = _told("基数的时点 · as of", default=None)
    growth: float | None = _told("当时的同比增幅，百分数 · growth then, in percent", default=None)


class AimEntry(Entry):
    """A value that a later official document sets for the same measure; never what was promised."""

    value: float
    source: Word = Field(description="出处：文件名与文号 · the document that sets it")
    comparator: Comparator = _told("如何比 · how a reading is compared", default=Comparator.AT_LEAST)
    due: DateLike = _told("何时达到 · by when", default=None)
    unverified: bool = _told("尚未核实 · not yet seen in a source", default=False)


class BreakEntry(Entry):
    """A change of the rule by which a measure is counted: figures on either side are not compared."""

    start: Annotated[When, BeforeValidator(_when), WithJsonSchema(_DATE)] = Field(
        alias="from", description="自何时起按新口径 · counted by the new rule from this day on"
    )
    why: Word = Field(description="口径如何变、依据哪份文件 · what changed, and by which document")


class TargetEntry(Entry):
    """A promised or followed measure and how reports word it."""

    measure: Word = Field(description="量什么 · what is measured")
    unit: Word = Field(description="计量单位 · unit of the value, without multiplier")
    comparator: Comparator | None = _told("与目标值如何比 · how a reading is compared", default=None)
    value: float | None = _told("目标值 · promised value", default=None)
    period: str | None = _told("按什么周期计 · per which period, e.g. 年", default=None)
    baseline: BaselineEntry | None = _told("基数 · where it starts", default=None)
    due: DateLike = _told("何时达到 · by when", default=None)
    words: tuple[Word, ...] = _told("报道用哪些词说它 · words beside which a figure counts")
    units: tuple[Word, ...] = _told("认可的单位写法 · printed units accepted")
    not_words: tuple[Word, ...] = _told("旁有此词则不算 · words that say it is another measure")
    scope: Scope = _told("谁的数 · whose figure", default=Scope.CITY)
    flow: bool = _told("增量而非存量 · a flow, not a stock", default=False)
    promised: bool = _told("原文给出此数 · the article gives this figure", default=True)
    aims: tuple[AimEntry, ...] = _told("后来文件所定的目标 · later official aims, not the article's")
    breaks: tuple[BreakEntry, ...] = _told(
        "统计口径的变更，前后不相比较 · changes of the rule of counting; nothing is compared over them"
    )


class SpanEntry(Entry):
    """Where the promise stands in the article: paragraph from 1, characters [start, end) in it."""

    paragraph: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class CommitmentEntry(Entry):
    """One promise."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$", description="编号 · lasting id")
    name: Word = Field(description="名称 · name")
    name_en: str = _told("英文名称 · name in English", default="")
    kind: CommitmentKind = Field(description="类型，决定阶梯与判定标准 · decides ladder and criteria")
    promisors: tuple[str, ...] = Field(min_length=1, description="承诺人 · ids under promisors")
    statement: str = Field(
        min_length=4, max_length=600, description="用自己的话写全承诺 · the whole promise, own words"
    )
    statement_en: str = _told("英文陈述 · statement in English", default="")
    article: tuple[SpanEntry, ...] = _told("在原文何处 · where in the article")
    parent: str | None = _told("上级条目 · id of the promise this is a part of", default=None)
    themes: tuple[str, ...] = _told("主题标签 · themes")
    districts: tuple[str, ...] = _told("所在区县 · districts (gazetteer ids)")
    organs: tuple[str, ...] = _told("责任单位 · responsible organs; the promisors' organs if left out")
    due: DueLike = _told(f"完成时限，没有则写 {NO_DUE} · due date, or {NO_DUE!r}", default=None)
    due_basis: str = _told("时限的出处 · where the date stands", default="")
    measurable: bool = _told("能否评判 · whether it can be judged", default=True)
    measured_by: str = _told("凭什么评判，或何以不能 · by what it is judged, or why it cannot be", default="")
    ladder: tuple[Stage, ...] = _told("阶段阶梯，默认随类型 · stages; the kind's if left out")
    criteria: dict[Stage, str] = Field(
        default_factory=dict,
        description="某阶段报道须写明什么，默认随类型 · what a report must say, by stage",
    )
    targets: tuple[TargetEntry, ...] = _told("指标 · targets")
    anchors: tuple[AnchorEntry, ...] = Field(min_length=1, description="锚点 · anchors")
    support: tuple[Word, ...] = _told("佐证词，只加分 · words that raise the score, never decide")
    look_alikes: tuple[LookAlikeEntry, ...] = _told("易混项 · false friends")


class PromisorEntry(Entry):
    """Who promised."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: Word
    organ: Word = Field(description="单位 · organ")
    name_en: str = ""
    organ_en: str = ""
    aliases: tuple[str, ...] = _told("单位的其他写法 · other names of the organ")
    alone: bool = Field(False, description="只为本单位承诺 · promised for itself only")
    hosts: tuple[str, ...] = _told("本单位自己的网站 · the organ's own hosts")
    selves: tuple[Word, ...] = _told("在自己网站上的自称 · what it calls itself there, e.g. 全院")


class FoundingEntry(Entry):
    """The founding document; ``phrases`` are turns of speech by which its reprints are recognised."""

    title: Word
    outlet: Word
    published: DateLike
    progress_from: date = Field(description="此日之前的都不是进展 · nothing before it is progress")
    titles: tuple[str, ...] = _told("转载所用标题 · titles of reprints")
    phrases: tuple[str, ...] = ()


class RegisterEntry(Entry):
    """A whole register file. ``place`` is the gazetteer id of the home of all "home" anchors;
    ``local_hosts`` are hosts (or endings of hosts) that speak of home when they name no place."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: Word
    name_en: str = ""
    place: str = Field(description="本地，地名表编号 · home, a gazetteer id")
    note: str = _told("此版改了什么 · what this version changed and why", default="")
    local_hosts: tuple[str, ...] = _told("本地媒体与机关的域名 · hosts that speak of home")
    called: tuple[Word, ...] = _told("本地的写法，检索时用 · how home is written; searches ask with it")
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
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "承诺台账 · register",
        **schema,
    }


def _also(field: dict[str, Any], short: dict[str, Any]) -> None:
    field["items"] = {"anyOf": [field["items"], short]}
