"""The subscription pages over real HTTP: only POST changes anything, and whoever asks learns nothing about others."""

import http.client
import re
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.load import shipped_folder
from jiannuo.config.settings import MailSettings, Settings, WebSettings
from jiannuo.model.commitment import Register
from jiannuo.model.subscription import Wish
from jiannuo.model.vocabulary import Cadence
from jiannuo.register.load import load_register
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import add_subscription, all_subscriptions
from jiannuo.store.tables import deliveries
from query.places import place_names
from query.web.desk import Desk
from query.web.forms import form_routes
from query.web.health import Server, listen
from query.web.server import application
from query.web.site import Site as PageSite

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PUBLIC = "https://promises.example/news"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Site:
    """The pages on loopback, and what they have written to people."""

    desk: Desk
    clock: SetClock
    server: Server
    answers: list[Answer] = field(default_factory=list)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        parts = urllib.parse.urlsplit(self.server.address)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        sent = {"Content-Type": FORM, **{name.replace("_", "-"): value for name, value in headers.items()}}
        line.request(method, path, body.encode(), sent if method == "POST" else {})
        got = line.getresponse()
        answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read().decode())
        line.close()
        self.answers.append(answer)
        return answer

    def post(self, path: str, *pairs: tuple[str, str], **headers: str) -> Answer:
        return self.ask("POST", path, urllib.parse.urlencode(pairs), **headers)

    def letters(self) -> list[str]:
        with self.desk.store.read() as connection:
            rows = connection.execute(deliveries.select().order_by(deliveries.c.id)).all()
        parts = [message_from_bytes(row.message).get_payload()[0] for row in rows]  # type: ignore[union-attr, index]
        return [part.get_payload(decode=True).decode() for part in parts]  # type: ignore[union-attr]

    def path_in(self, letter: str) -> str:
        """The path of the one link of a letter, as it is here (a proxy takes the prefix off)."""
        [link] = re.findall(r"https://\S+", letter)
        assert link.startswith(PUBLIC)
        return link.removeprefix(PUBLIC)


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(shipped_folder("register") / "chongqing-2021.yaml")


@pytest.fixture
def site(tmp_path: Path, register: Register, fresh_store: Callable[[Path], Store]) -> Iterator[Site]:
    store = fresh_store(tmp_path / "jiannuo.db")
    clock = SetClock(NOW)
    web = WebSettings(public_url=PUBLIC + "/", signups_per_hour=5, proxies=("10.0.0.1",))
    settings = Settings(web=web, mail=MailSettings(sender="n@sender.example"))
    desk = Desk(store, clock, settings, register, place_names())
    site_made = PageSite(store, clock, register, settings, {})
    server = Server(application(site_made, form_routes(lambda: desk)), listen("127.0.0.1", 0))
    server.start()
    site = Site(desk, clock, server)
    yield site
    server.stop()
    store.close()
    for answer in site.answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert "<script" not in answer.text
        assert "style=" not in answer.text


def test_from_the_form_to_the_subscription_and_back_out(site: Site) -> None:
    assert site.ask("GET", "/subscribe").status == 200
    wish = [
        ("cadence", "weekly"),
        ("weekday", "4"),
        ("hour", "18"),
        ("promisors", "chen-jun"),
        ("send_empty", "1"),
        ("text_only", "1"),
    ]
    asked = site.post("/subscribe", ("address", "a@example.org"), *wish)
    assert (asked.status, all_subscriptions(site.desk.store)) == (200, [])

    [letter] = site.letters()
    confirm = site.path_in(letter)
    assert "每周 星期五 18:00" in letter
    assert site.ask("GET", confirm).status == 200
    assert all_subscriptions(site.desk.store) == []
    done = site.post(confirm)
    [begun] = all_subscriptions(site.desk.store)
    assert begun.active
    assert (begun.wish.cadence, begun.wish.weekday, begun.wish.hour) == (Cadence.WEEKLY, 4, 18)
    assert (begun.wish.promisors, begun.wish.send_empty) == (("chen-jun",), True)
    assert begun.wish.text_only

    [manage] = re.findall(
        r'href="/news(/manage/[^"]+)"|href="(?:https://promises.example/news)(/manage/[^"]+)"', done.text
    )
    path = "".join(manage)
    assert "checked" in site.ask("GET", path).text
    saved = site.post(path, ("cadence", "daily"), ("hour", "6"), ("active", "1"), ("language", "en"))
    assert saved.status == 200
    [changed] = all_subscriptions(site.desk.store)
    assert (changed.wish.cadence, changed.wish.hour, changed.wish.language) == (Cadence.DAILY, 6, "en")

    leave = site.desk.links().unsubscribe(begun.mark).removeprefix(PUBLIC)
    assert site.ask("GET", leave).status == 200
    assert all_subscriptions(site.desk.store)[0].active
    assert site.post(leave).status == 200
    assert all_subscriptions(site.desk.store, active_only=True) == []
    assert site.ask("GET", path).status == 404


