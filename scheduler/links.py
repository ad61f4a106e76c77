"""Addresses of a reader's own pages, as they stand in mails: signed, and empty where no pages are reachable."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from jiannuo.tokens import Purpose, Signer

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

    def _page(self, name: str, token: str) -> str:
        return f"{self.public_url.rstrip('/')}/{name}/{token}"
