"""What config.yaml may say: every setting with its type, default and bounds; unknown names are errors."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from jiannuo.config.servers import known_server
from jiannuo.config.zones import known_zone

Zone = Annotated[str, AfterValidator(known_zone)]
Nameserver = Annotated[str, AfterValidator(known_server)]


class Section(BaseModel):
    """A part of the settings: frozen, and strict about unknown names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CrawlSettings(Section):
    """How politely and how long we fetch."""

    contact: str = Field("", description="address or page in the user agent, so that a site can reach you")
    interval_minutes: int = Field(60, ge=1, le=10_080, description="an outlet is due again after this long")
    delay_seconds: float = Field(
        2.0, ge=0.0, le=600, description="least gap between two requests to one host"
    )
    timeout_seconds: float = Field(30.0, gt=0, le=600)
    deadline_seconds: float = Field(900.0, gt=0, le=86_400, description="a crawl process is ended after this")
    max_page_bytes: int = Field(5_000_000, ge=10_000, le=100_000_000)
    max_pages: int = Field(
        500, ge=1, le=1_000_000, description="most reports fetched in one crawl of an outlet"
    )
    memory_megabytes: int = Field(
        1_024,
        ge=256,
        le=65_536,
        description="address space limit of a crawl process, and of the second one beside a busy crawl",
    )
    parallel: int = Field(2, ge=1, le=64, description="crawl processes at one time")
    proxy: str | None = Field(None, description="http://host:port through which all fetching goes")
    ports: tuple[int, ...] = Field((80, 443), description="the only ports that are fetched from")
    nameservers: tuple[Nameserver, ...] = Field(
        (), description="name servers to ask (9.9.9.9, 127.0.0.1:5353); empty: as the system does"
    )
    allow_private: tuple[str, ...] = Field(
        (), description="host names, addresses or networks that may be fetched although they are private"
    )


class ArchiveSettings(Section):
    """Where the answers of outlets are kept as they came, in WARC files."""

    folder: Path | None = Field(Path("var/archive"), description="null: nothing is kept")
    file_megabytes: int = Field(200, ge=1, le=10_000, description="a file that is larger is not continued")
    keep_days: int = Field(730, ge=1, le=36_500)


class MailSettings(Section):
    """Where digests are handed over; without ``host`` they are written as .eml files."""

    host: str | None = None
    port: int = Field(587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: SecretStr | None = Field(None, description="the text itself, env:NAME or file:/path")
    sender: str = Field("jiannuo@localhost", pattern=r"^[^@\s]+@[^@\s]+$")
    sender_name: str = "践诺"
    operator: str | None = Field(
        None, pattern=r"^[^@\s]+@[^@\s]+$", description="who is told when a source falls ill and recovers"
    )
    folder: Path = Field(Path("outbox"), description="where .eml copies are written when host is not set")
    per_minute: int = Field(60, ge=1, le=100_000)
    connections: int = Field(
        4, ge=1, le=32, description="at most so many at once; a few mails go over one, whatever is set here"
    )
    give_up_hours: int = Field(96, ge=1, le=720)
    command_timeout_seconds: float = Field(300.0, gt=0, le=3_600)
    final_timeout_seconds: float = Field(
        600.0, gt=0, le=3_600, description="wait for the answer after the body"
    )
    on_ambiguous: Literal["resend", "hold"] = "resend"


class HookSettings(Section):
    """How webhooks are posted to; the targets themselves are added with ``jiannuo hooks add``."""

    timeout_seconds: float = Field(20.0, gt=0, le=300, description="connection, request and answer together")
    give_up_hours: int = Field(72, ge=1, le=720)
    on_ambiguous: Literal["resend", "hold"] = "resend"
    allow_private: tuple[str, ...] = Field(
        (),
        description="host names, addresses or networks that may be posted to although private, also by http",
    )


class DigestSettings(Section):
    """Defaults of subscriptions, and what a digest links to."""

    zone: Zone = "Asia/Shanghai"
    hour: int = Field(7, ge=0, le=23)
    language: Literal["zh", "en"] = "zh"
    silent_months: int = Field(6, ge=1, le=120, description="no evidence for this long is called silent")
    max_lateness_days: int = Field(45, ge=1, le=400, description="older windows are not mailed any more")


class WebSettings(Section):
    """Where the daemon answers; loopback unless you say otherwise."""

    host: str = "127.0.0.1"
    port: int = Field(8_107, ge=0, le=65_535, description="0 chooses a free one")
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$",
        description="address under which people reach the pages, for links in mail; opens the subscription pages",
    )
    hosts: tuple[str, ...] = Field(
        (), description="further names under which it is asked; loopback and public_url are known"
    )
    token: SecretStr | None = Field(
        None, description="readers must show it; needed off loopback (text, env:NAME or file:/path)"
    )
    operator_token: SecretStr | None = Field(
        None, description="who shows it may review matches; without it nobody may"
    )
    proxies: tuple[str, ...] = Field(
        (), description="addresses of own proxies, whose X-Forwarded-For is believed"
    )
    per_minute: int = Field(600, ge=1, le=1_000_000, description="requests of one peer")
    signups_per_hour: int = Field(10, ge=1, le=10_000, description="subscription requests of one peer")
    query_seconds: float = Field(5.0, gt=0, le=600, description="longer questions are broken off")


