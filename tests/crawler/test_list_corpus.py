"""Every saved list of the corpus leads to the reports that its expected.json names, whichever way the outlet has."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse

from crawler.attribution import Atlas
from crawler.feeds import FeedRefusedError
from crawler.outlet import Outlet
from crawler.outlets import load_outlets
from crawler.spiders.choice import Chooser
from crawler.spiders.finders import finders_of
from crawler.spiders.way import Lead, Span
from jiannuo.clock import CHINA

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
OUTLETS = load_outlets()
EXPECTED = {
    file.parent: json.loads(file.read_text("utf-8")) for file in sorted(PAGES.glob("*/*/expected.json"))
}
LISTS = [folder for folder, expected in EXPECTED.items() if "wanted" in expected or "refused" in expected]
ATLAS = Atlas(OUTLETS.values())


def read(folder: Path) -> tuple[dict[str, list[str | None]], int]:
    """The addresses wanted, with outlet and day, and how many further lists are asked for."""
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    outlet, now = OUTLETS[folder.parent.name], datetime.fromisoformat(meta["fetched_at"])
    span = Span(None, now.astimezone(CHINA).date(), now)
    finder = next(iter(finders_of(outlet, span, [meta.get("query", "")], 0)))
    list(finder.start(span))
    found = list(finder.read(answer(folder, meta)))
    wanted = Chooser(outlet, ATLAS, span).wanted(one for one in found if isinstance(one, Lead))
    return (
        {url: [one.outlet.name, day_of(one.lead, one.outlet, now)] for url, one in wanted.items()},
        sum(isinstance(one, Request) for one in found),
    )


def answer(folder: Path, meta: dict[str, Any]) -> Response:
    kind: type[TextResponse] = XmlResponse if "xml" in meta["content_type"] else HtmlResponse
    kind = TextResponse if "json" in meta["content_type"] else kind
    day = date.fromisoformat(meta["day"]) if "day" in meta else None
    request = Request(
        meta["url"], meta={"query": meta.get("query"), "page": 0, "first": meta["url"], "day": day}
    )
    headers = {"Content-Type": meta["content_type"]}
    return kind(meta["url"], headers=headers, body=(folder / "body.bin").read_bytes(), request=request)


def day_of(lead: Lead, outlet: Outlet, now: datetime) -> str | None:
    told = outlet.dated(lead.url, now)
    return lead.day.isoformat() if lead.day else told.last_day().isoformat() if told else None


@pytest.mark.parametrize("folder", LISTS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_list_leads_to_the_reports_in_it(folder: Path) -> None:
    expected = EXPECTED[folder]
    if expected.get("refused"):
        with pytest.raises(FeedRefusedError):
            read(folder)
        return
    found, further = read(folder)
    assert found == {url: rest for url, *rest in expected["wanted"]}
    assert further >= expected.get("further", 0)


ENABLED = [outlet for outlet in OUTLETS.values() if outlet.enabled]


@pytest.mark.parametrize("outlet", ENABLED, ids=lambda outlet: outlet.name)
def test_every_enabled_outlet_has_a_list_an_article_and_a_page_that_is_none(outlet: Outlet) -> None:
    cases = [expected for folder, expected in EXPECTED.items() if folder.parent.name == outlet.name]
    assert any("wanted" in case for case in cases)
    assert any("title" in case for case in cases)
    assert any(case.get("no_article") for case in cases)
