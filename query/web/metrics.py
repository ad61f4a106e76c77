"""The daemon's figures in the Prometheus text format (exposition format 0.0.4), for /metrics."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jiannuo.clock import Clock
from jiannuo.store.asking import counts
from jiannuo.store.deliveries import outbox_state
from jiannuo.store.engine import Store
from jiannuo.store.runs import last_runs
from scheduler.pulse import Pulse

Value = tuple[dict[str, str], float]
_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics_route(store: Store, clock: Clock, pulse: Callable[[], Pulse]) -> Route:
    """The one route."""

    def metrics(_request: Request) -> Response:
        return Response(metrics_text(store, clock, pulse()), 200, {"Cache-Control": "no-store"}, _TYPE)

    return Route("/metrics", metrics)


def metrics_text(store: Store, clock: Clock, pulse: Pulse) -> str:
    """All figures: ticks, crawls by outlet, what is stored, and the outbox."""
    now = clock.now()
    outbox, runs, held = outbox_state(store), last_runs(store), counts(store)
    oldest = (now - outbox.oldest_waiting).total_seconds() if outbox.oldest_waiting else 0.0
    ages = [({"outlet": name}, (now - run.started_at).total_seconds()) for name, run in sorted(runs.items())]
    failed = [
        ({"outlet": name}, float(run.status in ("failed", "killed"))) for name, run in sorted(runs.items())
    ]
    ticks = [({"job": name}, age) for name, age in sorted(pulse.ages.items())]
    copies = [({"state": state}, float(number)) for state, number in sorted(outbox.counts.items())]
    families: tuple[tuple[str, str, Sequence[Value]], ...] = (
        ("up_seconds", "Seconds since the daemon started.", [({}, (now - pulse.started_at).total_seconds())]),
        ("tick_age_seconds", "Seconds since each job last began.", ticks),
        ("crawls_running", "Crawls under way.", [({}, float(len(pulse.crawling)))]),
        ("crawl_age_seconds", "Seconds since the last crawl of an outlet began.", ages),
        ("crawl_failed", "Whether the last crawl of an outlet failed.", failed),
        ("reports", "Stored reports.", [({}, float(held.reports))]),
        ("copies", "Copies in the outbox by state.", copies),
        ("oldest_copy_seconds", "Age of the oldest copy that waits.", [({}, oldest)]),
    )
    return "".join(_family(*family) for family in families)


def _family(name: str, about: str, values: Iterable[Value]) -> str:
    lines = [f"# HELP jiannuo_{name} {about}", f"# TYPE jiannuo_{name} gauge"]
    lines += [f"jiannuo_{name}{_labels(labels)} {value:.10g}" for labels, value in values]
    return "\n".join(lines) + "\n"


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
