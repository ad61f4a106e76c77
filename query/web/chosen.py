"""The board that a query asks for: the one Filter, and the states that only a standing has."""

from dataclasses import replace

from starlette.datastructures import QueryParams

from jiannuo.model.asking import Filter, chosen
from jiannuo.model.vocabulary import Deadline, Pace, Silence, Stage
from query.board import Line, lines
from query.web.asked import asked, word
from query.web.site import Site


def chosen_lines(site: Site, params: QueryParams) -> tuple[list[Line], list[Line]]:
    """The commitments that hold the filter, and those of them that also stand as asked.

    ``stage``, ``silence``, ``deadline`` and ``pace`` are asked of the standing, not of single reports.
    """
    wanted = replace(asked(params, site.register), stage=None, before=None)
    stage, silence = word(Stage, params, "stage"), word(Silence, params, "silence")
    deadline, pace = word(Deadline, params, "deadline"), word(Pace, params, "pace")
    every = _lines(site, wanted)
    shown = [
        line
        for line in every
        if stage in (None, line.now.stage)
        and silence in (None, line.now.silence)
        and deadline in (None, line.now.deadline)
        and (pace is None or any(mark.paced and mark.paced.pace is pace for mark in line.now.marks))
    ]
    return every, shown


def _lines(site: Site, wanted: Filter) -> list[Line]:
    """A part of the remembered board where the filter only speaks of commitments; else asked anew."""
    now, months = site.clock.now(), site.settings.digest.silent_months
    said = {name: getattr(wanted, name) for name in ("commitments", "kinds", "themes", "promisors", "limit")}
    if wanted != replace(Filter(), **said):
        return lines(site.store, site.register, wanted, now=now, silent_months=months)
    whole = site.lines()
    return [line for line in whole if chosen(line.entry, wanted)]
