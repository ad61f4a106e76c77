"""Watching over the sources: after every crawl one look, one alarm on the way down, one on recovery."""

import logging
from datetime import timedelta

from jiannuo.clock import CHINA, Clock
from jiannuo.store import alarms, runs
from jiannuo.store.engine import Store
from scheduler.health import BASELINE_RUNS, Past, ailing, well_again

log = logging.getLogger(__name__)

_RUNS = 100
_SINCE_DAYS = 730


def observe(store: Store, outlet: str, clock: Clock) -> None:
    """Judge the outlet by the crawl that has just ended; raises or clears its alarm."""
    now = clock.now()
    since = alarms.normal_since(store, outlet)
    known = [run for run in runs.runs_of(store, outlet, _RUNS) if run.status != "running"]
    known = [run for run in known if since is None or run.started_at > since]
    if not known:
        return
    alarm = alarms.open_alarms(store).get(outlet)
    before = alarm.run_id if alarm else known[0].id
    good = [run for run in known if run.id < before and run.status == "finished"][:BASELINE_RUNS]
    past = Past(good, lambda: _longest_gap(store, outlet, clock), since is not None)
    if alarm is None:
        found = ailing(known, past, now)
        if found and alarms.raise_alarm(store, outlet, known[0].id, found, now):
            log.error("outlet_ill outlet=%s symptom=%s detail=%r", outlet, found.symptom.value, found.detail)
    elif well_again(known[0], alarm.symptom, past, now) and alarms.clear_alarm(store, outlet, now):
        log.warning("outlet_well_again outlet=%s symptom=%s", outlet, alarm.symptom.value)


def _longest_gap(store: Store, outlet: str, clock: Clock) -> int:
    start = clock.now().astimezone(CHINA).date() - timedelta(days=_SINCE_DAYS)
    return alarms.longest_gap_days(store, outlet, start)
