"""The one Filter as options of the command line, the same under every command that takes it."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.model.asking import Filter, Sort, at_levels, parse_words
from jiannuo.model.vocabulary import CommitmentKind, Deadline, OutletLevel, Pace, Silence, Stage, Verdict
from query.cli import completing
from query.cli.days import day, first_moment, last_moment

if TYPE_CHECKING:
    from query.cli.opening import Opened
    from query.standing_filter import StandingFilter

Many = list[str] | None


def _named(help_: str, offers: Any = None, *names: str) -> Any:
    return typer.Option(*names, help=help_, autocompletion=offers)


# Name, type and default of every option, in the order of the help.
_OPTIONS: dict[str, tuple[Any, Any]] = {
    "commitment": (
        Annotated[Many, _named("承诺编号或名称 · commitment id or name", completing.commitments)],
        None,
    ),
    "kind": (
        Annotated[list[CommitmentKind] | None, typer.Option(help="承诺类别 · kind of commitment")],
        None,
    ),
    "theme": (Annotated[Many, _named("主题 · theme", completing.themes)], None),
    "promisor": (Annotated[Many, _named("承诺人 · promisor id or name", completing.promisors)], None),
    "district": (Annotated[Many, _named("区县 · district id or name", completing.districts)], None),
    "outlet": (Annotated[Many, _named("信源 · outlet name", completing.outlets)], None),
    "level": (Annotated[list[OutletLevel] | None, typer.Option(help="信源级别 · level of the outlet")], None),
    "without": (Annotated[Many, typer.Option(help="排除词 · excluded word")], None),
    "verdict": (Annotated[Verdict | None, typer.Option(help="判定 · verdict")], None),
    "stage": (Annotated[Stage | None, typer.Option(help="阶段 · stage")], None),
    "since": (Annotated[str, typer.Option(help="刊发自 · published from, e.g. 2023-01-01")], ""),
    "until": (Annotated[str, typer.Option(help="刊发至 · published until, included")], ""),
    "effective_since": (Annotated[str, typer.Option(help="事件自 · event from")], ""),
    "effective_until": (Annotated[str, typer.Option(help="事件至 · event until")], ""),
    "detected_since": (Annotated[str, typer.Option(help="得知自 · we learned of it from")], ""),
    "detected_until": (Annotated[str, typer.Option(help="得知至 · we learned of it until")], ""),
    "as_of": (
        Annotated[str, typer.Option(help="截至某日的实情 · as it had happened by this day, e.g. 2024-12-31")],
        "",
    ),
    "known_at": (Annotated[str, typer.Option(help="当时所知 · as known at the end of this day")], ""),
    "figure": (Annotated[bool | None, _named("有无读数 · with figures", None, "--figure/--no-figure")], None),
    "conflict": (
        Annotated[
            bool | None,
            _named("数字是否与他报冲突 · figures contradicted", None, "--conflict/--no-conflict"),
        ],
        None,
    ),
    "judged": (
        Annotated[bool | None, _named("是否经人复核 · judged by a person", None, "--judged/--unjudged")],
        None,
    ),
    "silence": (
        Annotated[
            list[Silence] | None,
            typer.Option(help="近期佐证状态，可多选 · silence of the last months, e.g. not_mentioned"),
        ],
        None,
    ),
    "months": (
        Annotated[
            int | None,
            typer.Option(min=1, max=1200, help="近几个月 · how many months silence is judged over"),
        ],
        None,
    ),
    "deadline": (
        Annotated[list[Deadline] | None, typer.Option(help="期限状态，可多选 · near, overdue …")],
        None,
    ),
    "pace": (
        Annotated[Pace | None, typer.Option(help="时序进度 · pace against time, e.g. behind")],
        None,
    ),
    "standing_at": (
        Annotated[Stage | None, _named("现处阶段 · standing at this stage", None, "--stage")],
        None,
    ),
    "in_conflict": (
        Annotated[
            bool | None,
            _named("数字两说 · with contrary figures", None, "--conflict/--no-conflict"),
        ],
        None,
    ),
    "slipped": (
        Annotated[
            bool | None,
            _named(
                "时限后移、再次开工、数值回落 · a date, a beginning or an amount slipped",
                None,
                "--slipped/--not-slipped",
            ),
        ],
        None,
    ),
    "sort": (Annotated[Sort, typer.Option(help="排序：新、旧、相关 · order")], Sort.NEWEST),
    "limit": (Annotated[int, typer.Option(min=1, max=1000, help="条数 · how many")], 20),
    "before": (
        Annotated[int | None, typer.Option(help="翻页：上一页最后的编号 · next page: the last id shown")],
        None,
    ),
}
OF_COMMITMENTS = ("commitment", "kind", "theme", "promisor", "district")
OF_STANDINGS = ("standing_at", "silence", "months", "deadline", "pace", "in_conflict", "slipped")
OF_MATCHES = ("verdict", "stage", "effective_since", "effective_until", "figure", "conflict", "judged")


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed of the filter's options."""

    given: dict[str, Any]

    def filter(self, have: "Opened", words: str = "") -> Filter:
        """The filter that it means; UsageError for names and days that are none."""
        from query.naming import district_id, find, promisor_id, theme
        from query.spans import refuse_reversed

        get = self.given.get
        wanted, unwanted = parse_words(words)
        ask = Filter(
            words=wanted,
            without=(*unwanted, *(get("without") or ())),
            commitments=tuple(find(have.register, key).id for key in get("commitment") or ()),
            kinds=tuple(get("kind") or ()),
            themes=tuple(theme(have.register, name) for name in get("theme") or ()),
            promisors=tuple(promisor_id(have.register, name) for name in get("promisor") or ()),
            districts=tuple(district_id(have.register, name) for name in get("district") or ()),
            outlets=tuple(get("outlet") or ()),
            levels=tuple(get("level") or ()),
            verdict=get("verdict"),
            stage=get("stage"),
            has_figure=get("figure"),
            has_conflict=get("conflict"),
            judged=get("judged"),
            sort=get("sort") or Sort.NEWEST,
            limit=get("limit") or 20,
            before=get("before"),
            **self._days(),
        )
        return at_levels(refuse_reversed(ask), have.levels)

    def standing(self) -> "StandingFilter":
        """What was typed of where commitments stand."""
        from query.standing_filter import StandingFilter

        get = self.given.get
        return StandingFilter(
            stage=get("standing_at"),
            silence=tuple(get("silence") or ()),
            deadline=tuple(get("deadline") or ()),
            pace=get("pace"),
            conflict=get("in_conflict"),
            slipped=get("slipped"),
        )

    def months(self, have: "Opened") -> int:
        """Over how many months silence is judged: those that were typed, else the digest's."""
        return self.given.get("months") or have.config.settings.digest.silent_months

    def known_on(self) -> date | None:
        """The day at whose end it was known; None for today."""
        return day(self.given.get("known_at") or "")

    def _days(self) -> dict[str, Any]:
        days = ("since", "until", "effective_since", "effective_until", "as_of")
        found: dict[str, Any] = {name: day(self.given.get(name) or "") for name in days}
        found["detected_since"] = first_moment(self.given.get("detected_since") or "")
        for name in ("detected_until", "known_at"):
            found[name] = last_moment(self.given.get(name) or "")
        return found


def takes(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command these options of the filter; what is typed of them reaches it as ``said``."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own: dict[str, inspect.Parameter] = dict(inspect.signature(command, eval_str=True).parameters)
        del own["said"]
        made = {name: _parameter(name) for name in names}
        # Words come first, and what every command has comes last.
        last: dict[str, inspect.Parameter] = {
            name: own.pop(name) for name in ("config", "as_json") if name in own
        }
        every: dict[str, inspect.Parameter] = {**own, **made, **last}

        def run(**given: Any) -> None:
            typed: dict[str, Any] = {name: given.pop(name) for name in names}
            command(said=Said(typed), **given)

        run.__signature__ = inspect.Signature(list(every.values()))  # type: ignore[attr-defined]
        run.__annotations__ = {name: one.annotation for name, one in every.items()}
        run.__doc__ = command.__doc__
        return run

    return decorate


def everything(*without: str) -> tuple[str, ...]:
    """The names of all options that reports are asked by, but these."""
    return tuple(name for name in _OPTIONS if name not in (*OF_STANDINGS, *without))


def _parameter(name: str) -> inspect.Parameter:
    kind, default = _OPTIONS[name]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
