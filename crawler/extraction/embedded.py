"""Articles that a page carries as data in a script, for its own script to show."""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any
from urllib.parse import unquote

from crawler.extraction.literals import pieces_of_state

_SCRIPTS = ("__NEXT_DATA__", "__NUXT_DATA__", "RENDER_DATA")
_TYPES = ("application/json", "application/ld+json")
# The names by which frameworks and newsrooms call the parts of an article in their data, best first;
# without regard to case and underscores.
_CONTENT = [
    "content",
    "articlecontent",
    "contenthtml",
    "articlebody",
    "newscontent",
    "bodyhtml",
    "body",
    "html",
    "text",
    "txt",
]
_TITLE = ["title", "articletitle", "newstitle", "headline", "subject", "name"]
_DATE = ["pubtime", "publishtime", "publishedat", "publishedtime", "pubdate", "publishdate", "datepublished"]
_DATE += ["releasetime", "newstime", "createtime", "ctime"]
_SOURCE = ["source", "sourcename", "medianame", "media", "origin", "copyfrom"]
_AUTHOR = ["author", "authorname"]
_PARTS = ("name", "text", "html")
_ENOUGH = 80
_MOST_NODES = 20_000
_MOST_STATES = 10
_ASSIGNED = re.compile(r"window\.[\w.]{1,80}\s*=\s*(?=[{\[])")


@dataclass(frozen=True, slots=True)
class Embedded:
    """An article as data: ``content`` is a fragment of HTML; empty where the data hold nothing."""

    content: str
    title: str = ""
    date: str = ""
    source: str = ""
    author: str = ""


def embedded_in(root: Any) -> Embedded | None:
    """The article with the longest text among a page's data scripts; None when there is none."""
    found = [one for data in chain(_data(root), _assigned(root)) for one in _articles(data)]
    if not found:
        found = [one for text in _states(root) for piece in pieces_of_state(text) for one in _article(piece)]
    return max(found, key=lambda one: len(one.content), default=None)


def _data(root: Any) -> Iterator[Any]:
    for script in root.iter("script"):
        if script.get("id") not in _SCRIPTS and script.get("type") not in _TYPES:
            continue
        text = (script.text or "").strip()
        if text.startswith("%"):
            text = unquote(text)  # 头条 writes its data so
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        yield _resolved(data) if script.get("id") == "__NUXT_DATA__" and isinstance(data, list) else data


def _resolved(payload: list[Any]) -> list[Any]:
    """The objects of a Nuxt 3 payload, whose values are places in one flat list."""

    def at(place: Any) -> Any:
        return payload[place] if type(place) is int and 0 <= place < len(payload) else place

    objects = (entry for entry in payload[:_MOST_NODES] if isinstance(entry, dict))
    return [{key: at(value) for key, value in entry.items()} for entry in objects]


def _states(root: Any) -> Iterator[str]:
    """Scripts that set a state for the page's own script: assignments to ``window``."""
    for script in root.iter("script"):
        text = script.text or ""
        if "window" in text[:400] and "ontent" in text:
            yield text


def _assigned(root: Any) -> Iterator[Any]:
    """What such scripts assign as plain JSON: ``window.DATA = {…};``."""
    for text in _states(root):
        for begin in islice(_ASSIGNED.finditer(text), _MOST_STATES):
            try:
                yield json.JSONDecoder(strict=False).raw_decode(text, begin.end())[0]
            except (ValueError, RecursionError):
                continue


def _articles(data: Any) -> Iterator[Embedded]:
    """Walks breadth first and without recursion; hostile data are left after 20,000 nodes."""
    queue = deque([data])
    for _ in range(_MOST_NODES):
        if not queue:
            return
        node = queue.popleft()
        if isinstance(node, list):
            queue.extend(node)
        elif isinstance(node, dict):
            queue.extend(node.values())
            yield from _article(node)


def _article(node: dict[str, Any]) -> Iterator[Embedded]:
    said = {str(key).replace("_", "").lower(): value for key, value in node.items()}
    if len(content := _first(said, _CONTENT)) >= _ENOUGH and (title := _first(said, _TITLE)):
        fields = [_first(said, keys) for keys in (_DATE, _SOURCE, _AUTHOR)]
        yield Embedded(content, title, *fields)


def _first(said: dict[str, Any], keys: list[str]) -> str:
    """The first of these entries that is said; a text, person or medium may be an object of its own."""
    for key in keys:
        value = said.get(key)
        if isinstance(value, dict):
            value = next(filter(None, map(value.get, _PARTS)), None)
        if isinstance(value, str | int) and value:
            return str(value)
    return ""
