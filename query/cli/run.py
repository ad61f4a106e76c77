"""`jiannuo run`: the daemon, with its health pages, until a signal ends it."""

import contextlib
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from jiannuo.config.load import reveal
from query.cli.opening import ConfigOption, Opened, opened
from query.cli.output import err, text
from query.cli.signals import ending_on_signals
from query.cli.titles import titles

if TYPE_CHECKING:
    from jiannuo.store.engine import Store
    from query.web.doorway import Doorway
    from query.web.remembered import Remembered
    from query.web.site import Site
    from scheduler.daemon import Daemon, Setup
    from scheduler.pulse import Pulse

log = logging.getLogger(__name__)


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
    from jiannuo.logs import set_up_logs
    from jiannuo.store.engine import Store
    from query.web.doorway import Doorway
    from query.web.health import Server, listen
    from query.web.remembered import Remembered
    from query.web.server import refuse_open_door

    settings = around.config.settings
    refuse_open_door(settings.web)
    set_up_logs(settings.log, around.config.path(settings.log.file) if settings.log.file else None)
    doorway = Doorway()
    with contextlib.closing(Store(around.config.database_url())) as probe, _alone(probe):
        daemons: list[Daemon] = []
        again = _Again(around, doorway, lambda: daemons[-1].pulse(), Remembered())
        daemons.append(_daemon(around, again))
        server = Server(doorway, listen(settings.web.host, settings.web.port))
        server.start()
        err().print(text(f"践诺 · jiannuo {os.getpid()}: {server.address}/readyz"))
        try:
            with ending_on_signals(lambda: daemons[-1].stop.set(), lambda: daemons[-1].reload_wanted.set()):
                while (clean := daemons[-1].run()) and daemons[-1].lost_lead:
                    daemons.append(_daemon(around, again))
                return clean
        finally:
            server.stop()


def _alone(store: "Store") -> "contextlib.AbstractContextManager[None]":
    """On SQLite the lock, before anything else: migrating under another daemon's feet is what it is there to prevent.

    On PostgreSQL daemons on several machines are welcome, and one of them leads.
    """
    from jiannuo.lock import single_instance

    return contextlib.nullcontext() if store.shared else single_instance(store)


def _daemon(around: Opened, again: "_Again") -> "Daemon":
    from jiannuo.store.clock import clock_of
    from jiannuo.store.leading import Lead
    from scheduler.daemon import Daemon

    lead = Lead(around.store) if around.store.shared else None
    return Daemon(again.setup(), around.store, clock_of(around.store), reload=again.setup, lead=lead)


@dataclass(frozen=True, slots=True)
class _Again:
    """Reads settings, register and outlets, at the start and at every hangup; a wrong file raises and changes nothing."""

    around: Opened
    doorway: "Doorway"
    pulse: "Callable[[], Pulse]"
    board: "Remembered"

    def setup(self) -> "Setup":
        """What the files say now, with pages made from it that open when the daemon takes it up."""
        from query.web.whole import whole
        from scheduler.daemon import Setup

        fresh = opened(self.around.config.file)
        self._refuse(fresh)
        outlets = titles(fresh.config)
        site = self._site(fresh)
        app = whole(site, self.pulse, tuple(outlets))
        return Setup(
            fresh.config,
            fresh.register,
            outlets,
            titles(fresh.config, "en"),
            taken_up=lambda: self.doorway.open(app),
            tend=site.tend,
        )

    def _site(self, fresh: Opened) -> "Site":
        """The board goes from setup to setup: it knows by itself what another register leaves of it."""
        from query.cli.web import site_from

        return replace(site_from(fresh, store=self.around.store), board=self.board)

    def _refuse(self, fresh: Opened) -> None:
        from query.web.server import refuse_open_door

        web, running = fresh.config.settings.web, self.around.config.settings.web
        reveal(fresh.config.settings.mail.password)  # raises when what it names is not there
        # We listen where we began to; the token must fit that place.
        refuse_open_door(web.model_copy(update={"host": running.host}))
        if (web.host, web.port) != (running.host, running.port):
            log.warning("restart_needed settings='web.host, web.port'")
