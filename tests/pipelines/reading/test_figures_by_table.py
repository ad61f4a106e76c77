"""Which figures are read, tried by tables: every way of writing of the press with every noun, and whatever stands beside."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiannuo.config.load import shipped_folder
from jiannuo.model.report import Report
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
FOLDER = Path(__file__).parents[2] / "fixtures" / "figures"
COUNTS, OWN, BESIDE, WHOSE = (
    yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    for name in ("counts", "own", "neighbours", "whose")
)
Reads = dict[str, set[tuple[float, str]]]


def read(text: str) -> Reads:
    """The values and kinds read of every commitment in a report of a city paper."""
    report = Report("https://www.cqrb.cn/a", "x", "", text, parse_when("2025-02-06"))
    return {
        match.commitment: {(reading.value, reading.kind.value) for reading in match.readings}
        for match in READER.read(report).matches
    }


def values(text: str, key: str) -> set[float]:
    """The values read of one commitment."""
    return {value for value, _ in read(text).get(key, set())}


@pytest.mark.parametrize("pattern", COUNTS["patterns"])
def test_a_count_is_read_however_it_is_written(pattern: str) -> None:
    wrong = {
        noun["name"]: (wanted, told)
        for noun, text, wanted in _counts(COUNTS["patterns"][pattern])
        if (told := {key: figures for key, figures in read(text).items() if figures}) != wanted
    }
    assert wrong == {}


def _counts(pattern: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, Reads]]:
    """Each noun with the sentence that the pattern makes of it and what is to be read."""
    for noun in COUNTS["nouns"]:
        if "<M>" in pattern["text"] and "nation" not in noun:
            continue
        if pattern.get("elsewhere") and noun.get("names_a_place"):
            continue
        signs = _signs(noun)
        wanted = {_value(one, signs) for one in pattern["reads"]}
        yield noun, _filled(pattern["text"], signs), {noun["key"]: wanted} if wanted else {}


def _signs(noun: dict[str, Any]) -> dict[str, str]:
    every, new = noun["all"], noun["new"]
    grown = round(every * 100 / (every - new) - 100, 1)
    signs = {"X": noun["name"], "U": noun["unit"], "N": every, "n": new, "A": every - new, "P": grown}
    signs |= {"B": new + 1, "C": new + every, "D": new + every + 2, "M": noun.get("nation", 0)}
    return {sign: str(said) for sign, said in signs.items()}


def _value(wanted: str, signs: dict[str, str]) -> tuple[float, str]:
    value, kind = _filled(wanted, signs).split()
    return float(value), kind


def _filled(text: str, signs: dict[str, str]) -> str:
    for sign, said in signs.items():
        text = text.replace(f"<{sign}>", said)
    return text


@pytest.mark.parametrize(
    ("group", "pattern"), [(group, pattern) for group in OWN for pattern in OWN[group]["patterns"]]
)
def test_a_thing_or_a_work_has_its_own_figures_only(group: str, pattern: str) -> None:
    case = OWN[group]["patterns"][pattern]
    told = {name: values(case["text"].replace("<X>", name), key) for key, name in OWN[group]["names"].items()}
    assert told == {name: set(map(float, case["reads"])) for name in told}


@pytest.mark.parametrize("fact", BESIDE["facts"], ids=lambda fact: fact["key"])
def test_what_stands_beside_takes_nothing_and_adds_nothing(fact: dict[str, Any]) -> None:
    text, key, wanted = fact["text"], fact["key"], set(map(float, fact["reads"]))
    assert values(text, key) == wanted
    stopped = text.removesuffix("。")
    told = {
        one: sorted(values(one, key) - wanted)
        for beside in BESIDE["neighbours"]
        for one in (text + beside, beside + text, f"{text}\n{beside}")
    } | {
        one: sorted(values(one, key) - wanted) for more in BESIDE["joined"] for one in (f"{stopped}{more}。",)
    }
    assert {one: more for one, more in told.items() if more} == {}


@pytest.mark.parametrize(
    "case", [one for group in WHOSE.values() for one in group], ids=lambda one: one["why"]
)
def test_a_figure_is_of_whom_the_sentence_tells_it(case: dict[str, Any]) -> None:
    told = {key: figures for key, figures in read(case["text"]).items() if figures}
    wanted = {key: set(map(float, figures)) for key, figures in case["reads"].items()}
    assert {key: {value for value, _ in figures} for key, figures in told.items()} == wanted
    kinds = case.get("kinds", {})
    assert {key: {kind for _, kind in told[key]} for key in kinds} == {
        key: {kind} for key, kind in kinds.items()
    }
