"""explain, judge and changes over a database that was filled through the command line."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import ingested, run

ROOT = Path(__file__).parents[3]
REPORTS: list[dict[str, Any]] = [
    {
        "url": "http://a.example/1",
        "title": "金凤实验室投用",
        "published": "2022-06-26",
        "text": "6月25日，重庆金凤实验室正式投用，首批科研团队入驻。",
    },
    {
        "url": "http://a.example/2",
        "title": "揭榜挂帅在成都",
        "published": "2023-03-02",
        "text": "成都“揭榜挂帅”项目达到33项，当地企业纷纷参加，后续还将扩大规模。",
    },
    {
        "url": "http://a.example/3",
        "title": "图片新闻",
        "published": "2023-03-03",
        "text": "春日的重庆繁花似锦，吸引市民驻足。配图为重庆金凤实验室外景。",
    },
]


def jiannuo(*words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return run(words, cwd, environment={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingested(tmp_path_factory.mktemp("filled"), REPORTS)


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "home"))


def told(*words: str, cwd: Path) -> list[dict[str, Any]]:
    done = jiannuo(*words, "--json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_explain_names_parts_anchors_and_what_stood_in_the_way(home: Path) -> None:
    [why] = told("explain", "http://a.example/1", cwd=home)
    [match] = why["matches"]
    assert match["commitment"] == "B07"
    assert sum(match["parts"].values()) == pytest.approx(match["score"])
    assert any(anchor["role"] == "name" and anchor["text"] == "金凤实验室" for anchor in match["anchors"])
    assert why["stored"]["B07"]["stage"] == "operating"
    assert "得分" in jiannuo("explain", "1", cwd=home).stdout
    [why_not] = told("explain", "2", "A35", cwd=home)
    assert why_not["matches"] == []
    [miss] = why_not["near_misses"]
    assert (miss["commitment"], miss["kind"], miss["about"]["place"]) == (
        "A35",
        "other_place",
        "sichuan/chengdu",
    )
    assert miss["name"]["text"] in miss["sentence"]["text"]
    assert "没有其任何名称" in jiannuo("explain", "2", "C15", cwd=home).stdout


def test_a_rejection_changes_what_stands_and_says_so(home: Path) -> None:
    assert told("show", "B07", cwd=home)[0]["stage"] == "operating"
    [kept] = told("judge", "1", "B07", "reject", "--reason", "写的是另一处", "--by", "李", cwd=home)
    assert kept["matched"] is True
    assert told("show", "B07", cwd=home)[0]["stage"] == "none"
    assert [one["judgement"] for one in told("judge", "--list", cwd=home)] == ["reject"]
    causes = [(one["cause"], one["commitment"]) for one in told("changes", "B07", cwd=home)]
    assert causes == [("news", "B07"), ("person", "B07")]
    told("judge", "1", "B07", "confirm", cwd=home)
    assert told("show", "B07", cwd=home)[0]["stage"] == "operating"


def test_judgements_are_exported_as_labels_that_evaluate_reads(home: Path) -> None:
    told("judge", "1", "B07", "confirm", cwd=home)
    done = jiannuo("judge", "--export", "labels.jsonl", cwd=home)
    assert done.returncode == 0, done.stderr
    [row] = [json.loads(line) for line in (home / "labels.jsonl").read_text("utf-8").splitlines()]
    assert [(label["key"], label["stage"]) for label in row["labels"]] == [("B07", "operating")]
    [score] = told("evaluate", "labels.jsonl", cwd=home)
    assert score["pair"]["f1"] == score["progress"]["f1"] == 1.0
    again = jiannuo("judge", "--export", "labels.jsonl", cwd=home)
    assert again.returncode == 3
    assert "there already" in again.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["explain", "999"], "no stored report"),
        (["explain", "http://a.example/none"], "no stored report"),
        (["explain", "9" * 40], "no stored report"),
        (["explain", "1", "Z99"], "register list"),
        (["judge", "1", "B07"], "nothing judged"),
        (["changes", "--since", "gestern"], "2022-01-31"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(home: Path, words: list[str], says: str) -> None:
    done = jiannuo(*words, cwd=home)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_the_queue_tells_the_sentence_and_what_was_missing(home: Path) -> None:
    [one] = told("judge", "--queue", cwd=home)
    assert (one["waits"], one["commitment"], one["kind"]) == ("near_miss", "B07", "caption")
    assert one["rank"] == pytest.approx(sum(one["parts"].values()))
    said = jiannuo("judge", "--queue", cwd=home).stdout
    assert f"【{one['name']['text']}】" in said
    told("judge", "3", "B07", "reject", cwd=home)
    assert told("judge", "--queue", cwd=home) == []
