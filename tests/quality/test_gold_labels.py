"""The gold set itself is sound: every trap stands in it, labels quote and count what the text says, nothing is copied."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiannuo.config.load import shipped_folder
from jiannuo.model.vocabulary import Stage
from jiannuo.register.load import load_register

Row = dict[str, Any]
CLASSES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("classes.yaml").read_text("utf-8")
)
REGISTER = load_register(shipped_folder("register") / "chongqing-2021.yaml")
SHARED = Path(__file__).parents[3] / "shared"
ARTICLE_DAY = "2021-12-16"
COPIED_RUN = 15
HAN = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
KINDS = {"fact", "target", "expected", "growth", "multiple", "share"}


def labels(rows: list[Row]) -> Iterator[tuple[Row, dict[str, Any]]]:
    return ((row, label) for row in rows for label in row["labels"])


def plain(text: str) -> str:
    """One width, no spaces, no separators, nothing invisible."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s,\u00ad\u200b]|<wbr>", "", folded)


def is_printed(value: float, text: str) -> bool:
    """Whether a number stands in the text: in digits, in digits before 万 or 亿, or as one Chinese numeral."""
    folded = plain(text).replace("萬", "万")
    written = [f"{value:.10g}", f"{value / 1e4:.10g}万", f"{value / 1e8:.10g}亿"]
    if any(re.search(rf"(?<![\d.]){re.escape(form)}(?![\d]|\.\d)", folded) for form in written):
        return True
    return any(HAN.get(char) in (value, value / 10) for char in folded)


def test_there_are_enough_reports_and_enough_of_them_without_a_label(
    gold: list[Row], blind: list[Row]
) -> None:
    assert len(gold) >= 670
    without = sum(not row["labels"] for row in blind)
    assert 0.35 <= without / len(blind) <= 0.45


def test_every_report_has_an_id_of_its_own_a_class_and_a_reason(gold: list[Row]) -> None:
    assert [name for name, n in Counter(row["id"] for row in gold).items() if n > 1] == []
    assert all(row["class"] for row in gold)
    assert [row["id"] for row in gold if not row["why"]] == []
    assert [row["id"] for row in gold if not row["labels"] and not row["neg_kind"]] == []


def test_every_trap_stands_in_the_set_and_every_class_is_described(blind: list[Row]) -> None:
    seen = Counter(name for row in blind for name in row["classes"])
    assert set(seen) - set(CLASSES) == set()
    assert [name for name, said in CLASSES.items() if said["trap"] and seen[name] < 2] == []


def test_every_commitment_is_touched_as_progress_and_as_mention(blind: list[Row]) -> None:
    seen = {(label["key"], label["relation"]) for _, label in labels(blind) if not label["ambiguous"]}
    keys = [commitment.id for commitment in REGISTER.commitments]
    assert len(keys) == 107
    assert [(key, how) for key in keys for how in ("progress", "mention") if (key, how) not in seen] == []


def test_every_stage_is_shown(blind: list[Row]) -> None:
    assert {label["stage"] for _, label in labels(blind)} == {stage.value for stage in Stage}


def test_every_label_is_well_formed(gold: list[Row]) -> None:
    keys = {commitment.id for commitment in REGISTER.commitments}
    stages = {stage.value for stage in Stage}
    for row, label in labels(gold):
        assert label["key"] in keys, row["id"]
        assert label["relation"] in ("progress", "mention"), row["id"]
        assert {label["stage"], *label["stage_alt"]} <= stages, row["id"]
        assert {figure["kind"] for figure in label["figures"]} <= KINDS, row["id"]
    for row in gold:
        assert len({label["key"] for label in row["labels"]}) == len(row["labels"]), row["id"]


def test_evidence_stands_verbatim_in_the_text(gold: list[Row]) -> None:
    assert [
        (row["id"], label["key"]) for row, label in labels(gold) if label["evidence"] not in row["text"]
    ] == []


def test_figures_and_traps_are_numbers_the_text_prints(gold: list[Row]) -> None:
    said = [(row, figure) for row, label in labels(gold) for figure in label["figures"]]
    said += [(row, trap) for row in gold for trap in row["trap_figures"]]
    assert len(said) > 600
    assert [(row["id"], it["value"]) for row, it in said if not is_printed(it["value"], row["text"])] == []


def test_a_trap_is_never_also_a_figure(gold: list[Row]) -> None:
    for row in gold:
        figures = {(f["value"], f["unit"]) for label in row["labels"] for f in label["figures"]}
        assert not figures & {(trap["value"], trap["unit"]) for trap in row["trap_figures"]}, row["id"]


def test_reports_older_than_the_article_say_so(gold: list[Row]) -> None:
    for row in gold:
        assert row["before_article"] == bool(row["published"] and row["published"] < ARTICLE_DAY), row["id"]


def test_reports_have_the_length_of_their_file(blind: list[Row]) -> None:
    longest = {"third": 700, "fourth": 700, "fifth": 800}
    shortest = {"short": 15, "sixth": 15}
    sizes = {row["id"]: (len(row["text"]), row["file"]) for row in blind}
    assert [
        name
        for name, (size, file) in sizes.items()
        if not shortest.get(file, 40) <= size <= longest.get(file, 400)
    ] == []


def test_no_report_repeats_a_published_one(gold: list[Row]) -> None:
    if not (SHARED / "real").is_dir():
        pytest.skip("SKIPPED: ../shared is not there; copying is not checked")
    foreign = _runs(_published())
    for row in gold:
        copied = [run for run in _runs([row["text"]]) if run in foreign]
        assert not copied, (row["id"], copied)


def _published() -> Iterator[str]:
    import json

    yield (SHARED / "founding-article.txt").read_text("utf-8")
    for file in sorted((SHARED / "real").glob("reports-*.jsonl")):
        yield from (json.loads(line)["text"] for line in file.read_text("utf-8").splitlines())


def _runs(texts: Iterator[str] | list[str]) -> set[str]:
    """Every run of COPIED_RUN characters, names taken out: a name has only one way of being written."""
    names = {plain(n.text) for c in REGISTER.commitments for a in c.anchors for n in a.names}
    names |= {plain(name) for name in OFFICIAL_NAMES} | {plain(c.name) for c in REGISTER.commitments}
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    runs = set()
    for text in texts:
        bare = pattern.sub("·", plain(text))
        runs |= {bare[i : i + COPIED_RUN] for i in range(len(bare) - COPIED_RUN + 1)}
    return runs


OFFICIAL_NAMES = (
    "中国科学院重庆绿色智能技术研究院",
    "重庆市科学技术研究院党委书记何平",
    "中新国际数据通道科技资源数据库",
    "多模态数据融合与分析国家地方联合工程研究中心",
)
