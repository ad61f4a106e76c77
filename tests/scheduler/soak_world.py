"""The world around a soaked daemon: a sample web with news every day, a mail server and a webhook, a tenth of it faulty."""

import random
import socket
import struct
import threading
from collections import Counter
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler
from typing import Any

from query.demo.content import Article
from query.demo.pages import SamplePages, _paths_of
from query.demo.server import SampleWeb

NEWS_HOST = "kjj.cq.example"
FAULTS = ("500", "503", "cut", "reset", "empty")


class FaultyWeb(SampleWeb):
    """The sample web of a day; every tenth request, by lot, goes wrong."""

    def __init__(self, today: date, share: float) -> None:
        self.lot, self.turn = random.Random(90), threading.Lock()
        self.share, self.served, self.faulty = share, 0, Counter[str]()
        super().__init__(today)
        self.turn_to(today)

    def turn_to(self, today: date) -> None:
        """Another day: dated pages are of this day, and one report of today is new."""
        pages = SamplePages(today)
        host = pages.hosts[NEWS_HOST]
        new = tuple(news(date.fromordinal(today.toordinal() - back)) for back in range(5))
        pages.hosts[NEWS_HOST] = replace(host, articles=(*host.articles, *new))
        for article in new:
            for path in _paths_of(host, article):
                pages._paths[NEWS_HOST, path] = article
        self.pages = pages
        self.requests.clear()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web, whole = self, super()._handler()

        class Handler(whole):  # type: ignore[misc, valid-type]
            def do_GET(self) -> None:  # noqa: N802 (the library's name)
                with web.turn:
                    web.served += 1
                    fault = web.lot.choice(FAULTS) if web.lot.random() < web.share else ""
                    web.faulty[fault] += bool(fault)
                if fault:
                    _misbehave(self, fault)
                else:
                    super().do_GET()

            do_HEAD = do_POST = do_GET  # noqa: N815

        return Handler


def _misbehave(handler: Any, fault: str) -> None:
    handler.close_connection = True
    if fault.isdigit():
        handler.send_response(int(fault))
        handler.send_header("Content-Length", "0")
        handler.end_headers()
    elif fault == "cut":
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", "9000")
        handler.end_headers()
        handler.wfile.write(b"<html><body>half a page")
    elif fault == "reset":
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()


def news(day: date) -> Article:
    """A report of that day with a text of its own, about one commitment of the shipped register."""
    lot = random.Random(day.toordinal())
    own = ["".join(chr(0x4E00 + lot.randrange(8000)) for _ in range(90)) for _ in range(3)]
    said = (
        f"{day.month}月{day.day}日，重庆金凤实验室新投用{lot.randrange(2, 9)}个研究平台，科研团队陆续入驻。"
    )
    return Article(
        id=7_000_000 + day.toordinal(),
        host=NEWS_HOST,
        title=f"重庆金凤实验室{day.month}月{day.day}日新平台投用",
        paragraphs=(said, *own),
        published=day.isoformat(),
        source="滨江日报",
    )


def faulty_script(seed: int, faults: tuple[str, ...], good: str, share: float) -> Any:
    """For mail server and webhook: mostly good, a tenth of the time one of these."""
    lot = random.Random(seed)
    return lambda *_about: lot.choice(faults) if lot.random() < share else good
