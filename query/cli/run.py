"""`jiannuo run`: the daemon, with its health pages, until a signal ends it."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from query.cli.opening import ConfigOption, Opened, opened
from query.cli.output import err, text
from query.cli.titles import titles

if TYPE_CHECKING:
    from query.web.desk import Desk
    from query.web.site import Site
    from scheduler.daemon import Daemon


def command(
    config: ConfigOption = None,
    check: Annotated[bool, typer.Option("--check", help="只检查配置 · check the settings and stop")] = False,
) -> None:
    """启动守护进程 · Start the daemon: crawl, read, build digests, send mail, answer health checks."""
    around = opened(config)
    outlets = titles(around.config)
    if check:
        commitments = len(around.register.commitments)
        err().print(text(f"ok: {commitments} commitments, {len(outlets)} outlets"))
        return
    clean = _run(around, outlets)
    if not clean:
        # A thread hangs in the network; its copy is recovered at the next start, waiting gains nothing.
        sys.stderr.flush()
        os._exit(0)


def _run(around: Opened, outlets: dict[str, str]) -> bool:
    from jiannuo.lock import single_instance
    from jiannuo.logs import set_up_logs
    from jiannuo.store.engine import Store
    from query.cli.web import site_from
    from query.web.server import refuse_open_door
    from scheduler.daemon import Daemon, Setup

    renewing: list[Callable[[Site], None]] = []

    def setup() -> Setup:
        fresh = opened(around.config.file)
        for renew in renewing:
            renew(site_from(fresh, store=around.store))
        return Setup(fresh.config, fresh.register, titles(fresh.config), titles(fresh.config, "en"))

    settings = around.config.settings
    refuse_open_door(settings.web)
    set_up_logs(settings.log, around.config.path(settings.log.file) if settings.log.file else None)
    # The lock first: migrating under another daemon's feet is what it is there to prevent.
    with contextlib.closing(Store(around.config.database_url())) as probe, single_instance(probe):
        daemon = Daemon(setup(), around.store, around.clock, reload=setup)
        with _answering(around, daemon, tuple(outlets), renewing), _ending_on_signals(daemon):
            return daemon.run()


@contextlib.contextmanager
def _answering(
    around: Opened, daemon: "Daemon", outlets: tuple[str, ...], renewing: "list[Callable[[Site], None]]"
) -> Iterator[None]:
    """Pages, JSON and health on one address; ``renewing`` gets what shows another setup after a reload."""
    from query.cli.web import site_from
    from query.web.forms import form_routes
    from query.web.health import Health, Server, listen, routes
    from query.web.metrics import metrics_route
    from query.web.server import application

    web = around.config.settings.web
    health = Health(around.store, around.clock, daemon.pulse, outlets)
    forms = form_routes(lambda: _desk(around, daemon)) if web.public_url else []
    metrics = metrics_route(around.store, around.clock, daemon.pulse)
    app, renew = application(site_from(around), [*routes(health), metrics, *forms])
    renewing.append(renew)
    server = Server(app, listen(web.host, web.port))
    server.start()
    err().print(text(f"践诺 · jiannuo {os.getpid()}: {server.address}/readyz"))
    try:
        yield
    finally:
        server.stop()


def _desk(around: Opened, daemon: "Daemon") -> "Desk":
    from query.web.desk import Desk
    from query.web.places import place_names

    setup = daemon.setup
    settings = setup.config.settings
    return Desk(around.store, around.clock, settings, setup.register, place_names())


@contextlib.contextmanager
def _ending_on_signals(daemon: "Daemon") -> Iterator[None]:
    """The first SIGTERM or SIGINT ends in good order, the second at once; SIGHUP reads the settings again."""

    def end(number: int, _frame: FrameType | None) -> None:
        if daemon.stop.is_set():
            os._exit(128 + number)
        daemon.stop.set()

    def reload(_number: int, _frame: FrameType | None) -> None:
        daemon.reload_wanted.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    before[signal.SIGHUP] = signal.signal(signal.SIGHUP, reload)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
