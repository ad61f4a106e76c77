"""No name of the shipped register is dead: a plain report that has its company and its place is found by it."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.commitment import Anchor, Commitment
from jiannuo.model.report import Report
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

REGISTER = load_register(shipped_folder("register") / "chongqing-2021.yaml")
READER = Reader(REGISTER)
DAY = parse_when("2025-09-09")


def plain_reports(name: str, anchor: Anchor) -> list[str]:
    company = "、".join(wanted.any_of[0] for wanted in anchor.company)
    return [
        f"9月8日，重庆推进{name}，{company}。",
        f"9月8日，重庆{name}{company}取得进展。",
        f"9月8日，在重庆，{company}{name}已开工建设。",
    ]


@pytest.mark.parametrize("entry", REGISTER.commitments, ids=lambda entry: entry.id)
def test_every_name_is_found_in_a_plain_report(entry: Commitment) -> None:
    dead = [
        name.text
        for anchor in entry.anchors
        for name in anchor.names
        if not any(
            entry.id in {match.commitment for match in READER.read(Report("", "报", "", body, DAY)).matches}
            for body in plain_reports(name.text, anchor)
        )
    ]
    assert dead == []
