"""News items as a digest quotes them: one line each, outlets by their titles, nothing that could act."""

from collections.abc import Mapping
from datetime import timedelta

from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.subscription import DigestWindow
from jiannuo.model.vocabulary import Field
from scheduler.contents import Telling
from scheduler.scrub import line, link

BELATED_AFTER = timedelta(days=60)


class Teller:
    """Turns news items into quotable tellings with the outlets' titles."""

    def __init__(self, window: DigestWindow, outlets: Mapping[str, str], language: str) -> None:
        self._window = window
        self._outlets = outlets
        self._known: dict[tuple[int, str, str | None], Telling] = {}
        self.language = language

    def tell(self, item: NewsItem, quote: str | None = None) -> Telling:
        """The item with its best sentence, or with ``quote``; the same is told by the same object."""
        key = (*item.key, quote)
        if key not in self._known:
            self._known[key] = self._tell(item, quote)
        return self._known[key]

    def _tell(self, item: NewsItem, quote: str | None) -> Telling:
        published = item.published
        return Telling(
            quote=line(quote or _best_quote(item), 400),
            title=line(item.title, 200),
            url=link(item.url),
            outlet=self._title(item.outlet),
            published=published,
            outlets=tuple(dict.fromkeys(self._title(name) for name in item.outlets)),
            reports=item.reports,
            belated=published is not None
            and published.last_day() < (self._window.start - BELATED_AFTER).date(),
        )

    def _title(self, outlet: str) -> str:
        return line(self._outlets.get(outlet, outlet), 80)


def sentence_of(reading: Reading, item: NewsItem) -> str:
    """The quoted sentence in which the figure stands; the figure's own text when none was kept."""
    for quote in item.evidence:
        if quote.field is reading.quote.field and quote.start <= reading.quote.start < quote.end:
            return quote.text
    return reading.quote.text


def _best_quote(item: NewsItem) -> str:
    """A sentence of the text rather than the headline, which stands below it anyway."""
    body = next((quote.text for quote in item.evidence if quote.field is Field.TEXT), None)
    return body or (item.evidence[0].text if item.evidence else item.title)
