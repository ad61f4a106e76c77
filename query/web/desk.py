"""Behind the subscription pages: who may ask, what is written to them, and what a link allows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiannuo.clock import Clock
from jiannuo.config.settings import Settings
from jiannuo.errors import UsageError
from jiannuo.locale import wording
from jiannuo.model.commitment import Register
from jiannuo.model.subscription import Subscription, Wish
from jiannuo.store.digests import Copy
from jiannuo.store.ending import end_subscription
from jiannuo.store.engine import Store
from jiannuo.store.keys import signer
from jiannuo.store.signups import SignUp, asked_wish, confirm, sign_up
from jiannuo.store.subscriptions import change_wish, mail_address, subscription_of, subscriptions_of
from jiannuo.tokens import Purpose, new_mark
from query.web.wish_form import wish_text
from scheduler.correspondence import Correspondent
from scheduler.links import LETTER_DAYS, Links
from scheduler.message import Letterhead


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that the subscription pages do; every method reads and writes the store, none trusts the browser."""

    store: Store
    clock: Clock
    settings: Settings
    register: Register
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def usual(self) -> Wish:
        """The wish that an untouched form stands for."""
        defaults = self.settings.digest
        return Wish(hour=defaults.hour, zone=defaults.zone, language=defaults.language)

    def ask(self, address: str, wish: Wish) -> None:
        """Write to the address: confirm, or where to manage what it has. What is written shows only there.

        Raises UsageError for what is no address. An address is written to once in 24 hours.
        """
        address, now, mark = mail_address(address), self.clock.now(), new_mark()
        running = self._running(address)
        if any(one.wish.cadence is wish.cadence for one in running):
            letter, kept = self._manage_letter(address, running, wish.language), None
        else:
            letter, kept = self._confirm_letter(address, mark, wish), wish
        sign_up(self.store, SignUp(address, mark, kept), letter, now)

    def asked(self, token: str) -> SignUp | None:
        """What a confirmation link would begin; None when it is not good."""
        mark = self._read(Purpose.CONFIRM, token)
        return asked_wish(self.store, mark) if mark else None

    def say_yes(self, token: str) -> Subscription | None:
        """Begin the subscription; None when the link is not good."""
        mark = self._read(Purpose.CONFIRM, token)
        return confirm(self.store, mark, self.clock.now()) if mark else None

    def managed(self, token: str) -> Subscription | None:
        """The running subscription that a link manages; None when the link is not good or it was ended."""
        mark = self._read(Purpose.MANAGE, token)
        found = subscription_of(self.store, mark) if mark else None
        return found if found and found.ended_at is None else None

    def change(self, subscription: Subscription, wish: Wish, active: bool) -> Subscription | None:
        """Give the subscription another wish; UsageError when its address has one of that cadence already."""
        return change_wish(self.store, subscription.mark, wish, active=active)

    def may_unsubscribe(self, token: str) -> bool:
        """Whether an unsubscribe link is one of ours; it need not belong to anything that still is."""
        return self._read(Purpose.UNSUBSCRIBE, token) is not None

    def unsubscribe(self, token: str, *, everything: bool) -> bool:
        """End the subscription, or all of its address; True also when it had been ended before."""
        mark = self._read(Purpose.UNSUBSCRIBE, token)
        if mark is None:
            return False
        end_subscription(self.store, mark, self.clock.now(), everything=everything)
        return True

    def links(self) -> Links:
        """Makes addresses of readers' own pages."""
        return Links(self.settings.web.public_url, signer(self.store, self.clock.now()))

    def text(self, wish: Wish, language: str) -> str:
        """The wish in one line."""
        return wish_text(wish, self.register, wording(language), self.places)

    def _read(self, purpose: Purpose, token: str) -> str | None:
        now = self.clock.now()
        return signer(self.store, now).read(purpose, token, now)

    def _running(self, address: str) -> list[Subscription]:
        try:
            found = subscriptions_of(self.store, address)
        except UsageError:
            return []
        return [one for one in found if one.ended_at is None]

    def _confirm_letter(self, address: str, mark: str, wish: Wish) -> Copy:
        now = self.clock.now()
        page = self.links().confirm(mark, now)
        return self._writer(wish.language).confirm(address, page, self.text(wish, wish.language), now)

    def _manage_letter(self, address: str, running: list[Subscription], language: str) -> Copy:
        now, links = self.clock.now(), self.links()
        pages = [links.manage(one.mark, now, LETTER_DAYS) for one in running]
        return self._writer(language).manage(address, pages, now)

    def _writer(self, language: str) -> Correspondent:
        mail = self.settings.mail
        return Correspondent(Letterhead(mail.sender, mail.sender_name), wording(language))
