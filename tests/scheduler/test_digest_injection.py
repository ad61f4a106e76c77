"""Crawled text in HTML digests: no element, attribute or address beyond our templates."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.settings import Settings
from jiannuo.model.commitment import Register
from jiannuo.model.subscription import DigestWindow, Wish
from jiannuo.store import runs
from jiannuo.store.engine import Store
from scheduler.outbox import Outbox

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
WEEK = DigestWindow(NOW - timedelta(days=7), NOW)
ATOMS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "</style><script>x</script>",
    "</title><b>x",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "{{ 7*7 }}",
    "{% raw %}",
    "{0.__class__}",
    "&lt;b&gt;",
    "&#60;b&#62;",
    "<a href='javascript:x'>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<form action=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<p style='background:url(//evil.example)'>",
]
PAYLOADS = [first + between + second for first in ATOMS for second in ATOMS[:10] for between in (" ",)]


class Shape(HTMLParser):
    """Counts elements with the names of their attributes; collects addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[f"{tag} {sorted(name for name, _ in attrs)}"] += 1
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def shape(html: str) -> Shape:
    found = Shape()
    found.feed(html)
    found.close()
    return found


def page(store: Store, samples: Any, register: Register, tmp_path: Path, words: list[str]) -> str:
    for number, word in enumerate(words):
        samples.report(
            store,
            ("T1", "T2", "T3")[number % 3],
            at=NOW - timedelta(hours=9, minutes=number),
            number=number,
            title=word,
            quote=word,
            outlet=word,
            readings=(samples.reading(number, unit=word, qualifier=word[:20], measure=word),),
        )
    run = runs.start_run(store, words[0], NOW - timedelta(hours=5))
    runs.finish_run(store, run, status="failed", found=0, outcomes={}, lists={}, message=words[0], at=NOW)
    outbox = Outbox(store, register, Settings(), tmp_path, {words[0]: words[0]}, SetClock(NOW))
    return outbox.preview(Wish(), WEEK)[1].html


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_200_payloads_in_every_crawled_field_add_nothing(
    store: Store, samples: Any, register: Register, tmp_path: Path
) -> None:
    from jiannuo.store.migrate import migrate

    assert len(PAYLOADS) == 200
    plain_store = Store(f"sqlite:///{tmp_path}/plain.db")
    migrate(plain_store)
    plain = shape(
        page(plain_store, samples, register, tmp_path, [f"普通的话{n}" for n in range(len(PAYLOADS))])
    )
    plain_store.close()

    hostile = shape(page(store, samples, register, tmp_path, PAYLOADS))

    assert hostile.elements == plain.elements
    assert all(address.startswith("http://news.example/") for address in hostile.addresses)


def test_a_hostile_address_is_shown_without_a_link(
    store: Store, samples: Any, register: Register, tmp_path: Path
) -> None:
    samples.report(store, at=NOW - timedelta(hours=9), url="javascript:alert(1)", title="云岭光源开工")

    outbox = Outbox(store, register, Settings(), tmp_path, {}, SetClock(NOW))
    _, rendered = outbox.preview(Wish(), WEEK)

    assert "javascript:" not in rendered.html + rendered.text
    assert "云岭光源开工" in rendered.html


def test_nothing_remote_is_loaded(store: Store, samples: Any, register: Register, tmp_path: Path) -> None:
    samples.report(store, at=NOW - timedelta(hours=9))

    outbox = Outbox(store, register, Settings(), tmp_path, {}, SetClock(NOW))
    html = outbox.preview(Wish(), WEEK)[1].html

    for forbidden in ("<img", "<script", "<link", "<iframe", "<form", "url(", "@import", "src="):
        assert forbidden not in html
