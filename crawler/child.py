"""The crawl process: one outlet, once; events for the parent on standard output, logs on standard error."""

import argparse
import gc
import logging
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess

from crawler.attribution import Atlas
from crawler.ledger import Ledger
from crawler.outlet import Outlet, SearchWay
from crawler.outlets import outlets_of
from crawler.settings import crawl_settings
from crawler.signs import Signs
from crawler.spiders.errand import Errand
from crawler.spiders.outlet import OutletSpider
from jiannuo.aside.work import Aside
from jiannuo.clock import CHINA
from jiannuo.config.load import Config, load_config
from jiannuo.errors import JiannuoError, UsageError
from jiannuo.failpoints import reach
from jiannuo.model.dossier import Dossier
from jiannuo.model.vocabulary import Outcome
from jiannuo.register.load import load_register
from jiannuo.register.queries import search_queries
from jiannuo.store.clock import clock_of
from jiannuo.store.engine import Store
from jiannuo.store.pages import newest_shown, record_visit
from jiannuo.store.runs import finish_run, unsettled_since
from jiannuo.store.walks import times_looked


def main(arguments: list[str] | None = None) -> int:
    """Crawl as told; 0 when the crawl ran to its end, whatever became of the pages."""
    options = _options(arguments)
    try:
        _forget_proxies()
        config = load_config(options.config)
        return _crawl(config, options)
    except JiannuoError as error:
        print(f"jiannuo: error: {error}", file=sys.stderr)  # noqa: T201
        return error.exit_code


def _forget_proxies() -> None:
    """Only ``crawl.proxy`` decides: with a proxy of the environment the guard would see no address at all."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="crawler.child")
    parser.add_argument("--config", type=Path)
    parser.add_argument("--outlet", required=True)
    parser.add_argument("--run", type=int, required=True)
    parser.add_argument("--since", type=date.fromisoformat)
    parser.add_argument("--until", type=date.fromisoformat)
    return parser.parse_args(arguments)


def _crawl(config: Config, options: argparse.Namespace) -> int:
    name, run = str(options.outlet), int(options.run)
    outlets = outlets_of(config)
    if name not in outlets:
        raise UsageError(f"no outlet named {name}", f"known are: {', '.join(sorted(outlets))}")
    outlet, store, ledger = outlets[name], Store(config.database_url()), Ledger()
    clock = clock_of(store)
    settings = crawl_settings(config, outlet, run)
    if options.since:
        # One after the other: what a back-fill has begun it also ends, wherever it is cut off.
        settings["CONCURRENT_REQUESTS"] = 1
    # Versions are the business of `jiannuo doctor`. (Levels are set anew when the process is made; filters stay.)
    logging.getLogger("scrapy.utils.log").addFilter(lambda record: record.levelno >= logging.WARNING)
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(max(logging.WARNING, logging.getLogger().level))
    crawler = process.create_crawler(OutletSpider)
    signs = Signs(outlet.title)
    _account_for_items(crawler, ledger, store, signs)
    errand = _errand(config, store, outlets, options, clock.now())
    aside = Aside()
    crawler.signals.connect(_collect_less, signals.spider_opened)
    crawler.signals.connect(aside.close, signals.spider_closed)
    process.crawl(crawler, errand=errand, ledger=ledger, store=store, clock=clock, aside=aside)
    process.start()
    reach("crawl.before_finish")
    # A run row may be absent when the child is started by hand; then there is nothing to finish.
    finish_run(
        store,
        run,
        status="finished",
        found=ledger.found,
        outcomes=ledger.outcomes,
        lists=dict(ledger.lists),
        message=str(crawler.stats.get_value("finish_reason") or "") if crawler.stats else "",
        signs=signs.document(newest_shown(store, ledger.urls())),
        at=clock.now(),
    )
    reach("crawl.after_finish")
    ledger.close()
    store.close()
    return 0


def _collect_less() -> None:
    """Have the garbage collector pass over all that was loaded for the crawl, and look less often.

    Every request leaves so many small objects that it took a tenth of the crawl's CPU.
    """
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _errand(
    config: Config, store: Store, outlets: dict[str, Outlet], options: argparse.Namespace, now: datetime
) -> Errand:
    outlet = outlets[options.outlet]
    asks = any(isinstance(way, SearchWay) for way in outlet.ways)
    register = load_register(config.register_file()) if asks else None
    return Errand(
        outlet=outlet,
        run=options.run,
        since=options.since,
        until=options.until,
        most_pages=config.settings.crawl.max_pages,
        atlas=Atlas(outlets.values()),
        queries=search_queries(register, now.astimezone(CHINA).date()) if register else (),
        turn=max(0, times_looked(store, outlet.name) - 1),
        unsettled=unsettled_since(store, outlet.name, options.run),
    )


def _account_for_items(crawler: Any, ledger: Ledger, store: Store, signs: Signs) -> None:
    """Every dossier ends where the save pipeline says, or as failed when a pipeline broke on it.

    The page of a failed one is kept, so that it can be read again once the defect is mended.
    """

    def scraped(item: Dossier) -> None:
        signs.note(item)
        ledger.end(item.report.url, item.outcome or Outcome.FAILED)

    def broken(item: Dossier) -> None:
        report = item.report
        if item.page is not None:
            reason = "a pipeline broke on it: see the log"
            record_visit(store, item.page, report.url, report.outlet, item.run, Outcome.FAILED, reason)
        ledger.end(report.url, Outcome.FAILED)

    # Scrapy holds receivers weakly: the crawler keeps them alive.
    crawler.jiannuo_receivers = (scraped, broken)
    crawler.signals.connect(scraped, signals.item_scraped)
    crawler.signals.connect(broken, signals.item_error)
    crawler.signals.connect(broken, signals.item_dropped)


if __name__ == "__main__":
    sys.exit(main())
