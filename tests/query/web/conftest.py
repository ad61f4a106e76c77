"""A filled database behind the real application, asked in-process over ASGI."""

import asyncio
import importlib.util
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.load import shipped_folder
from jiannuo.config.settings import Settings
from jiannuo.model.commitment import Register
from jiannuo.model.dossier import Dossier
from jiannuo.model.health import Finding
from jiannuo.model.report import Report
from jiannuo.model.subscription import DigestWindow, Wish
from jiannuo.model.vocabulary import Symptom
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from jiannuo.store.alarms import raise_alarm
from jiannuo.store.digests import BuiltDigest, Copy, queue
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.runs import finish_run, start_run
from jiannuo.store.subscriptions import add_subscription
from pipelines.road import Road
from query.web.server import application
from query.web.site import Site

HERE = Path(__file__).parent
# Plain modules that these tests may import, which pytest's importlib mode does not put on the path.
for name in ("house", "browser", "hostile", "shapes", "mailbox"):
    spec = importlib.util.spec_from_file_location(f"jiannuo_tests_{name}", HERE / f"{name}.py")
    assert spec
    assert spec.loader
    sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[spec.name])

CONTENT: dict[str, Any] = {
    "window": {"start": "2026-11-23T03:00:00+00:00", "end": "2026-11-24T03:00:00+00:00"},
    "language": "zh",
    "progress": [
        {
            "commitment": "B07",
            "name": "金凤实验室",
            "before": "completed",
            "after": "operating",
            "effective": "2022-06-25",
            "tellings": [
                {
                    "quote": "重庆金凤实验室正式投用",
                    "title": "金凤实验室投用",
                    "url": "http://a.example/1",
                    "outlet": "渝州日报",
                    "published": "2022-06-26",
                    "outlets": ["渝州日报"],
                    "reports": 1,
                    "belated": False,
                }
            ],
            "more": 0,
        }
    ],
    "figures": [],
    "mentions": [],
}
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
OPENED = "6月25日，重庆金凤实验室正式投用，首批12支科研团队入驻。"
REPORTS = (
    ("http://a.example/1", "daily", "金凤实验室投用", "2022-06-26", f"本报讯 {OPENED}\n市民反响热烈。"),
    ("http://b.example/1", "radio", "金凤实验室投用", "2022-06-27", f"本报讯 {OPENED}\n市民反响热烈。"),
    ("http://a.example/2", "daily", "实验室再添成果", "2026-11-20", "重庆金凤实验室今年以来已投用三个平台。"),
    (
        "http://a.example/3",
        "daily",
        "科技型企业再增",
        "2024-02-01",
        "截至2023年底，重庆全市科技型企业达到5.8万家，同比增长35%。",
    ),
    (
        "http://b.example/3",
        "radio",
        "企业两说",
        "2024-03-01",
        "记者获悉，截至2023年底，重庆全市科技型企业共4.1万家，各区都在加快培育。",
    ),
    ("http://a.example/4", "daily", "天气", "2024-02-02", "今日多云，气温回升，宜出行，晚间有雨。"),
    (
        "http://c.example/1",
        "far",
        "外地科学中心",
        "2024-05-01",
        "成渝（兴隆湖）综合性科学中心在成都揭牌，四川天府新区介绍了规划。",
    ),
)


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class Asker:
    """Asks the application as a client at an address would."""

    def __init__(self, app: Any, peer: str = "127.0.0.1") -> None:
        self.app = app
        self.peer = peer

    def get(self, address: str, **headers: str) -> Answer:
        return self.ask("GET", address, b"", headers)

    def post(self, address: str, form: dict[str, str], **headers: str) -> Answer:
        given = {"content-type": "application/x-www-form-urlencoded", **headers}
        return self.ask("POST", address, urlencode(form).encode(), given)

    def ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        path, _, query = address.partition("?")
        given = {"host": "localhost:8107", **{name.replace("_", "-"): text for name, text in headers.items()}}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode("utf-8"),
            "root_path": "",
            "query_string": query.encode("utf-8"),
            "headers": [(name.lower().encode(), text.encode("latin-1")) for name, text in given.items()],
            "client": (self.peer, 50_000),
            "server": ("127.0.0.1", 8107),
        }
        return asyncio.run(self._ask(scope, body))

    async def _ask(self, scope: dict[str, Any], body: bytes) -> Answer:
        sent: list[dict[str, Any]] = []
        told = False

        async def receive() -> dict[str, Any]:
            nonlocal told
            if told:
                return {"type": "http.disconnect"}
            told = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        try:
            await self.app(scope, receive, send)
        except RuntimeError:
            if not sent:  # after its answer 500 a server only logs what the application raised
                raise
        headers = {name.decode().lower(): text.decode("latin-1") for name, text in sent[0]["headers"]}
        return Answer(sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:]))


