"""A query string as the one Filter; what cannot be understood is refused with the remedy."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar

from starlette.datastructures import QueryParams

from jiannuo.clock import CHINA
from jiannuo.errors import UsageError
from jiannuo.model.asking import Filter, Sort, at_levels, parse_words
from jiannuo.model.commitment import Register
from jiannuo.model.vocabulary import CommitmentKind, OutletLevel, Stage, Verdict
from query.naming import district_id, promisor_id, theme
from query.spans import refuse_reversed

MOST = 100
# Every parameter of the filter but those that page.
FIELDS = (
    "q", "commitment", "kind", "theme", "promisor", "district", "outlet", "level", "verdict", "stage", "since", "until",
    "effective_since", "effective_until", "detected_since", "detected_until", "as_of", "known_at", "figure", "conflict",
    "judged", "sort",
)  # fmt: skip
_MANY = 20
_LONG = 200
_TRUTH = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_YEARS = range(1900, 2200)
_WORD = TypeVar("_WORD", bound=StrEnum)


def asked(
    params: QueryParams,
    register: Register,
    levels: Mapping[str, OutletLevel] | None = None,
    *,
    limit: int = 20,
) -> Filter:
    """The filter that the parameters mean; an empty value does not restrict, a wrong one is a UsageError.

    ``levels`` give that of each known outlet.
    """
    words, without = parse_words(one(params, "q"))
    wanted = Filter(
        words=words,
        without=without,
        commitments=many(params, "commitment"),
        kinds=words_of(CommitmentKind, params, "kind"),
        themes=tuple(theme(register, text) for text in many(params, "theme")),
        promisors=tuple(promisor_id(register, text) for text in many(params, "promisor")),
        districts=tuple(district_id(register, text) for text in many(params, "district")),
        outlets=many(params, "outlet"),
        levels=words_of(OutletLevel, params, "level"),
        verdict=_word(Verdict, text) if (text := one(params, "verdict")) else None,
        stage=_word(Stage, text) if (text := one(params, "stage")) else None,
        since=day(params, "since"),
        until=day(params, "until"),
        effective_since=day(params, "effective_since"),
        effective_until=day(params, "effective_until"),
        detected_since=moment(params, "detected_since", time.min),
        detected_until=moment(params, "detected_until", time.max),
        as_of=day(params, "as_of"),
        known_at=moment(params, "known_at", time.max),
        has_figure=truth(params, "figure"),
        has_conflict=truth(params, "conflict"),
        judged=truth(params, "judged"),
        sort=word(Sort, params, "sort") or Sort.NEWEST,
        before=number(params, "before"),
        limit=min(number(params, "limit") or limit, MOST),
    )
    return at_levels(refuse_reversed(wanted), levels or {})


def one(params: QueryParams, name: str) -> str:
    """The value under a name, without what no database can hold; empty without one."""
    return _storable(params.get(name, ""))


def many(params: QueryParams, name: str) -> tuple[str, ...]:
    """All values under a name that are not empty."""
    given = [text for value in params.getlist(name) if (text := _storable(value))]
    if len(given) > _MANY or any(len(text) > _LONG for text in given):
        raise UsageError(f"{name}: too much", f"give at most {_MANY} values of {_LONG} characters")
    return tuple(given)


def number(params: QueryParams, name: str) -> int | None:
    """A positive whole number that a row id can be; None without one."""
    text = one(params, name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0):
        raise UsageError(f"{name}: {text[:40]!r} is no number", "give a positive whole number")
    return int(text)


def day(params: QueryParams, name: str) -> date | None:
    """``2022-01-31`` as a date; None without one."""
    text = one(params, name)
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if found.year not in _YEARS:
        raise UsageError(f"{name}: {text[:40]!r} is no day", "write it as 2022-01-31")
    return found


def moment(params: QueryParams, name: str, within: time) -> datetime | None:
    """The beginning or end of that day in China, where the news is made; None without one."""
    wanted = day(params, name)
    return datetime.combine(wanted, within, tzinfo=CHINA) if wanted else None


def choice(params: QueryParams, name: str, choices: Iterable[str]) -> str:
    """One of ``choices``, the first when nothing is given."""
    allowed = tuple(choices)
    text = one(params, name) or allowed[0]
    if text not in allowed:
        raise UsageError(f"{name}: {text[:40]!r} is not known", f"choose from: {', '.join(allowed)}")
    return text


def word(kind: type[_WORD], params: QueryParams, name: str) -> _WORD | None:
    """A word of a closed set; None without one."""
    text = one(params, name)
    return _word(kind, text) if text else None


def words_of(kind: type[_WORD], params: QueryParams, name: str) -> tuple[_WORD, ...]:
    """All words of a closed set under a name."""
    return tuple(_word(kind, text) for text in many(params, name))


def truth(params: QueryParams, name: str) -> bool | None:
    """``yes`` or ``no``; None without one."""
    text = one(params, name).lower()
    if text and text not in _TRUTH:
        raise UsageError(f"{name}: {text[:40]!r} is neither yes nor no", "write yes or no")
    return _TRUTH.get(text)


def _word(kind: type[_WORD], text: str) -> _WORD:
    try:
        return kind(text)
    except ValueError:
        choices = ", ".join(entry.value for entry in kind)
        raise UsageError(f"{text[:40]!r} is no {kind.__name__.lower()}", f"choose from: {choices}") from None


def _storable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8").strip()
