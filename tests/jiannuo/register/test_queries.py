"""What searches are asked comes from the register alone, for whatever city it is written."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.commitment import Anchor, Commitment, Company, Name, Register
from jiannuo.model.vocabulary import CommitmentKind
from jiannuo.register.load import load_register
from jiannuo.register.queries import search_queries

FIXTURES = Path(__file__).parents[2] / "fixtures" / "registers"
DAY = date(2026, 1, 1)


def binhai() -> Register:
    return load_register(FIXTURES / "binhai.yaml")


def commitment(name: str, *anchors: Anchor) -> Commitment:
    return Commitment(name, name, CommitmentKind.FACILITY, "x", ("li",), anchors)


def asked(*anchors: Anchor) -> tuple[str, ...]:
    return search_queries(replace(binhai(), commitments=(commitment("Q", *anchors),)), DAY)


def test_every_commitment_of_each_register_is_asked_for_with_its_own_city() -> None:
    shipped = load_register(shipped_folder("register") / "chongqing-2021.yaml")
    queries = search_queries(shipped, DAY)
    assert len(queries) > 100
    assert len(queries) == len(set(queries)) <= 2 * len(shipped.commitments)
    assert "金凤实验室" in queries
    assert search_queries(binhai(), DAY) == ("青岛 深海试验场", "青岛 海洋企业")


@pytest.mark.parametrize(
    ("anchor", "query"),
    [
        (Anchor((Name("星海实验中心"),), place="any"), "星海实验中心"),
        (Anchor((Name("星海"),), place="any"), "青岛 星海"),
        (Anchor((Name("实验中心"),)), "青岛 实验中心"),
        (Anchor((Name("青岛实验中心"),)), "青岛实验中心"),
        (
            Anchor((Name("星海"),), company=(Company(("海洋大学", "海洋局")),), place="any"),
            "青岛 星海 海洋大学",
        ),
        (Anchor((Name("旧名", valid_until=date(2024, 1, 1)), Name("新名新名")), place="any"), "新名新名"),
    ],
)
def test_a_name_is_asked_with_what_makes_it_unique(anchor: Anchor, query: str) -> None:
    assert asked(anchor) == (query,)


def test_a_name_that_is_not_in_use_is_not_asked_for() -> None:
    gone = Name("旧名旧名", valid_until=date(2024, 1, 1))
    coming = Name("将名将名", valid_from=date(2027, 1, 1))
    assert asked(Anchor((gone, coming), place="any")) == ()


def test_first_queries_of_all_come_before_the_second_of_any() -> None:
    register = replace(
        binhai(),
        commitments=tuple(
            commitment(key, *(Anchor((Name(f"{key}甲乙丙{n}"),), place="any") for n in range(3)))
            for key in "PQ"
        ),
    )
    assert search_queries(register, DAY) == ("P甲乙丙0", "Q甲乙丙0", "P甲乙丙1", "Q甲乙丙1")
