"""An evaluation is broken down by file, class and commitment without a report being lost or counted twice."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from jiannuo.config.load import shipped_folder
from query.cli.main import build
from query.evaluate.breakdown import classes_of

REGISTER = shipped_folder("register") / "chongqing-2021.yaml"
LABEL = {"relation": "progress", "stage": "operating", "figures": [], "evidence": "揭牌"}
ROWS = [
    {
        "id": "1",
        "text": "6月25日，重庆金凤实验室揭牌。",
        "published": "2022-06-26",
        "labels": [{"key": "B07", **LABEL}],
    },
    {
        "id": "2",
        "text": "重庆金凤实验室揭牌。",
        "published": "2022-06-26",
        "labels": [{"key": "B21", **LABEL}],
    },
    {
        "id": "3",
        "text": "银川市金凤区通车。",
        "published": "2022-06-26",
        "labels": [],
        "neg_kind": "other_place",
    },
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), "utf-8")
    return path


def evaluated(file: Path, *options: str) -> dict[str, Any]:
    words = ["evaluate", str(file), "--register", str(REGISTER), "--json", *options]
    answer = CliRunner().invoke(build(words), words)
    assert answer.exit_code == 0, answer.output
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


def test_each_commitment_is_scored_on_its_own_labels(file: Path) -> None:
    parts = evaluated(file, "--by", "commitment")["by"]["commitment"]
    assert parts["B07"]["pair"] == {**parts["B07"]["pair"], "right": 1, "spurious": 1, "missed": 0}
    assert parts["B21"]["pair"] == {**parts["B21"]["pair"], "right": 0, "spurious": 0, "missed": 1}


def test_classes_and_files_sum_to_the_whole(file: Path) -> None:
    told = evaluated(file, "--by", "class", "--by", "file")
    assert {name: part["reports"] for name, part in told["by"]["class"].items()} == {
        "plain": 2,
        "other_place": 1,
    }
    assert told["by"]["file"]["labelled.jsonl"]["reports"] == told["reports"] == 3


def test_a_wrong_case_is_shown_with_its_sentence(file: Path) -> None:
    cases = evaluated(file, "--cases", "9")["cases"]
    assert any("B21" in case and "said nothing" in case and "揭牌" in case for case in cases)


def test_a_report_of_several_classes_counts_in_each() -> None:
    assert classes_of({"classes": ["a", "b", "a"]}) == ("a", "b")
    assert classes_of({"neg_kind": "other_place"}) == ("other_place",)
    assert classes_of({}) == ("plain",)
