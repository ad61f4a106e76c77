"""One page while it is read: the outlet's rules on it, and what is looked for only when no rule yields it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from crawler.extraction.blocks import one_line
from crawler.extraction.credit import PIECE
from crawler.extraction.dates import read_url_date
from crawler.extraction.embedded import Embedded, embedded_in
from crawler.extraction.general import General, read_generally
from crawler.extraction.head import Head, head_above, head_of
from crawler.extraction.metas import Said
from crawler.extraction.page import OpenPage
from crawler.outlet import Outlet
from jiannuo.model.when import When


@dataclass
class Reading:
    """The page, what is known of it beforehand, and where each field came from.

    ``relative`` tells whether ``now`` is when the page was fetched. ``by_rule`` is the element that an
    outlet's rule named as the body.
    """

    page: OpenPage
    outlet: Outlet | None
    url: str
    now: datetime
    relative: bool
    by_rule: object | None = None
    title: str = ""
    origin: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @cached_property
    def general(self) -> General:
        """The page read without rules."""
        return read_generally(self.page)

    @cached_property
    def embedded(self) -> Embedded | None:
        """The article that a script of the page carries."""
        return embedded_in(self.page.root)

    @cached_property
    def head(self) -> Head:
        """The lines between headline and text; beside a rule's body the general way is not gone for them."""
        if self.by_rule is not None:
            return head_above(self.by_rule, self.title)
        return self.general_head

    @cached_property
    def general_head(self) -> Head:
        """The lines around the headline that the general way found."""
        return head_of(self.general.page, self.general.headline.block, self.general.numbers)

    @cached_property
    def in_address(self) -> When | None:
        """The day that the address tells, by the outlet's rules where it has some."""
        if self.outlet:
            return self.outlet.dated(self.url, self.now)
        return read_url_date(self.url, self.now)

    @cached_property
    def near(self) -> list[date]:
        """Days that tell the year of a date without one."""
        return [*([self.in_address.day] if self.in_address else []), *self.page.said.days()]

    def rules(self, name: str) -> tuple[str, ...]:
        """The outlet's selectors for a field, in order."""
        found: tuple[str, ...] = getattr(self.outlet.selectors, name) if self.outlet else ()
        return found

    def ruled(self, name: str) -> Iterator[Said]:
        """The texts that the outlet's selectors yield, their pieces parted."""
        for rule in self.rules(name):
            for node in self.page.select(rule):
                texts = [node] if isinstance(node, str) else node.itertext()
                value = PIECE.join(piece for piece in map(one_line, texts) if piece)
                if value := value or (node.get("content", "") if not isinstance(node, str) else ""):
                    yield Said(value, f"outlet {rule}")

    def said(self, name: str) -> Iterator[Said]:
        """What metas and JSON-LD say, then what a script of the page carries, when the text came from it."""
        yield from self.page.said.of(name)
        from_script = self.origin.get("body") == "script data"
        if from_script and (value := getattr(self.embedded, name)):
            yield Said(value, "script data")

    def note(self, name: str, one: Said) -> str:
        """Keep the rule of a field, and hand on its value."""
        self.origin[name] = one.rule
        return one.value
