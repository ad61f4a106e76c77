"""A Filter as conditions of SQL, the same on SQLite and PostgreSQL."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_

from jiannuo.errors import UsageError
from jiannuo.model.asking import Filter
from jiannuo.model.vocabulary import Verdict
from jiannuo.store.judgements import is_judged, not_rejected
from jiannuo.store.tables import matches, readings, reports

Condition = ColumnElement[bool]

_TOLD = (Verdict.PROGRESS.value, Verdict.MENTION.value)
_MOST_WORDS = 32
_LONGEST_WORD = 200


def of_matches(wanted: Filter) -> list[Condition]:
    """What must hold of a match (joined with its report), which nobody may have rejected.

    ``possible`` ones hold only when they are asked for.
    """
    conditions = [not_rejected(), *_days(matches.c.effective, wanted.effective_since, wanted.effective_until)]
    conditions += _days(func.coalesce(matches.c.effective, reports.c.published), None, wanted.as_of)
    conditions += shown_by_matches(wanted)
    if wanted.has_figure is not None:
        figure = exists().where(readings.c.match_id == matches.c.id)
        conditions.append(figure if wanted.has_figure else ~figure)
    if wanted.has_conflict is not None:
        contrary = _contradicted(wanted.contradicted or ())
        conditions.append(contrary if wanted.has_conflict else ~contrary)
    if wanted.judged is not None:
        conditions.append(is_judged() if wanted.judged else ~is_judged())
    return [*conditions, *_learned(matches.c.detected_at, wanted)]


def shown_by_matches(wanted: Filter) -> list[Condition]:
    """Of these what a row of matches alone decides, without a look at its report or at what was judged."""
    if wanted.verdict is None:
        conditions: list[Condition] = [matches.c.verdict.in_(_TOLD)]
    else:
        conditions = [matches.c.verdict == wanted.verdict.value]
    if wanted.commitments:
        conditions.append(matches.c.commitment.in_(wanted.commitments))
    if wanted.stage is not None:
        conditions.append(matches.c.stage == wanted.stage.value)
    return conditions


def of_reports(wanted: Filter) -> list[Condition]:
    """What must hold of a report, which is shown in the version that was valid at ``known_at``."""
    return [*_words(wanted), *apart_from_words(wanted)]


def apart_from_words(wanted: Filter) -> list[Condition]:
    """The same, whatever words it holds."""
    return [_valid(wanted), *_of_heads(wanted), *_learned(reports.c.detected_at, wanted)]


def of_texts(wanted: Filter) -> list[Condition]:
    """The same, whichever version it is and whenever we learned of it."""
    return [*_words(wanted), *_of_heads(wanted)]


def _of_heads(wanted: Filter) -> list[Condition]:
    conditions = _days(reports.c.published, wanted.since, wanted.until)
    if wanted.outlets:
        conditions.append(reports.c.outlet.in_(wanted.outlets))
    return conditions


def refuse_too_much(wanted: Filter) -> None:
    """Raise UsageError for more or longer words than anybody means."""
    words = (*wanted.words, *wanted.without)
    if len(words) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in words):
        raise UsageError(
            "too much to search for at once", f"at most {_MOST_WORDS} words of {_LONGEST_WORD} characters"
        )


def _valid(wanted: Filter) -> Condition:
    if wanted.known_at is None:
        return reports.c.current == True  # noqa: E712  (a column, not a truth)
    newer = reports.alias("newer")
    return ~exists().where(newer.c.replaces == reports.c.id, newer.c.detected_at <= wanted.known_at)


def _words(wanted: Filter) -> list[Condition]:
    """Plain substrings, for few reports; ``held`` asks the index."""
    refuse_too_much(wanted)
    held = [or_(_holds(reports.c.title, word), _holds(reports.c.body, word)) for word in wanted.words]
    return held + [
        ~or_(_holds(reports.c.title, word), _holds(reports.c.body, word)) for word in wanted.without
    ]


def _contradicted(keys: tuple[int, ...]) -> Condition:
    # Written into the statement: a driver takes only some ten thousand parameters.
    return matches.c.id.in_(bindparam("contradicted", keys, expanding=True, literal_execute=True))


def _holds(column: Any, word: str) -> Condition:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    condition: Condition = column.ilike(f"%{escaped}%", escape="\\")
    return condition


def _days(column: Any, since: date | None, until: date | None) -> list[Condition]:
    """Bounds of a date stored as ISO text cut to its precision; a year or month counts when it overlaps.

    The text is cut to the length of what it is compared with: a longer one would depend on the collation.
    """
    conditions: list[Condition] = []
    for bound, ends in ((since, False), (until, True)):
        if bound is not None:
            day = bound.isoformat()
            whole = func.substr(column, 1, 10)
            cases = [and_(func.length(column) >= 10, whole <= day if ends else whole >= day)]
            for size in (4, 7):
                short = column <= day[:size] if ends else column >= day[:size]
                cases.append(and_(func.length(column) == size, short))
            conditions.append(or_(*cases))
    return conditions


def _learned(column: Any, wanted: Filter) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.known_at is not None:
        conditions.append(column <= wanted.known_at)
    if wanted.detected_since is not None:
        conditions.append(column >= wanted.detected_since)
    if wanted.detected_until is not None:
        conditions.append(column <= wanted.detected_until)
    return conditions
