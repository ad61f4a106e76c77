"""A register says where it is wrong in one line, and another city's is only other data."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiannuo.config.load import shipped_folder
from jiannuo.documents import read_document
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import CommitmentKind, Stage, Verdict
from jiannuo.model.when import parse_when
from jiannuo.register.check import check
from jiannuo.register.fault import Fault, Grade
from jiannuo.register.kinds import kinds
from jiannuo.register.load import load_register
from jiannuo.register.schema import json_schema
from pipelines.reading.knowledge import gazetteer
from pipelines.reading.reader import Reader

SHIPPED = shipped_folder("register") / "chongqing-2021.yaml"
SMALL = Path(__file__).parents[2] / "fixtures" / "registers" / "binhai.yaml"
BASE: dict[str, Any] = yaml.safe_load(SMALL.read_text("utf-8"))

PLACES = set(gazetteer().names.values())


def test_the_shipped_register_has_every_commitment_and_no_fault() -> None:
    register = load_register(SHIPPED)
    assert len(register.commitments) == 107
    assert to_mend(check(register, read_document(SHIPPED), places=PLACES)) == []
    assert all(entry.article and entry.name_en and entry.statement_en for entry in register.commitments)
    assert all(set(entry.criteria) >= set(entry.ladder) for entry in register.commitments)


def test_the_article_is_where_the_register_says(request: pytest.FixtureRequest) -> None:
    article = request.config.rootpath.parent / "shared" / "founding-article.txt"
    if not article.exists():
        pytest.skip("THE FOUNDING ARTICLE IS NOT BESIDE THE PROJECT: its spans are not verified here")
    found = check(load_register(SHIPPED), read_document(SHIPPED), article.read_text("utf-8"), PLACES)
    assert to_mend(found) == []


def to_mend(faults: list[Fault]) -> list[Fault]:
    """Errors and warnings; notes are only good to know."""
    return [fault for fault in faults if fault.grade is not Grade.NOTE]


def with_first(**fields: Any) -> dict[str, Any]:
    """The small register, its first commitment changed."""
    data = copy.deepcopy(BASE)
    data["commitments"][0] |= fields
    return data


ANCHOR = {"names": ["深海试验场"]}
UNSOUND: list[tuple[dict[str, Any], str]] = [
    (with_first(anchors=[{"names": ["海"]}]), "too short to stand alone"),
    (with_first(anchors=[{"names": ["海洋企业"]}]), "is also that of Q2"),
    (
        with_first(anchors=[{"names": ["企业"], "company": [["海"]]}, {"names": ["洋企"]}]),
        "inside '海洋企业' of Q2",
    ),
    (with_first(anchors=[{"names": ["实验室"]}]), "is ordinary language"),
    (with_first(anchors=[{"names": ["发展经济"]}]), "is ordinary language"),
    (with_first(anchors=[{"names": ["海洋馆"], "place": "any"}]), "is ordinary language"),
    (with_first(anchors=[ANCHOR | {"without": ["试验场"]}]), "silences the name"),
    (with_first(anchors=[ANCHOR | {"company": [["青岛"]], "without": ["青岛"]}]), "can never match"),
    (with_first(anchors=[ANCHOR | {"place": "shandong/nowhere"}]), "gazetteer does not know"),
    (
        with_first(
            anchors=[{"names": [{"text": "深海场", "valid_from": "2024-01-01", "valid_until": "2023-01-01"}]}]
        ),
        "ends before it begins",
    ),
    (with_first(districts=["shandong/nowhere"]), "gazetteer does not know"),
    (with_first(look_alikes=[{"text": "试验场", "place": "atlantis"}]), "gazetteer does not know"),
    (with_first(criteria={"policy_issued": "印发"}), "not on its ladder"),
    (with_first(due="2021"), "due before it was promised"),
    (with_first(targets=[{"measure": "面积", "unit": "亩", "words": ["面积"]}]), "accepts no unit"),
    (with_first(targets=[{"measure": "面积", "unit": "亩", "units": ["亩"]}]), "no words"),
    (
        with_first(
            targets=[{"measure": "面积", "unit": "亩", "units": ["亩"], "words": ["面积"], "value": 3}]
        ),
        "no comparator",
    ),
    (with_first(), "does not say where it stands"),
    (with_first(measured_by=""), "by what it can be judged"),
    (with_first(due=None), "does not say when it is due"),
    (with_first(due_basis=""), "a due date from nowhere"),
    (with_first(ladder=["planned", "pilot"]), "what a report must say for pilot"),
    (with_first(article=[{"paragraph": 9, "start": 0, "end": 3}]), "lies outside the article"),
    (with_first(article=[{"paragraph": 1, "start": 0, "end": 3}]), "which the entry does not name"),
    (
        with_first(
            targets=[
                {
                    "measure": "面积",
                    "unit": "亩",
                    "units": ["亩"],
                    "words": ["面积"],
                    "value": 30,
                    "comparator": "=",
                }
            ]
        ),
        "the figure 30 stands in none of its spans",
    ),
]


@pytest.mark.parametrize("number", range(len(UNSOUND)))
def test_check_finds_what_loads_but_cannot_work(tmp_path: Path, number: int) -> None:
    data, message = UNSOUND[number]
    file = tmp_path / "register.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    faults = check(load_register(file), read_document(file), "第一段\n第二段。", PLACES)
    found = [fault for fault in faults if fault.commitment == "Q1" and message in fault.message]
    assert found, [fault.message for fault in faults]
    assert all(fault.line and fault.remedy for fault in found)


def test_a_bilingual_register_is_told_where_it_is_not(tmp_path: Path) -> None:
    file = tmp_path / "register.yaml"
    file.write_text(yaml.safe_dump(BASE | {"name_en": "Sea promises"}, allow_unicode=True), "utf-8")
    faults = check(load_register(file), read_document(file))
    assert [fault.commitment for fault in faults if "not told in English" in fault.message] == ["Q1", "Q2"]


def test_each_stage_has_the_kinds_criterion_unless_the_entry_has_its_own() -> None:
    [site, count] = load_register(SMALL).commitments
    assert set(site.criteria) == set(site.ladder)
    assert site.criteria[Stage.OPERATING] == "写明试验场已迎来首批海试"
    assert "深海试验场" in site.criteria[Stage.STARTED]
    assert set(count.criteria) == {Stage.PLANNED, Stage.RESULT}


def test_every_kind_has_a_ladder_and_a_criterion_for_each_stage() -> None:
    assert set(kinds()) == set(CommitmentKind)
    for kind in kinds().values():
        assert kind.ladder
        assert set(kind.criteria) == set(kind.ladder)


def test_a_promise_is_due_on_a_day_or_says_that_none_was_given() -> None:
    [site, count] = load_register(SMALL).commitments
    assert site.due is not None
    assert (site.due.iso(), site.due_stated) == ("2026", True)
    assert (count.due, count.due_stated) == (None, True)


def test_the_responsible_organs_are_the_promisors_unless_named() -> None:
    assert load_register(SMALL).commitments[0].organs == ("市海洋局",)


def test_parents_that_go_in_a_circle_are_told(tmp_path: Path) -> None:
    data = with_first(parent="Q2")
    data["commitments"][1]["parent"] = "Q1"
    file = tmp_path / "register.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    assert any("own ancestor" in fault.message for fault in check(load_register(file), read_document(file)))


def test_a_figure_may_stand_in_the_article_with_its_multiplier(tmp_path: Path) -> None:
    measure = {"measure": "面积", "unit": "亩", "units": ["亩"], "words": ["面积"], "comparator": "="}
    spans = [{"paragraph": 1, "start": 0, "end": 5}, {"paragraph": 1, "start": 5, "end": 8}]
    file = tmp_path / "register.yaml"
    data = with_first(article=spans, targets=[measure | {"value": 25000}])
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    faults = check(load_register(file), read_document(file), "深海试验场2.5万亩")
    assert [fault.message for fault in faults if fault.commitment == "Q1"] == []


def test_breaks_of_a_series_stand_in_order_and_after_the_baseline(tmp_path: Path) -> None:
    measure = {"measure": "产值", "unit": "元", "units": ["元"], "words": ["产值"], "promised": False}
    breaks = [{"from": "2024-01", "why": "新办法"}, {"from": 2023, "why": "普查修订"}]
    base = {"value": 1, "unit": "元", "as_of": 2024}
    file = tmp_path / "register.yaml"
    data = with_first(targets=[measure | {"breaks": breaks, "baseline": base}])
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    register = load_register(file)
    [target] = register.commitments[0].targets
    assert [(one.start.iso(), one.why) for one in target.breaks] == [
        ("2024-01", "新办法"),
        ("2023", "普查修订"),
    ]
    told = [fault.message for fault in check(register, read_document(file)) if "break" in fault.message]
    assert len(told) == 2
    assert "out of order" in told[0]
    assert "before its baseline" in told[1]


def test_the_schema_knows_breaks_by_the_key_that_people_write() -> None:
    assert "from" in json_schema()["$defs"]["BreakEntry"]["properties"]


def test_a_statement_that_copies_the_article_is_told(tmp_path: Path) -> None:
    data = copy.deepcopy(BASE)
    data["commitments"][0]["statement"] = "年内把各项保障措施逐条落到实处。"
    file = tmp_path / "register.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    faults = check(
        load_register(file), read_document(file), "会上说，年内把各项保障措施逐条落到实处，绝不拖延。"
    )
    assert any("copies the article" in fault.message for fault in faults)


def test_the_schema_knows_the_short_spellings() -> None:
    anchor = json_schema()["$defs"]["AnchorEntry"]["properties"]
    assert {"type": "string"} in anchor["names"]["items"]["anyOf"]


def test_another_city_is_only_another_register() -> None:
    reader = Reader(load_register(SMALL))

    def read(body: str, url: str = "") -> dict[str, Any]:
        findings = reader.read(Report(url, "x", "", body, parse_when("2023-08-01")))
        return {match.commitment: match for match in findings.matches}

    match = read("7月30日，青岛深海试验场正式投用。")["Q1"]
    assert (match.verdict, match.stage) == (Verdict.PROGRESS, Stage.OPERATING)
    assert read("7月30日，大连深海试验场正式投用。") == {}
    assert read("重庆海洋企业达到30家。") == {}
    figures = read("全市海洋企业达到1860家。", url="https://news.qingdao.example/1")["Q2"].readings
    assert [(reading.value, reading.unit) for reading in figures] == [(1860, "家")]
