"""From what is due to what is queued: one digest per subscription and window, in one transaction each."""

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from jiannuo.clock import Clock
from jiannuo.config.settings import Settings
from jiannuo.errors import JiannuoError
from jiannuo.locale import wording
from jiannuo.model.commitment import Register
from jiannuo.model.facts import Facts
from jiannuo.model.hook import hook_name
from jiannuo.model.subscription import DigestWindow, Subscription, Wish
from jiannuo.model.vocabulary import Cadence
from jiannuo.store import digests, news
from jiannuo.store.digests import BuiltDigest, Copy, Finished
from jiannuo.store.engine import Store
from jiannuo.store.hooks import hook_named
from jiannuo.store.keys import signer
from jiannuo.store.subscriptions import all_subscriptions
from scheduler.content import as_json
from scheduler.contents import Digest
from scheduler.deadlines import deadlines
from scheduler.digest import build
from scheduler.hooks.brief import brief
from scheduler.hooks.dialects import DIALECTS
from scheduler.links import Links, archive_mark, posting_id
from scheduler.message import Letterhead, compose
from scheduler.render import OwnPages, Rendered, lead, render
from scheduler.windows import due_window, last_boundary, ran_ahead, reading_span

log = logging.getLogger(__name__)

_BATCH = 50


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
        self._folder = folder
        self._outlets = {"zh": dict(outlets), "en": {**outlets, **(english or {})}}
        self._clock = clock
        self._head = Letterhead(settings.mail.sender, settings.mail.sender_name)

    def build_due(self, stop: threading.Event | None = None) -> list[int]:
        """Build and queue every digest that is due now; the ids of those that hold something.

        One subscriber's failure is logged and keeps nobody else waiting. Setting ``stop`` ends it early;
        whoever is left is due at the next call.
        """
        queued: list[int] = []
        quiet: dict[DigestWindow, list[Subscription]] = {}
        batch: list[Finished] = []
        for subscription, window, built in self._finished_ones(stop):
            if built is None:
                quiet.setdefault(window, []).append(subscription)
                continue
            batch.append((subscription, window, built))
            if len(batch) >= _BATCH:
                queued += self._queue(batch)
                batch = []
        queued += self._queue(batch)
        for window, readers in quiet.items():
            digests.cover(self._store, readers, window)
        return queued

    def _finished_ones(self, stop: threading.Event | None) -> Iterator[Finished]:
        """Everybody who is due, with what is to be told; one after the other, so that memory stays small."""
        facts = lru_cache(maxsize=16)(self._facts)
        links = self._links()
        for subscription in all_subscriptions(self._store, active_only=True):
            if stop is not None and stop.is_set():
                return
            try:
                window = self._due(subscription)
                if window is not None:
                    span = facts(window, reading_span(subscription, window))
                    yield subscription, window, self._built(subscription, window, span, links)
            except JiannuoError as problem:
                log.error("digest_failed subscription=%d reason=%r", subscription.id, str(problem))

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

    def preview(self, wish: Wish, window: DigestWindow) -> tuple[Digest, Rendered]:
        """The digest that this wish would get for this window; nothing is stored."""
        digest = self._digest(wish, window, self._facts(window, window), frozenset())
        return digest, render(digest, note=self._note(wish.language))

    def _due(self, subscription: Subscription) -> DigestWindow | None:
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

    def _built(
        self, subscription: Subscription, window: DigestWindow, facts: Facts, links: Links | None
    ) -> BuiltDigest | None:
        """The finished digest; None when there is nothing to tell and the reader wants to be left in peace."""
        told = digests.told(self._store, subscription.id, facts.reports)
        digest = self._digest(subscription.wish, window, facts, frozenset(told))
        at_once = subscription.wish.cadence is Cadence.AT_ONCE
        if digest.empty and (at_once or not subscription.wish.send_empty):
            return None
        return self._finished(subscription, digest, links)

    def _finished(self, subscription: Subscription, digest: Digest, links: Links | None) -> BuiltDigest:
        pages, mark = None, archive_mark(subscription, digest.window.end)
        if links is not None and subscription.mark:
            own = subscription.mark
            pages = OwnPages(
                links.manage(own, digest.window.end),
                links.unsubscribe(own),
                links.archived(mark),
                links.public_url.rstrip("/"),
            )
        rendered = render(digest, note=self._note(digest.language), pages=pages)
        hook = hook_name(subscription.address)
        copy = (
            self._posting(subscription, digest, pages, hook)
            if hook
            else self._mail(subscription, digest, rendered, pages)
        )
        content = {**as_json(digest), "lead": list(lead(digest))}
        parts = (rendered.subject, rendered.html, rendered.text)
        return BuiltDigest(*parts, content, digest.items, (copy,), mark)

    def _mail(
        self, subscription: Subscription, digest: Digest, rendered: Rendered, pages: OwnPages | None
    ) -> Copy:
        mail = compose(
            rendered,
            self._head,
            subscription.address,
            subscription.name,
            _identity(subscription, digest),
            self._clock.now(),
            unsubscribe=pages.unsubscribe if pages else "",
        )
        return Copy(subscription.address, mail.message_id, mail.data)

    def _posting(self, subscription: Subscription, digest: Digest, pages: OwnPages | None, name: str) -> Copy:
        hook = hook_named(self._store, name)
        told = brief(digest, pages.archived if pages else None)
        body = DIALECTS[hook.kind].write(digest, told, self._clock.now())
        return Copy(hook.address, posting_id(_identity(subscription, digest)), body, name)

    def _links(self) -> Links | None:
        public = self._settings.web.public_url
        return Links(public, signer(self._store, self._clock.now())) if public else None

    def _digest(
        self, wish: Wish, window: DigestWindow, facts: Facts, told: frozenset[tuple[int, str]]
    ) -> Digest:
        return build(
            facts,
            wish,
            window,
            self._register,
            self._outlets["en" if wish.language == "en" else "zh"],
            told=told,
            silent_months=self._settings.digest.silent_months,
        )

    def _facts(self, window: DigestWindow, span: DigestWindow) -> Facts:
        found = news.facts(self._store, self._register.id, span.start, span.end, looks_from=window.start)
        known = {entry.id for entry in self._register.commitments}
        items = tuple(item for item in found.items if item.commitment in known)
        return replace(
            found,
            items=items,
            reports=frozenset(item.report_id for item in items),
            deadlines=deadlines(self._store, self._register, window.end, self._settings.digest.zone),
        )

    def _note(self, language: str) -> str:
        if self._settings.mail.host is not None:
            return ""
        return wording(language)("digest.footer.written", folder=self._folder)


def _identity(subscription: Subscription, digest: Digest) -> str:
    """What makes this copy this one: it goes into Message-ID and webhook-id."""
    return f"{subscription.id}/{digest.window.end.isoformat()}"
