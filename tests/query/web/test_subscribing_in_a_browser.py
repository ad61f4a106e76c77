"""From the form to the mail and back, as a reader goes: subscribe, confirm, manage, unsubscribe, in a real Chromium."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_mailbox import Mailbox

from jiannuo.config.settings import MailSettings
from jiannuo.model.subscription import Subscription
from jiannuo.model.vocabulary import Cadence
from jiannuo.store.subscriptions import all_subscriptions
from scheduler.sender import Sender

READER = "browsing.reader@example.org"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    made = Mailbox()
    yield made
    made.close()


@pytest.fixture(scope="module")
def post(house: Any, mailbox: Mailbox, tmp_path_factory: Any) -> Any:
    """Hands over what the house has written; how many letters went."""
    settings = MailSettings(
        host="127.0.0.1", port=mailbox.port, security="none", sender="n@house.example", per_minute=1_000
    )
    folder: Path = tmp_path_factory.mktemp("outbox")
    sender = Sender(house.store, settings, folder, house.clock)
    return lambda: sum(sender.drain().values())


def subscribed(house: Any) -> list[Subscription]:
    return [one for one in all_subscriptions(house.store) if one.address == READER]


def link_in(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    [found] = re.findall(rf"http://127\.0\.0\.1:\d+/{kind}/\S+", part.get_content())
    return str(found)


def test_a_reader_subscribes_confirms_changes_the_wish_and_leaves(
    browser: Any, house: Any, mailbox: Mailbox, post: Any
) -> None:
    browser.size(1440)
    browser.open(f"{house.address}/subscribe")
    browser.fill("input[name=address]", READER)
    browser.fill("select[name=cadence]", "weekly")
    browser.ask("document.querySelector('input[name=themes]').checked = true")
    theme = browser.ask("document.querySelector('input[name=themes]').value")
    browser.follow("main button")
    assert subscribed(house) == []

    post()
    [letter] = mailbox.letters(READER)
    browser.open(link_in(letter, "confirm"))
    assert subscribed(house) == []  # whoever looks into mails on the way has not confirmed
    assert READER in browser.ask("document.querySelector('main').textContent")
    browser.follow("main button")
    [begun] = subscribed(house)
    assert (begun.wish.cadence, begun.wish.themes, begun.active) == (Cadence.WEEKLY, (theme,), True)

    browser.follow("main a[href*='/manage/']")
    assert browser.ask("document.querySelector('select[name=cadence]').value") == "weekly"
    browser.fill("select[name=cadence]", "daily")
    browser.ask("document.querySelector('input[name=themes]:checked').checked = false")
    browser.ask("document.querySelector('input[name=progress_only]').checked = true")
    browser.follow("main form button")
    assert browser.ask("document.querySelector('[role=alert]').textContent")
    [changed] = subscribed(house)
    assert (changed.wish.cadence, changed.wish.themes, changed.wish.progress_only) == (
        Cadence.DAILY,
        (),
        True,
    )

    browser.follow("main a[href*='/unsubscribe/']")
    assert subscribed(house)[0].ended_at is None  # a link alone ends nothing
    browser.follow("main button")
    [ended] = subscribed(house)
    assert (ended.ended_at, ended.active) == (house.clock.now(), False)
    post()
    assert len(mailbox.letters(READER)) == 1  # nobody who left is written to


def test_only_the_mail_tells_whether_an_address_was_known(
    browser: Any, house: Any, mailbox: Mailbox, post: Any
) -> None:
    post()
    browser.open(f"{house.address}/subscribe?lang=en")
    browser.fill("input[name=address]", house.reader)
    browser.follow("main button")
    asked = browser.ask("document.querySelector('main').textContent")
    post()
    browser.open(link_in(mailbox.letters(house.reader)[-1], "manage"))
    assert house.reader in browser.ask("document.querySelector('main').textContent")
    browser.open(f"{house.address}/subscribe?lang=en")
    browser.fill("input[name=address]", "somebody.new@example.org")
    browser.follow("main button")
    assert browser.ask("document.querySelector('main').textContent") == asked
