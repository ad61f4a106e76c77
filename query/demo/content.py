"""The sample web's content: hosts and articles from YAML, reprints and mirrored script filled in."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SITE = Path(__file__).parent / "site"


@dataclass(frozen=True, slots=True)
class Article:
    """One page of the sample web; ``expect`` is what the reader should find (never served)."""

    id: int
    host: str
    title: str
    paragraphs: tuple[str, ...]
    published: str
    source: str = ""
    author: str = ""
    section: str = ""
    fault: str = ""
    private: bool = False
    corrected: tuple[str, ...] = ()
    expect: dict[str, list[str]] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """The publication day as YYYY-MM-DD; empty for an undated page."""
        return self.published[:10]


@dataclass(frozen=True, slots=True)
class Host:
    """One host of the sample web."""

    name: str
    kind: str
    title: str
    column: str
    page_size: int
    sections: dict[str, str]
    articles: tuple[Article, ...]

    def pages(self) -> list[tuple[Article, ...]]:
        """The articles as list pages, newest first."""
        newest = sorted(self.articles, key=lambda article: (article.published, article.id), reverse=True)
        size = self.page_size
        return [tuple(newest[start : start + size]) for start in range(0, len(newest), size)]


def load_hosts(today: date) -> dict[str, Host]:
    """Every host by name; dated newspapers are dated back from ``today``."""
    files = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(SITE.glob("*.yaml"))]
    raw = {f"{data['host']}/{entry['id']}": entry for data in files for entry in data["articles"]}
    return {data["host"]: _host(data, raw, today) for data in files}


def _host(data: dict[str, Any], raw: dict[str, Any], today: date) -> Host:
    return Host(
        name=data["host"],
        kind=data["kind"],
        title=data["title"],
        column=data.get("column", "/"),
        page_size=data.get("page_size", 1000),
        sections=data.get("sections", {}),
        articles=tuple(_article(data["host"], entry, raw, today) for entry in data["articles"]),
    )


def _article(host: str, entry: dict[str, Any], raw: dict[str, Any], today: date) -> Article:
    original = raw[entry["copy_of"]] if "copy_of" in entry else entry
    paragraphs = list(original["text"])
    title = entry["title"]
    if entry.get("traditional"):
        title, paragraphs = traditional(title), [traditional(paragraph) for paragraph in paragraphs]
        if spam := entry.get("spam"):
            paragraphs = [f"{paragraph}【{spam}】" for paragraph in paragraphs] + [f"{spam} 注冊即送"]
    published = entry.get("date", "")
    if "day" in entry:
        published = f"{today - timedelta(days=entry['day']):%Y-%m-%d}"
    return Article(
        id=entry["id"],
        host=host,
        title=title,
        paragraphs=tuple(paragraphs),
        published=published,
        source=entry.get("source") or original.get("source", ""),
        author=entry.get("author", ""),
        section=entry.get("section", ""),
        fault=entry.get("fault", ""),
        private=entry.get("private", False),
        corrected=tuple(entry.get("corrected", ())),
        expect=entry.get("expect", {}),
    )


def traditional(text: str) -> str:
    """The text in traditional characters, as the mirrors print it."""
    return str(_converter().convert(text))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")
