"""The demonstration: the whole road once, on the sample web, with real crawls, mail and database."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from crawler.outlets import followed
from jiannuo.clock import CHINA, Clock, SetClock
from jiannuo.config.load import Config, load_config, shipped_folder
from jiannuo.errors import InputError
from jiannuo.model.commitment import Register
from jiannuo.model.subscription import Subscription, Wish
from jiannuo.register.load import load_register
from jiannuo.store import digests, runs
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.subscriptions import add_subscription, all_subscriptions
from query.demo.server import SampleWeb
from query.demo.sink import MailSink
from scheduler.children import CrawlResult, crawl_many
from scheduler.outbox import Outbox
from scheduler.sender import Sender
from scheduler.windows import last_boundary

READER = "reader@example.org"
_CONFIG = """\
# Written by `jiannuo demo`: the sample web is reached through the demonstration's own proxy.
database: sqlite:///jiannuo.db
register: {register}
outlets: {{folders: ["{outlets}"]}}
crawl: {{proxy: "{proxy}", delay_seconds: 0, timeout_seconds: 5, deadline_seconds: 60, interval_minutes: 1}}
mail: {{host: 127.0.0.1, port: {port}, security: none, folder: outbox, per_minute: 6000}}
"""

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Outcome:
    """What one demonstration did."""

    folder: Path
    database: Path
    digest_html: Path | None = None
    mails: list[Path] = field(default_factory=list)
    crawls: list[CrawlResult] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    found: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def new(self) -> int:
        """How many reports this run brought that were not there before."""
        return sum(self.outcomes[name] for name in ("stored", "revised", "duplicate"))


@dataclass(slots=True)
class Demo:
    """One demonstration in ``folder``; running it again there finds nothing new."""

    folder: Path
    clock: Clock
    progress: Progress = lambda label, done, total: None
    corrected: bool = False

    def run(self) -> Outcome:
        """Crawl, read, store, digest, deliver."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (
            SampleWeb(self._day(), corrected=self.corrected) as web,
            MailSink(self.folder / "mailbox") as sink,
        ):
            config = self._config(web, sink)
            store = Store(config.database_url())
            try:
                return self._road(config, store, web, sink)
            finally:
                store.close()

    def _road(self, config: Config, store: Store, web: SampleWeb, sink: MailSink) -> Outcome:
        migrate(store)
        register = load_register(config.register_file())
        runs.abandon_runs(store, self.clock.now())
        outcome = Outcome(self.folder, self.folder / "jiannuo.db")
        subscriber = self._subscriber(store)
        self._crawl(config, store, len(web.pages.articles()), outcome)
        self._deliver(config, store, register, subscriber, outcome)
        outcome.mails = sink.messages()
        return outcome

    def _crawl(self, config: Config, store: Store, pages: int, outcome: Outcome) -> None:
        done = 0

        def on_event(event: dict[str, object]) -> None:
            nonlocal done
            if event.get("event") == "outcome":
                done += 1
                self.progress("crawl", done, pages)

        names = [outlet.name for outlet in followed(config.settings, config.folder)]
        for result in crawl_many(config, store, names, self.clock, on_event=on_event):
            outcome.crawls.append(result)
            outcome.outcomes.update(result.outcomes)
            outcome.found += result.found
        self.progress("crawl", pages, pages)

    def _deliver(
        self, config: Config, store: Store, register: Register, subscriber: Subscription, outcome: Outcome
    ) -> None:
        """Build the digest of the window that ends next, and hand over what is queued."""
        settings = config.settings
        # Untold news is told whenever it was detected: what was told once is never told again.
        digests.set_covered(store, subscriber, subscriber.created_at)
        later = SetClock(
            last_boundary(subscriber.wish, self.clock.now() + timedelta(days=1)) + timedelta(minutes=1)
        )
        titles = {outlet.name: outlet.title for outlet in followed(settings, config.folder)}
        outbox = Outbox(store, register, settings, config.path(settings.mail.folder), titles, later)
        self.progress("digest", 0, 1)
        built = outbox.build_due()
        self.progress("digest", 1, 1)
        sender = Sender(store, settings.mail, config.path(settings.mail.folder), later)
        sender.recover()
        outcome.states = sender.drain()
        if built and (digest := digests.load_digest(store, built[-1])):
            outcome.digest_html = self.folder / "digest.html"
            outcome.digest_html.write_text(digest.html, "utf-8")

    def _subscriber(self, store: Store) -> Subscription:
        known = all_subscriptions(store)
        return known[0] if known else add_subscription(store, READER, Wish(), self.clock.now(), name="读者")

    def _config(self, web: SampleWeb, sink: MailSink) -> Config:
        file = self.folder / "config.yaml"
        text = _CONFIG.format(
            register=shipped_folder("register") / "chongqing-2021.yaml",
            outlets=Path(__file__).parent / "outlets",
            proxy=web.address,
            port=sink.port,
        )
        file.write_text(text, "utf-8")
        return load_config(file)

    def _day(self) -> date:
        """The sample newspaper's day: that of the first demonstration in this folder."""
        file = self.folder / "sample-day.txt"
        if not file.exists():
            file.write_text(self.clock.now().astimezone(CHINA).date().isoformat() + "\n", "utf-8")
        try:
            return date.fromisoformat(file.read_text("utf-8").strip())
        except ValueError:
            raise InputError(f"{file} holds no date", "remove the file, or use another --folder") from None
