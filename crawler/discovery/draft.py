"""What was understood of a column: the outlet file it makes, what speaks for it, and what is doubtful."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import yaml

from crawler.discovery.links import Link
from crawler.outlet import Outlet
from jiannuo.model.report import Report

_ENDINGS = {"www", "com", "cn", "net", "org", "gov", "edu", "example", "m"}
_HEAD = """\
# {url}
# 由 jiannuo outlets add 写成，未经核实：运行 jiannuo outlets check {name} 后再启用。
# Written by `jiannuo outlets add`; look at `jiannuo outlets check {name}` before you enable it.
"""


@dataclass(slots=True)
class Draft:
    """A column as far as it was understood."""

    url: str
    way: dict[str, Any] = field(default_factory=dict)
    pattern: str = ""
    links: tuple[Link, ...] = ()
    encoding: str = ""
    site: str = ""
    paging: str = ""
    selectors: dict[str, list[str]] = field(default_factory=dict)
    samples: list[Report] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    place: str | None = None

    @property
    def usable(self) -> bool:
        """Whether an outlet file can be made of it: reports were found, and one of them could be read."""
        return bool(self.way and self.links and any(one.title and one.body for one in self.samples))

    def outlet(self, name: str) -> dict[str, Any]:
        """The content of the outlet file; it validates as an Outlet, and is not enabled."""
        host = (urlsplit(self.url).hostname or "").lower()
        hosts = dict.fromkeys([host, *((urlsplit(link.url).hostname or "").lower() for link in self.links)])
        entry: dict[str, Any] = {
            "name": name,
            "title": self.site or host,
            "level": "bureau" if ".gov." in f".{host}." else "media",
        }
        if self.place:
            entry["place"] = self.place
        entry |= {"hosts": list(hosts), "enabled": False, "confirmed": False, "ways": [self.way]}
        entry["article_url"] = [self.pattern]
        if r"\?" in self.pattern:
            entry["canonical"] = {"drop_query": False}
        if self.selectors:
            entry["selectors"] = self.selectors
        Outlet.model_validate(entry)
        return entry

    def document(self, name: str) -> str:
        """The outlet file."""
        body = yaml.safe_dump(self.outlet(name), allow_unicode=True, sort_keys=False, width=110)
        return _HEAD.format(url=self.url, name=name) + body


def name_for(url: str) -> str:
    """A name for the outlet of this address: its host without www and endings."""
    labels = (urlsplit(url).hostname or "outlet").lower().split(".")
    kept = [label for label in labels if label not in _ENDINGS] or labels
    return re.sub(r"[^a-z0-9]+", "-", "-".join(kept)).strip("-") or "outlet"
