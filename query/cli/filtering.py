"""The one Filter as options of the command line, the same under every command that takes it."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.model.asking import Filter, Sort, parse_words
from jiannuo.model.vocabulary import CommitmentKind, Stage, Verdict
from query.cli.days import day, first_moment, last_moment

if TYPE_CHECKING:
    from query.cli.opening import Opened

Many = list[str] | None
Truth = bool | None


def _named(help_: str, *names: str) -> Any:
    return typer.Option(*names, help=help_)


# Name, type and default of every option, in the order of the help.
_OPTIONS: dict[str, tuple[Any, Any]] = {
    "commitment": (Annotated[Many, _named("承诺编号或名称 · commitment id or name")], None),
    "kind": (Annotated[list[CommitmentKind] | None, _named("承诺类别 · kind of commitment")], None),
    "theme": (Annotated[Many, _named("主题 · theme")], None),
    "promisor": (Annotated[Many, _named("承诺人 · promisor id or name")], None),
    "outlet": (Annotated[Many, _named("信源 · outlet name")], None),
    "without": (Annotated[Many, _named("排除词 · excluded word")], None),
    "verdict": (Annotated[Verdict | None, _named("判定 · verdict")], None),
    "stage": (Annotated[Stage | None, _named("阶段 · stage")], None),
    "since": (Annotated[str, _named("刊发自 · published from, e.g. 2023-01-01")], ""),
    "until": (Annotated[str, _named("刊发至 · published until, included")], ""),
    "effective_since": (Annotated[str, _named("事件自 · event from")], ""),
    "effective_until": (Annotated[str, _named("事件至 · event until")], ""),
    "detected_since": (Annotated[str, _named("得知自 · we learned of it from")], ""),
    "detected_until": (Annotated[str, _named("得知至 · we learned of it until")], ""),
    "as_of": (Annotated[str, _named("截至某日的实情 · as it had happened by this day")], ""),
    "known_at": (Annotated[str, _named("当时所知 · as known at the end of this day")], ""),
    "figure": (Annotated[Truth, _named("有无读数 · with figures", "--figure/--no-figure")], None),
    "judged": (
        Annotated[Truth, _named("是否经人复核 · judged by a person", "--judged/--unjudged")],
        None,
    ),
    "sort": (Annotated[Sort, _named("排序：新、旧、相关 · order")], Sort.NEWEST),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed of the filter's options."""

    given: dict[str, Any]

    def filter(self, have: "Opened", words: str = "") -> Filter:
        """The filter that it means; UsageError for names and days that are none."""
        from query.naming import find, promisor_id

        get = self.given.get
        wanted, unwanted = parse_words(words)
        return Filter(
            words=wanted,
            without=(*unwanted, *(get("without") or ())),
            commitments=tuple(find(have.register, key).id for key in get("commitment") or ()),
            kinds=tuple(get("kind") or ()),
            themes=tuple(get("theme") or ()),
            promisors=tuple(promisor_id(have.register, name) for name in get("promisor") or ()),
            outlets=tuple(get("outlet") or ()),
            verdict=get("verdict"),
            stage=get("stage"),
            has_figure=get("figure"),
            judged=get("judged"),
            sort=get("sort") or Sort.NEWEST,
            **self._days(),
        )

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
        made: dict[str, inspect.Parameter] = {name: _parameter(name) for name in names}
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
    """The names of all options but these."""
    return tuple(name for name in _OPTIONS if name not in without)


def _parameter(name: str) -> inspect.Parameter:
    kind, default = _OPTIONS[name]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
