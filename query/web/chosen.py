"""The board that a query asks for: the one Filter, and the states that only a standing has."""

from dataclasses import replace

from starlette.datastructures import QueryParams

from jiannuo.model.asking import Filter, chosen
from jiannuo.model.vocabulary import Deadline, Pace, Silence, Stage
from query.board import Line, line, lines, view
from query.naming import named
from query.standing_filter import StandingFilter
from query.web.asked import asked, number, one, truth, word, words_of
from query.web.site import Site

_MOST_MONTHS = 1_200


def chosen_lines(site: Site, params: QueryParams) -> tuple[list[Line], list[Line]]:
    """The commitments that hold the filter, and those of them that also stand as asked.

    ``stage``, ``silence`` (over ``months``), ``deadline``, ``pace``, ``conflict`` and ``slipped`` are asked of the
    standing, not of single reports; ``name`` is a part of the commitment's name.
    """
    wanted = asked(params, site.register, site.levels)
    wanted = replace(wanted, stage=None, has_conflict=None, before=None)
    if part := one(params, "name"):
        ids = named(site.register, part)
        wanted = replace(
            wanted, commitments=tuple(key for key in ids if key in (wanted.commitments or ids)) or ("",)
        )
    standing = StandingFilter(
        stage=word(Stage, params, "stage"),
        silence=words_of(Silence, params, "silence"),
        deadline=words_of(Deadline, params, "deadline"),
        pace=word(Pace, params, "pace"),
        conflict=truth(params, "conflict"),
        slipped=truth(params, "slipped"),
    )
    every = _lines(site, wanted, months_of(site, params))
    return every, [found for found in every if standing.holds(found.now)]


def months_of(site: Site, params: QueryParams) -> int:
    """Over how many months silence is judged."""
    return min(number(params, "months") or site.settings.digest.silent_months, _MOST_MONTHS)


def _lines(site: Site, wanted: Filter, months: int) -> list[Line]:
    """A part of the remembered board where the filter only speaks of commitments; else asked anew."""
    now, names = site.clock.now(), ("commitments", "kinds", "themes", "promisors", "districts", "limit")
    if wanted != replace(Filter(), **{name: getattr(wanted, name) for name in names}):
        return lines(site.store, site.register, wanted, now=now, silent_months=months)
    some = [found for found in site.lines() if chosen(found.entry, wanted)]
    if months == site.settings.digest.silent_months:
        return some
    seen = view(site.store, site.register, wanted, now=now, silent_months=months)
    return [line(found.entry, found.events, seen) for found in some]
