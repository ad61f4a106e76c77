"""register list and show: for people in Chinese within the terminal's width, for programs with all that is resolved."""

import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from jiannuo.config.load import shipped_folder
from query.cli.main import main
from query.cli.output import out

SHIPPED = shipped_folder("register") / "chongqing-2021.yaml"
SMALL = Path(__file__).parents[2] / "fixtures" / "registers" / "binhai.yaml"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `jiannuo register …` and gives what it printed."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def run(*words: str, file: Path = SMALL, width: int = 100) -> str:
        monkeypatch.setattr(out(), "_width", width)
        with pytest.raises(SystemExit) as left:
            main(["register", *words, "--register", str(file)])
        assert left.value.code == 0
        return capsys.readouterr().out

    return run


def wide(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def test_list_json_has_one_line_a_commitment_with_the_documented_keys(said: Any) -> None:
    entries = [json.loads(line) for line in said("list", "--json", file=SHIPPED).splitlines()]
    assert len(entries) == 107
    wanted = {"id", "names", "aliases", "promisor", "kind", "targets", "place", "criteria", "due", "organs"}
    assert all(wanted <= set(entry) for entry in entries)
    assert all(set(entry["criteria"]) == set(entry["ladder"]) for entry in entries)
    by_id = {entry["id"]: entry for entry in entries}
    assert by_id["A07"]["parent"] == "A05"
    assert "A07" in by_id["A05"]["children"]
    assert by_id["B07"]["promisor"] == "左永祥"


def test_every_promised_figure_stands_in_the_list(said: Any) -> None:
    told: set[tuple[str, float | None]] = set()
    for line in said("list", "--json", file=SHIPPED).splitlines():
        for target in (entry := json.loads(line))["targets"]:
            told.add((entry["id"], target["value"]))
            if base := target["baseline"]:
                told |= {(entry["id"], base["value"]), (entry["id"], base["growth"])}
    assert told >= {
        ("A05", 100),
        ("A18", 36685),
        ("A18", 39),
        ("A19", 5066),
        ("A19", 20),
        ("C01", 33),
        ("C16", 17),
        ("C17", 300),
        ("C18", 50000),
        ("C23", 20_000_000),
        ("C24", 200),
    }


def test_a_later_aim_is_never_told_as_promised(said: Any) -> None:
    [entry] = [
        json.loads(line)
        for line in said("list", "--json", file=SHIPPED).splitlines()
        if line.startswith('{"id":"A19"')
    ]
    [target] = [target for target in entry["targets"] if target["measure"] == "高新技术企业"]
    assert target["value"] is None
    assert [aim["value"] for aim in target["aims"]] == [9500, 10000, 12800]
    assert all("行动计划" in aim["source"] for aim in target["aims"])


@pytest.mark.parametrize("width", [80, 120])
def test_list_and_show_keep_to_the_width_and_cut_nothing_off(said: Any, width: int) -> None:
    for words in (("list",), ("show", "A19"), ("show", "B07"), ("show", "B25")):
        shown = said(*words, file=SHIPPED, width=width)
        assert max(map(wide, shown.splitlines())) <= width
        assert "…" not in shown


def test_show_tells_a_person_all_there_is_to_one_entry(said: Any) -> None:
    shown = said("show", "深海")
    for part in ("Q1 深海试验场", "李海（市海洋局）", "2026（谈话说三年内）", "首批海试", "开工 started"):
        assert part in shown


def test_show_gives_the_figures_as_officials_write_them(said: Any) -> None:
    assert "2000万元" in said("show", "C23", file=SHIPPED)
    assert "36685家（2021-12），同比增长 39%" in said("show", "A18", file=SHIPPED)
    assert "未给时限" in said("show", "A18", file=SHIPPED)


def test_show_json_is_the_line_of_the_list(said: Any) -> None:
    assert json.loads(said("show", "Q2", "--json")) == json.loads(said("list", "--json").splitlines()[1])
