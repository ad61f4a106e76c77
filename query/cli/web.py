"""`jiannuo web`: the pages and the JSON API alone, without the daemon, until a signal ends them."""

import logging
import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from query.cli.opening import ConfigOption, Opened, opened
from query.cli.output import err, text

if TYPE_CHECKING:
    from jiannuo.config.settings import Settings
    from jiannuo.store.engine import Store
    from query.web.site import Site

log = logging.getLogger(__name__)

_TEND_SECONDS = 5.0


def command(
    host: Annotated[str, typer.Option(help="监听地址，默认取配置 · address to listen on")] = "",
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="端口，0 为任一空闲端口 · port (0: a free one)")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """网页与接口 · Serve the pages and the JSON API (jiannuo run serves them too)."""
    from query.web.health import Server, listen
    from query.web.server import application, refuse_open_door

    have = opened(config)
    web = have.config.settings.web
    web = web.model_copy(update={"host": host or web.host, "port": web.port if port is None else port})
    refuse_open_door(web)
    site = site_from(have, have.config.settings.model_copy(update={"web": web}))
    app = application(site)
    server = Server(app, listen(web.host, web.port))
    over = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    server.start()
    err().print(text(f"践诺 · jiannuo: {server.address}/"))
    _tend(site, over)
    while not over.wait(_TEND_SECONDS):
        _tend(site, over)
    server.stop()


def _tend(site: "Site", over: threading.Event) -> None:
    from jiannuo.errors import JiannuoError

    try:
        site.tend(over.is_set)
    except JiannuoError as problem:
        log.warning("not_ready reason=%r", str(problem))  # who asks is told the same


def site_from(have: Opened, settings: "Settings | None" = None, store: "Store | None" = None) -> "Site":
    """What the pages are made from: this configuration, unless other settings or a store are given."""
    from query.cli.titles import titles
    from query.web.site import Site

    return Site(
        store=store or have.store,
        clock=have.clock,
        register=have.register,
        settings=settings or have.config.settings,
        titles=titles(have.config),
        english=titles(have.config, "en"),
        places=have.places,
        levels=have.levels,
    )
