"""A process that fetches what its parent names, under all rules of a crawl: one JSON line for one address."""

import argparse
import asyncio
import base64
import io
import json
import logging
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from crawler.failures import outcome_of
from crawler.ledger import Ledger
from crawler.outlet import Outlet
from crawler.settings import crawl_settings
from crawler.snapshot import header_of
from jiannuo.clock import Clock, SystemClock
from jiannuo.config.load import load_config
from jiannuo.errors import JiannuoError
from jiannuo.model.vocabulary import OutletLevel
from jiannuo.store.engine import Store


def main(arguments: list[str] | None = None) -> int:
    """Answer until the parent closes the input; 0 then."""
    parser = argparse.ArgumentParser(prog="crawler.asker")
    parser.add_argument("--config", type=Path)
    options = parser.parse_args(arguments)
    try:
        config = load_config(options.config)
        store = Store(config.database_url())
    except JiannuoError as error:
        print(f"jiannuo: error: {error}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    settings = {**crawl_settings(config, nobody(), 0), "ITEM_PIPELINES": {}, "CLOSESPIDER_TIMEOUT": 0}
    # What is only looked at is no crawl: it is not archived.
    settings |= {"LOG_LEVEL": "ERROR", "JIANNUO_ARCHIVE": ""}
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    crawler = process.create_crawler(AskSpider)
    process.crawl(crawler, store=store, clock=SystemClock())
    process.start()
    store.close()
    return 0


def nobody() -> Outlet:
    """The outlet that is nobody's: what settings and middlewares ask about."""
    return Outlet(name="asker", title="asker", level=OutletLevel.MEDIA, hosts=("localhost",))


class AskSpider(Spider):
    """Fetches one address after the other, as lines come in."""

    name = "ask"

    def __init__(self, store: Store, clock: Clock, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.clock = clock
        self.outlet = nobody()
        # The middlewares count what they meet; nobody reads it here.
        self.ledger = Ledger(io.StringIO())
        self._answered = asyncio.Event()

    async def start(self) -> AsyncIterator[Request]:
        """One request for each line; the next line is read when it is answered."""
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            asked = json.loads(line)
            self._answered.clear()
            yield Request(
                asked["url"],
                method=asked.get("method", "GET"),
                body=asked.get("body", ""),
                headers=asked.get("headers"),
                callback=self.answer,
                errback=self.fail,
                dont_filter=True,
                meta={"handle_httpstatus_all": True},
            )
            await self._answered.wait()

    def answer(self, response: Response) -> None:
        """Tell the parent what came."""
        self._tell(
            final_url=response.url,
            status=response.status,
            content_type=header_of(response, "Content-Type") or "",
            body=base64.b64encode(response.body).decode("ascii"),
        )

    def fail(self, failure: Any) -> None:
        """Tell the parent why nothing came."""
        outcome, reason = outcome_of(failure)
        self._tell(problem=f"{outcome.value}: {reason}")

    def _tell(self, **answer: Any) -> None:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        self._answered.set()


if __name__ == "__main__":
    sys.exit(main())
