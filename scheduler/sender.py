"""Emptying the outbox: claim, hand over, record; what is not certain is called ambiguous."""

import logging
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
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
from scheduler.backoff import wait_after
from scheduler.correspondence import Correspondent
from scheduler.folder import write_copy
from scheduler.message import Letterhead
from scheduler.smtp import Answer, Fate, Session

log = logging.getLogger(__name__)

SUPPRESS_AFTER = 3
_CONNECTION_REST = timedelta(minutes=5)


class Sender:
    """Takes due copies one by one to the mail server, or into the folder when there is none."""

    def __init__(
        self,
        store: Store,
        settings: MailSettings,
        folder: Path,
        clock: Clock,
        *,
        language: str = "zh",
        session: Callable[[MailSettings], Session] = Session,
        chance: random.Random | None = None,
    ) -> None:
        self._store = store
        self._settings = settings
        self._folder = folder
        self._clock = clock
        self._session = session(settings)
        head = Letterhead(settings.sender, settings.sender_name)
        self._correspondent = Correspondent(head, wording(language))
        self._chance = chance or random.Random()  # noqa: S311 (jitter, no secret)
        self._sent_at: deque[float] = deque()
        self._rest_until = clock.now()
        self.stop = threading.Event()
        self.last_trouble = ""

    def recover(self) -> None:
        """Take back what a dead sender left; call it once at start, with the instance lock held."""
        now = self._clock.now()
        again = now + wait_after(1, self._chance)
        counts = deliveries.recover(self._store, now, again, sole_sender=True)
        for state, count in counts.items():
            if count:
                log.warning("outbox_recovered state=%s copies=%d", state, count)

    def drain(self, most: int = 1_000_000) -> Counter[str]:
        """Hand over what is due now, until nothing is left, the rate is used up, or ``stop`` is set.

        Returns how many copies ended in which state in this call.
        """
        tally: Counter[str] = Counter()
        self._take_back_stale()
        while not self.stop.is_set() and sum(tally.values()) < most and self.ready():
            delivery = deliveries.claim(
                self._store,
                self._clock.now(),
                self._lease(),
                resend_ambiguous=self._settings.on_ambiguous == "resend",
            )
            if delivery is None:
                break
            reach("send.claimed")
            tally[self._deliver(delivery)] += 1
        self._session.close()
        return tally

    def ready(self) -> bool:
        """Whether the rate and a resting connection allow another copy now."""
        if self._settings.host is None:
            return True
        now = time.monotonic()
        while self._sent_at and self._sent_at[0] <= now - 60:
            self._sent_at.popleft()
        return len(self._sent_at) < self._settings.per_minute and not self.resting()

    def resting(self) -> bool:
        """Whether the mail server could not be used and is left alone for some minutes."""
        return self._clock.now() < self._rest_until

    def abort(self) -> None:
        """Cut the connection, so that a hanging server does not keep us from ending."""
        self.stop.set()
        self._session.abort()

    def _deliver(self, delivery: Delivery) -> str:
        if self._clock.now() - delivery.queued_at > timedelta(hours=self._settings.give_up_hours):
            return self._finish(delivery, DeliveryState.FAILED, "given up: too old")
        if self._settings.host is None:
            return self._write(delivery)
        self._sent_at.append(time.monotonic())
        answer = self._session.send(delivery.recipient, delivery.message, lambda: self._announce(delivery))
        return self._settle(delivery, answer)

    def _announce(self, delivery: Delivery) -> bool:
        ours = deliveries.mark_data(self._store, delivery)
        reach("send.before_data")
        return ours

    def _settle(self, delivery: Delivery, answer: Answer) -> str:
        match answer.fate:
            case Fate.ACCEPTED:
                reach("send.after_accept")
                state = self._finish(delivery, DeliveryState.SENT, str(answer))
                reach("send.after_commit")
                return state
            case Fate.REFUSED:
                state = self._finish(delivery, DeliveryState.FAILED, str(answer))
                if answer.phase == "recipient":
                    self._maybe_suppress(delivery, str(answer))
                return state
            case Fate.LATER | Fate.UNKNOWN:
                return self._again(delivery, answer)

    def _again(self, delivery: Delivery, answer: Answer) -> str:
        unknown = answer.fate is Fate.UNKNOWN
        if answer.session:
            self._rest_until = self._clock.now() + _CONNECTION_REST
            self.last_trouble = str(answer)
        # An earlier try may have got through: once ambiguous, a copy stays so until it is settled.
        attempts = delivery.attempts + 1
        again = self._clock.now() + wait_after(attempts, self._chance)
        if self.stop.is_set() and not unknown:
            # We cut the line ourselves: that is nobody's failure.
            attempts, again = delivery.attempts, self._clock.now()
        ambiguous = unknown or delivery.ambiguous
        deliveries.mark_again(self._store, delivery, attempts, again, str(answer), ambiguous=ambiguous)
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
        deliveries.mark_done(self._store, delivery, state, self._clock.now(), answer)
        level = logging.WARNING if state is DeliveryState.FAILED else logging.INFO
        log.log(level, "copy_%s delivery=%d answer=%r", state.value, delivery.id, answer)
        return state.value

    def _maybe_suppress(self, delivery: Delivery, reason: str) -> None:
        now = self._clock.now()
        operator, note = self._settings.operator, None
        if operator is not None and operator != delivery.recipient:
            note = self._correspondent.suspended(operator, delivery.recipient, SUPPRESS_AFTER, reason, now)
        if deliveries.suppress_after(self._store, delivery.recipient, SUPPRESS_AFTER, reason, now, note):
            log.error("address_suppressed delivery=%d after=%d", delivery.id, SUPPRESS_AFTER)

    def _take_back_stale(self) -> None:
        now = self._clock.now()
        again = now + wait_after(1, self._chance)
        deliveries.recover(self._store, now, again, sole_sender=False)

    def _lease(self) -> timedelta:
        settings = self._settings
        seconds = 10 * settings.command_timeout_seconds + settings.final_timeout_seconds + 60
        return timedelta(seconds=seconds)