@pytest.fixture(scope="session")
def register() -> Register:
    return load_register(shipped_folder("register") / "chongqing-2021.yaml")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, register: Register) -> Iterator[Store]:
    """Reports of an opening with a reprint, figures that contradict each other, and a near miss."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('web')}/jiannuo.db")
    migrate(store)
    road = Road(store, register, SetClock(NOW))
    for url, outlet, title, published, text in REPORTS:
        report = Report(url, outlet, title, text, parse_when(published), source="本报")
        road.travel_all([Dossier(report=report, detected_at=NOW, outlet_title=outlet)])
    yield store
    store.close()


Made = Callable[..., Asker]


@pytest.fixture(scope="session")
def serve(register: Register) -> Callable[..., Asker]:
    """The application over a store, with settings of ``web`` as given."""

    def made(store: Store, peer: str = "127.0.0.1", **web: Any) -> Asker:
        # No answer of a test hangs on how busy the machine is; who tries that limit gives another.
        settings = Settings.model_validate({"web": {"query_seconds": 60, **web}})
        titles = {"daily": "渝州日报", "radio": "渝州广播"}
        app = application(Site(store, SetClock(NOW), register, settings, titles, {"daily": "Yuzhou Daily"}))
        return Asker(app, peer)

    return made


@pytest.fixture(scope="session")
def pages(filled: Store, serve: Made) -> Asker:
    return serve(filled, per_minute=1_000_000)


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).parents[3]


@pytest.fixture(scope="session")
def samples_digest() -> Callable[[Store], int]:
    """Puts one digest for one subscriber into a store, whose copies hold what nobody else may see."""

    def queued(store: Store, content: dict[str, Any] | None = None, subject: str = "践诺｜样例") -> int:
        wish = Wish()
        subscription = add_subscription(store, "reader@example.org", wish, NOW)
        window = DigestWindow(NOW - timedelta(days=1), NOW)
        copies = (Copy("reader@example.org", "<1@x>", b"TOKEN"),)
        digest = BuiltDigest(subject, "TOKEN reader@", "TOKEN reader@", content or CONTENT, (), copies)
        key = queue(store, subscription, window, digest, NOW)
        assert key is not None
        return key

    return queued


@pytest.fixture(scope="session")
def clock_now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def asking() -> type[Asker]:
    """Asks any application."""
    return Asker


@pytest.fixture(scope="session")
def house(
    filled: Store, register: Register, samples_digest: Callable[[Store], int], tmp_path_factory: Any
) -> Iterator[Any]:
    """The whole server over a copy of ``filled`` with an ill outlet, a digest and a subscriber; one for all who look."""
    from jiannuo_tests_house import house_of

    file = tmp_path_factory.mktemp("house") / "jiannuo.db"
    with sqlite3.connect(filled.sqlite_file or "") as old, sqlite3.connect(file) as new:
        old.backup(new)
    old.close()
    new.close()
    store = Store(f"sqlite:///{file}")
    run = start_run(store, "radio", NOW)
    ends = {"stored": 2, "timed_out": 1}
    finish_run(store, run, status="finished", found=3, outcomes=ends, lists={}, message="", at=NOW)
    raise_alarm(store, "radio", run, Finding(Symptom.STALE, "newest 2020-01-01"), NOW)
    samples_digest(store)
    made = house_of(store, register, NOW)
    yield made
    made.close()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One Chromium for all who look at pages; skipped loudly where there is none."""
    from jiannuo_tests_browser import PROGRAM, Browser

    if not PROGRAM:
        pytest.skip("NO CHROMIUM HERE: the pages were NOT looked at in a browser (apt-get install chromium)")
    made = Browser(tmp_path_factory.mktemp("profile"))
    made.size(1440)
    yield made
    made.close()
