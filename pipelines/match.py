"""Match: which commitments a clean report touches, and what it shows of each."""

from pathlib import Path
from typing import Any

from jiannuo.config.load import load_config
from jiannuo.model.dossier import Dossier
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader


def match(dossier: Dossier, reader: Reader) -> Dossier:
    """The dossier with its findings filled in."""
    dossier.findings = reader.read(dossier.report, outlet_place=dossier.outlet_place)
    return dossier


class MatchPipeline:
    """The Scrapy rim of ``match``; the reader is loaded once a crawl."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @classmethod
    def from_crawler(cls, crawler: Any) -> "MatchPipeline":
        """Load the register that the crawl's settings name."""
        file = crawler.settings.get("JIANNUO_CONFIG")
        config = load_config(Path(file) if file else None)
        return cls(Reader(load_register(config.register_file())))

    def process_item(self, item: Dossier, *_: Any) -> Dossier:
        """Read the report."""
        return match(item, self._reader)
