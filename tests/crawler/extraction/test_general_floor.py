"""The general way keeps what it reached on the labelled pages of others, both halves alike."""

from datetime import UTC, datetime

import pytest

from benchmarks.gold_pages import PAGES, Got, Score, gold, score
from crawler.extraction.extract import extract

FLOORS = {"title": 0.97, "date": 0.97, "source": 0.85, "body": 0.90, "free": 0.97}
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def read(body: bytes) -> Got:
    report = extract(body, "", outlet=None, now=NOW, relative=False)
    return Got(
        report.title, report.published.iso() if report.published else "", report.source or "", report.body
    )


@pytest.mark.real
@pytest.mark.parametrize("half", [0, 1])
def test_fields_bodies_and_foreign_text_stay_above_the_floor(half: int) -> None:
    if not (PAGES / "gold.json").is_file():
        pytest.skip(f"SKIPPED: {PAGES} is not there; this test measures with it")
    pages = sorted(gold(), key=lambda page: str(page["file"]))
    found: Score = score(pages[half::2], read)
    assert {name: found.share(name) for name, least in FLOORS.items() if found.share(name) < least} == {}
    assert found.taken == []
