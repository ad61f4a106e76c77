"""Whatever a page on the web says of itself, it stays text: no element, attribute, formula or header comes of it."""

import base64
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from jiannuo_tests_hostile import HARMLESS, PAYLOADS, digest_of, fill
from jiannuo_tests_house import FILES, PAGES, POSTED, TRIED, House, house_of, routes_of
from jiannuo_tests_shapes import ATOM, Shape, shape_of
from lxml import etree

from jiannuo.store.engine import Store

# Further states of pages in which what was crawled stands.
MORE = (
    "/?by=theme&lang=en",
    "/search?limit=100",
    "/search?limit=100&before=101&lang=en",
    "/commitments/A18?lang=en",
    "/events.atom?commitment=A18",
    "/api/v1/reports/100",
    "/export/events.csv?limit=1000",
    "/export/reports.csv?limit=1000&texts=yes",
)
# What differs between two answers that differ in their texts alone.
OWN_HEADERS = ("content-length", "etag", "set-cookie")
DOM = """
[...document.querySelectorAll('*')].map(one => [one.tagName, ...one.getAttributeNames()].join(' ')).join('\\n')
"""
# What a reader who touches everything would set off.
TOUCHED = """
for (const one of document.querySelectorAll('*'))
  for (const name of ['mouseover', 'focus', 'error', 'load', 'toggle']) one.dispatchEvent(new Event(name));
"""
RAN = "typeof hit !== 'undefined' || typeof top.hit !== 'undefined'"


@dataclass(frozen=True)
class Asked:
    """A house with one text or another in every field, and who asks it as the operator."""

    house: House
    asker: Any
    cookie: str

    def get(self, address: str) -> Any:
        return self.asker.get(self.house.at(address), cookie=self.cookie)


@pytest.fixture(scope="module")
def both_houses(
    tmp_path_factory: Any, fresh_store: Any, register: Any, clock_now: Any, asking: Any, samples_digest: Any
) -> Iterator[tuple[Asked, Asked]]:
    """The hostile house and the harmless one."""
    made = []
    for texts in (PAYLOADS, HARMLESS):
        store: Store = fresh_store(tmp_path_factory.mktemp("texts") / "jiannuo.db")
        fill(store, register, clock_now, texts)
        samples_digest(store, digest_of(texts), texts[0])
        house = house_of(store, register, clock_now)
        asker = asking(house.app)
        cookie = asker.post("/signin", {"token": "op"}).headers["set-cookie"].partition(";")[0]
        made.append(Asked(house, asker, cookie))
    yield made[0], made[1]
    for one in made:
        one.house.close()


def test_there_are_two_hundred_of_them() -> None:
    assert len(set(PAYLOADS)) >= 200


def test_no_route_is_left_untried(both_houses: Any) -> None:
    assert routes_of(both_houses[0].house.app) == {*PAGES, *FILES, *POSTED} == set(TRIED)


@pytest.mark.parametrize("address", [one for route in (*PAGES, *FILES) for one in TRIED[route]] + [*MORE])
def test_a_hostile_answer_has_the_shape_and_the_headers_of_a_harmless_one(
    both_houses: Any, address: str
) -> None:
    if "parquet" in address:
        pytest.importorskip("pyarrow", reason="Parquet is NOT tried: pyarrow is not installed")
    hostile, harmless = (one.get(address) for one in both_houses)
    assert hostile.status == harmless.status == (404 if "nonsense" in address else 200)
    told = [
        {name: value for name, value in answer.headers.items() if name not in OWN_HEADERS}
        for answer in (hostile, harmless)
    ]
    assert told[0] == told[1]
    shapes = [shape_of(answer.headers["content-type"], answer.body) for answer in (hostile, harmless)]
    assert shapes[0] == shapes[1]


def test_every_hostile_report_has_the_shape_of_a_harmless_one(both_houses: Any) -> None:
    hostile, harmless = both_houses
    plain = shape_of("text/html", harmless.get("/reports/1").body)
    for key in range(1, len(PAYLOADS) + 1):
        assert shape_of("text/html", hostile.get(f"/reports/{key}").body) == plain


