"""The pace of each host, kept across all crawls: a request goes out when it is the host's turn."""

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response

from jiannuo.store.hosts import take_turn


class PacedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler, which sends no request within ``crawl.delay_seconds`` of the last one.

    Two outlets on one host, in two processes, take turns through the database.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._delay = timedelta(seconds=crawler.settings.getfloat("JIANNUO_DELAY"))

    async def download_request(self, request: Request) -> Response:
        """Wait for the turn, then fetch."""
        if self._delay:
            host = (urlsplit(request.url).hostname or "").lower()
            spider: Any = self._crawler.spider
            while wait := take_turn(spider.store, host, spider.clock, self._delay):
                await asyncio.sleep(wait.total_seconds())
        response: Response = await super().download_request(request)
        return response
