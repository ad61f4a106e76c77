"""A dated newspaper: its first section's address bears the day, and links the other sections of that day."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from crawler.discovery.links import Link
from crawler.discovery.shapes import groups, pattern_of, shape_of
from crawler.url_dates import url_date

_DAY = re.compile(r"(?P<y>20\d\d)(?P<a>[-/]?)(?P<m>\d\d)(?P<b>[-/]?)(?P<d>\d\d)(?=/|_|\.)")


@dataclass(frozen=True, slots=True)
class Issue:
    """The fields of an e-paper way, and the articles of the section that was looked at."""

    fields: dict[str, str | int]
    articles: tuple[Link, ...]
    pattern: str
    sections: int


def find_issue(links: list[Link], url: str, now: datetime) -> Issue | None:
    """The newspaper that the page at ``url`` is a section of; None when it is none."""
    path = urlsplit(url).path
    match = _DAY.search(path)
    if match is None or url_date(url, (), now) is None:
        return None
    day = path[: match.end()]
    same = [link for link in links if urlsplit(link.url).path.startswith(day)]
    sections = [link for link in same if shape_of(link.url) == shape_of(url) and link.url != url]
    others = {link.url: link for link in same if shape_of(link.url) != shape_of(url)}
    found = sorted(groups(others).values(), key=len, reverse=True)
    if not sections or not found:
        return None
    articles = tuple(others[one] for one in found[0])
    template = f"{{yyyy}}{match['a']}{{mm}}{match['b']}{{dd}}"
    start = url.replace(path, path[: match.start()] + template + path[match.end() :], 1)
    section = pattern_of([url, *(link.url for link in sections)])
    fields: dict[str, str | int] = {"start": start, "section_url": section, "days": 3}
    return Issue(fields, articles, pattern_of([link.url for link in articles]), len(sections) + 1)
