"""`jiannuo worker`: one of many processes, on any machine, that crawl or send mail for one PostgreSQL database."""

import logging
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from jiannuo.config.load import reveal
from jiannuo.errors import UsageError
from query.cli.opening import ConfigOption, Opened, opened
from query.cli.signals import ending_on_signals
from query.cli.titles import hosts

if TYPE_CHECKING:
    from scheduler.workers.crawling import CrawlWorker
    from scheduler.workers.mailing import MailWorker

log = logging.getLogger(__name__)


def command(
    config: ConfigOption = None,
    mail: Annotated[bool, typer.Option("--mail", help="只投递邮件 · hand over mail, crawl nothing")] = False,
) -> None:
    """工作进程（多机）· Start a worker; any number, on any machine, share one PostgreSQL database.

    Crawls with `workers.crawl: true` in config.yaml and pip install 'jiannuo[workers]'; with --mail it sends what
    waits in the outbox instead. `jiannuo status` shows all workers.
    """
    around = opened(config)
    _check(around, mail)
    from jiannuo.logs import set_up_logs

    log_settings = around.config.settings.log
    set_up_logs(log_settings, around.config.path(log_settings.file) if log_settings.file else None)
    worker = _mail_worker(around) if mail else _crawl_worker(around)
    with ending_on_signals(worker.stop.set):
        clean = worker.run()
    if not clean:
        # A thread hangs in the network; what it held is taken back by the others.
        sys.stderr.flush()
        os._exit(0)


def _check(around: Opened, mail: bool) -> None:
    # By the URL: opening a SQLite file here would create it.
    if around.config.database_url().startswith("sqlite"):
        raise UsageError(
            "workers need a database that several machines can use, and this one is SQLite",
            "set database: postgresql+psycopg://user@host/name",
        )
    if not mail and not around.config.settings.workers.crawl:
        raise UsageError(
            "the daemon crawls itself",
            "write workers: {crawl: true} into config.yaml everywhere, and restart the daemon",
        )


def _crawl_worker(around: Opened) -> "CrawlWorker":
    from jiannuo.store.clock import clock_of
    from scheduler.workers.crawling import CrawlWorker

    return CrawlWorker(around.config, around.store, clock_of(around.store), hosts(around.config))


def _mail_worker(around: Opened) -> "MailWorker":
    from jiannuo.store.clock import clock_of
    from scheduler.workers.mailing import MailWorker

    reveal(around.config.settings.mail.password)  # raises when what it names is not there
    return MailWorker(around.config, around.store, clock_of(around.store))
