"""The commands subscribers and digest, as a person or a program uses them."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import run

from jiannuo.model.subscription import Wish
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.tables import deliveries

REGISTER = Path(__file__).parents[2] / "register" / "chongqing-2021.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "outlets").mkdir()
    (tmp_path / "config.yaml").write_text(
        f"database: sqlite:///jiannuo.db\nregister: {REGISTER}\noutlets: {{folders: [outlets]}}\n", "utf-8"
    )
    return tmp_path


def jiannuo(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return run([*words, "--config", "config.yaml"], home)


def document(done: "subprocess.CompletedProcess[str]") -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_subscriber_is_added_shown_paused_resumed_and_removed(home: Path) -> None:
    words = ("--cadence", "weekly", "--weekday", "fri", "--hour", "18", "--language", "en")
    [added] = document(
        jiannuo(home, "subscribers", "add", "A@Example.org", *words, "--commitments", "A07,A01", "--json")
    )
    assert added["address"] == "A@example.org"
    assert added["commitments"] == ["A07", "A01"]
    assert (added["cadence"], added["weekday"], added["hour"]) == ("weekly", "fri", 18)

    [paused] = document(jiannuo(home, "subscribers", "pause", "A@example.org", "--json"))
    [resumed] = document(jiannuo(home, "subscribers", "resume", "A@example.org", "--json"))
    assert (paused["active"], resumed["active"]) == (False, True)
    assert "A@example.org" in jiannuo(home, "subscribers", "list").stdout

    assert document(jiannuo(home, "subscribers", "remove", "A@example.org", "--json")) == {"removed": 1}
    assert document(jiannuo(home, "subscribers", "list", "--json")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "not an address"), "not a mail address"),
        (("add", "a@b\r\nBcc: c@d"), "not a mail address"),
        (("add", "李@例子.example"), "not a mail address"),
        (("add", "a@example.org", "--commitments", "A7"), "did you mean A"),
        (("add", "a@example.org", "--zone", "Asia/Chongqin"), "no such time zone"),
        (("add", "a@example.org", "--language", "fr"), "choose zh or en"),
        (("show", "nobody@example.org"), "subscribers list"),
        (("pause", "nobody@example.org"), "no subscription"),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(home: Path, words: tuple[str, ...], said: str) -> None:
    refused = jiannuo(home, "subscribers", *words)

    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_same_subscription_twice_is_refused(home: Path) -> None:
    jiannuo(home, "subscribers", "add", "a@example.org")

    assert jiannuo(home, "subscribers", "add", "a@example.org").returncode == 2
    assert jiannuo(home, "subscribers", "add", "a@example.org", "--cadence", "monthly").returncode == 0


def test_a_preview_stores_nothing_and_comes_as_text_html_and_json(home: Path) -> None:
    shown = jiannuo(home, "digest", "--preview", "--since", "2026-11-01", "--until", "2026-11-08")
    html = jiannuo(home, "digest", "--preview", "--html", "digest.html")
    plain = document(jiannuo(home, "digest", "--json", "--language", "en"))

    assert "2026年11月1日 00:00 至 2026年11月8日 00:00（北京时间）" in shown.stdout
    assert html.returncode == 0
    assert (home / "digest.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert set(plain) == {"subject", "digest", "text"}
    assert plain["digest"]["language"] == "en"
    assert not (home / "outbox").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "yesterday"), "2026-11-24"),
        (("--since", "2026-11-08", "--until", "2026-11-01"), "--since must be before"),
        (("--preview", "--send"), "choose one"),
        (("--subscriber", "x@example.org"), "subscribers list"),
    ],
)
def test_a_preview_that_makes_no_sense_is_refused(home: Path, words: tuple[str, ...], said: str) -> None:
    refused = jiannuo(home, "digest", *words)

    assert refused.returncode == 2
    assert said in refused.stderr


def due(home: Path) -> None:
    store = Store(f"sqlite:///{home}/jiannuo.db")
    migrate(store)
    add_subscription(store, "a@example.org", Wish(send_empty=True), datetime.now(UTC) - timedelta(days=2))
    store.close()


def test_without_a_mail_server_the_copies_lie_where_it_says(home: Path) -> None:
    due(home)

    sent = document(jiannuo(home, "digest", "--send", "--json"))
    again = document(jiannuo(home, "digest", "--send", "--json"))

    assert sent["copies"] == {"written": 1}
    assert again["copies"] == {}
    [file] = Path(sent["to"]).iterdir()
    assert message_from_bytes(file.read_bytes())["To"] == "<a@example.org>"


def test_a_mail_server_that_is_away_is_told_and_keeps_the_copies(home: Path) -> None:
    due(home)
    with (home / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("mail: {host: 127.0.0.1, port: 1, security: none}\n")

    refused = jiannuo(home, "digest", "--send")

    assert refused.returncode == 7
    assert "the copies wait in the outbox" in refused.stderr


def test_subscribers_travel_by_file_all_or_none(home: Path) -> None:
    words = ("--cadence", "at_once", "--promisors", "chen-jun", "--districts", "chongqing/gaoxin")
    jiannuo(home, "subscribers", "add", "a@example.org", *words)
    jiannuo(home, "subscribers", "add", "b@example.org")
    jiannuo(home, "subscribers", "pause", "b@example.org")
    before = document(jiannuo(home, "subscribers", "export"))
    (home / "all.json").write_text(json.dumps(before), "utf-8")
    (home / "bad.json").write_text(
        json.dumps([{"address": "c@example.org"}, {"address": "d", "hour": 30}]), "utf-8"
    )
    (home / "jiannuo.db").unlink()

    refused = jiannuo(home, "subscribers", "import", "bad.json")
    added = document(jiannuo(home, "subscribers", "import", "all.json", "--json"))
    again = document(jiannuo(home, "subscribers", "import", "all.json", "--json"))

    assert refused.returncode == 3
    assert "1.hour" in refused.stderr
    assert (added, again) == ({"added": 2, "known": 0}, {"added": 0, "known": 2})
    after = document(jiannuo(home, "subscribers", "list", "--json"))
    for entry in (*before, *after):
        entry.pop("created_at")
    assert after == before


def test_a_district_that_is_not_known_is_answered_with_those_that_are(home: Path) -> None:
    refused = jiannuo(home, "subscribers", "add", "a@example.org", "--districts", "某区")

    assert refused.returncode == 2
    assert "known are: " in refused.stderr
    assert "chongqing/gaoxin" in refused.stderr


def test_the_outbox_shows_what_is_in_doubt_and_takes_a_decision(home: Path) -> None:
    jiannuo(home, "subscribers", "list")
    store = Store(f"sqlite:///{home}/jiannuo.db")
    now = datetime.now(UTC)
    row = {"recipient": "a@example.org", "message": b"x", "queued_at": now, "next_attempt": now}
    with store.write() as connection:
        for number, state in enumerate(("ambiguous", "failed", "pending")):
            connection.execute(deliveries.insert().values(**row, message_id=f"<{number}@x>", state=state))
    store.close()

    listed = document(jiannuo(home, "outbox", "list", "--json"))
    table = jiannuo(home, "outbox", "list").stdout
    done = document(jiannuo(home, "outbox", "settle", "1", "--json"))
    refused = jiannuo(home, "outbox", "resend", "3")

    assert [one["state"] for one in listed] == ["failed", "ambiguous"]
    assert "存疑" in table
    assert done == {"copies": 1}
    assert (refused.returncode, "copy 3 is pending" in refused.stderr) == (2, True)
    assert [one["state"] for one in document(jiannuo(home, "outbox", "list", "--waiting", "--json"))] == [
        "pending",
        "failed",
    ]


def test_a_test_mail_says_how_it_went(home: Path, server: Any) -> None:
    with (home / "config.yaml").open("a", encoding="utf-8") as config:
        config.write(f"mail: {{host: 127.0.0.1, port: {server.port}, security: none}}\n")

    good = jiannuo(home, "subscribers", "test", "a@example.org")
    server.script = lambda recipient, attempt: "rcpt:550 nobody here"
    bad = jiannuo(home, "subscribers", "test", "a@example.org")

    assert good.returncode == 0, good.stderr
    assert len(server.copies_for("a@example.org")) == 1
    assert (bad.returncode, "550 nobody here" in bad.stderr) == (7, True)
