"""What is not kept for ever: looked at, and let go once a day by the daemon."""

import logging
import threading
from datetime import timedelta
from pathlib import Path

from jiannuo.clock import CHINA, Clock
from jiannuo.config.load import Config
from jiannuo.old_files import old_days, old_files, remove, size_of
from jiannuo.store.engine import Store
from jiannuo.store.retention import Limits, Old, let_go, old_rows

log = logging.getLogger(__name__)

_EVERY = timedelta(hours=24)
# Only what we wrote ourselves; people's own copies have other names.
_COPIES = ("digest-*.eml", "alarm-*.eml")


class Retention:
    """The limits of one configuration, applied to its database and folders."""

    def __init__(self, store: Store, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        kept = config.settings.retention
        self._limits = Limits(kept.mail_days, kept.page_days, kept.record_days)

    def look(self) -> dict[str, Old]:
        """What is older than it is kept for, by kind."""
        found = old_rows(self._store, self._limits, self._clock.now())
        for name, (days, paths) in self._files().items():
            found[name] = Old(days, len(paths), size_of(paths))
        return found

    def apply(self, stop: threading.Event | None = None) -> dict[str, int]:
        """Let go of it; how many by kind."""
        done = let_go(self._store, self._limits, self._clock.now(), stop)
        for name, (_, paths) in self._files().items():
            done[name] = remove(paths)
        return done

    def _files(self) -> dict[str, tuple[int, list[Path]]]:
        settings, now = self._config.settings, self._clock.now()
        kept, archive = settings.retention, settings.archive
        mail = self._config.path(settings.mail.folder)
        found = {
            "written": (
                kept.written_days,
                old_files(mail, _COPIES, now - timedelta(days=kept.written_days)),
            )
        }
        if archive.folder is not None:
            today, folder = now.astimezone(CHINA).date(), self._config.path(archive.folder)
            found["archive"] = (archive.keep_days, old_days(folder, today, archive.keep_days))
        if (file := self._store.sqlite_file) is not None:
            before = now - timedelta(days=kept.backup_days)
            found["backups"] = (
                kept.backup_days,
                old_files(file.parent, (f"{file.name}.before-[0-9]*",), before),
            )
        return found


class DailyRetention:
    """Applies it when a day has passed since the last time, or since the start of the daemon nothing was."""

    def __init__(self, retention: Retention, clock: Clock) -> None:
        self._retention = retention
        self._clock = clock
        self._next = clock.now()

    def tend(self, stop: threading.Event) -> dict[str, int]:
        """What was let go of now; nothing when it is not time yet."""
        now = self._clock.now()
        if self._next - _EVERY <= now < self._next:
            return {}
        self._next = now + _EVERY
        done = self._retention.apply(stop)
        log.info("retention_done %s", " ".join(f"{name}={count}" for name, count in done.items()))
        return done
