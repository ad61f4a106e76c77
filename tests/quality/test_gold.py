"""How the reader does on our own labelled reports: floors that may only rise, ceilings that may only fall."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiannuo.model.finding import Findings
from query.evaluate.groups import Group, by_group, measures

Read = list[tuple[dict[str, Any], Findings]]
Groups = Mapping[str, Group]
PINNED: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("floors.yaml").read_text("utf-8"))
SEALED: dict[str, dict[str, float]] = PINNED["sealed"]


@pytest.fixture(scope="module")
def unsealed(read: Read) -> Read:
    """The reports whose cases may be looked at: no group of them tells anything of a sealed file."""
    return [(row, findings) for row, findings in read if row["file"] not in SEALED]


@pytest.fixture(scope="module")
def files(unsealed: Read) -> Groups:
    return by_group(
        unsealed, lambda row: [row["file"], "all", *(["blind"] if row["file"] != "first" else [])]
    )


@pytest.fixture(scope="module")
def families(unsealed: Read) -> Groups:
    return by_group(unsealed, lambda row: [name.split(".")[0] for name in row.get("classes", ())])


@pytest.fixture(scope="module")
def classes(unsealed: Read) -> Groups:
    return by_group(unsealed, lambda row: row.get("classes", ()))


def below(group: Group, floors: Mapping[str, float]) -> dict[str, str]:
    has = measures(group)
    return {name: f"{has[name]:.4f} < {floor}" for name, floor in floors.items() if has[name] < floor}


def test_every_file_and_family_has_its_floors(files: Groups, families: Groups) -> None:
    without = {name for name, group in files.items() if "pair" not in measures(group)}
    assert set(PINNED["files"]) == set(files) - without
    assert set(PINNED["families"]) == set(families)


@pytest.mark.parametrize("name", PINNED["files"])
def test_each_file_keeps_its_floors(files: Groups, name: str) -> None:
    assert not below(files[name], PINNED["files"][name]), files[name].score.cases


@pytest.mark.parametrize("name", SEALED)
def test_each_sealed_file_keeps_its_floors_and_shows_no_case(read: Read, name: str) -> None:
    sealed = by_group(read, lambda row: [row["file"]] if row["file"] == name else [])
    fallen = sorted(below(sealed[name], SEALED[name]))
    assert not fallen, f"{name}: {fallen}"


@pytest.mark.parametrize("name", PINNED["families"])
def test_each_family_of_traps_keeps_its_floors(families: Groups, name: str) -> None:
    assert not below(families[name], PINNED["families"][name]), families[name].score.cases


def test_no_more_look_alikes_are_matched_than_before(classes: Groups) -> None:
    hit = {name: group.score.unlabelled_hit for name, group in classes.items()}
    assert {name: n for name, n in hit.items() if n > PINNED["look_alikes"].get(name, 0)} == {}


def test_no_more_trap_figures_are_attached_than_before(classes: Groups) -> None:
    traps = {name: group.score.traps for name, group in classes.items()}
    assert {name: n for name, n in traps.items() if n > PINNED["traps"].get(name, 0)} == {}


def test_the_first_reports_attach_no_trap_and_match_no_look_alike(files: Groups) -> None:
    first = files["first"].score
    assert first.unlabelled >= 26
    assert (first.traps, first.unlabelled_hit) == (0, 0), first.cases


def test_nothing_before_the_article_is_progress(files: Groups) -> None:
    assert files["all"].score.early_progress == 0, files["all"].score.cases
