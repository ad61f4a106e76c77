"""Articles that go over several pages: which address continues one, and how the parts become one report."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crawler.extraction.blocks import one_line
from crawler.urls import absolute
from jiannuo.model.report import Report

MOST_PAGES = 20
_NEXT = re.compile(r"^[\s\[【<〈«]*(?:下\s*一?\s*页|后一页|next(?:\s*page)?)[\s\]】>〉»]*$", re.IGNORECASE)
_FIGURE = re.compile(r"^[\s\[【(（第]*(\d{1,2})[\s\]】)）页]*$")
_NAME = re.compile(r"^(?P<stem>.+?)(?:[-_](?P<number>\d{1,2}))?(?P<ending>\.s?html?|\.jsp|\.php|\.aspx)?$")
_NUMBERED = re.compile(r"[-_]\d|[^\"'\s]*[?&]p")
_PARAMETER = re.compile(r"[\"'=]\?p")
_PARAMETERS = frozenset({"page", "p", "pn", "pageno", "currentpage"})


def next_page(root: Any, first: str, current: str) -> str | None:
    """The address of the page after ``current`` of the article that begins at ``first``; None at its end.

    A page belongs to the article when its address is the first one's with a number behind the name
    (``c1-330.html`` → ``c1-330-2.html``, ``t_9.shtml`` → ``t_9_1.shtml``) or with a page parameter, and a
    link leads to it by its number or as 下一页. The list of another column never fits.
    """
    here = _number(first, current) or 0
    found: dict[int, str] = {}
    for link in root.iter("a"):
        text = one_line("".join(link.itertext()))[:20]
        figure = _FIGURE.match(text)
        if not figure and not _NEXT.match(text):
            continue
        address = absolute(current, link.get("href") or "")
        number = _number(first, address) if address else None
        if address and number is not None and number > here and (not figure or int(figure[1]) > 1):
            found.setdefault(number, address)
    return found[min(found)] if found else None


def may_go_on(source: str, url: str) -> bool:
    """A quick look at a page's source: whether it can name further pages of the article at ``url`` at all."""
    name = urlsplit(url).path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if len(name) < 3:
        return False
    # A pattern with the name in it would be compiled anew for every page.
    place = source.find(name)
    while place >= 0 and not _NUMBERED.match(source, place + len(name)):
        place = source.find(name, place + 1)
    return place >= 0 or _PARAMETER.search(source) is not None


def joined(parts: Sequence[Report]) -> Report:
    """One report of all pages: the first one's fields, everybody's paragraphs, none twice."""
    first = parts[0]
    lines = first.body.split("\n")
    seen = set(lines)
    for part in parts[1:]:
        fresh = [line for line in part.body.split("\n") if line not in seen and line != first.title]
        seen.update(fresh)
        lines += fresh
    if len(parts) == 1:
        return first
    last = parts[-1]
    origin = {**first.origin, "body": f"{first.origin.get('body', '')}, {len(parts)} pages joined"}
    authors = first.authors or last.authors
    return replace(
        first, body="\n".join(lines), origin=origin, authors=authors, editor=first.editor or last.editor
    )


def _number(first: str, address: str) -> int | None:
    """The number of the article's page at ``address``; None when it is no page of it. The first has 0."""
    begin, other = urlsplit(first), urlsplit(address)
    if begin.hostname != other.hostname:
        return None
    if begin.path == other.path:
        return _parameter(begin.query, other.query)
    folder, name = begin.path.rpartition("/")[::2]
    other_folder, other_name = other.path.rpartition("/")[::2]
    one, two = _NAME.match(name), _NAME.match(other_name)
    if folder != other_folder or not one or not two or one["ending"] != two["ending"] or not two["number"]:
        return None
    stem = name.removesuffix(one["ending"] or "")
    return int(two["number"]) if two["stem"] == stem else None


def _parameter(begin: str, other: str) -> int | None:
    """The page that a query names, when it asks for nothing else than the first one's did."""
    pages = [(key, value) for key, value in parse_qsl(other) if key.lower() in _PARAMETERS]
    rest = [pair for pair in parse_qsl(other) if pair not in pages]
    known = [pair for pair in parse_qsl(begin) if pair[0].lower() not in _PARAMETERS]
    if rest != known or len(pages) > 1 or (pages and not pages[0][1].isdecimal()):
        return None
    return int(pages[0][1]) if pages else 0
