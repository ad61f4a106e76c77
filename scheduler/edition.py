"""One window in one language: what all its readers share is found out once, and each digest is cut from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiannuo.model.commitment import Commitment, Register
from jiannuo.model.facts import Facts
from jiannuo.model.news import NewsItem
from jiannuo.model.subscription import DigestWindow
from scheduler.contents import Deadlined, Moved, Quiet, Trouble
from scheduler.doubts import deadlined
from scheduler.silence import fell_silent, silent_ones, troubles_of
from scheduler.teller import Teller


@dataclass(frozen=True, slots=True)
class Edition:
    """The facts of a window arranged for cutting: ``news`` holds the items of each commitment with their place.

    ``oldest`` is the lowest row id of the reports they come from; None when there is no news. ``moved`` keeps
    what was found out of a commitment from the same reports after the same ones told before.
    """

    facts: Facts
    window: DigestWindow
    register: Register
    teller: Teller
    news: Mapping[str, list[tuple[int, NewsItem]]]
    oldest: int | None
    silent: tuple[Quiet, ...]
    newly_silent: tuple[Quiet, ...]
    silent_months: int
    deadlines: tuple[Deadlined, ...]
    followed: int
    seen: int
    troubles: tuple[Trouble, ...]
    moved: dict[tuple[str, tuple[int, ...], tuple[int, ...]], Moved] = field(default_factory=dict)


def edition(
    facts: Facts,
    window: DigestWindow,
    register: Register,
    outlets: Mapping[str, str],
    language: str,
    *,
    silent_months: int = 6,
) -> Edition:
    """The edition of ``window``; ``outlets`` maps the names of followed outlets to their titles."""
    known = {entry.id: entry for entry in register.commitments}
    silent = silent_ones(register.commitments, facts.last_evidence, window, silent_months, language)
    return Edition(
        facts=facts,
        window=window,
        register=register,
        teller=Teller(window, outlets, language),
        news=_by_commitment(facts, known),
        oldest=min((item.report_id for item in facts.items), default=None),
        silent=silent,
        newly_silent=tuple(quiet for quiet in silent if fell_silent(quiet, window, silent_months)),
        silent_months=silent_months,
        deadlines=deadlined(known, facts, language),
        followed=len(outlets),
        seen=sum(1 for name in outlets if (look := facts.looks.get(name)) and look.finished),
        troubles=troubles_of(outlets, facts.looks),
    )


def _by_commitment(facts: Facts, known: Mapping[str, Commitment]) -> dict[str, list[tuple[int, NewsItem]]]:
    found: dict[str, list[tuple[int, NewsItem]]] = {}
    for place, item in enumerate(facts.items):
        if item.commitment in known:
            found.setdefault(item.commitment, []).append((place, item))
    return found
