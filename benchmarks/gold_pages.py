"""Scores what an extractor read from the labelled pages of ../shared/real/pages, as that folder's README says."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAGES = Path(__file__).parent.parent.parent / "shared" / "real" / "pages"
FIELDS = ("title", "date", "source", "body", "free")
_SPACE = re.compile(r"[\s\u00a0\u200b\u3000]+")
_HEAD, _TAIL, _SUFFIX, _LENGTH = 120, 200, 12, 0.15


@dataclass(frozen=True, slots=True)
class Got:
    """What one extractor read from one page; an empty body means "no article"."""

    title: str = ""
    date: str = ""
    source: str = ""
    body: str = ""


@dataclass(slots=True)
class Score:
    """How many pages were right per field, of how many; and what went wrong where."""

    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    of: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    taken: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def share(self, name: str) -> float:
        """The share of pages on which the field was right."""
        return self.right[name] / self.of[name] if self.of[name] else 0.0


def gold() -> list[dict[str, Any]]:
    """The labelled pages."""
    pages: list[dict[str, Any]] = json.loads((PAGES / "gold.json").read_text("utf-8"))
    return pages


def score(pages: Iterable[dict[str, Any]], read: Callable[[bytes], Got]) -> Score:
    """Run an extractor over the pages and count."""
    total = Score()
    for page in pages:
        got = read((PAGES / page["file"]).read_bytes())
        if page["page"] != "article":
            if got.body:
                total.taken.append(page["file"])
            continue
        for name, (right, fault) in _judge(page, got).items():
            total.of[name] += 1
            total.right[name] += right
            if not right:
                total.faults.append(f"{page['file']}: {name}: {fault}")
    return total


def _judge(page: dict[str, Any], got: Got) -> dict[str, tuple[bool, str]]:
    wrong = _body_fault(page, got.body)
    foreign = [one for one in page["must_not"] if _bare(one) in _bare(got.body)]
    return {
        "title": (any(_same_title(one, got.title) for one in _choices(page, "title")), got.title),
        "date": (any((one or "")[:10] == got.date[:10] for one in _choices(page, "published")), got.date),
        "source": (any(_same_source(one, got.source) for one in _choices(page, "source")), got.source),
        "body": (not wrong, wrong),
        "free": (not foreign, "; ".join(foreign)),
    }


def _choices(page: dict[str, Any], name: str) -> list[Any]:
    return [page[name], *page.get(f"{name}_alt", [])]


def _same_title(gold_title: str, title: str) -> bool:
    wanted, have = _bare(gold_title), _bare(title)
    return have == wanted or (have.startswith(wanted) and len(have) - len(wanted) <= _SUFFIX)


def _same_source(gold_source: str | None, source: str) -> bool:
    if not gold_source or not source:
        return not gold_source and not source
    wanted, have = _bare(gold_source), _bare(source)
    return wanted in have or have in wanted


def _body_fault(page: dict[str, Any], body: str) -> str:
    text = _bare(body)
    faults = []
    if not any(_bare(one)[:10] in text[:_HEAD] for one in _choices(page, "body_first")):
        faults.append(f"begins {text[:30]}")
    if not any(_bare(one)[-10:] in text[-_TAIL:] for one in _choices(page, "body_last")):
        faults.append(f"ends {text[-30:]}")
    faults += [f"lacks {one}" for one in page["must_have"] if _bare(one) not in text]
    faults += [f"has {one}" for one in page["must_not"] if _bare(one) in text]
    if abs(len(text) - page["body_chars"]) > _LENGTH * page["body_chars"]:
        faults.append(f"{len(text)} characters for {page['body_chars']}")
    return "; ".join(faults)


def _bare(text: str) -> str:
    return _SPACE.sub("", text)