class LogSettings(Section):
    """How much is logged, and where."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    file: Path | None = Field(None, description="rotated; without it the log goes to standard error")


class WatchSettings(Section):
    """Who is told that the daemon lives."""

    ping_url: SecretStr | None = Field(
        None,
        description="asked for after useful work, so that its absence alarms (text, env:NAME or file:/path)",
    )


class RetentionSettings(Section):
    """For how many days what is no evidence is kept; ``archive.keep_days`` is about the raw archive."""

    mail_days: int = Field(30, ge=1, le=36_500, description="bytes of finished copies, and digests as mails")
    page_days: int = Field(90, ge=1, le=36_500, description="bytes of pages that could not be read")
    record_days: int = Field(
        400, ge=60, le=36_500, description="records of copies, and of crawls beyond the last 100 of an outlet"
    )
    written_days: int = Field(365, ge=1, le=36_500, description="copies written as .eml files")
    backup_days: int = Field(
        180, ge=1, le=36_500, description="copies of the database made before migrations"
    )


class WorkersSettings(Section):
    """Work on many machines; needs PostgreSQL."""

    crawl: bool = Field(False, description="outlets are crawled by `jiannuo worker`, not by the daemon")
    lost_seconds: float = Field(
        45.0, ge=3, le=3_600, description="who was not heard of for so long counts as dead"
    )


class OutletSettings(Section):
    """Which outlets are followed."""

    folders: tuple[Path, ...] = Field(
        (), description="folders of outlet files; empty: those that ship, and outlets beside config.yaml"
    )
    only: tuple[str, ...] = Field(
        (), description="names to follow; empty: all that are enabled in their file"
    )
    also: tuple[str, ...] = Field((), description="names to follow although their file says enabled: false")


class Settings(Section):
    """The whole of config.yaml. Relative paths count from the folder of that file."""

    database: SecretStr = Field(SecretStr("sqlite:///var/jiannuo.db"), description="SQLAlchemy URL")
    register_: Path = Field(Path("register/chongqing-2021.yaml"), alias="register")
    outlets: OutletSettings = OutletSettings()
    crawl: CrawlSettings = CrawlSettings()
    archive: ArchiveSettings = ArchiveSettings()
    mail: MailSettings = MailSettings()
    hooks: HookSettings = HookSettings()
    digest: DigestSettings = DigestSettings()
    web: WebSettings = WebSettings()
    log: LogSettings = LogSettings()
    watch: WatchSettings = WatchSettings()
    retention: RetentionSettings = RetentionSettings()
    workers: WorkersSettings = WorkersSettings()
