"""Prepare: all that is found out about a report before it is stored: clean text, fingerprint, findings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiannuo.aside.work import Aside
from jiannuo.config.load import load_config
from jiannuo.model.commitment import Register
from jiannuo.model.dossier import Dossier, Fingerprint
from jiannuo.model.finding import Findings
from jiannuo.model.report import Report
from jiannuo.register.load import load_register
from jiannuo.store.index.words import words_of
from pipelines.clean import clean
from pipelines.kin.spam import is_spoiled
from pipelines.reading.reader import Reader
from pipelines.story import fingerprint


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the pure stages make of one report; a ``spoiled`` one corroborates nothing."""

    report: Report
    fingerprint: Fingerprint
    findings: Findings
    spoiled: bool
    words: str

    def complete(self, dossier: Dossier) -> Dossier:
        """Put it into the dossier."""
        dossier.report, dossier.fingerprint, dossier.findings = self.report, self.fingerprint, self.findings
        dossier.words = self.words
        dossier.standing = dossier.standing and not self.spoiled
        return dossier


def prepare(reader: Reader, report: Report, outlet_place: str | None) -> Prepared:
    """Clean the report, say what its copies are known by, and read it."""
    report = clean(report)
    findings = reader.read(report, outlet_place=outlet_place)
    spoiled = report.doubted or is_spoiled(f"{report.title}\n{report.body}")
    return Prepared(report, fingerprint(report), findings, spoiled, words_of(report.title, report.body))


class PreparePipeline:
    """The Scrapy rim of ``prepare``; the reader is made once a crawl, and where much is read, once more aside."""

    def __init__(self, register: Register, aside: Aside) -> None:
        self._aside = aside
        self._reader = aside.make(Reader, register)

    @classmethod
    def from_crawler(cls, crawler: Any) -> "PreparePipeline":
        """Load the register that the crawl's settings name."""
        file = crawler.settings.get("JIANNUO_CONFIG")
        config = load_config(Path(file) if file else None)
        return cls(load_register(config.register_file()), crawler.spider.aside)

    async def process_item(self, item: Dossier, *_: Any) -> Dossier:
        """Prepare the report."""
        prepared: Prepared = await self._aside.run(prepare, self._reader, item.report, item.outlet_place)
        return prepared.complete(item)
