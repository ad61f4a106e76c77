"""What whole texts say of commitments, tried by tables: a group of sentences for every rule of subject, mood and place."""

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
FOLDER = Path(__file__).parents[2] / "fixtures" / "readings"
RULES: dict[str, list[dict[str, Any]]] = {
    rule: cases
    for file in sorted(FOLDER.glob("*.yaml"))
    for rule, cases in yaml.safe_load(file.read_text("utf-8")).items()
}


def said(case: dict[str, Any]) -> dict[str, str]:
    """Verdict and stage of every commitment asked for; none where it is not touched."""
    day = case.get("published", "2024-05-20")
    url = case.get("url", "https://www.cqrb.cn/a.html")
    report = Report(url, "x", case.get("title", ""), case["text"], parse_when(day) if day else None)
    found = {
        match.commitment: f"{match.verdict.value}/{match.stage.value}"
        for match in READER.read(report).matches
    }
    return {key: found.get(key, "none") for key in case["reads"]}


@pytest.mark.parametrize("rule", RULES)
def test_what_a_text_says_goes_by(rule: str) -> None:
    wrong = [(case["text"][:80], got) for case in RULES[rule] if (got := said(case)) != case["reads"]]
    assert not wrong
