"""Articles that a page carries as data in a script, for its own script to show."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_SCRIPTS = ("__NEXT_DATA__", "__NUXT_DATA__")
_CONTENT = ("content", "articleContent", "contentHtml", "body")
_TITLE = ("title", "name", "headline")
_DATE = ("pubTime", "publishTime", "publish_time", "pubDate", "datePublished")
_SOURCE = ("source", "sourceName", "origin")
_AUTHOR = ("author", "authorName")
_ENOUGH = 80
_MOST_NODES = 20_000


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
    found = (one for script in _scripts(root) for one in _articles(script))
    return max(found, key=lambda one: len(one.content), default=None)


def _scripts(root: Any) -> Iterator[Any]:
    for script in root.iter("script"):
        if script.get("id") in _SCRIPTS or script.get("type") == "application/json":
            try:
                yield json.loads(script.text or "", strict=False)
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
            if len(content := _first(node, _CONTENT)) >= _ENOUGH and (title := _first(node, _TITLE)):
                fields = [_first(node, keys) for keys in (_DATE, _SOURCE, _AUTHOR)]
                yield Embedded(content, title, *fields)


def _first(node: dict[str, Any], keys: tuple[str, ...]) -> str:
    values = (node.get(key) for key in keys)
    return next((str(value) for value in values if isinstance(value, (str, int)) and value), "")