def test_districts_are_offered_by_their_names_not_by_what_is_known_of_them(site: Site) -> None:
    offered = site.ask("GET", "/subscribe").text
    assert 'name="districts" value="chongqing"> 重庆<' in offered
    assert "荣昌猪" not in offered


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FORM, "List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=b",
            '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
        ),
        ("text/plain", ""),
    ],
)
def test_one_click_needs_nothing_redirects_nowhere_and_may_come_twice(
    site: Site, kind: str, body: str
) -> None:
    found = add_subscription(site.desk.store, "a@example.org", Wish(), NOW)
    path = site.desk.links().unsubscribe(found.mark).removeprefix(PUBLIC)

    answers = [site.ask("POST", path, body, Content_Type=kind) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert all("location" not in answer.headers and "set-cookie" not in answer.headers for answer in answers)
    assert all_subscriptions(site.desk.store, active_only=True) == []


def test_looking_changes_nothing_however_often(site: Site) -> None:
    found = add_subscription(site.desk.store, "a@example.org", Wish(), NOW)
    site.post("/subscribe", ("address", "b@example.org"))
    links = site.desk.links()
    pages = [links.unsubscribe(found.mark), links.manage(found.mark, NOW)]
    paths = [*(page.removeprefix(PUBLIC) for page in pages), site.path_in(site.letters()[0]), "/subscribe"]
    before = dump(site)

    for number in range(60):
        for method in ("GET", "HEAD", "OPTIONS") if number % 10 == 0 else ("GET",):
            site.ask(method, paths[number % 4])
        site.ask("GET", paths[number % 4] + "?List-Unsubscribe=One-Click&everything=1&address=c@example.org")

    assert dump(site) == before


def dump(site: Site) -> list[str]:
    tables = ("subscriptions", "signups", "deliveries", "suppressions")
    with site.desk.store.read() as connection:
        return [str(connection.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in tables]  # noqa: S608


def test_known_and_unknown_addresses_get_the_same_answer(site: Site) -> None:
    add_subscription(site.desk.store, "known@example.org", Wish(), NOW)

    answers = [
        site.post("/subscribe", ("address", name))
        for name in ("known@example.org", "new@example.org", "new@example.org")
    ]

    assert len({(answer.status, answer.text) for answer in answers}) == 1
    known, new = site.letters()
    assert "/manage/" in known
    assert "/confirm/" in new


def test_a_confirmation_expires_after_48_hours(site: Site) -> None:
    site.post("/subscribe", ("address", "a@example.org"))
    path = site.path_in(site.letters()[0])
    site.clock.advance(timedelta(hours=48))

    assert (site.ask("GET", path).status, site.post(path).status) == (404, 404)
    assert all_subscriptions(site.desk.store) == []


def test_a_peer_is_slowed_down_and_cannot_talk_itself_out_of_it(site: Site) -> None:
    answers = [
        site.post("/subscribe", ("address", f"r{n}@example.org"), X_Forwarded_For=f"198.51.100.{n}")
        for n in range(8)
    ]

    assert [answer.status for answer in answers] == [200] * 5 + [429] * 3
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3601
    assert len(site.letters()) == 5
    site.clock.advance(timedelta(hours=1))
    assert site.post("/subscribe", ("address", "later@example.org")).status == 200


@pytest.mark.parametrize(
    "pairs",
    [
        [("address", "no address")],
        [("address", "a@example.org\r\nBcc: b@example.org")],
        [("address", "a@example.org"), ("cadence", "hourly")],
        [("address", "a@example.org"), ("hour", "24")],
        [("address", "a@example.org"), ("hour", "x")],
        [("address", "a@example.org"), ("zone", "../../etc/passwd")],
        [("address", "a@example.org"), ("themes", "<script>alert(1)</script>")],
        [("address", "a@example.org"), ("language", "fr")],
        [],
    ],
)
def test_what_no_form_offers_is_refused_in_the_form(site: Site, pairs: list[tuple[str, str]]) -> None:
    answer = site.post("/subscribe", *pairs)

    assert answer.status == 400
    assert 'role="alert"' in answer.text
    assert site.letters() == []


def test_what_was_typed_comes_back_as_text(site: Site) -> None:
    plain, hostile = Tags(), Tags()
    plain.feed(site.post("/subscribe", ("address", "x")).text)
    hostile.feed(
        site.post("/subscribe", ("address", '"><img src=x onerror=alert(1)><script>y</script>')).text
    )

    assert hostile.seen == plain.seen


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(f"{tag} {[name for name, _ in attrs]}")


@pytest.mark.parametrize("page", ["confirm", "manage", "unsubscribe"])
def test_a_link_for_one_purpose_or_a_forged_one_opens_nothing(site: Site, page: str) -> None:
    found = add_subscription(site.desk.store, "a@example.org", Wish(), NOW)
    links = site.desk.links()
    tokens = [links.unsubscribe(found.mark), links.manage(found.mark, NOW), links.confirm(found.mark, NOW)]
    wrong = [token.rpartition("/")[2] for token in tokens if f"/{page}/" not in token]

    for token in [*wrong, "x", "a.b.c", found.mark]:
        assert site.ask("GET", f"/{page}/{token}").status == 404
        assert site.post(f"/{page}/{token}", ("active", "")).status == 404
    assert all_subscriptions(site.desk.store)[0] == found


def test_the_pages_speak_english_when_asked(site: Site) -> None:
    chinese, english = site.ask("GET", "/subscribe"), site.ask("GET", "/subscribe?lang=en")

    assert "订阅承诺兑现简报" in chinese.text
    assert "Subscribe to the digest" in english.text
    assert not re.search(
        r"[\u4e00-\u9fff]",
        re.sub(r'(?s)<fieldset>.*</fieldset>|hreflang="zh-CN">中文|value="[^"]*"', "", english.text),
    )


def test_a_long_body_is_refused(site: Site) -> None:
    assert site.ask("POST", "/subscribe", "address=" + "a" * 30_000).status == 413


def test_the_style_sheet_is_ours_and_loads_nothing(site: Site) -> None:
    sheet = site.ask("GET", "/static/forms.css")

    assert sheet.headers["content-type"].startswith("text/css")
    assert not re.search(r"url\(|@import", sheet.text)
