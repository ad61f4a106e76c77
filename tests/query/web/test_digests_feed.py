"""Archived digests: a page that whoever has its address may read, and Atom feeds that every reader takes."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from jiannuo.store.digests import load_digest
from jiannuo.store.engine import Store

SPACE = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
Put = Callable[..., int]


@pytest.fixture
def own(tmp_path: Path, fresh_store: Callable[[Path], Store]) -> Store:
    return fresh_store(tmp_path / "jiannuo.db")


def mark_of(store: Store, key: int) -> str:
    found = load_digest(store, key)
    assert found
    return found.mark


def test_the_page_of_a_digest_needs_its_address_and_no_token(
    own: Store, serve: Any, samples_digest: Put
) -> None:
    key = samples_digest(own)
    asker = serve(own, token="of-readers")

    page = asker.get(f"/digests/{mark_of(own, key)}")

    assert page.status == 200
    assert "金凤实验室" in page.text
    assert "TOKEN" not in page.text
    assert "reader@" not in page.text
    for other in (f"/digests/{key}", "/digests", "/digests.atom"):
        assert asker.get(other).status == 303
    assert asker.get(f"/digests/{'0' * 32}").status == 404
    assert asker.get(f"/digests/{'0' * 32}.atom").status == 404


@pytest.mark.parametrize("address", ["/digests.atom", "/digests/{mark}.atom", "/digests.atom?lang=en"])
def test_a_feed_keeps_rfc_4287(own: Store, serve: Any, samples_digest: Put, address: str) -> None:
    key = samples_digest(own)
    asker = serve(own, public_url="https://promises.example/jn")

    answer = asker.get(address.format(mark=mark_of(own, key)))

    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.body)  # noqa: S314 (our own)
    demand(feed, entry=False)
    entries = feed.findall(f"{SPACE}entry")
    for entry in entries:
        demand(entry, entry=True)
    assert len(entries) == (0 if "lang=en" in address else 1)
    ids = [one.text for one in feed.iter(f"{SPACE}id")]
    assert len(ids) == len(set(ids))
    parsed = feedparser.parse(answer.body)
    assert not parsed.bozo
    assert all(entry.link.startswith("https://promises.example/jn/digests/") for entry in parsed.entries)


def demand(element: ElementTree.Element, *, entry: bool) -> None:
    """RFC 4287 sections 4.1.1 and 4.1.2: exactly one id, title and updated, links of each kind at most once."""
    for name in ("id", "title", "updated"):
        [found] = element.findall(f"{SPACE}{name}")
        assert found.text
    [updated] = element.findall(f"{SPACE}updated")
    assert RFC3339.fullmatch(updated.text or "")
    [identity] = element.findall(f"{SPACE}id")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", identity.text or "")
    kinds = [link.get("rel") for link in element.findall(f"{SPACE}link")]
    assert sorted(map(str, kinds)) == (["alternate"] if entry else ["alternate", "self"])
    if not entry:
        assert element.find(f"{SPACE}author/{SPACE}name") is not None


def test_a_feed_changes_only_when_there_is_a_new_digest(own: Store, serve: Any, samples_digest: Put) -> None:
    mark = mark_of(own, samples_digest(own))
    asker = serve(own, public_url="https://promises.example")

    first, second = (asker.get(f"/digests/{mark}.atom") for _ in range(2))

    assert first.body == second.body
    assert "TOKEN" not in first.text
    assert "reader@" not in first.text


def test_hostile_text_stays_text_in_a_feed(own: Store, serve: Any, samples_digest: Put) -> None:
    word = "]]><script>x</script>&amp;\x0b\ud800\ufffe<b>"
    telling = {"quote": word, "title": word, "url": "javascript:x", "outlet": word}
    moved = {"commitment": word, "name": word, "after": "operating", "tellings": [telling]}
    content = {"language": "zh", "lead": [word], "progress": [moved]}
    mark = mark_of(own, samples_digest(own, content, "<i>" + word.replace("\ud800", "")))

    answer = serve(own).get(f"/digests/{mark}.atom")

    entry = ElementTree.fromstring(answer.body).find(f"{SPACE}entry")  # noqa: S314 (our own)
    assert entry is not None
    html = entry.findtext(f"{SPACE}content") or ""
    assert not re.search(r"<(?!/?(p|h3|ul|li|b|br)>)", html)
    assert "javascript" not in html
    assert len(list(entry)) == 6
