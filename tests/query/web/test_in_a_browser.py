"""The pages in a real Chromium: the road from board to quotation, no sideways scrolling, keys, no complaints."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_browser import AUDIT
from jiannuo_tests_house import PAGES

from jiannuo.store.judgements import all_judged

ADDRESSES = [
    *(address for addresses in PAGES.values() for address in addresses),
    "/nothing",
]
# The pages that mails lead to have a frame of their own.
FORMS = ("/subscribe", "/confirm/", "/manage/", "/unsubscribe/")
CHECKED = """
axe.run(document, %s).then(told => [
  told.violations.map(one => `${one.impact} ${one.id} ${one.nodes.map(node => node.html.slice(0, 120)).join(' ; ')}`),
  told.passes.length,
])
"""


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core of Deque Systems as a script; a development tool alone, nothing of it is shipped."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        pytest.skip(
            "AXE IS MISSING: the pages were NOT looked at by an accessibility checker (pip install -e .[dev])"
        )
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def address(browser: Any, house: Any) -> str:
    """Where the pages are, after the operator has signed in."""
    browser.open(f"{house.address}/signin")
    browser.fill("input[name=token]", "op")
    browser.follow("main button")
    return str(house.address)


def test_from_the_board_to_the_quoted_sentence_by_clicking(browser: Any, address: str) -> None:
    browser.open(f"{address}/")
    browser.follow('a[href="/commitments/B07"]')
    quoted = browser.ask("document.querySelector('.timeline li:last-child blockquote a').textContent")
    browser.follow(".timeline li:last-child blockquote a")
    assert "金凤实验室" in quoted
    marked = browser.ask("document.querySelector('mark:target').textContent")
    assert marked
    assert quoted.startswith(marked)
    assert quoted in browser.ask("document.querySelector('.text').textContent")


@pytest.mark.parametrize("path", ADDRESSES)
def test_no_page_is_wider_than_the_window(browser: Any, house: Any, address: str, path: str) -> None:
    browser.open(address + house.at(path))
    for width in (360, 768, 1440):
        browser.size(width)
        assert browser.ask("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/outlets", "/outlets/radio", "/commitments/A18"])
def test_what_a_table_says_is_read_on_a_telephone_without_moving_it(
    browser: Any, address: str, path: str
) -> None:
    browser.size(360)
    browser.open(address + path)
    assert browser.ask("document.querySelectorAll('.stack').length") > 0
    wide = "[...document.querySelectorAll('.stack')].filter(one => one.scrollWidth > one.parentElement.clientWidth)"
    assert browser.ask(f"{wide}.length") == 0


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_word_on_a_ladder_is_broken(browser: Any, address: str, width: int) -> None:
    browser.size(width)
    browser.open(f"{address}/commitments/B07?lang=en")
    browser.ask(
        "document.querySelectorAll('.steps .stage').forEach(one => one.style.overflowWrap = 'normal')"
    )
    over = "[...document.querySelectorAll('.steps li')].filter(one => one.scrollWidth > one.clientWidth)"
    assert browser.ask("document.querySelectorAll('.steps li').length") == 9
    assert browser.ask(f"{over}.map(one => one.textContent)") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ADDRESSES)
def test_the_accessibility_checker_finds_nothing(
    browser: Any, house: Any, address: str, path: str, lang: str, axe: str
) -> None:
    browser.dark(False)
    browser.open(f"{address}{house.at(path)}{'&' if '?' in path else '?'}lang={lang}")
    browser.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
    browser.ask(f"{axe};0")
    found, tried = browser.ask(CHECKED % "{}")
    assert found == []
    assert tried > 15
    browser.dark(True)
    found, _ = browser.ask(CHECKED % "{runOnly: ['color-contrast', 'link-in-text-block']}")
    assert found == []


def test_the_accessibility_checker_would_find_something(browser: Any, address: str, axe: str) -> None:
    browser.dark(False)
    browser.open(f"{address}/outlets")
    browser.ask("document.querySelector('h1').style.color = '#eee'")
    browser.ask("document.querySelector('main').append(document.createElement('img'))")
    browser.ask(f"{axe};0")
    found, _ = browser.ask(CHECKED % "{}")
    assert {line.split()[1] for line in found} == {"image-alt", "color-contrast"}


@pytest.mark.parametrize("path", [path for path in ADDRESSES if not path.startswith(FORMS)])
def test_every_text_can_be_read_and_every_control_has_a_name(
    browser: Any, house: Any, address: str, path: str
) -> None:
    browser.open(address + house.at(path))
    browser.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
    for dark in (False, True):
        browser.dark(dark)
        assert browser.ask(AUDIT) == []


def test_the_browser_has_nothing_to_complain_of(browser: Any, house: Any, address: str) -> None:
    browser.complaints.clear()
    for path in ADDRESSES:
        if "no" not in path.split("/")[-1]:
            browser.open(address + house.at(path))
    assert browser.complaints == []


def test_the_first_tab_leads_past_the_menu(browser: Any, address: str) -> None:
    browser.open(f"{address}/")
    browser.press("Tab")
    assert browser.ask("document.activeElement.className") == "skip"
    assert browser.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.press("Enter")
    browser.wait("document.activeElement.id === 'main'")


def test_the_queue_is_judged_by_keys(browser: Any, house: Any, address: str) -> None:
    with house.store.read() as connection:
        before = len(all_judged(connection))
    browser.open(f"{address}/review")
    shown = browser.ask("document.querySelectorAll('.queue > li').length")
    browser.press("j")
    browser.press("r")
    browser.wait(f"document.querySelectorAll('.queue > li').length === {shown - 1}")
    with house.store.read() as connection:
        judged = all_judged(connection)
    assert len(judged) == before + 1
    assert judged[-1].judgement.value == "reject"
