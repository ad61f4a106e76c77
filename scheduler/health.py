"""Judging a source by its last crawls against its own past: is it ill, and has it recovered?

Symptoms of lists (unreachable, walled, empty, stale) count when two crawls in a row show one; a single
bad crawl is weather. Symptoms of pages (garbled, textless, fields, titles) count as soon as they are
beyond chance, given how often this source has shown them when it was well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import comb
from statistics import median

from jiannuo.clock import CHINA
from jiannuo.model.health import Finding
from jiannuo.model.vocabulary import Outcome, Symptom
from jiannuo.store.runs import SEEN, Run

BASELINE_RUNS = 60
_CHANCE = 1e-4
_MOST, _HALF, _USUAL = 0.6, 0.5, 0.3
_LEAST_PAGES, _LEAST_RUNS = 10, 5
_STEP_BACK = timedelta(days=14)
_LULL = timedelta(days=21)
_UNKNOWN = frozenset({Outcome.DEFERRED.value, "left"})


@dataclass(frozen=True, slots=True)
class Past:
    """What is normal for a source: its good crawls, and a way to ask for its longest pause in days.

    ``accepted``: a person said that what they show is normal, even if that is nothing.
    """

    runs: Sequence[Run]
    longest_gap: Callable[[], int] = lambda: 0
    accepted: bool = False


def ailing(runs: Sequence[Run], past: Past, now: datetime) -> Finding | None:
    """What is wrong with the source; ``runs`` are its crawls since it was last well, latest first."""
    judged = [run for run in runs if not _is_neutral(run)][:2]
    if not judged:
        return None
    found = _lists(judged[0], past, now)
    if found is not None:
        return found if len(judged) == 2 and _lists(judged[1], past, now) else None
    return _pages(judged[:1], past) or (_pages(judged, past) if _fetched(judged[0]) else None)


def well_again(run: Run, symptom: Symptom, past: Past, now: datetime) -> bool:
    """Whether ``run`` shows that the symptom is gone and no other has come."""
    if _is_neutral(run) or run.status != "finished" or _lists(run, past, now) is not None:
        return False
    if symptom is Symptom.UNREACHABLE:
        return run.seen > 0
    if symptom in (Symptom.WALLED, Symptom.EMPTY, Symptom.STALE):
        return bool(run.found) and run.lists.get("read", 0) > 0
    counted = [(bad, of) for kind, _, bad, of in _shares([run]) if kind is symptom and of]
    return bool(counted) and all(bad / of < _HALF for bad, of in counted)


def unreached(run: Run) -> bool:
    """Whether the crawl saw no list at all, through no fault of ours."""
    if _is_neutral(run):
        return False
    return run.status in ("failed", "killed") or (not run.seen and bool(_troubles(run)))


def streak(runs: Sequence[Run]) -> int:
    """How many crawls in a row, the latest first, could not look at the source."""
    for number, run in enumerate(runs):
        if not unreached(run):
            return number
    return len(runs)


def _is_neutral(run: Run) -> bool:
    if run.ours:
        return True
    return run.status == "finished" and not run.seen and set(_troubles(run)) <= _UNKNOWN


def _troubles(run: Run) -> dict[str, int]:
    return {name: count for name, count in run.lists.items() if count and name not in (*SEEN, "robots_read")}


def _lists(run: Run, past: Past, now: datetime) -> Finding | None:
    walls, pages = run.lists.get("walled", 0), run.outcomes.get("walled", 0)
    if walls or (pages and pages * 2 >= _fetched(run)):
        return Finding(Symptom.WALLED, f"login or challenge pages: {walls} lists, {pages} reports")
    if unreached(run):
        words = ", ".join(f"{name} {count}" for name, count in sorted(_troubles(run).items()))
        return Finding(Symptom.UNREACHABLE, words if run.status == "finished" else run.message or run.status)
    return _empty(run, past) or _stale(run, past, now)


def _empty(run: Run, past: Past) -> Finding | None:
    if not run.lists.get("read") or run.lists.get("unchanged"):
        return None
    founds = [
        entry.found for entry in past.runs if entry.lists.get("read") and not entry.lists.get("unchanged")
    ]
    usual = median(founds) if any(founds) or (founds and past.accepted) else 1
    few = len(founds) >= _LEAST_RUNS and usual >= 20 and run.found * 10 < usual
    if few or (run.found == 0 and usual >= 1):
        return Finding(Symptom.EMPTY, f"{run.found} reports found, usually {usual:g}")
    return None


def _stale(run: Run, past: Past, now: datetime) -> Finding | None:
    newest = _newest(run)
    if newest is None or not run.lists.get("read"):
        return None
    before = max(filter(None, map(_newest, past.runs)), default=newest)
    if before - newest > _STEP_BACK:
        return Finding(Symptom.STALE, f"its newest report is of {newest}, once it was of {before}")
    age = now.astimezone(CHINA).date() - newest
    if age > _LULL and age > 2 * timedelta(days=past.longest_gap()):
        return Finding(Symptom.STALE, f"its newest report is of {newest}, {age.days} days ago")
    return None


def _newest(run: Run) -> date | None:
    text = run.signs.get("newest")
    return date.fromisoformat(text) if text else None


def _fetched(run: Run) -> int:
    idle = (Outcome.KNOWN.value, Outcome.DEFERRED.value)
    return sum(count for name, count in run.outcomes.items() if name not in idle)


def _pages(runs: Sequence[Run], past: Past) -> Finding | None:
    usual = {(kind, name): (bad, of) for kind, name, bad, of in _shares(past.runs)}
    for kind, name, bad, of in _shares(runs):
        before, all_before = usual.get((kind, name), (0, 0))
        if _beyond_chance(bad, of, before, all_before):
            share = f"{before} of {all_before}"
            return Finding(kind, f"{name}: {bad} of {of} pages, in the past {share}")
    return None


def _shares(runs: Sequence[Run]) -> list[tuple[Symptom, str, int, int]]:
    """For each symptom of pages: its name, how many pages showed it, out of how many."""

    def signs(name: str) -> int:
        return sum(int(run.signs.get(name, 0)) for run in runs)

    def ends(outcome: Outcome) -> int:
        return sum(run.outcomes.get(outcome.value, 0) for run in runs)

    pages, garbled, textless = signs("pages"), ends(Outcome.GARBLED), ends(Outcome.NO_TEXT)
    every = pages + garbled + textless
    return [
        (Symptom.GARBLED, "bytes that fit no encoding", garbled, every),
        (Symptom.TEXTLESS, "no title or text", textless, every),
        (Symptom.TITLES, "the site's name or another page's title", signs("odd_titles"), pages),
        (Symptom.FIELDS, "no date", pages - signs("date"), pages),
        (Symptom.FIELDS, "no source", pages - signs("source"), pages),
        (Symptom.FIELDS, "text not where the outlet's rules say", pages - signs("ruled"), pages),
    ]


def _beyond_chance(bad: int, of: int, before: int, all_before: int) -> bool:
    """Whether so many bad pages are most of them, unusual, and practically never luck."""
    if of < 2 or all_before < _LEAST_PAGES or bad < _MOST * of or before > _USUAL * all_before:
        return False
    rate = (before + 1) / (all_before + 2)
    tail = (
        sum(comb(of, k) * rate**k * (1 - rate) ** (of - k) for k in range(bad, of + 1)) if of <= 500 else 0.0
    )
    return tail < _CHANCE
