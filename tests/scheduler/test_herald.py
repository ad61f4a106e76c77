"""The operator is told once that a source fell ill, and once that it is well again."""

import email
from datetime import timedelta
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.settings import MailSettings
from jiannuo.model.health import Finding
from jiannuo.model.vocabulary import Symptom
from jiannuo.store import alarms, runs
from jiannuo.store.engine import Store
from scheduler.herald import Herald


def herald(store: Store, folder: Path, clock: SetClock, **settings: Any) -> Herald:
    settings = {"operator": "op@example.org", **settings}
    return Herald(store, MailSettings(**settings), folder, {"daily": "云岭日报"}, "zh", clock)


def fall_ill(store: Store, clock: SetClock, detail: str = "login pages: 1 lists") -> None:
    run = runs.start_run(store, "daily", clock.now())
    assert alarms.raise_alarm(store, "daily", run, Finding(Symptom.WALLED, detail), clock.now())


def mails(folder: Path) -> list[Any]:
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]


def test_one_mail_on_the_way_down_and_one_on_recovery(store: Store, tmp_path: Path, clock: SetClock) -> None:
    folder = tmp_path / "out"
    teller = herald(store, folder, clock)
    assert teller.tell() == 0
    fall_ill(store, clock)
    assert [teller.tell(), teller.tell()] == [1, 0]
    clock.advance(timedelta(hours=3))
    alarms.clear_alarm(store, "daily", clock.now())
    assert [teller.tell(), teller.tell()] == [1, 0]
    down, up = mails(folder)
    assert (down["To"], down["Auto-Submitted"]) == ("op@example.org", "auto-generated")
    assert "云岭日报" in down["Subject"]
    assert "被登录或验证页面挡住" in down.get_body(("plain",)).get_content()
    assert "恢复｜云岭日报" in up.get_body(("plain",)).get_content()


def test_a_crash_before_it_is_noted_repeats_the_same_mail(
    store: Store, tmp_path: Path, clock: SetClock
) -> None:
    fall_ill(store, clock)
    before = herald(store, tmp_path / "out", clock)._mail(
        "op@example.org", alarms.untold(store, clock.now()), clock.now()
    )
    clock.advance(timedelta(minutes=9))
    after = herald(store, tmp_path / "out", clock)._mail(
        "op@example.org", alarms.untold(store, clock.now() - timedelta(hours=1)), clock.now()
    )
    assert before == after


def test_a_server_that_cannot_be_reached_is_asked_again_later(
    store: Store, tmp_path: Path, clock: SetClock
) -> None:
    fall_ill(store, clock)
    teller = herald(store, tmp_path, clock, host="127.0.0.1", port=1, security="none")
    assert teller.tell() == 0
    assert len(alarms.untold(store, clock.now())) == 1
    back = herald(store, tmp_path / "out", clock)
    assert back.tell() == 1


def test_without_an_operator_and_for_accepted_or_old_alarms_nobody_is_told(
    store: Store, tmp_path: Path, clock: SetClock
) -> None:
    fall_ill(store, clock)
    assert herald(store, tmp_path / "out", clock, operator=None).tell() == 0
    clock.advance(timedelta(days=8))
    alarms.clear_alarm(store, "daily", clock.now(), accepted=True)
    assert herald(store, tmp_path / "out", clock).tell() == 0


@pytest.mark.parametrize(
    "detail", ["x\r\nBcc: evil@example.org", "=?UTF-8?Q?=0A?=Bcc: a@b.c", "\x00\u2028\ud800<b>"]
)
def test_what_a_host_said_cannot_change_the_mail(
    store: Store, tmp_path: Path, clock: SetClock, detail: str
) -> None:
    fall_ill(store, clock, detail.encode("utf-8", "replace").decode())
    herald(store, tmp_path / "out", clock).tell()
    [mail] = mails(tmp_path / "out")
    assert mail["Bcc"] is None
    assert "<b>" not in mail.get_body(("html",)).get_content()
