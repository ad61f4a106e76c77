"""The sample web's pages: for each host and path the bytes that such a site would send."""

import json
import re
from dataclasses import dataclass
from datetime import date
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from jiannuo.clock import CHINA
from jiannuo.model.when import parse_when
from query.demo.content import Article, Host, load_hosts

_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends; ``fault`` makes it misbehave instead."""

    status: int = 200
    body: bytes = b""
    content_type: str = _HTML
    fault: str = ""


class SamplePages:
    """All pages of the sample web for one day; ``corrected`` serves corrected texts where there are some."""

    def __init__(self, today: date, *, corrected: bool = False) -> None:
        self.hosts = load_hosts(today)
        self.today = today
        self.corrected = corrected
        self._paths = {
            (host.name, path): article
            for host in self.hosts.values()
            for article in host.articles
            for path in _paths_of(host, article)
        }

    def get(self, host: str, path: str) -> Answer:
        """The answer to a request for ``path`` on ``host``."""
        site = self.hosts.get(host)
        if site is None:
            return Answer(502, b"no such host in the sample web", "text/plain")
        if path == "/robots.txt":
            return Answer(body=b"User-agent: *\nDisallow: /private/\n", content_type="text/plain")
        article = self._paths.get((host, path))
        if article is not None:
            return self._article(site, article)
        return self._list(site, path)

    def articles(self) -> list[Article]:
        """Every article of every host."""
        return [article for host in self.hosts.values() for article in host.articles]

    def address(self, article: Article) -> str:
        """The article's canonical address."""
        return f"http://{article.host}{_paths_of(self.hosts[article.host], article)[0]}"

    def _article(self, host: Host, article: Article) -> Answer:
        if article.fault == "500":
            return Answer(500, b"internal error", "text/plain")
        if article.fault == "404":
            return Answer(404, b"gone", "text/plain")
        if article.fault:
            return Answer(fault=article.fault)
        paragraphs = article.corrected if self.corrected and article.corrected else article.paragraphs
        html = _render(f"{host.kind}_article.html", host=host, article=article, paragraphs=paragraphs)
        return _page(host, html)

    def _list(self, host: Host, path: str) -> Answer:
        maker = {"feed": self._feed, "api": self._json, "epaper": self._section}.get(host.kind, self._listing)
        return maker(host, path) or Answer(404, b"not found", "text/plain")

    def _listing(self, host: Host, path: str) -> Answer | None:
        pages = host.pages()
        match = re.fullmatch(re.escape(host.column) + r"(?:index(?:_?(\d+))?\.html)?", path)
        number = int(match[1] or 0) if match else -1
        if host.kind == "portal" and number > 0:
            number -= 1
        if not 0 <= number < len(pages):
            return None
        rows = [(article, _link(host, article)) for article in pages[number]]
        html = _render(f"{host.kind}_list.html", host=host, rows=rows, number=number, count=len(pages))
        return _page(host, html)

    def _feed(self, host: Host, path: str) -> Answer | None:
        if path != "/rss/scroll.xml":
            return None
        rows = [(article, self.address(article), _rfc822(article)) for article in host.pages()[0]]
        xml = _render("feed.xml", host=host, rows=rows)
        return Answer(body=xml.encode(), content_type="application/rss+xml")

    def _json(self, host: Host, path: str) -> Answer | None:
        match = re.fullmatch(r"/tech/index(?:_(\d+))?\.json", path)
        pages = host.pages()
        number = int(match[1] or 1) - 1 if match else -1
        if not 0 <= number < len(pages):
            return None
        rows = [
            {
                "title": article.title,
                "titleurl": "/www" + _paths_of(host, article)[0],
                "newstime": article.published,
            }
            for article in pages[number]
        ]
        body = json.dumps({"newslist": rows}, ensure_ascii=False).encode()
        return Answer(body=body, content_type="application/json")

    def _section(self, host: Host, path: str) -> Answer | None:
        match = re.fullmatch(r"/yzrb/(\d{4}-\d{2})/(\d{2})/(\d{3})/node\.htm", path)
        if match is None or match[3] not in host.sections:
            return None
        day = f"{match[1]}-{match[2]}"
        rows = [article for article in host.articles if article.day == day and article.section == match[3]]
        if not rows:
            return None
        html = _render("epaper_section.html", host=host, rows=rows, day=day, section=match[3])
        return _page(host, html)


def _paths_of(host: Host, article: Article) -> list[str]:
    """The paths under which an article is served, the canonical one first."""
    day = article.day
    compact = day.replace("-", "")
    if host.kind == "bureau":
        base = f"{host.column}{compact[:6]}/t{compact}_{article.id}"
        return [f"{base}.html", f"{base}_wap.html"]
    if host.kind == "epaper":
        return [f"/yzrb/{day[:7]}/{day[8:]}/{article.section}/content_rb_{article.id}.htm"]
    if host.kind == "portal":
        return [f"/n2/{day[:4]}/{compact[4:]}/c365402-{article.id}.html"]
    if host.kind == "api":
        return [
            f"/private/{day}/{article.id}_pc.html" if article.private else f"/tech/{day}/{article.id}_pc.html"
        ]
    return [f"/{'view' if host.kind == 'mirror' else 'kj'}/{article.id}.html"]


def _link(host: Host, article: Article) -> str:
    """The link as a list of this kind prints it."""
    path = _paths_of(host, article)[0]
    return "./" + path.removeprefix(host.column) if host.kind == "bureau" else path


def _page(host: Host, html: str) -> Answer:
    if host.kind == "portal":
        return Answer(body=html.encode("gb18030"), content_type="text/html")
    return Answer(body=html.encode())


def _rfc822(article: Article) -> str:
    when = parse_when(article.published.replace(" ", "T") + ":00")
    if when is None:
        return ""
    from datetime import datetime

    return format_datetime(datetime.fromisoformat(article.published).replace(tzinfo=CHINA))


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=select_autoescape(["html", "xml"]))
