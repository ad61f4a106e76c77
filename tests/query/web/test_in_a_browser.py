"""The pages in a real Chromium: the road from board to quotation, no sideways scrolling, keys, no complaints."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jiannuo.store.engine import Store
from jiannuo.store.judgements import all_judged
from jiannuo.store.tables import near_misses
from query.web.health import Server, listen

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("jiannuo_tests_browser", HERE / "browser.py")
assert spec
assert spec.loader
driving = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = driving
spec.loader.exec_module(driving)

pytestmark = pytest.mark.skipif(
    not driving.PROGRAM,
    reason="NO CHROMIUM HERE: the pages were NOT looked at in a browser (apt-get install chromium)",
)
ADDRESSES = (
    "/",
    "/?by=theme&lang=en&stage=operating",
    "/commitments/A18",
    "/commitments/B07?lang=en",
    "/reports/1",
    "/search?q=%E9%87%8D%E5%BA%86",
    "/outlets",
    "/digests",
    "/signin",
    "/nothing",
)
AUDIT = driving.AUDIT


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made = driving.Browser(tmp_path_factory.mktemp("profile"))
    made.size(1440)
    yield made
    made.close()


@pytest.fixture(scope="module")
def address(filled: Store, serve: Any) -> Iterator[str]:
    asker = serve(filled, per_minute=1_000_000, operator_token="operator")
    server = Server(asker.app, listen("127.0.0.1", 0))
    server.start()
    yield server.address
    server.stop()


def follow(browser: Any, link: str) -> None:
    before = browser.ask("location.href")
    browser.ask(f"document.querySelector({link!r}).click()")
    browser.wait(f"location.href !== {before!r} && document.readyState === 'complete'")


def test_from_the_board_to_the_quoted_sentence_by_clicking(browser: Any, address: str) -> None:
    browser.open(f"{address}/")
    follow(browser, 'a[href="/commitments/B07"]')
    quoted = browser.ask("document.querySelector('.timeline li:last-child blockquote a').textContent")
    follow(browser, ".timeline li:last-child blockquote a")
    assert "金凤实验室" in quoted
    marked = browser.ask("document.querySelector('mark:target').textContent")
    assert marked
    assert quoted.startswith(marked)
    assert quoted in browser.ask("document.querySelector('.text').textContent")


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("path", ADDRESSES)
def test_no_page_is_wider_than_the_window(browser: Any, address: str, path: str, width: int) -> None:
    browser.size(width)
    browser.open(address + path)
    assert browser.ask("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ADDRESSES)
def test_every_text_can_be_read_and_every_control_has_a_name(
    browser: Any, address: str, path: str, scheme: str
) -> None:
    browser.size(1440)
    browser._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.open(address + path)
    browser.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.ask(AUDIT) == []


def test_the_browser_has_nothing_to_complain_of(browser: Any, address: str) -> None:
    browser.complaints.clear()
    for path in ADDRESSES:
        if path != "/nothing":
            browser.open(address + path)
    assert browser.complaints == []


def test_the_first_tab_leads_past_the_menu(browser: Any, address: str) -> None:
    browser.open(f"{address}/")
    browser.press("Tab")
    assert browser.ask("document.activeElement.className") == "skip"
    assert browser.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.press("Enter")
    browser.wait("document.activeElement.id === 'main'")


def test_the_queue_is_judged_by_keys(browser: Any, address: str, filled: Store) -> None:
    with filled.read() as connection:
        waiting = len(connection.execute(near_misses.select()).all())
        before = len(all_judged(connection))
    assert waiting
    browser.open(f"{address}/signin")
    browser.ask("document.querySelector('input[name=token]').value = 'operator'")
    follow(browser, "main button")
    shown = browser.ask("document.querySelectorAll('.queue > li').length")
    browser.press("j")
    browser.press("r")
    browser.wait(f"document.querySelectorAll('.queue > li').length === {shown - 1}")
    with filled.read() as connection:
        judged = all_judged(connection)
    assert len(judged) == before + 1
    assert judged[-1].judgement.value == "reject"
