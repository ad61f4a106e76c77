"""Emptying the outbox of webhooks: claim, sign, post, record; each target at its own rate."""

import logging
import random
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import SecretStr

from jiannuo.clock import Clock
from jiannuo.config.load import reveal
from jiannuo.config.settings import Settings
from jiannuo.errors import JiannuoError
from jiannuo.failpoints import reach
from jiannuo.locale import wording
from jiannuo.model.hook import Hook
from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store import deliveries, refusals
from jiannuo.store.deliveries import Delivery
from jiannuo.store.engine import Store
from jiannuo.store.hooks import all_hooks
from scheduler.correspondence import Correspondent
from scheduler.hooks.dialects import DIALECTS
from scheduler.hooks.judging import judged, wait_asked_for
from scheduler.hooks.post import Post, Poster, Reply
from scheduler.hooks.turns import Turns
from scheduler.hooks.waiting import wait_after
from scheduler.message import Letterhead
from scheduler.smtp import Answer, Fate

log = logging.getLogger(__name__)

SUSPEND_AFTER = 3
_REST = timedelta(minutes=1)


class Courier:
    """Takes due copies to their webhooks; ``abort`` may come from any thread."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Clock,
        *,
        holder: str | None = None,
        chance: random.Random | None = None,
    ) -> None:
        self._store = store
        self._settings = settings.hooks
        self._operator = settings.mail.operator
        head = Letterhead(settings.mail.sender, settings.mail.sender_name)
        self._correspondent = Correspondent(head, wording(settings.digest.language))
        self._clock = clock
        self._holder = holder
        self._chance = chance or random.Random()  # noqa: S311 (jitter, no secret)
        self._poster = Poster(self._settings.allow_private, self._settings.timeout_seconds)
        self._turns = Turns()
        self.stop = threading.Event()

    def drain(self, only: str | None = None) -> Counter[str]:
        """Hand over what is due now at every target that may be asked; how many copies ended in which state."""
        tally: Counter[str] = Counter()
        for hook in all_hooks(self._store):
            if only in (None, hook.name):
                self._drain_one(hook, tally)
        return tally

    def abort(self) -> None:
        """Cut the line, so that a hanging receiver does not keep us from ending."""
        self.stop.set()
        self._poster.abort()

    def _drain_one(self, hook: Hook, tally: Counter[str]) -> None:
        while not self.stop.is_set() and self._turns.may(hook, self._clock.now()):
            delivery = deliveries.claim(
                self._store,
                self._clock.now(),
                timedelta(seconds=2 * self._settings.timeout_seconds + 60),
                resend_ambiguous=self._settings.on_ambiguous == "resend",
                hook=hook.name,
                holder=self._holder,
            )
            if delivery is None:
                return
            reach("hook.claimed")
            tally[self._deliver(hook, delivery)] += 1

    def _deliver(self, hook: Hook, delivery: Delivery) -> str:
        now = self._clock.now()
        if now - delivery.queued_at > timedelta(hours=self._settings.give_up_hours):
            return self._refused(hook, delivery, "given up: too old")
        try:
            post = self._signed(hook, delivery, now)
        except JiannuoError as problem:
            return self._again(hook, delivery, Answer(Fate.LATER, "secret", str(problem)), timedelta())
        self._turns.count(hook)
        found = self._poster.send(post, lambda: self._announce(delivery))
        dialect = DIALECTS[hook.kind]
        reply = found if isinstance(found, Reply) else None
        answer = judged(found, dialect.codes, dialect.final) if isinstance(found, Reply) else found
        answer = _masked(answer, post.url, self._secrets(hook, now))
        match answer.fate:
            case Fate.ACCEPTED:
                reach("hook.after_accept")
                state = self._finish(delivery, DeliveryState.SENT, str(answer))
                reach("hook.after_commit")
                return state
            case Fate.REFUSED:
                return self._refused(hook, delivery, str(answer))
            case Fate.LATER | Fate.UNKNOWN:
                return self._again(hook, delivery, answer, wait_asked_for(reply, dialect.codes, self._clock))

    def _signed(self, hook: Hook, delivery: Delivery, now: datetime) -> Post:
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "jiannuo"}
        url = reveal(SecretStr(hook.url)) or ""
        secrets = self._secrets(hook, now)
        return DIALECTS[hook.kind].sign(
            Post(url, headers, delivery.message), secrets, delivery.message_id, now
        )

    def _secrets(self, hook: Hook, now: datetime) -> list[str]:
        given = [hook.secret]
        if hook.former_until is not None and now < hook.former_until:
            given.append(hook.former_secret)
        return [found for text in given if text and (found := reveal(SecretStr(text)))]

    def _announce(self, delivery: Delivery) -> bool:
        ours = deliveries.mark_data(self._store, delivery)
        reach("hook.before_body")
        return ours

    def _again(self, hook: Hook, delivery: Delivery, answer: Answer, asked: timedelta) -> str:
        now, unknown = self._clock.now(), answer.fate is Fate.UNKNOWN
        attempts = delivery.attempts + 1
        wait = max(wait_after(attempts, self._chance), asked)
        if answer.session:
            # The target is at fault, not the message: nothing else is sent there for a while.
            self._turns.rest(hook, now + max(asked, _REST))
        if self.stop.is_set() and not unknown:
            attempts, wait = delivery.attempts, timedelta()
        # An earlier try may have got through: once ambiguous, a copy stays so until it is settled.
        ambiguous = unknown or delivery.ambiguous
        deliveries.mark_again(self._store, delivery, attempts, now + wait, str(answer), ambiguous=ambiguous)
        state = DeliveryState.AMBIGUOUS if ambiguous else DeliveryState.PENDING
        log.warning("hook_%s hook=%s delivery=%d answer=%r", state.value, hook.name, delivery.id, str(answer))
        return state.value

    def _refused(self, hook: Hook, delivery: Delivery, reason: str) -> str:
        state = self._finish(delivery, DeliveryState.FAILED, reason)
        now, operator = self._clock.now(), self._operator
        note = None
        if operator is not None:
            note = self._correspondent.suspended(operator, hook.address, SUSPEND_AFTER, reason, now)
        if refusals.suppress_after(self._store, hook.address, SUSPEND_AFTER, reason, now, note):
            log.error("hook_suspended hook=%s after=%d", hook.name, SUSPEND_AFTER)
        return state

    def _finish(self, delivery: Delivery, state: DeliveryState, answer: str) -> str:
        deliveries.mark_done(self._store, delivery, state, self._clock.now(), answer)
        level = logging.WARNING if state is DeliveryState.FAILED else logging.INFO
        log.log(level, "hook_%s delivery=%d answer=%r", state.value, delivery.id, answer)
        return state.value


def _masked(answer: Answer, url: str, secrets: Sequence[str]) -> Answer:
    """The answer without what the receiver echoed of our address and secrets."""
    text = answer.text
    path = url.partition("://")[2].partition("/")[2]
    parts = [path, *path.replace("?", "/").replace("&", "/").replace("=", "/").split("/"), *secrets]
    for part in sorted((part for part in parts if len(part) >= 8), key=len, reverse=True):
        text = text.replace(part, "***")
    return Answer(answer.fate, answer.phase, text, answer.session)
