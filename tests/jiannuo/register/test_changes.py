"""Two versions of a register are told apart commitment by commitment and field by field."""

from pathlib import Path

import pytest

from jiannuo.model.commitment import Register
from jiannuo.register.changes import ChangeKind, changes, decides
from jiannuo.register.load import load_register, parse_register

FILE = Path(__file__).parents[2] / "fixtures" / "registers" / "binhai.yaml"


def edited(*edits: tuple[str, str]) -> Register:
    text = FILE.read_text("utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return parse_register(text, FILE)


def test_the_same_register_has_no_changes() -> None:
    assert changes(load_register(FILE), edited()) == ()


def test_a_first_version_adds_every_commitment() -> None:
    found = changes(None, edited())
    assert [(change.commitment, change.kind) for change in found] == [
        ("Q1", ChangeKind.ADDED),
        ("Q2", ChangeKind.ADDED),
    ]


def test_a_new_id_is_one_removed_and_one_added() -> None:
    found = changes(load_register(FILE), edited(("id: Q1", "id: Q9")))
    assert [(change.commitment, change.kind) for change in found] == [
        ("Q9", ChangeKind.ADDED),
        ("Q1", ChangeKind.REMOVED),
    ]


def test_a_changed_field_tells_what_is_gone_and_what_is_new() -> None:
    alias = ("names: [深海试验场]", "names: [深海试验场, {text: 深海实证基地, valid_from: 2024-01-01}]")
    [change] = changes(load_register(FILE), edited(alias))
    [part] = change.alterations
    assert (change.commitment, part.field, part.gone) == ("Q1", "anchors", ())
    assert part.new == ("0.names: 深海实证基地 (valid_from 2024-01-01)",)


def test_figures_and_dates_are_told_as_people_write_them() -> None:
    [change] = changes(load_register(FILE), edited(("value: 2000,", "value: 2500, due: 2025-06,")))
    told = {(part.gone, part.new) for part in change.alterations}
    assert told == {(("0.value: 2000",), ("0.value: 2500", "0.due: 2025-06"))}


def test_the_head_of_a_register_counts_too() -> None:
    [change] = changes(load_register(FILE), edited(("local_hosts: [qingdao.example]", "local_hosts: []")))
    assert (change.commitment, change.alterations[0].field) == ("", "local_hosts")


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("statement: 建成近海的深海试验场。", "statement: 在近海建成一处试验场。", False),
        ("name: 深海试验场", "name: 深海试验场一期", False),
        ("names: [深海试验场]", "names: [深海试验场, 深海实证基地]", True),
        ("value: 2000", "value: 3000", True),
        ("kind: facility", "kind: platform", True),
        ("local_hosts: [qingdao.example]", "local_hosts: []", True),
        ("name: 青岛海洋承诺（测试用）", "name: 青岛海洋承诺", False),
    ],
)
def test_only_some_fields_decide_what_is_read(old: str, new: str, wanted: bool) -> None:
    [change] = changes(load_register(FILE), edited((old, new)))
    assert decides(change) is wanted
