"""Editions as they are asked for: each window's facts are read from the store once, however many readers it has."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from jiannuo.config.settings import DigestSettings
from jiannuo.model.commitment import Register
from jiannuo.model.facts import Facts
from jiannuo.model.subscription import DigestWindow
from jiannuo.store import news
from jiannuo.store.engine import Store
from scheduler.deadlines import deadlines
from scheduler.edition import Edition, edition

# Readers of one hour share their window; those who were left behind have windows of their own.
_KEPT = 16


class Newsroom:
    """Makes editions for one round of digests; ``outlets`` maps each language to followed outlets and titles."""

    def __init__(
        self,
        store: Store,
        register: Register,
        settings: DigestSettings,
        outlets: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._store = store
        self._register = register
        self._settings = settings
        self._outlets = outlets
        self._facts = lru_cache(maxsize=_KEPT)(self._read)
        self.edition = lru_cache(maxsize=_KEPT)(self._edition)

    def _edition(self, window: DigestWindow, span: DigestWindow, language: str) -> Edition:
        """The edition of ``window`` with the news of ``span``."""
        return edition(
            self._facts(window, span),
            window,
            self._register,
            self._outlets["en" if language == "en" else "zh"],
            language,
            silent_months=self._settings.silent_months,
        )

    def _read(self, window: DigestWindow, span: DigestWindow) -> Facts:
        found = news.facts(self._store, self._register.id, span.start, span.end, looks_from=window.start)
        known = {entry.id for entry in self._register.commitments}
        items = tuple(item for item in found.items if item.commitment in known)
        return replace(
            found,
            items=items,
            deadlines=deadlines(self._store, self._register, window.end, self._settings.zone),
        )
