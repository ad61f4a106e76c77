"""The last step of a digest: in words, with its reader's own links, as the bytes of a mail or posting."""

import hashlib
from datetime import datetime
from pathlib import Path

from jiannuo.config.settings import Settings
from jiannuo.locale import wording
from jiannuo.model.hook import hook_name
from jiannuo.model.subscription import Subscription
from jiannuo.store.digests import BuiltDigest, Copy
from jiannuo.store.engine import Store
from jiannuo.store.hooks import hook_named
from scheduler.content import as_json
from scheduler.contents import Digest
from scheduler.hooks.brief import brief
from scheduler.hooks.dialects import DIALECTS
from scheduler.links import Links, archive_mark, posting_id
from scheduler.message import Letterhead, compose
from scheduler.render import OwnPages, Rendered, lead, render


class Finisher:
    """Finishes digests under one letterhead; ``folder`` is where copies are written without a mail server."""

    def __init__(self, store: Store, settings: Settings, folder: Path) -> None:
        self._store = store
        self._host = settings.mail.host
        self._folder = folder
        self._head = Letterhead(settings.mail.sender, settings.mail.sender_name)

    def rendered(self, digest: Digest, pages: OwnPages | None = None) -> Rendered:
        """The digest in words; without a server its foot tells where it lies."""
        note = (
            wording(digest.language)("digest.footer.written", folder=self._folder) if not self._host else ""
        )
        return render(digest, note=note, pages=pages)

    def finished(
        self, subscription: Subscription, digest: Digest, links: Links | None, at: datetime
    ) -> BuiltDigest:
        """The digest with the copy for its subscriber, mail or posting, ready to be queued.

        Raises UsageError when the hook that it should go to is gone.
        """
        identity = _identity(subscription, digest, at)
        pages, mark = None, archive_mark(subscription, identity)
        if links is not None and subscription.mark:
            own = subscription.mark
            pages = OwnPages(
                links.manage(own, digest.window.end),
                links.unsubscribe(own),
                links.archived(mark),
                links.public_url.rstrip("/"),
            )
        rendered = self.rendered(digest, pages)
        hook = hook_name(subscription.address)
        copy = (
            self._posting(digest, pages, hook, identity, at)
            if hook
            else self._mail(subscription, rendered, pages, identity, at)
        )
        content = {**as_json(digest), "lead": list(lead(digest))}
        parts = (rendered.subject, rendered.html, rendered.text)
        return BuiltDigest(*parts, content, digest.items, (copy,), mark)

    def _mail(
        self,
        subscription: Subscription,
        rendered: Rendered,
        pages: OwnPages | None,
        identity: str,
        at: datetime,
    ) -> Copy:
        mail = compose(
            rendered,
            self._head,
            subscription.address,
            subscription.name,
            identity,
            at,
            unsubscribe=pages.unsubscribe if pages else "",
            text_only=subscription.wish.text_only,
        )
        return Copy(subscription.address, mail.message_id, mail.data)

    def _posting(
        self, digest: Digest, pages: OwnPages | None, name: str, identity: str, at: datetime
    ) -> Copy:
        hook = hook_named(self._store, name)
        told = brief(digest, pages.archived if pages else None)
        body = DIALECTS[hook.kind].write(digest, told, at)
        return Copy(hook.address, posting_id(identity), body, name)


def _identity(subscription: Subscription, digest: Digest, at: datetime) -> str:
    """What makes this copy this one: it goes into Message-ID, webhook-id and the address of its page.

    When it was built and what it tells are part of it: a window may be told again after a clock that ran ahead.
    Tries of one copy send its frozen bytes, and with them the same name.
    """
    told = hashlib.sha256(repr(sorted(digest.items)).encode()).hexdigest()[:16]
    return f"{subscription.id}/{digest.window.end.isoformat()}/{at.isoformat()}/{told}"
