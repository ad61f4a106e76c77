"""Pages and API give what a filter holds as files, behind the same guard, and refuse what they cannot give."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from jiannuo.errors import BusyError
from query.web import export_page


def rows_of(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.text.splitlines()]


def test_the_links_of_the_pages_lead_to_what_they_show(pages: Any) -> None:
    theme, word = quote("科学城"), quote("金凤")
    for page in (
        "/",
        f"/?theme={theme}",
        "/commitments/B07",
        f"/search?q={word}",
        "/commitments/B07?lang=en",
    ):
        links = re.findall(r'href="(/(?:export|events|calendar)[^"]*)"', pages.get(page).text)
        assert len(links) >= 14, page
        for link in links:
            answer = pages.get(link.replace("&amp;", "&"))
            assert (answer.status, bool(answer.body)) == (200, True), link


def test_page_and_api_give_the_same_rows(pages: Any) -> None:
    page = pages.get("/export/events.jsonl?commitment=B07")
    assert page.headers["content-type"] == "application/x-ndjson"
    assert page.headers["content-disposition"] == 'attachment; filename="events.jsonl"'
    assert page.body == pages.get("/api/v1/export/events.jsonl?commitment=B07").body
    assert {row["commitment"] for row in rows_of(page)} == {"B07"}
    assert len(rows_of(pages.get("/export/events.jsonl?limit=2"))) == 2
    folded = rows_of(pages.get("/export/events.jsonl?commitment=B07&copies=no"))
    assert len(folded) < len(rows_of(page))


def test_only_people_get_the_mark_of_spreadsheets(pages: Any) -> None:
    assert pages.get("/export/outlets.csv").body.startswith(b"\xef\xbb\xbf")
    assert pages.get("/api/v1/export/outlets.csv").body.startswith(b"outlet,")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/export/nothing.csv", 404),
        ("/export/events.exe", 404),
        ("/export/events.csv?stage=nonsense", 400),
        ("/api/v1/export/subscriptions.csv", 404),
        ("/api/v1/export/events.csv?limit=x", 400),
        ("/calendar.ics?stage=nonsense", 400),
    ],
)
def test_what_cannot_be_given_is_refused(pages: Any, address: str, status: int) -> None:
    answer = pages.get(address)
    assert answer.status == status
    if address.startswith("/api/"):
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_token_guards_downloads_too(filled: Any, serve: Any) -> None:
    locked = serve(filled, token="secret")
    assert locked.get("/api/v1/export/events.csv").status == 401
    assert locked.get("/export/events.csv").status == 303
    assert locked.get("/calendar.ics").status == 303
    assert locked.get("/api/v1/export/events.csv", authorization="Bearer secret").status == 200


def test_who_comes_when_all_turns_are_taken_is_asked_to_come_again(
    pages: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_page, "_WAITING", 0.01)
    with export_page._TURNS, export_page._TURNS:
        answer = pages.get("/export/events.csv")
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert pages.get("/export/events.csv").status == 200


def test_a_download_that_nobody_takes_any_more_keeps_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_page, "_WAITING", 0.01)
    for _ in range(3):
        abandoned = export_page._in_turn(iter([b"one", b"two"]))
        assert next(abandoned) == b"one"
        export_page._in_turn(iter([b"never begun"]))
    with export_page._TURNS, export_page._TURNS, pytest.raises(BusyError):
        export_page._in_turn(iter([b"one"]))


@pytest.mark.parametrize(
    "address", ["/events.atom?commitment=B07", "/events.json?commitment=B07", "/calendar.ics?theme="]
)
def test_who_has_it_already_is_told_so(pages: Any, address: str) -> None:
    first = pages.get(address)
    again = pages.get(address, if_none_match=first.headers["etag"])
    assert (first.status, again.status, again.body) == (200, 304, b"")


def test_a_feed_is_called_by_what_it_follows(pages: Any) -> None:
    def title(query: str) -> str:
        return str(json.loads(pages.get(f"/events.json?{query}").body)["title"])

    assert title("commitment=B07") == "践诺 · 金凤实验室"
    assert title(f"theme={quote('科学城')}&lang=zh").endswith(" · 科学城")
    assert title(f"q={quote('企业')}").endswith(" · 企业")
