"""The Scrapy rim of saving: reports that come together share a transaction, and each outcome is counted."""

from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any

from jiannuo.aside.work import Aside
from jiannuo.config.load import load_config
from jiannuo.model.commitment import Register
from jiannuo.model.dossier import Dossier
from jiannuo.model.vocabulary import Outcome
from jiannuo.register.load import load_register
from pipelines.batch import Batch
from pipelines.saver import Saver, save_with


class SavePipeline:
    """Saves in a thread, and where a crawl expects very much, in a process that does nothing else."""

    def __init__(self, url: str, register: Register, aside: Aside, stats: Any) -> None:
        self._aside = aside
        self._saver = aside.make(Saver, url, register)
        self._stats = stats
        self._batch = Batch(self._saver.thing.save, self._apart)

    @classmethod
    def from_crawler(cls, crawler: Any) -> "SavePipeline":
        """Save into the store that the crawl's settings name."""
        file = crawler.settings.get("JIANNUO_CONFIG")
        config = load_config(Path(file) if file else None)
        register = load_register(config.register_file())
        return cls(config.database_url(), register, crawler.spider.aside.another(), crawler.stats)

    async def process_item(self, item: Dossier, *_: Any) -> Dossier:
        """Save, and count how the report ended."""
        item.outcome = await self._batch.add(item)
        self._stats.inc_value(f"jiannuo/outcome/{item.outcome.value}")
        return item

    def _apart(self, dossiers: Sequence[Dossier]) -> Awaitable[list[Outcome]] | None:
        return self._aside.run(save_with, self._saver, dossiers) if self._aside.expecting else None

    def close_spider(self, *_: Any) -> None:
        """Give the thread, the process and the connections back; all is saved by then."""
        self._batch.close()
        self._aside.close()
        self._saver.thing.close()
