"""Our own labelled reports, every trap class among them, with floors that may only rise."""

import json
from pathlib import Path
from typing import Any

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader
from query.cli.reports_in import report_of
from query.evaluate.score import Score, add

GOLD = Path(__file__).with_name("gold.jsonl")
READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))

# Measured; a change that lowers one fails.
FLOORS = {"pair": 0.985, "progress": 0.965, "figure": 0.985, "stage": 0.98}


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def score() -> Score:
    total = Score()
    for row in rows():
        add(total, row, READER.read(report_of(row)))
    return total


def test_pairs_progress_and_figures_keep_their_floor(score: Score) -> None:
    assert score.pair.f1 >= FLOORS["pair"], score.cases
    assert score.progress.f1 >= FLOORS["progress"], score.cases
    assert score.figure.f1 >= FLOORS["figure"], score.cases


def test_stages_keep_their_floor(score: Score) -> None:
    assert score.stage_right / (score.stage_right + score.stage_wrong) >= FLOORS["stage"], score.cases


def test_no_trap_is_ever_attached(score: Score) -> None:
    assert score.traps == 0, score.cases


def test_no_look_alike_is_ever_matched(score: Score) -> None:
    assert score.unlabelled >= 26
    assert score.unlabelled_hit == 0, score.cases


def test_every_report_has_an_id_of_its_own_and_a_class() -> None:
    ids = [row["id"] for row in rows()]
    assert len(set(ids)) == len(ids) >= 137
    assert all(row["class"] for row in rows())