def test_what_is_asked_for_is_not_echoed_as_markup(both_houses: Any) -> None:
    harmless = both_houses[1]
    plain = {
        path: Shape(harmless.get(path + quote("x")).text).elements
        for path in ("/search?q=%E6%97%A0+", "/?stage=", "/commitments/", "/?as_of=", "/search?outlet=")
    }
    for payload in PAYLOADS[::3]:
        said = quote(payload.replace("\n", "").replace("\r", ""), safe="")
        for path, shape in plain.items():
            assert Shape(harmless.get(path + said).text).elements == shape


@pytest.mark.parametrize("table", ["events", "readings", "reports"])
def test_a_hostile_export_holds_every_text_whole(both_houses: Any, table: str) -> None:
    query = f"/export/{table}.{{}}?limit=1000&texts=yes"
    rows = list(csv.reader(io.StringIO(both_houses[0].get(query.format("csv")).body.decode("utf-8-sig"))))
    lines = both_houses[0].get(query.format("jsonl")).body.decode().split("\n")[:-1]
    assert {json.loads(line)["title"] for line in lines} == set(PAYLOADS)
    assert len(rows) >= len(PAYLOADS)


def test_hostile_parquet_gives_every_text_back(both_houses: Any) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet is NOT tried: pyarrow is not installed")
    table = parquet.read_table(io.BytesIO(both_houses[0].get("/export/events.parquet").body))
    assert set(table.column("title").to_pylist()) == set(PAYLOADS)


@pytest.fixture(scope="module")
def looking(browser: Any, both_houses: Any) -> Any:
    """The browser, signed in to both houses; the cookie is one, as both are at one host."""
    browser.size(1440)
    return browser


@pytest.mark.parametrize("address", [one for every in PAGES.values() for one in every])
def test_no_page_runs_what_was_crawled(looking: Any, both_houses: Any, address: str) -> None:
    trees = []
    looking.complaints.clear()
    for one in both_houses:
        enter(looking, one)
        looking.open(one.house.address + one.house.at(address))
        trees.append(looking.ask(DOM))
        looking.ask(TOUCHED)
        assert not looking.ask(RAN)
    assert trees[0] == trees[1]
    # The policy would refuse such a script, and say so: that none was there to refuse is what is shown.
    assert [line for line in looking.complaints if "404" not in line] == []


def enter(browser: Any, asked: Asked) -> None:
    name, _, value = asked.cookie.partition("=")
    browser.cookie(asked.house.address, name, value)


def test_a_script_in_a_page_would_be_seen(looking: Any, both_houses: Any) -> None:
    looking.open(both_houses[1].house.address + "/signin")
    looking.complaints.clear()
    looking.ask("document.querySelector('main').innerHTML = '<img src=x onerror=hit=1>'")
    looking.wait("document.querySelector('main img').complete")
    looking.ask(TOUCHED)
    assert any("inline" in line for line in looking.complaints)


@pytest.mark.parametrize(
    "address", [one for every in FILES.values() for one in every if one.endswith(".svg")]
)
def test_no_downloaded_picture_runs_what_was_crawled(looking: Any, both_houses: Any, address: str) -> None:
    drawn = base64.b64encode(both_houses[0].get(address).body).decode()
    looking.open(f"data:image/svg+xml;base64,{drawn}")
    assert looking.ask("document.documentElement.localName") == "svg"
    looking.ask(TOUCHED)
    assert not looking.ask(RAN)


@pytest.mark.parametrize("address", [one for every in FILES.values() for one in every if ".atom" in one])
def test_no_feed_runs_what_was_crawled_in_a_careless_reader(
    looking: Any, both_houses: Any, address: str
) -> None:
    root = etree.fromstring(both_houses[0].get(address).body)
    looking.open("data:text/html,<title>reader</title><main></main>")
    for one in root.iter(f"{ATOM}content"):
        looking.ask(f"document.querySelector('main').innerHTML = {json.dumps(one.text or '')}")
        looking.ask(TOUCHED)
        assert not looking.ask(RAN)
