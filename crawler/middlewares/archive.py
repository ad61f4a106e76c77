"""Every answer goes to the raw archive before anything is made of it."""

import logging
from pathlib import Path
from typing import Any

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.archive import Archive, prune
from jiannuo.clock import CHINA

log = logging.getLogger(__name__)


class ArchiveMiddleware:
    """Writes each answer with a body, as it came over the line; a full disk ends archiving, not the crawl."""

    def __init__(self, crawler: Any, folder: Path) -> None:
        self._crawler = crawler
        self._folder = folder
        self._archive: Archive | None = None
        self._broken = False

    @classmethod
    def from_crawler(cls, crawler: Any) -> "ArchiveMiddleware":
        """Build from the crawl's settings; switched off without a folder."""
        folder = crawler.settings.get("JIANNUO_ARCHIVE")
        if not folder:
            raise NotConfigured
        middleware = cls(crawler, Path(folder))
        crawler.signals.connect(middleware.close, signals.spider_closed)
        return middleware

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Response:
        """Archive the answer."""
        fetched = response.body and response.status != 304 and "fresh" not in response.flags
        if fetched and not self._broken:
            try:
                self._add(request, response)
            except OSError as problem:
                self._broken = True
                log.error("archive_failed folder=%s reason=%r", self._folder, str(problem))
        return response

    def _add(self, request: Request, response: Response) -> None:
        spider, settings = self._crawler.spider, self._crawler.settings
        now = spider.clock.now()
        if self._archive is None:
            prune(self._folder, now.astimezone(CHINA).date(), settings.getint("JIANNUO_ARCHIVE_DAYS"))
            most = settings.getint("JIANNUO_ARCHIVE_BYTES")
            self._archive = Archive(self._folder, spider.outlet.name, most)
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]
        canonical = str(request.meta.get("canonical") or "")
        self._archive.add(response.url, response.status, headers, response.body, now, canonical)

    def close(self) -> None:
        """Finish the file."""
        if self._archive is not None:
            try:
                self._archive.close()
            except OSError as problem:
                log.error("archive_failed folder=%s reason=%r", self._folder, str(problem))
