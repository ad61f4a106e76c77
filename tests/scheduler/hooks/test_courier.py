"""Webhooks over a real socket: signed, told once, tried again with the same id, and given up in the end."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.settings import Settings
from jiannuo.model.vocabulary import HookKind
from jiannuo.store.engine import Store
from jiannuo.store.hooks import rotate_secret
from jiannuo.store.subscriptions import set_active
from jiannuo.store.tables import deliveries, suppressions
from scheduler.hooks.courier import Courier
from scheduler.sender import Sender

Queue = Callable[..., None]
Rows = Callable[[], list[Any]]
SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cy0xMjM0NTY3ODkwYWI="


def standard_signatures(request: Any, secret: str) -> str:
    """As the specification says it, written down a second time."""
    key = base64.b64decode(secret.split("_", 1)[1])
    signed = (
        f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    )
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_a_program_gets_the_digest_signed_after_the_standard(
    queued: Queue, courier: Courier, receiver: Any, rows: Rows, clock: SetClock
) -> None:
    queued()

    courier.drain()

    [request] = receiver.requests
    event = json.loads(request.body)
    assert request.headers["webhook-signature"] == standard_signatures(request, SECRET)
    assert int(request.headers["webhook-timestamp"]) == int(clock.now().timestamp())
    assert event["type"] == "digest.built"
    assert event["data"]["digest"]["progress"][0]["name"] == "云岭光源"
    assert event["data"]["url"].startswith("https://promises.example/digests/")
    assert [(row.state, row.ambiguous) for row in rows()] == [("sent", False)]


def test_dingtalk_gets_timestamp_and_sign_in_the_address(
    queued: Queue, courier: Courier, receiver: Any, receiver_module: ModuleType, clock: SetClock
) -> None:
    receiver.script = lambda attempt: receiver_module.ok()
    queued(HookKind.DINGTALK, secret="SEC-of-the-robot")

    courier.drain()

    [request] = receiver.requests
    stamp = str(int(clock.now().timestamp() * 1000))
    mac = hmac.new(b"SEC-of-the-robot", f"{stamp}\nSEC-of-the-robot".encode(), hashlib.sha256)
    assert request.query["timestamp"] == stamp
    assert request.query["sign"] == base64.b64encode(mac.digest()).decode()
    assert request.query["access_token"] == "token-nobody-may-see"
    assert json.loads(request.body)["at"] == {"isAtAll": False}


def test_feishu_gets_timestamp_and_sign_in_the_message(
    queued: Queue, courier: Courier, receiver: Any, receiver_module: ModuleType, clock: SetClock
) -> None:
    receiver.script = lambda attempt: receiver_module.ok("code")
    queued(HookKind.FEISHU, secret="robot")

    courier.drain()

    message = json.loads(receiver.requests[0].body)
    stamp = str(int(clock.now().timestamp()))
    mac = hmac.new(f"{stamp}\nrobot".encode(), digestmod=hashlib.sha256)
    assert (message["timestamp"], message["sign"]) == (stamp, base64.b64encode(mac.digest()).decode())
    assert message["msg_type"] == "post"


@pytest.mark.parametrize("kind", [HookKind.WECOM, HookKind.SLACK])
def test_a_robot_whose_address_is_its_secret_gets_a_message(
    queued: Queue, courier: Courier, receiver: Any, receiver_module: ModuleType, rows: Rows, kind: HookKind
) -> None:
    receiver.script = lambda attempt: receiver_module.ok()
    queued(kind)

    courier.drain()

    assert "云岭光源" in receiver.requests[0].body.decode()
    assert [row.state for row in rows()] == ["sent"]


@pytest.mark.parametrize(
    ("said", "state", "received"),
    [
        ("500:broken", "pending", 1),
        ("503:later", "pending", 1),
        ("404:gone fishing", "pending", 1),
        ("301:moved", "pending", 1),
        ("close", "pending or ambiguous", 0),  # as far as the kernel took the request
        ("drop", "ambiguous", 1),
        ("garbage", "ambiguous", 1),
        ("hang", "ambiguous", 1),
        ("drip", "ambiguous", 1),
        ("502:gateway", "ambiguous", 1),
        ("504:gateway", "ambiguous", 1),
    ],
)
def test_what_goes_wrong_is_tried_again_and_what_may_have_arrived_is_called_ambiguous(
    queued: Queue,
    courier: Courier,
    receiver: Any,
    rows: Rows,
    clock: SetClock,
    said: str,
    state: str,
    received: int,
) -> None:
    receiver.script = lambda attempt: said if attempt == 1 else "204"
    queued()

    courier.drain()
    first = rows()[0]
    courier.drain()  # nothing is due yet
    clock.advance(timedelta(minutes=2))
    courier.drain()

    assert first.state in state.split(" or ")
    assert len(receiver.requests) == received + 1
    assert [(row.state, row.attempts) for row in rows()] == [("sent", 2)]
    assert len({(request.headers["webhook-id"], request.body) for request in receiver.requests}) == 1


def test_a_redirect_is_not_followed(queued: Queue, courier: Courier, receiver: Any, rows: Rows) -> None:
    receiver.script = lambda attempt: "redirect:http://169.254.169.254/"
    queued()

    courier.drain()

    assert receiver.connections == 1
    assert rows()[0].state == "pending"


@pytest.mark.parametrize(
    ("asked", "minutes"), [("1800", 30), ("Tue, 24 Nov 2026 04:00:00 GMT", 60), ("soon", 1)]
)
def test_it_waits_as_long_as_it_is_asked_to(
    queued: Queue, courier: Courier, receiver: Any, clock: SetClock, asked: str, minutes: int
) -> None:
    receiver.script = lambda attempt: f"wait:{asked}" if attempt == 1 else "200"
    queued()
    courier.drain()

    clock.advance(timedelta(minutes=minutes) - timedelta(seconds=5))
    courier.drain()
    early = len(receiver.requests)
    clock.advance(timedelta(minutes=1))
    courier.drain()

    assert (early, len(receiver.requests)) == (1, 2)


@pytest.mark.parametrize(
    ("kind", "field", "code", "state"),
    [
        (HookKind.WECOM, "errcode", 45009, "pending"),
        (HookKind.WECOM, "errcode", 93000, "failed"),
        (HookKind.DINGTALK, "errcode", 130101, "pending"),
        (HookKind.DINGTALK, "errcode", 310000, "pending"),
        (HookKind.DINGTALK, "errcode", 300001, "failed"),
        (HookKind.FEISHU, "code", 11232, "pending"),
        (HookKind.FEISHU, "code", 19021, "pending"),
        (HookKind.FEISHU, "code", 19001, "failed"),
        (HookKind.WECOM, "nothing", 0, "ambiguous"),
    ],
)
def test_a_robots_no_counts_although_the_status_is_200(
    queued: Queue,
    courier: Courier,
    receiver: Any,
    receiver_module: ModuleType,
    rows: Rows,
    kind: HookKind,
    field: str,
    code: int,
    state: str,
) -> None:
    receiver.script = lambda attempt: receiver_module.ok(field, code)
    queued(kind)

    courier.drain()

    assert [row.state for row in rows()] == [state]
    assert state == "ambiguous" or str(code) in rows()[0].last_answer


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "https://10.0.0.5/",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://0x7f.1/",
        "https://localhost/",
        "http://93.184.216.34/",
        "ftp://93.184.216.34/",
    ],
)
def test_nothing_is_posted_to_a_private_place_or_in_the_clear(
    queued: Queue, store: Store, clock: SetClock, rows: Rows, url: str
) -> None:
    queued(url=url)

    Courier(store, Settings(), clock).drain()

    [row] = rows()
    assert (row.state, row.ambiguous) == ("pending", False)
    assert "PlaceError" in row.last_answer


def test_after_a_rotation_both_secrets_sign_for_a_day(
    queued: Queue, courier: Courier, receiver: Any, store: Store, clock: SetClock
) -> None:
    receiver.script = lambda attempt: "500"
    queued()
    new = "whsec_" + base64.b64encode(b"another secret of thirty-two byt").decode()
    rotate_secret(store, "team", new, clock.now())

    courier.drain()
    clock.advance(timedelta(hours=25))
    courier.drain()

    both, one = receiver.requests
    assert both.headers["webhook-signature"].split() == [
        standard_signatures(both, new),
        standard_signatures(both, SECRET),
    ]
    assert one.headers["webhook-signature"] == standard_signatures(one, new)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_it_is_given_up_and_after_three_refusals_the_target_is_left_alone(
    queued: Queue, courier: Courier, receiver: Any, store: Store, rows: Rows, clock: SetClock
) -> None:
    receiver.script = lambda attempt: "410"
    queued()
    copy_again(store, 3)

    courier.drain()

    assert len(receiver.requests) == 3
    assert [row.state for row in rows()] == ["failed", "failed", "failed", "suppressed"]
    with store.read() as connection:
        assert [row.address for row in connection.execute(suppressions.select())] == ["hook:team"]
        notes = connection.execute(deliveries.select().where(deliveries.c.hook.is_(None))).all()
    assert [row.recipient for row in notes] == ["op@example.org"]
    set_active(store, "hook:team", True)
    receiver.script = lambda attempt: "200"
    copy_again(store, 1, "after")
    courier.drain()
    assert rows()[-1].state == "sent"


def test_a_receiver_that_stays_dead_is_given_up_after_three_days(
    queued: Queue, courier: Courier, receiver: Any, rows: Rows, clock: SetClock
) -> None:
    receiver.script = lambda attempt: "500"
    queued()

    for _ in range(24 * 8):
        courier.drain()
        clock.advance(timedelta(minutes=30))

    assert [row.state for row in rows()] == ["failed"]
    assert 8 <= len(receiver.requests) <= 16


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_target_gets_no_more_a_minute_than_it_allows(
    queued: Queue, courier: Courier, receiver: Any, receiver_module: ModuleType, store: Store
) -> None:
    receiver.script = lambda attempt: receiver_module.ok()
    queued(HookKind.WECOM)
    copy_again(store, 29)

    courier.drain()
    courier.drain()

    assert len(receiver.requests) == 20


def test_what_a_receiver_echoes_of_our_address_is_not_kept(
    queued: Queue, courier: Courier, receiver: Any, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.script = lambda attempt: "echo"
    queued()

    courier.drain()

    assert "500" in rows()[0].last_answer
    assert "token-nobody-may-see" not in rows()[0].last_answer + caplog.text


def test_mail_and_webhooks_do_not_take_each_others_copies(
    queued: Queue,
    courier: Courier,
    store: Store,
    settings: Settings,
    clock: SetClock,
    receiver: Any,
    tmp_path: Any,
) -> None:
    queued()

    assert not Sender(store, settings.mail, tmp_path, clock).drain()
    assert courier.drain() == {"sent": 1}
    assert not courier.drain()


def copy_again(store: Store, times: int, name: str = "more") -> None:
    """More copies of the waiting one, as further digests would queue them."""
    with store.write() as connection:
        row = connection.execute(deliveries.select()).first()
        assert row
        for number in range(times):
            values = {**row._mapping, "id": None, "digest_id": None, "message_id": f"msg_{name}_{number}"}
            values |= {"state": "pending", "finished_at": None, "attempts": 0}
            connection.execute(deliveries.insert().values(**values))
