"""The pace of each host, kept across all crawls on all machines: a request goes out when it is the host's turn."""

import asyncio
import os
import socket
import time
from collections import defaultdict
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response
from twisted.internet.defer import Deferred

from jiannuo.store.hosts import take_turn
from jiannuo.store.runs import is_closed

NO_LONGER_OURS = 75  # EX_TEMPFAIL of sysexits.h


class PacedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler, which sends no request within ``crawl.delay_seconds`` of the last one.

    Two outlets on one host, in two processes, take turns through the database. Where the database is shared by
    machines, a crawl that the others hold for dead ends before its next request.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._delay = crawler.settings.getfloat("JIANNUO_DELAY")
        self._run = crawler.settings.getint("JIANNUO_RUN")
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._sent: dict[str, float] = {}
        self._milliseconds = round(1000 * crawler.settings.getfloat("JIANNUO_SILENCE"))
        self._connect = self._pool.getConnection
        self._pool.getConnection = self._connection  # type: ignore[method-assign]

    async def download_request(self, request: Request) -> Response:
        """Wait for the turn, then fetch; with a pace, nothing else is asked of the host until it has answered."""
        if not self._delay:
            return await self._fetch(request)
        host = (urlsplit(request.url).hostname or "").lower()
        # Scrapy's own bound on requests to one host counts those that have begun, and begins what waits all at once.
        async with self._hosts[host]:
            await self._turn(host)
            return await self._fetch(request)

    async def _turn(self, host: str) -> None:
        spider: Any = self._crawler.spider
        while wait := take_turn(spider.store, host, spider.clock, timedelta(seconds=self._delay)):
            await asyncio.sleep(wait.total_seconds())
        # The last request may have gone out some time after its turn, when the machine was busy.
        early = self._sent.get(host, 0.0) + self._delay - time.monotonic()
        if early > 0:
            await asyncio.sleep(early)

    async def _fetch(self, request: Request) -> Response:
        spider: Any = self._crawler.spider
        if spider.store.shared and is_closed(spider.store, self._run):
            # Others may be crawling in our place by now: not one request more.
            spider.logger.error("crawl_is_no_longer_ours run=%d", self._run)
            os._exit(NO_LONGER_OURS)
        response: Response = await super().download_request(request)
        return response

    def _note(self, host: str) -> None:
        self._sent[host] = time.monotonic()

    def _connection(self, key: Any, endpoint: Any) -> "Deferred[Any]":
        return self._connect(key, endpoint).addCallback(self._connected, key[1])

    def _connected(self, connected: Any, host: bytes) -> Any:
        """The request goes out now: it is written at once, and sent when the loop comes round, busy as it may be."""
        name, loop = host.decode("ascii", "replace").lower(), asyncio.get_running_loop()
        self._note(name)
        loop.call_soon(loop.call_soon, self._note, name)
        if self._milliseconds:
            _let_nothing_linger(connected, self._milliseconds)
        return connected


def _let_nothing_linger(connected: Any, milliseconds: int) -> None:
    """Have the kernel give up what was not acknowledged for so long, also when we are gone by then.

    Else a request that was sent while the network was down would arrive when it is up again, and the host be asked by
    two machines at once.
    """
    # A connection that is used again comes wrapped; TLS has the transport that holds the socket below its own.
    transport = getattr(getattr(connected, "_clientProtocol", connected), "transport", None)
    while transport is not None and not hasattr(transport, "socket"):
        transport = getattr(transport, "transport", None)
    if transport is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        transport.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
