"""Telling the operator by mail which sources fell ill and which are well again."""

import html
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from jiannuo.clock import Clock
from jiannuo.config.settings import MailSettings
from jiannuo.errors import JiannuoError
from jiannuo.locale import Wording, wording
from jiannuo.model.health import Alarm
from jiannuo.store import alarms
from jiannuo.store.engine import Store
from scheduler.folder import write_notice
from scheduler.formats import moment_text
from scheduler.message import Letterhead, Mail, compose
from scheduler.render import Rendered
from scheduler.scrub import line
from scheduler.smtp import Fate, Session

log = logging.getLogger(__name__)

_NEWS = timedelta(days=7)
_REST = timedelta(minutes=30)


class Herald:
    """Mails what alarms the operator does not know of; without ``mail.operator`` it stays silent.

    One mail tells of all that is new. A crash or an unclear answer may repeat it, with the same Message-ID.
    """

    def __init__(
        self,
        store: Store,
        settings: MailSettings,
        folder: Path,
        titles: Mapping[str, str],
        language: str,
        clock: Clock,
    ) -> None:
        self._store = store
        self._settings = settings
        self._folder = folder
        self._titles = titles
        self._words = wording(language)
        self._clock = clock
        self._session = Session(settings)
        self._rest_until = clock.now()

    def tell(self) -> int:
        """Send what is untold; of how many alarms the operator was told."""
        now = self._clock.now()
        operator = self._settings.operator
        if operator is None or now < self._rest_until:
            return 0
        news = alarms.untold(self._store, now - _NEWS)
        if not news:
            return 0
        try:
            told = self._hand_over(self._mail(operator, news, now), operator)
        except JiannuoError as problem:
            log.error("operator_not_told reason=%r", str(problem))
            told = False
        if not told:
            self._rest_until = now + _REST
            return 0
        alarms.mark_told(self._store, news, now)
        log.info("operator_told alarms=%d", len(news))
        return len(news)

    def abort(self) -> None:
        """Cut the line, so that a hanging server keeps nobody from ending."""
        self._session.abort()

    def _mail(self, operator: str, news: list[Alarm], now: datetime) -> Mail:
        words = self._words
        lines = [self._line(alarm, words) for alarm in news]
        ill = sum(alarm.cleared_at is None for alarm in news)
        subject = words("alarm.subject", ill=ill, well=len(news) - ill, first=self._title(news[0]))
        text = "\n".join([*lines, "", words("alarm.foot"), ""])
        page = "".join(f"<p>{html.escape(entry)}</p>" for entry in (*lines, words("alarm.foot")))
        identity = "alarms/" + ",".join(f"{alarm.id}{'+' if alarm.cleared_at else '-'}" for alarm in news)
        # The moment of the news, not of the sending: a repetition is the same mail, byte for byte.
        at = max(alarm.cleared_at or alarm.raised_at for alarm in news)
        head = Letterhead(self._settings.sender, self._settings.sender_name)
        return compose(Rendered(subject, page, text), head, operator, "", identity, at)

    def _line(self, alarm: Alarm, words: Wording) -> str:
        symptom = words(f"symptom.{alarm.symptom.value}")
        since = moment_text(alarm.raised_at, "Asia/Shanghai", words.language)
        if alarm.cleared_at is not None:
            return words("alarm.well", title=self._title(alarm), symptom=symptom, since=since)
        detail = line(alarm.detail, 300)
        return words("alarm.ill", title=self._title(alarm), symptom=symptom, since=since, detail=detail)

    def _title(self, alarm: Alarm) -> str:
        return line(f"{self._titles.get(alarm.outlet, '')} {alarm.outlet}".strip(), 80)

    def _hand_over(self, mail: Mail, operator: str) -> bool:
        if self._settings.host is None:
            write_notice(self._folder, mail.message_id, mail.data)
            return True
        answer = self._session.send(operator, mail.data, lambda: True)
        self._session.close()
        if answer.fate is not Fate.ACCEPTED:
            log.warning("operator_not_told answer=%r", str(answer))
        # A refusal will not change by asking again; an unclear answer may mean that the mail has arrived.
        return answer.fate in (Fate.ACCEPTED, Fate.REFUSED)
