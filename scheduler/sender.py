"""Emptying the outbox: claim, hand over, record; what is not certain is called ambiguous."""

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from jiannuo.clock import Clock
from jiannuo.config.settings import MailSettings
from jiannuo.failpoints import reach
from jiannuo.locale import wording
from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store import deliveries
from jiannuo.store.deliveries import Delivery
from jiannuo.store.engine import Store
from jiannuo.store.ledger import Ledger
from jiannuo.store.taking_back import recover
from scheduler.allowance import Allowance, PerMinute
from scheduler.backoff import wait_after
from scheduler.connections import Connections
from scheduler.correspondence import Correspondent
from scheduler.folder import write_copy
from scheduler.message import Letterhead
from scheduler.smtp import OPENING, Answer, Fate, Session
from scheduler.suspending import maybe_suspend

log = logging.getLogger(__name__)

# So many copies are taken in hand at a time by each connection.
_HAND = 5
_CONNECTION_REST = timedelta(minutes=5)


class Sender:
    """Takes due copies to the mail server, over several connections when there are many, or into the folder.

    Each copy goes in an envelope of its own, and its phases are recorded before the next step is taken: a crash
    leaves at most one copy a connection in doubt. ``holder`` names the worker that it is, where several share an outbox.
    """

    def __init__(
        self,
        store: Store,
        settings: MailSettings,
        folder: Path,
        clock: Clock,
        *,
        language: str = "zh",
        holder: str | None = None,
        session: Callable[[MailSettings], Session] = Session,
        chance: random.Random | None = None,
    ) -> None:
        self._store = store
        self._settings = settings
        self._folder = folder
        self._clock = clock
        self._holder = holder
        self._ledger = Ledger(store)
        self._connections = Connections([session(settings) for _ in range(settings.connections)], clock)
        head = Letterhead(settings.sender, settings.sender_name)
        self._correspondent = Correspondent(head, wording(language))
        self._chance = chance or random.Random()  # noqa: S311 (jitter, no secret)
        self._rate = PerMinute(settings.per_minute)
        self._rest_until = clock.now()
        self.stop = threading.Event()
        self.last_trouble = ""

    def recover(self) -> None:
        """Take back what a dead sender left; call it once at start, with the instance lock held."""
        counts = self._take_back(sole_sender=True)
        for state, count in counts.items():
            if count:
                log.warning("outbox_recovered state=%s copies=%d", state, count)

    def drain(self, most: int = 1_000_000) -> Counter[str]:
        """Hand over what is due now, until nothing is left, the rate is used up, or ``stop`` is set.

        Returns how many copies ended in which state in this call.
        """
        self._take_back(sole_sender=False)
        quota, first = Allowance(most), self._connections.first
        with closing(first):
            with self._connections.at_work(first):
                hand = self._claim(quota)
                tally = self._hand_over(first, hand, quota)
                # A handful goes over one connection. The others come in for more, and once the first was taken.
                if len(hand) == _HAND and self._settings.host is not None:
                    tally += self._together(quota)
            # What refused connections gave back when the first had done already.
            with self._connections.at_work(first):
                tally += self._work(first, quota)
        return tally

    def ready(self) -> bool:
        """Whether the rate and a resting connection allow another copy now."""
        return self._settings.host is None or (self._rate.free() > 0 and not self.resting())

    def resting(self) -> bool:
        """Whether the mail server could not be used and is left alone for some minutes."""
        return self._clock.now() < self._rest_until

    def abort(self) -> None:
        """Cut the connection, so that a hanging server does not keep us from ending."""
        self.stop.set()
        self._connections.abort()

    def _together(self, quota: Allowance) -> "Counter[str]":
        """Deliver over all connections at once; one that is refused gives back what it has in hand."""
        helpers = self._connections.helpers()
        with ThreadPoolExecutor(max(1, len(helpers)), "send") as pool:
            parts = [pool.submit(self._help, session, quota) for session in helpers]
            tally = self._work(self._connections.first, quota)
        return sum((part.result() for part in parts), tally)

    def _help(self, session: Session, quota: Allowance) -> "Counter[str]":
        with closing(session), self._connections.at_work(session):
            return self._work(session, quota)

    def _work(self, session: Session, quota: Allowance) -> "Counter[str]":
        """Deliver over one connection what can be claimed."""
        tally: Counter[str] = Counter()
        while not self._connections.retired(session) and (hand := self._claim(quota)):
            tally += self._hand_over(session, hand, quota)
        return tally

    def _hand_over(self, session: Session, hand: list[Delivery], quota: Allowance) -> "Counter[str]":
        tally: Counter[str] = Counter()
        for place, delivery in enumerate(hand):
            if self.stop.is_set() or self.resting() or self._connections.retired(session):
                self._put_back(hand[place:], quota)
                break
            tally[self._deliver(session, delivery)] += 1
        return tally

    def _claim(self, quota: Allowance) -> list[Delivery]:
        if self.stop.is_set() or not self.ready():
            return []
        wanted = quota.take(_HAND)
        granted = self._rate.take(wanted) if self._settings.host is not None else wanted
        hand = self._ledger.write(
            lambda connection: deliveries.claim_in(
                connection,
                self._clock.now(),
                self._lease(),
                granted,
                resend_ambiguous=self._settings.on_ambiguous == "resend",
                holder=self._holder,
            )
        )
        quota.give_back(wanted - len(hand))
        self._rate.give_back(granted - len(hand))
        if hand:
            reach("send.claimed")
        return hand

    def _put_back(self, hand: list[Delivery], quota: Allowance) -> None:
        self._ledger.write(lambda connection: deliveries.release_in(connection, hand))
        quota.give_back(len(hand))
        self._rate.give_back(len(hand))

    def _deliver(self, session: Session, delivery: Delivery) -> str:
        if self._clock.now() - delivery.queued_at > timedelta(hours=self._settings.give_up_hours):
            return self._finish(delivery, DeliveryState.FAILED, "given up: too old")
        if self._settings.host is None:
            return self._write(delivery)
        answer = session.send(delivery.recipient, delivery.message, lambda: self._announce(delivery))
        return self._settle(session, delivery, answer)

    def _announce(self, delivery: Delivery) -> bool:
        until = self._clock.now() + self._lease()
        ours = self._ledger.write(lambda connection: deliveries.mark_data_in(connection, delivery, until))
        reach("send.before_data")
        return ours

    def _settle(self, session: Session, delivery: Delivery, answer: Answer) -> str:
        match answer.fate:
            case Fate.ACCEPTED:
                reach("send.after_accept")
                state = self._finish(delivery, DeliveryState.SENT, str(answer))
                reach("send.after_commit")
                return state
            case Fate.REFUSED:
                state = self._finish(delivery, DeliveryState.FAILED, str(answer))
                if answer.phase == "recipient":
                    self._maybe_suspend(delivery, str(answer))
                return state
            case Fate.LATER | Fate.UNKNOWN:
                return self._again(session, delivery, answer)

    def _again(self, session: Session, delivery: Delivery, answer: Answer) -> str:
        unknown = answer.fate is Fate.UNKNOWN
        # A server may take fewer connections than we would open: then the others go on.
        retired = answer.session and self._connections.retire(session)
        if answer.session and not retired:
            self._rest_until = self._clock.now() + _CONNECTION_REST
            self.last_trouble = str(answer)
        attempts = delivery.attempts + 1
        again = self._clock.now() + wait_after(attempts, self._chance)
        if (retired and answer.phase in OPENING) or (self.stop.is_set() and not unknown):
            # We cut the line ourselves, or had one too many: that is no failure of the copy.
            attempts, again = delivery.attempts, self._clock.now()
        # An earlier try may have got through: once ambiguous, a copy stays so until it is settled.
        ambiguous = unknown or delivery.ambiguous
        self._ledger.write(
            lambda connection: deliveries.mark_again_in(
                connection, delivery, attempts, again, str(answer), ambiguous=ambiguous
            )
        )
        state = DeliveryState.AMBIGUOUS if ambiguous else DeliveryState.PENDING
        log.warning("copy_%s delivery=%d answer=%r", state.value, delivery.id, str(answer))
        return state.value

    def _write(self, delivery: Delivery) -> str:
        path = write_copy(self._folder, delivery.id, delivery.message)
        reach("send.after_accept")
        state = self._finish(delivery, DeliveryState.WRITTEN, path.name)
        reach("send.after_commit")
        return state

    def _finish(self, delivery: Delivery, state: DeliveryState, answer: str) -> str:
        now = self._clock.now()
        self._ledger.write(
            lambda connection: deliveries.mark_done_in(connection, delivery, state, now, answer)
        )
        level = logging.WARNING if state is DeliveryState.FAILED else logging.INFO
        log.log(level, "copy_%s delivery=%d answer=%r", state.value, delivery.id, answer)
        return state.value

    def _maybe_suspend(self, delivery: Delivery, reason: str) -> None:
        operator, now = self._settings.operator, self._clock.now()
        maybe_suspend(self._store, self._correspondent, operator, delivery.recipient, reason, now)

    def _take_back(self, *, sole_sender: bool) -> Counter[str]:
        now = self._clock.now()
        return recover(self._store, now, now + wait_after(1, self._chance), sole_sender=sole_sender)

    def _lease(self) -> timedelta:
        settings = self._settings
        seconds = 10 * settings.command_timeout_seconds + settings.final_timeout_seconds + 60
        return timedelta(seconds=seconds)
