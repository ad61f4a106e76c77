"""The gold set as the tests see it: every labelled report with the file it stands in, read once."""

import json
from pathlib import Path
from typing import Any

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Findings
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader
from query.cli.reports_in import report_of

FOLDER = Path(__file__).with_name("gold")


@pytest.fixture(scope="session")
def gold() -> list[dict[str, Any]]:
    return [
        json.loads(line) | {"file": file.stem}
        for file in sorted(FOLDER.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]


@pytest.fixture(scope="session")
def blind(gold: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The reports labelled before the reader saw them: all but those written along with it."""
    return [row for row in gold if row["file"] != "first"]


@pytest.fixture(scope="session")
def read(gold: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Findings]]:
    reader = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
    return [(row, reader.read(report_of(row))) for row in gold]
