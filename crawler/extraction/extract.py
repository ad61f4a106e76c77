"""A page in, a report out: for each field the first rule that yields something, and which rule it was."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from crawler.decode import decode
from crawler.extraction.blocks import Block, one_line, outline
from crawler.extraction.credit import PIECE, credited, outlet_name
from crawler.extraction.dates import read_date, read_url_date
from crawler.extraction.general import General, read_generally, text_of
from crawler.extraction.head import Head, head_of, printed_date, printed_names, printed_source
from crawler.extraction.page import OpenPage
from crawler.extraction.people import authors_in, editor_in, people_only
from crawler.extraction.standing import doubts
from crawler.extraction.trim import trimmed
from crawler.extraction.verdict import NO_ARTICLE, why_no_article
from crawler.outlet import Outlet
from crawler.urls import canonical
from jiannuo.model.report import Report
from jiannuo.model.when import When

SHORTEST = 15
_FAR = 60
_BYLINE = 200
_GOVERNMENT = "meta articletitle"


def extract(
    html: bytes | str,
    url: str,
    *,
    outlet: Outlet | None,
    now: datetime,
    content_type: str = "",
    relative: bool = True,
) -> Report:
    """Read a page as an article.

    For each field: the outlet's selectors, then the standard metas, JSON-LD, then what the page shows.
    The date is never in the future; ``relative`` tells whether ``now`` is when the page was fetched, so
    that 昨天 can be read. ``body`` keeps paragraphs as lines and is empty when the page is no article;
    ``warnings`` say what was doubtful, and why a page is no article.
    """
    decoded = None if isinstance(html, str) else decode(html, content_type)
    text = html if isinstance(html, str) else decoded.text if decoded else ""
    reading = _Reading(OpenPage(text), outlet, url, now, relative)
    if decoded and decoded.garbled:
        reading.warnings.append("garbled")
    return reading.report()


@dataclass
class _Reading:
    """One page while it is read. The general way is gone only for what no rule yields."""

    page: OpenPage
    outlet: Outlet | None
    url: str
    now: datetime
    relative: bool
    origin: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def report(self) -> Report:
        if self.page.cut:
            self.warnings.append("page cut: too large to be read whole")
        self._remove()
        title = self._title()
        blocks, around = self._body(title)
        published = self._published()
        source = self._source(around)
        authors, editor = self._people(blocks, around)
        body = text_of(blocks)
        self.warnings.extend(doubts(title, body))
        return Report(
            url=canonical(self.url, self.outlet),
            outlet=self.outlet.name if self.outlet else "",
            title=title,
            body=body,
            published=published,
            source=source,
            authors=authors,
            editor=editor,
            origin=self.origin,
            warnings=tuple(self.warnings),
        )

    @cached_property
    def general(self) -> General:
        return read_generally(self.page)

    @cached_property
    def head(self) -> Head:
        return head_of(self.general.page, self.general.headline.block, self.general.numbers)

    def _rules(self, name: str) -> tuple[str, ...]:
        rules: tuple[str, ...] = getattr(self.outlet.selectors, name) if self.outlet else ()
        return rules

    def _remove(self) -> None:
        for rule in self._rules("remove"):
            for node in self.page.selector.css(rule):
                node.drop()

    def _by_rules(self, name: str) -> tuple[str, str]:
        """The text of the first of the outlet's selectors that yields some, its pieces parted; and the rule."""
        for rule in self._rules(name):
            for node in self.page.selector.css(rule):
                pieces = [one_line(text) for text in node.root.itertext()]
                value = PIECE.join(piece for piece in pieces if piece) or node.attrib.get("content", "")
                if value:
                    return value, f"outlet {rule}"
        return "", ""

    def _title(self) -> str:
        value, rule = self._by_rules("title")
        if not value:
            value, rule = self._title_said()
        if not value:
            value, rule = self.general.headline.text, self.general.headline.rule
        self.origin["title"] = rule
        return one_line(value.replace(PIECE, " "))

    def _title_said(self) -> tuple[str, str]:
        """What the metas say: all of them of an outlet we know, else the government's own meta only."""
        said = (one for one in self.page.said.of("title") if self.outlet or one.rule == _GOVERNMENT)
        return next(((one.value, one.rule) for one in said), ("", ""))

    def _body(self, title: str) -> tuple[list[Block], list[Block]]:
        """The paragraphs, and all blocks of the element they stand in."""
        for rule in self._rules("body"):
            for node in self.page.selector.css(rule):
                blocks = outline(node.root)
                kept = trimmed(blocks, node.root, title)
                if sum(block.size for block in kept) >= SHORTEST:
                    self.origin["body"] = f"outlet {rule}"
                    return kept, blocks.blocks
        if self._rules("body"):
            self.warnings.append("no body rule matched")
        self.origin["body"] = "general"
        body, around = list(self.general.body), list(self.general.around)
        if why := why_no_article(self.page, body, around, title):
            self.warnings.append(NO_ARTICLE + why)
            return [], around
        return body, around

    def _published(self) -> When | None:
        in_address = read_url_date(self.url, self.now)
        for value, rule in self._dates_said():
            if when := self._date(value, in_address):
                self.origin["date"] = rule
                return self._checked(when, in_address)
        near = self._near(in_address)
        if when := printed_date(self.head, self.now, relative=self.relative, near=near):
            self.origin["date"] = "page head"
            return self._checked(when, in_address)
        if in_address:
            self.origin["date"] = "address"
            self.warnings.append("date only from the address")
        else:
            self.warnings.append("no date")
        return in_address

    def _dates_said(self) -> list[tuple[str, str]]:
        value, rule = self._by_rules("date")
        ruled = [(value.replace(PIECE, " "), rule)] if value else []
        return ruled + [(one.value, one.rule) for one in self.page.said.of("date")]

    def _date(self, value: str, in_address: When | None) -> When | None:
        return read_date(value, self.now, relative=self.relative, near=self._near(in_address))

    def _near(self, in_address: When | None) -> list[date]:
        return [*([in_address.day] if in_address else []), *self.page.said.days()]

    def _checked(self, when: When, in_address: When | None) -> When:
        """The address of a moved article names the day of the move: the printed date holds, and is noted."""
        if in_address and abs((in_address.day - when.day).days) > _FAR:
            self.warnings.append("the address names another day")
        return when

    def _source(self, around: list[Block]) -> str | None:
        value, rule = self._by_rules("source")
        if value and (name := credited(value) or (None if "源" in value else outlet_name(value))):
            self.origin["source"] = rule
            return name
        for one in self.page.said.of("source"):
            if name := credited(one.value) or outlet_name(one.value):
                self.origin["source"] = one.rule
                return name
        if found := printed_source(self.head):
            self.origin["source"] = found[1]
            return found[0]
        return None

    def _people(self, body: list[Block], around: list[Block]) -> tuple[tuple[str, ...], str | None]:
        editor = self._editor(around)
        for name, texts in self._author_places(body):
            authors = tuple(one for one in people_only(texts) if one != editor)
            if authors:
                self.origin["author"] = name
                return authors, editor
        return (), editor

    def _author_places(self, body: list[Block]) -> Any:
        value, rule = self._by_rules("author")
        yield rule, value
        edges = [block.text[:_BYLINE] for block in body[:3]] + [block.text[-_BYLINE:] for block in body[-3:]]
        yield "byline", PIECE.join(" ".join(authors_in(edges)).split())
        if self.origin.get("body") == "general":
            lines = [PIECE.join(block.pieces) for block in self.head.lines()]
            yield "page head", PIECE.join(authors_in(lines) or printed_names(self.head))
        for one in self.page.said.of("author"):
            yield one.rule, one.value

    def _editor(self, around: list[Block]) -> str | None:
        value, rule = self._by_rules("editor")
        texts = [value] if value else []
        tail = [block.text for block in around[-40:]]
        if editor := editor_in(texts) or editor_in(reversed(tail)):
            self.origin["editor"] = rule if value else "editor line"
            return editor
        if self.origin.get("body") != "general":
            return None
        last = self.general.numbers[-1] if self.general.numbers else 0
        after = [block.text for block in self.general.page.blocks[last : last + 60] if block.size < 120]
        if editor := editor_in([*(PIECE.join(one.pieces) for one in self.head.lines()), *after]):
            self.origin["editor"] = "editor line"
        return editor
