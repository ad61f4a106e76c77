"""What a page shows as a chart or a table can be taken along as a file."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jiannuo.store.runs import finish_run, start_run


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("/", "/board.csv"),
        ("/", "/mentions.csv"),
        ("/", "/mentions.svg"),
        ("/", "/mentions.png"),
        ("/?kind=metric", "/mentions.csv?kind=metric"),
        ("/commitments/A18", "/commitments/A18/readings.csv"),
        ("/commitments/A18", "/commitments/A18/charts/0.svg"),
        ("/commitments/A18", "/commitments/A18/charts/0.png"),
        ("/outlets", "/outlets.csv"),
        ("/search?q=%E9%87%91%E5%87%A4", "/export/reports.csv?q=%E9%87%91%E5%87%A4"),
    ],
)
def test_every_chart_and_table_of_a_page_is_offered_as_a_file(pages: Any, page: str, file: str) -> None:
    if file.endswith("png"):
        pytest.importorskip("resvg_py")
    assert f'href="{file}" download' in pages.get(page).text
    answer = pages.get(file)
    assert answer.status == 200
    assert answer.headers["content-disposition"].startswith("attachment; ")
    begins = {"svg": b"<?xml", "png": b"\x89PNG"}.get(file.split("?")[0].rsplit(".")[-1], b"\xef\xbb\xbf")
    assert answer.body.startswith(begins)


def test_mentions_are_counted_by_month_for_what_the_filter_holds(pages: Any) -> None:
    head, *rows = list(
        csv.reader(pages.get("/mentions.csv?commitment=B07").body.decode("utf-8-sig").splitlines())
    )
    assert (head[:2], head[-1], len(head)) == (["id", "name"], "2026-11", 26)
    assert [(row[0], row[-1], sum(map(int, row[2:]))) for row in rows] == [("B07", "1", 1)]
    assert pages.get("/mentions.gif").status == 404
    assert pages.get("/mentions.csv?kind=nonsense").status == 400


def test_an_outlets_crawls_are_offered_as_a_table_and_as_a_picture(
    fresh_store: Any, tmp_path: Path, serve: Any, clock_now: datetime
) -> None:
    store = fresh_store(tmp_path / "jiannuo.db")
    run = start_run(store, "radio", clock_now)
    ends = {"stored": 2, "timed_out": 1}
    finish_run(store, run, status="finished", found=3, outcomes=ends, lists={}, message="=1+1", at=clock_now)
    crawled = serve(store)
    shown = crawled.get("/outlets/radio").text
    for form, begins in (("csv", b"\xef\xbb\xbfoutlet,"), ("svg", b"<?xml")):
        assert f'href="/outlets/radio/crawls.{form}" download' in shown
        assert crawled.get(f"/outlets/radio/crawls.{form}").body.startswith(begins)
    assert crawled.get("/outlets/nobody/crawls.csv").status == 404
    [_, row] = csv.reader(crawled.get("/outlets/radio/crawls.csv").body.decode("utf-8-sig").splitlines())
    assert row[3:] == ["finished", "3", "2", "stored 2; timed_out 1", "'=1+1"]
    store.close()


def test_the_archive_of_digests_is_a_table_without_who_received_them(
    fresh_store: Any, tmp_path: Path, serve: Any, samples_digest: Any
) -> None:
    store = fresh_store(tmp_path / "jiannuo.db")
    samples_digest(store)
    sent = serve(store)
    assert 'href="/digests.csv" download' in sent.get("/digests").text
    told = sent.get("/digests.csv").body.decode("utf-8-sig")
    [row] = csv.DictReader(told.splitlines())
    assert (row["subject"], row["progress"], row["figures"]) == ("践诺｜样例", "1", "0")
    assert f"/digests/{row['digest']}" in sent.get("/digests").text
    assert "reader" not in told
    assert "TOKEN" not in told
    store.close()


def test_the_queue_is_a_table_for_operators_alone(filled: Any, serve: Any) -> None:
    asked = serve(filled, operator_token="op")
    assert asked.get("/review.csv").status == 303
    assert serve(filled).get("/review.csv").status == 404
    cookie = asked.post("/signin", {"token": "op"}).headers["set-cookie"].partition(";")[0]
    assert 'href="/review.csv" download' in asked.get("/review", cookie=cookie).text
    [row] = csv.DictReader(asked.get("/review.csv", cookie=cookie).body.decode("utf-8-sig").splitlines())
    assert (row["commitment"], row["title"]) == ("A05", "外地科学中心")
    assert "综合性科学中心" in row["sentences"]
    assert row["why"]
