"""Running crawls as child processes: each in its own group, bounded in time and memory, always accounted for.

The parent never imports the crawler: a spider that hangs, leaks or crashes takes only its own process along.
"""

import contextlib
import logging
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiannuo.clock import Clock
from jiannuo.config.load import Config
from jiannuo.orphan import PARENT
from jiannuo.store import runs
from jiannuo.store.engine import Store
from scheduler.child_output import Output
from scheduler.watch import observe

log = logging.getLogger(__name__)

OnEvent = Callable[[dict[str, Any]], None]
GRACE_SECONDS = 10.0
_LOOK_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """How one crawl ended: ``status`` is finished, failed or killed; outcomes count the pages by their end."""

    outlet: str
    run: int
    status: str
    found: int
    outcomes: dict[str, int]
    lists: dict[str, int]
    message: str
    seconds: float


@dataclass(slots=True)
class _Tally:
    found: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    lists: dict[str, int] = field(default_factory=dict)
    finished: bool = False

    def add(self, event: dict[str, Any]) -> None:
        match event.get("event"):
            case "found":
                self.found += int(event.get("count", 1))
            case "outcome":
                self.outcomes[str(event.get("outcome", "failed"))] += 1
            case "finished":
                self.finished = True
                self.found = int(event.get("found", self.found))
                self.outcomes = Counter(event.get("outcomes", self.outcomes))
                self.lists = dict(event.get("lists", {}))


def crawl(
    config: Config,
    store: Store,
    outlet: str,
    clock: Clock,
    *,
    since: date | None = None,
    until: date | None = None,
    on_event: OnEvent | None = None,
    stop: threading.Event | None = None,
    worker: str | None = None,
    grace_seconds: float = GRACE_SECONDS,
    program: tuple[str, ...] = ("-P", "-m", "scheduler.launch", "crawler.child"),
) -> CrawlResult:
    """Crawl one outlet to its end in a child process; blocks until the child is gone.

    ``on_event`` gets each event of the child with ``outlet`` added. Setting ``stop`` ends the child early.
    ``worker`` names whose crawl it is, where many work. ``program`` is what the Python interpreter is told to run.
    Never raises because of the child: a child that dies, hangs or talks nonsense is a result with status failed
    or killed, and its run says why.
    """
    run = runs.start_run(store, outlet, clock.now(), worker)
    began = time.monotonic()
    tally = _Tally()
    settings = config.settings.crawl
    with _started(config, outlet, run, (since, until), program, settings.memory_megabytes) as child:
        output = Output(child)
        cut_short = ""
        for events in output.read(_LOOK_EVERY):
            for event in events:
                tally.add(event)
                if on_event is not None:
                    on_event({**event, "outlet": outlet})
            cut_short = _reason_to_end(time.monotonic() - began, settings.deadline_seconds, stop)
            if cut_short:
                break
        if cut_short:
            end_group(child, grace_seconds)
        code = child.wait()
    status, message = _verdict(code, tally.finished, cut_short, output.last_words())
    if status != "finished":
        log.warning("crawl_%s outlet=%s run=%d reason=%r", status, outlet, run, message)
        runs.finish_run(
            store,
            run,
            status=status,
            found=tally.found,
            outcomes=dict(tally.outcomes),
            lists=tally.lists,
            message=message,
            at=clock.now(),
        )
    observe(store, outlet, clock)
    seconds = time.monotonic() - began
    return CrawlResult(outlet, run, status, tally.found, dict(tally.outcomes), tally.lists, message, seconds)


def crawl_many(
    config: Config,
    store: Store,
    outlets: Iterable[str],
    clock: Clock,
    *,
    since: date | None = None,
    until: date | None = None,
    on_event: OnEvent | None = None,
    stop: threading.Event | None = None,
) -> Iterator[CrawlResult]:
    """Crawl these outlets, ``crawl.parallel`` at one time; results come as the crawls end.

    ``on_event`` is called from several threads, one call at a time.
    """
    turn = threading.Lock()

    def tell(event: dict[str, Any]) -> None:
        if on_event is not None:
            with turn:
                on_event(event)

    with ThreadPoolExecutor(config.settings.crawl.parallel, thread_name_prefix="crawl") as pool:
        jobs = [
            pool.submit(
                crawl, config, store, outlet, clock, since=since, until=until, on_event=tell, stop=stop
            )
            for outlet in outlets
        ]
        for job in as_completed(jobs):
            yield job.result()


def end_group(child: "subprocess.Popen[bytes]", grace: float = GRACE_SECONDS) -> None:
    """End the child and all it started: SIGTERM, then SIGKILL after ``grace`` seconds."""
    _signal_group(child, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(grace)
    _signal_group(child, signal.SIGKILL)


def _signal_group(child: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    # The child leads its own session, so its pid names the group; grandchildren may outlive it.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


@contextlib.contextmanager
def _started(
    config: Config,
    outlet: str,
    run: int,
    span: tuple[date | None, date | None],
    program: tuple[str, ...],
    megabytes: int,
) -> "Iterator[subprocess.Popen[bytes]]":
    words = [sys.executable, *program, "--outlet", outlet, "--run", str(run)]
    if config.file is not None:
        words += ["--config", str(config.file.absolute())]
    for name, day in zip(("--since", "--until"), span, strict=True):
        words += [name, day.isoformat()] if day is not None else []
    # Few malloc arenas: each reserves address space, which the limit counts.
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
    environment[PARENT] = str(os.getpid())
    environment.pop("NOTIFY_SOCKET", None)
    child = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=environment,
    )
    try:
        with child:
            _limit_memory(child.pid, megabytes)
            yield child
    finally:
        _signal_group(child, signal.SIGKILL)


def _limit_memory(pid: int, megabytes: int) -> None:
    # From outside, because code between fork and exec is not safe in a process with threads.
    if hasattr(resource, "prlimit"):
        limit = megabytes * 1024 * 1024
        with contextlib.suppress(ProcessLookupError, PermissionError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_AS, (limit, limit))


def _reason_to_end(seconds: float, deadline: float, stop: threading.Event | None) -> str:
    if seconds > deadline:
        return f"deadline of {deadline:g} s passed"
    if stop is not None and stop.is_set():
        return "stopped"
    return ""


def _verdict(code: int, finished: bool, cut_short: str, last_words: str) -> tuple[str, str]:
    if cut_short and not (finished and code == 0):
        return "killed", cut_short
    if code < 0:
        return "killed", f"died of {_signal_name(-code)}; {last_words}".rstrip("; ")
    if code != 0:
        return "failed", f"exit code {code}; {last_words}".rstrip("; ")
    if not finished:
        return "failed", "ended without saying so"
    return "finished", ""


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
