"""A checkup names each list that cannot be read, and goes on to the next of the same way."""

from datetime import UTC, datetime

from crawler.discovery.checkup import Mark, check_outlet
from crawler.fetched import Fetched, Headers
from crawler.outlet import Outlet
from jiannuo.model.vocabulary import OutletLevel

NOW = datetime(2026, 9, 1, tzinfo=UTC)
FEED = (
    "<rss version='2.0'><channel><item><title>中试线投用</title><link>http://a.example/a/1.html</link>"
    "<pubDate>Mon, 31 Aug 2026 08:00:00 +0800</pubDate></item></channel></rss>"
)
HAVE = {"http://a.example/two.xml": FEED}


class Few:
    """Two of three addresses answer nothing."""

    def get(self, url: str, method: str = "GET", body: bytes = b"", headers: Headers = ()) -> Fetched:
        if url in HAVE:
            return Fetched(url, url, 200, HAVE[url].encode(), "text/xml")
        return Fetched(url, url, 404, problem="not_found: status 404")


def outlet(*starts: str) -> Outlet:
    ways = [{"way": "feed", "start": [f"http://a.example/{start}.xml" for start in starts]}]
    return Outlet.model_validate(
        {"name": "a", "title": "a", "level": OutletLevel.MEDIA, "hosts": ["a.example"], "ways": ways}
        | {"article_url": ["/a/"]}
    )


def test_a_dead_list_is_named_by_its_own_address_and_the_next_is_read() -> None:
    found = check_outlet(outlet("one", "two"), Few(), NOW)
    lists = [(one.mark, one.rule) for one in found.findings if one.name == "feed list"]
    assert lists == [(Mark.WRONG, "http://a.example/one.xml"), (Mark.GOOD, "http://a.example/two.xml")]
    assert not found.sound


def test_when_all_are_dead_each_is_named() -> None:
    found = check_outlet(outlet("one", "three"), Few(), NOW)
    assert [one.rule for one in found.findings] == ["http://a.example/one.xml", "http://a.example/three.xml"]
