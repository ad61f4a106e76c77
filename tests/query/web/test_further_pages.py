"""Search narrows, outlets and digests show what is stored, and only a signed-in operator may judge."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.model.dossier import Dossier
from jiannuo.model.health import Finding
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Symptom
from jiannuo.model.when import parse_when
from jiannuo.store.alarms import raise_alarm
from jiannuo.store.asking import doubtful
from jiannuo.store.engine import Store
from jiannuo.store.judgements import all_judged
from jiannuo.store.runs import finish_run, start_run
from pipelines.road import Road
from query.web.search_page import hits

TODAY = date(2026, 11, 24)
GOLD = "%E9%87%91%E5%87%A4"


@pytest.fixture
def own(
    tmp_path: Path, register: Any, clock_now: Any, fresh_store: Callable[[Path], Store]
) -> Iterator[Store]:
    """A store with one near miss, to be judged."""
    store = fresh_store(tmp_path / "j.db")
    text = "成渝（兴隆湖）综合性科学中心在成都揭牌，四川天府新区介绍了规划。"
    report = Report("http://c.example/1", "far", "外地科学中心", text, parse_when("2024-05-01"))
    Road(store, register, SetClock(clock_now)).travel_all([Dossier(report=report, detected_at=clock_now)])
    yield store
    store.close()


def test_search_shows_what_was_looked_for_and_what_it_is_about(pages: Any) -> None:
    text = pages.get(f"/search?q={GOLD}").text
    assert '<mark class="hit">金凤</mark>实验室' in text
    assert "/commitments/B07" in text
    assert "天气" not in text


def test_facets_count_all_results_and_narrow_them(pages: Any) -> None:
    text = pages.get(f"/search?q={GOLD}&limit=1").text
    facets = text[text.index('class="facets"') :]
    assert re.search(r"渝州广播</a>\s*<span class=\"number\">1<", facets)
    narrowed = pages.get(f"/search?q={GOLD}&outlet=radio").text
    assert narrowed.count("<li><h2") == 1
    assert 'aria-label="去掉条件 渝州广播"' in narrowed


def test_results_go_on_page_by_page(pages: Any) -> None:
    text = pages.get("/search?limit=2").text
    seen: list[str] = []
    while True:
        seen += re.findall(r'<h2 class="plain"><a href="/reports/(\d+)"', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        if following is None:
            break
        text = pages.get(following[1].replace("&amp;", "&") + "&limit=2").text
    assert len(seen) == len(set(seen)) == 6


def test_the_board_is_a_table_too_under_the_same_filter(pages: Any) -> None:
    assert 'href="/board.csv?kind=metric"' in pages.get("/?kind=metric").text
    lines = pages.get("/board.csv?kind=metric").body.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("id,name,promisors,stage")
    [row] = [line for line in lines if line.startswith("A18,")]
    assert ",result," in row
    assert not any(line.startswith("B07,") for line in lines)


@pytest.mark.parametrize("words", [("金凤",), ("a.b", "*"), ("(",), ("x", "xx")])
def test_runs_joined_are_the_text(words: tuple[str, ...]) -> None:
    text = "金凤 a.b * ( xx x 金凤"
    runs = hits(text, words)
    assert "".join(run for run, _ in runs) == text
    assert {run for run, hit in runs if hit} <= set(words)
    assert any(hit for _, hit in runs)


def test_an_outlet_that_is_ill_is_named_first_with_its_history(
    own: Store, serve: Any, clock_now: Any
) -> None:
    run = start_run(own, "radio", clock_now)
    ends = {"stored": 2, "timed_out": 1}
    finish_run(own, run, status="finished", found=3, outcomes=ends, lists={}, message="", at=clock_now)
    raise_alarm(own, "radio", run, Finding(Symptom.STALE, "newest 2020-01-01"), clock_now)
    asker = serve(own)
    text = asker.get("/outlets").text
    assert text.index("渝州广播") < text.index("渝州日报")
    assert "只见旧报道" in text
    assert "超时 1" in text
    history = asker.get("/outlets/radio").text
    assert "newest 2020-01-01" in history
    assert "入库 2" in history
    assert asker.get("/outlets.csv").body.decode("utf-8-sig").splitlines()[1].startswith("radio,渝州广播,")
    assert asker.get("/outlets/nobody").status == 404


def test_a_digest_has_a_page_that_stays_and_names_no_reader(
    own: Store, serve: Any, samples_digest: Any
) -> None:
    key = samples_digest(own)
    asker = serve(own)
    assert re.search(r"/digests/[0-9a-f]{32}\"", asker.get("/digests").text)
    text = asker.get(f"/digests/{key}").text
    assert "重庆金凤实验室正式投用" in text
    assert "建成 → 投用" in text
    assert "reader@" not in text
    assert "TOKEN" not in text


def signed_in(asker: Any) -> str:
    cookie: str = asker.post("/signin", {"token": "op"}).headers["set-cookie"].partition(";")[0]
    return cookie


def form_of(asker: Any, cookie: str) -> dict[str, str]:
    text = asker.get("/review", cookie=cookie).text
    return dict(re.findall(r'name="(form_token|report|commitment)" value="([^"]+)"', text))


@pytest.mark.parametrize("word", ["confirm", "reject", "unsure"])
def test_the_operators_word_is_kept_and_leaves_the_queue(
    own: Store, serve: Any, register: Any, word: str
) -> None:
    asker = serve(own, operator_token="op")
    cookie = signed_in(asker)
    form = form_of(asker, cookie)
    before = doubtful(own, register.id, TODAY).near
    done = asker.post("/review", {**form, "judgement": word, "reason": "看过"}, cookie=cookie)
    assert done.status == 303
    with own.read() as connection:
        [judged] = all_judged(connection)
    assert (judged.judgement.value, judged.reason) == (word, "看过")
    assert doubtful(own, register.id, TODAY).near == before - 1


@pytest.mark.parametrize(
    "change",
    [
        {"cookie": ""},
        {"form_token": "0" * 64},
        {"form_token": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_nobody_else_can_judge(own: Store, serve: Any, change: dict[str, str]) -> None:
    asker = serve(own, operator_token="op")
    cookie = signed_in(asker)
    form = {**form_of(asker, cookie), "judgement": "reject"}
    if "form_token" in change:
        form |= change
    headers = {"cookie": cookie, **{key: value for key, value in change.items() if key != "form_token"}}
    assert asker.post("/review", form, **headers).status == 403
    with own.read() as connection:
        assert all_judged(connection) == []


@pytest.mark.parametrize(
    "wrong", [{"report": "99"}, {"commitment": "ZZ"}, {"judgement": "kept"}, {"report": "x"}]
)
def test_a_word_on_nothing_is_refused(own: Store, serve: Any, wrong: dict[str, str]) -> None:
    asker = serve(own, operator_token="op")
    cookie = signed_in(asker)
    form = {**form_of(asker, cookie), "judgement": "reject", **wrong}
    assert asker.post("/review", form, cookie=cookie).status in (400, 404)


def test_without_an_operators_token_there_is_no_queue(own: Store, serve: Any) -> None:
    asker = serve(own, token="reader")
    cookie = asker.post("/signin", {"token": "reader"}).headers["set-cookie"].partition(";")[0]
    assert asker.get("/review", cookie=cookie).status == 404
    assert asker.post("/review", {"judgement": "reject"}, cookie=cookie).status == 403
    assert serve(own).get("/review").status == 404


def test_a_reader_is_no_operator(own: Store, serve: Any) -> None:
    asker = serve(own, token="reader", operator_token="op")
    cookie = asker.post("/signin", {"token": "reader"}).headers["set-cookie"].partition(";")[0]
    assert asker.get("/review", cookie=cookie).headers["location"] == "/signin"
    assert json.loads(asker.get("/api/v1/digests", cookie=cookie).body)["items"] == []
