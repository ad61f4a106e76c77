"""The whole server as `jiannuo run` composes it, and one address or more to try for each of its routes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from starlette.routing import Mount, Route

from jiannuo.clock import SetClock
from jiannuo.config.settings import Settings
from jiannuo.model.commitment import Register
from jiannuo.model.subscription import Subscription, Wish
from jiannuo.store.digests import recent_digests
from jiannuo.store.engine import Store
from jiannuo.store.signups import SignUp, sign_up
from jiannuo.store.subscriptions import add_subscription
from jiannuo.tokens import new_mark
from query.places import place_names
from query.web.desk import Desk
from query.web.guard import Guard
from query.web.health import Server, listen
from query.web.site import Site
from query.web.whole import whole
from scheduler.pulse import Pulse

TITLES = {"daily": "渝州日报", "radio": "渝州广播"}
ENGLISH = {"daily": "Yuzhou Daily"}
TABLES = ("events", "readings", "reports", "commitments", "targets", "outlets")
FORMS = ("csv", "jsonl", "parquet", "xlsx")
PICTURES = ("svg", "png")
# What a page looks like in its several states; {mark}, {confirm}, {manage} and {unsubscribe} stand for this house's own.
PAGES: dict[str, tuple[str, ...]] = {
    "/": ("/", "/?by=theme&as_of=2025-06-01&kind=metric", "/?by=kind&stage=operating", "/?stage=cancelled"),
    "/commitments/{key}": ("/commitments/A18", "/commitments/B07", "/commitments/A01"),
    "/reports/{key}": ("/reports/1", "/reports/4", "/reports/5?why=A18", "/reports/1?why=B07"),
    "/search": (
        "/search",
        "/search?q=%E9%87%8D%E5%BA%86&stage=operating",
        "/search?q=%E6%97%A0%E6%AD%A4%E8%AF%8D",
    ),
    "/outlets": ("/outlets",),
    "/outlets/{name}": ("/outlets/radio", "/outlets/daily"),
    "/digests": ("/digests", "/digests?before=1"),
    "/digests/{key}": ("/digests/1", "/digests/{mark}"),
    "/review": ("/review",),
    "/signin": ("/signin",),
    "/subscribe": ("/subscribe",),
    "/confirm/{token}": ("/confirm/{confirm}", "/confirm/nonsense"),
    "/manage/{token}": ("/manage/{manage}", "/manage/nonsense"),
    "/unsubscribe/{token}": ("/unsubscribe/{unsubscribe}", "/unsubscribe/nonsense"),
}
FILES: dict[str, tuple[str, ...]] = {
    "/board.csv": ("/board.csv", "/board.csv?kind=metric"),
    "/commitments/{key}/readings.csv": ("/commitments/A18/readings.csv",),
    "/commitments/{key}/charts/{number:int}.{form}": tuple(
        f"/commitments/A18/charts/0.{form}" for form in PICTURES
    ),
    "/mentions.{form}": tuple(f"/mentions.{form}" for form in ("csv", *PICTURES)),
    "/outlets/{name}/crawls.{form}": tuple(f"/outlets/radio/crawls.{form}" for form in ("csv", *PICTURES)),
    "/events.atom": ("/events.atom", "/events.atom?commitment=A18&lang=en"),
    "/events.json": ("/events.json", "/events.json?theme=%E5%88%9B%E6%96%B0%E5%B9%B3%E5%8F%B0"),
    "/calendar.ics": ("/calendar.ics",),
    "/export/{what}.{form}": tuple(f"/export/{table}.{form}?texts=yes" for table in TABLES for form in FORMS),
    "/outlets.csv": ("/outlets.csv",),
    "/digests.atom": ("/digests.atom",),
    "/digests.csv": ("/digests.csv",),
    "/review.csv": ("/review.csv", "/review.csv?lang=en"),
    "/digests/{mark}.atom": ("/digests/{mark}.atom",),
    "/static": ("/static/style.css", "/static/forms.css", "/static/icon.svg", "/static/review.js"),
    "/healthz": ("/healthz",),
    "/readyz": ("/readyz",),
    "/metrics": ("/metrics",),
    "/api/v1/commitments": ("/api/v1/commitments?limit=100",),
    "/api/v1/commitments/{key}": ("/api/v1/commitments/A18", "/api/v1/commitments/B07"),
    "/api/v1/reports": ("/api/v1/reports?limit=100",),
    "/api/v1/reports/{key}": ("/api/v1/reports/1",),
    "/api/v1/search": ("/api/v1/search?q=%E9%87%8D%E5%BA%86&limit=100",),
    "/api/v1/changes": ("/api/v1/changes?limit=100",),
    "/api/v1/outlets": ("/api/v1/outlets",),
    "/api/v1/outlets/{name}": ("/api/v1/outlets/radio", "/api/v1/outlets/daily"),
    "/api/v1/digests": ("/api/v1/digests",),
    "/api/v1/digests/{key}": ("/api/v1/digests/1", "/api/v1/digests/{mark}"),
    "/api/v1/calendar.ics": ("/api/v1/calendar.ics",),
    "/api/v1/export/{what}.{form}": tuple(
        f"/api/v1/export/{table}.{form}" for table in TABLES for form in FORMS
    ),
    "/api/v1/openapi.json": ("/api/v1/openapi.json",),
}
# Only forms are posted here; what they answer to a look they would answer to GET.
POSTED = {"/signout": "/signout"}
TRIED = {**PAGES, **FILES, **{route: (address,) for route, address in POSTED.items()}}


def routes_of(app: Guard) -> set[str]:
    """The path of every route that the application has."""
    return {route.path for route in app._app.routes if isinstance(route, Route | Mount)}  # type: ignore[attr-defined]


@dataclass
class House:
    """The application over a store, with a subscriber and one who has asked; served from the first ``address`` on."""

    store: Store
    register: Register
    now: datetime
    web: dict[str, Any] = field(default_factory=dict)
    mail: dict[str, Any] = field(default_factory=dict)
    reader: str = "reader.of.the.house@example.org"

    def __post_init__(self) -> None:
        self._socket = listen("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        web = {"public_url": self.address, "operator_token": "op", "per_minute": 1_000_000, **self.web}
        web.setdefault("query_seconds", 60)  # no answer of a test hangs on how busy the machine is
        self.settings = Settings.model_validate(
            {"web": web, "mail": {"sender": "n@house.example", **self.mail}}
        )
        self.clock = SetClock(self.now)
        self.site = Site(self.store, self.clock, self.register, self.settings, TITLES, ENGLISH)
        pulse = Pulse(self.now - timedelta(days=1), {"pulse": 1.0, "send": 2.0}, (), False)
        self.app = whole(self.site, lambda: pulse, tuple(TITLES))
        self.desk = Desk(self.store, self.clock, self.settings, self.register, place_names())
        self._server: Server | None = None
        self._own = self._tokens()

    def serve(self) -> "House":
        """Begin to answer at ``address``."""
        self._server = Server(self.app, self._socket)
        self._server.start()
        return self

    def close(self) -> None:
        """End, and close the store."""
        if self._server is not None:
            self._server.stop()
        self._socket.close()
        self.store.close()

    def at(self, address: str) -> str:
        """An address of ``TRIED`` as it is in this house."""
        for name, value in self._own.items():
            address = address.replace(f"{{{name}}}", value)
        return address

    def every(self, of: dict[str, tuple[str, ...]]) -> Iterator[str]:
        """Every address of those routes."""
        for addresses in of.values():
            yield from map(self.at, addresses)

    def _tokens(self) -> dict[str, str]:
        wish, mark = Wish(), new_mark()
        reader: Subscription = add_subscription(self.store, self.reader, wish, self.now)
        links = self.desk.links()
        confirm = links.confirm(mark, self.now)
        letter = self.desk._confirm_letter(f"new.{self.reader}", mark, wish)
        sign_up(self.store, SignUp(f"new.{self.reader}", mark, wish), letter, self.now)
        pages = {
            "confirm": confirm,
            "manage": links.manage(reader.mark, self.now),
            "unsubscribe": links.unsubscribe(reader.mark),
        }
        digests = recent_digests(self.store, limit=1)
        marks = {"mark": digests[0].mark or ""} if digests else {}
        return {**{name: page.rpartition("/")[2] for name, page in pages.items()}, **marks}


def house_of(store: Store, register: Register, now: datetime, **more: Any) -> House:
    """A house that is served already."""
    return House(store, register, now, **more).serve()
