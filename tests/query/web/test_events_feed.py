"""What a filter holds can be followed by feed readers, and what crawled texts hold harms none of them."""

import json
from typing import Any

import feedparser

from query.web.atom import MEDIA_TYPE


def test_one_commitment_is_followed_as_atom(pages: Any) -> None:
    answer = pages.get("/events.atom?commitment=B07")
    assert answer.headers["content-type"] == MEDIA_TYPE
    parsed = feedparser.parse(answer.body)
    assert not parsed.bozo
    assert parsed.entries
    assert all(entry.title.startswith("B07 ") for entry in parsed.entries)
    assert "正式投用" in parsed.entries[-1].summary
    assert len({entry.id for entry in parsed.entries}) == len(parsed.entries)


def test_both_kinds_of_feed_tell_the_same_under_every_filter(pages: Any) -> None:
    for query in ("", "?commitment=B07", "?verdict=mention", "?q=金凤", "?stage=operating&lang=en"):
        told = json.loads(pages.get("/events.json" + query).body)
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        entries = feedparser.parse(pages.get("/events.atom" + query).body).entries
        assert [item["id"] for item in told["items"]] == [entry.id for entry in entries]
        assert [item["title"] for item in told["items"]] == [entry.title for entry in entries]


def test_an_entry_leads_to_our_page_and_to_the_original(pages: Any) -> None:
    [item, *_] = json.loads(pages.get("/events.json?commitment=B07").body)["items"]
    assert pages.get("/reports/" + item["url"].rpartition("/")[2]).status == 200
    assert item["external_url"].startswith("http")
    assert item["_jiannuo"]["commitment"] == "B07"


def test_a_wrong_filter_is_refused_with_the_remedy(pages: Any) -> None:
    answer = pages.get("/events.atom?stage=nonsense")
    assert answer.status == 400


def test_commitment_and_search_pages_name_their_feeds(pages: Any) -> None:
    assert "/events.atom?commitment=B07" in pages.get("/commitments/B07").text
    assert "/events.atom?q=" in pages.get("/search?q=金凤").text
