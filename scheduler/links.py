"""Addresses of a reader's own pages, as they stand in mails: signed, and empty where no pages are reachable."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiannuo.model.subscription import Subscription
from jiannuo.tokens import Purpose, Signer, new_mark

CONFIRM_HOURS = 48
LETTER_DAYS = 7
DIGEST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Links:
    """Makes them below ``public_url``; the same arguments always make the same address."""

    public_url: str
    signer: Signer

    def confirm(self, mark: str, asked_at: datetime) -> str:
        """The page on which a sign-up says yes; good for 48 hours."""
        expires = asked_at + timedelta(hours=CONFIRM_HOURS)
        return self._page("confirm", self.signer.sign(Purpose.CONFIRM, mark, expires))

    def manage(self, mark: str, made_at: datetime, days: int = DIGEST_DAYS) -> str:
        """The page on which a subscription is changed; good for ``days``."""
        token = self.signer.sign(Purpose.MANAGE, mark, made_at + timedelta(days=days))
        return self._page("manage", token)

    def unsubscribe(self, mark: str) -> str:
        """The page that ends a subscription; it never expires."""
        return self._page("unsubscribe", self.signer.sign(Purpose.UNSUBSCRIBE, mark))

    def archived(self, mark: str) -> str:
        """The page on which a digest stays; it names no reader and needs no token."""
        return f"{self.public_url.rstrip('/')}/digests/{mark}"

    def _page(self, name: str, token: str) -> str:
        return f"{self.public_url.rstrip('/')}/{name}/{token}"


def archive_mark(subscription: Subscription, identity: str) -> str:
    """Names the page of this digest: the same every time it is built, and not to be guessed by others."""
    if not subscription.mark:
        return new_mark()
    return hashlib.sha256(f"archive/{subscription.mark}/{identity}".encode()).hexdigest()[:32]


def posting_id(identity: str) -> str:
    """The id under which a receiver knows a message again, at every try."""
    return f"msg_{hashlib.sha256(f'hook/{identity}'.encode()).hexdigest()[:32]}"
