"""Every saved page of the corpus comes out as its expected.json says: fields, paragraphs, or why it is no article."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.extraction.extract import extract
from crawler.outlets import load_outlets
from jiannuo.model.report import Report

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
CASES = sorted(folder.parent for folder in PAGES.glob("*/*/body.bin"))
OUTLETS = load_outlets()


def read(folder: Path) -> Report:
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    return extract(
        (folder / "body.bin").read_bytes(),
        meta["url"],
        outlet=OUTLETS.get(folder.parent.name),
        now=datetime.fromisoformat(meta["fetched_at"]),
        content_type=meta["content_type"],
    )


def fields(report: Report) -> dict[str, Any]:
    when = report.published
    moment = when.moment.isoformat() if when and when.moment else when.iso() if when else None
    return {
        "title": report.title,
        "published_at": moment,
        "precision": when.precision.value if when else "unknown",
        "source": report.source,
        "author": list(report.authors),
        "editor": report.editor,
        "body": report.body.split("\n"),
        "url": report.url,
    }


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_page_comes_out_as_expected(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    report = read(folder)
    for warning in expected.pop("warnings", []):
        assert warning in report.warnings
    if "no_article" in expected:
        assert report.body == ""
        assert expected["no_article"] is None or f"no article: {expected['no_article']}" in report.warnings
        return
    assert {name: value for name, value in fields(report).items() if name in expected} == expected


@pytest.mark.parametrize("outlet", OUTLETS.values(), ids=lambda outlet: outlet.name)
def test_every_outlet_has_pages_in_the_corpus(outlet: Any) -> None:
    assert len(list((PAGES / outlet.name).glob("*/body.bin"))) >= 3
    urls = [json.loads(file.read_text("utf-8"))["url"] for file in (PAGES / outlet.name).glob("*/meta.json")]
    hosts = {urlsplit(start).hostname for way in outlet.ways for start in _starts(way)} | {*outlet.hosts}
    assert {urlsplit(url).hostname for url in urls} <= hosts


def _starts(way: Any) -> tuple[str, ...]:
    return (way.start,) if isinstance(way.start, str) else way.start
