"""From what is due to what is queued: one digest per subscription and window, in batches of one transaction each."""

import logging
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from jiannuo.clock import Clock
from jiannuo.config.settings import Settings
from jiannuo.errors import JiannuoError
from jiannuo.model.commitment import Register
from jiannuo.model.subscription import DigestWindow, Subscription, Wish
from jiannuo.model.vocabulary import Cadence
from jiannuo.store import digests
from jiannuo.store.digests import BuiltDigest, Finished
from jiannuo.store.engine import Store
from jiannuo.store.keys import signer
from jiannuo.store.subscriptions import active_subscriptions
from scheduler.contents import Digest
from scheduler.digest import build
from scheduler.doubts import Key
from scheduler.edition import Edition
from scheduler.finishing import Finisher
from scheduler.links import Links
from scheduler.newsroom import Newsroom
from scheduler.render import Rendered
from scheduler.windows import due_window, last_boundary, ran_ahead, reading_span

log = logging.getLogger(__name__)

# So many digests are held in memory at a time: some ten megabytes.
_BATCH = 50

Due = tuple[Subscription, DigestWindow, Edition]


class Outbox:
    """Builds digests of a store under one register; ``outlets`` maps followed outlets to their titles.

    ``english`` has their English titles where there are some.
    """

    def __init__(
        self,
        store: Store,
        register: Register,
        settings: Settings,
        folder: Path,
        outlets: Mapping[str, str],
        clock: Clock,
        *,
        english: Mapping[str, str] | None = None,
    ) -> None:
        self._store = store
        self._register = register
        self._settings = settings
        self._outlets = {"zh": dict(outlets), "en": {**outlets, **(english or {})}}
        self._clock = clock
        self._finisher = Finisher(store, settings, folder)

    def build_due(self, stop: threading.Event | None = None) -> list[int]:
        """Build and queue every digest that is due now; the ids of those that hold something.

        One subscriber's failure is logged and keeps nobody else waiting. Setting ``stop`` ends it early;
        whoever is left is due at the next call.
        """
        queued: list[int] = []
        room, links = self._newsroom(), self._links()
        for readers in active_subscriptions(self._store, _BATCH):
            due = [found for reader in readers if (found := self._due(reader, room)) is not None]
            finished = [*self._finished_ones(due, links, stop)]
            queued += self._queue([one for one in finished if one[2] is not None])
            self._leave_in_peace([one for one in finished if one[2] is None])
            if stop is not None and stop.is_set():
                break
        return queued

    def preview(self, wish: Wish, window: DigestWindow) -> tuple[Digest, Rendered]:
        """The digest that this wish would get for this window; nothing is stored."""
        digest = build(self._newsroom().edition(window, window, wish.language), wish)
        return digest, self._finisher.rendered(digest)

    def _due(self, subscription: Subscription, room: Newsroom) -> Due | None:
        try:
            window = self._due_window(subscription)
            if window is None:
                return None
            span = reading_span(subscription, window)
            return subscription, window, room.edition(window, span, subscription.wish.language)
        except JiannuoError as problem:
            _tell_failure(subscription, problem)
            return None

    def _due_window(self, subscription: Subscription) -> DigestWindow | None:
        now = self._clock.now()
        if ran_ahead(subscription, now):
            log.warning("clock_went_back subscription=%d", subscription.id)
            digests.set_covered(self._store, subscription, last_boundary(subscription.wish, now))
            return None
        window = due_window(subscription, now, self._settings.digest.max_lateness_days)
        if window is not None and window.start > subscription.covered_until:
            log.warning(
                "windows_too_late subscription=%d left_out_from=%s",
                subscription.id,
                subscription.covered_until,
            )
        return window

    def _finished_ones(
        self, due: list[Due], links: Links | None, stop: threading.Event | None
    ) -> Iterator[Finished]:
        oldest = [edition.oldest for _, _, edition in due if edition.oldest is not None]
        told = digests.told(self._store, [reader.id for reader, _, _ in due], min(oldest)) if oldest else {}
        for reader, window, edition in due:
            if stop is not None and stop.is_set():
                return
            try:
                yield reader, window, self._finished(reader, edition, told.get(reader.id, frozenset()), links)
            except JiannuoError as problem:
                _tell_failure(reader, problem)

    def _finished(
        self, reader: Subscription, edition: Edition, told: frozenset[Key], links: Links | None
    ) -> BuiltDigest | None:
        """The finished digest; None when there is nothing to tell and the reader wants to be left in peace."""
        digest = build(edition, reader.wish, told)
        at_once = reader.wish.cadence is Cadence.AT_ONCE
        if digest.empty and (at_once or not reader.wish.send_empty):
            return None
        return self._finisher.finished(reader, digest, links, self._clock.now())

    def _queue(self, batch: list[Finished]) -> list[int]:
        if not batch:
            return []
        try:
            keys = digests.queue_all(self._store, batch, self._clock.now())
        except JiannuoError as problem:
            log.error("digests_not_queued count=%d reason=%r", len(batch), str(problem))
            return []
        for key, (subscription, _, _) in zip(keys, batch, strict=True):
            if key is not None:
                log.info("digest_queued digest=%d subscription=%d", key, subscription.id)
        return [key for key in keys if key is not None]

    def _leave_in_peace(self, quiet: list[Finished]) -> None:
        readers: dict[DigestWindow, list[Subscription]] = {}
        for reader, window, _ in quiet:
            readers.setdefault(window, []).append(reader)
        for window, own in readers.items():
            digests.cover(self._store, own, window)

    def _newsroom(self) -> Newsroom:
        return Newsroom(self._store, self._register, self._settings.digest, self._outlets)

    def _links(self) -> Links | None:
        public = self._settings.web.public_url
        return Links(public, signer(self._store, self._clock.now())) if public else None


def _tell_failure(subscription: Subscription, problem: JiannuoError) -> None:
    log.error("digest_failed subscription=%d reason=%r", subscription.id, str(problem))
