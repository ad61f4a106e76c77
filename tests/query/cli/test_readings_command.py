"""`jiannuo readings`: figures over time as a table, as JSON, plotted in the terminal, and as pictures."""

import json
import struct
import subprocess
from pathlib import Path

import pytest
from jiannuo_tests_forge import ingested, run
from lxml import etree
from rich.cells import cell_len

REPORTS = (
    ("1", "2023-01-20", "截至2022年底，重庆全市科技型企业达到4.2万家，同比增长16.9%。"),
    ("2", "2024-02-01", "截至2023年底，重庆全市科技型企业达到5.8万家，同比增长35%。"),
    ("3", "2024-03-01", "记者获悉，截至2023年底，重庆全市科技型企业共4.1万家，各区都在加快培育。"),
    ("4", "2025-02-14", "截至2024年底，重庆全市科技型企业达到7.03万家。"),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = [
        {"url": f"http://a.example/{number}", "title": f"企业{number}", "published": day, "text": text}
        for number, day, text in REPORTS
    ]
    return ingested(tmp_path_factory.mktemp("readings"), told)


def readings(*words: str, cwd: Path, columns: int = 80) -> "subprocess.CompletedProcess[str]":
    return run(["readings", *words], cwd, environment={"COLUMNS": str(columns)})


def test_every_figure_is_told_in_the_order_of_days_with_its_doubts(home: Path) -> None:
    done = readings("科技型企业", "--json", cwd=home)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["value"] for row in rows] == [42000, 58000, 41000, 70300]
    assert [row["disputed"] for row in rows] == [False, True, True, False]
    assert {row["kind"] for row in rows} == {"fact"}


def test_what_was_not_known_yet_is_left_out(home: Path) -> None:
    done = readings("A18", "--as-of", "2023-06-01", "--json", cwd=home)
    assert [json.loads(line)["value"] for line in done.stdout.splitlines()] == [42000]


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_the_plot_fits_the_terminal_and_shows_facts_aims_and_doubts(home: Path, columns: int) -> None:
    shown = readings("A18", "--plot", cwd=home, columns=columns).stdout
    picture = [line for line in shown.splitlines() if "|" in line]
    assert max(map(cell_len, shown.splitlines())) <= columns
    assert len({cell_len(line.split("|")[0]) for line in picture}) == 1
    drawn = "".join(line.split("|")[1] for line in picture)
    assert {"o", "!", "+"} <= set(drawn)
    assert "2024" in shown


def test_a_picture_is_a_png_with_chinese_signs(home: Path, tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    file = tmp_path / "a18.png"
    done = readings("A18", "--png", str(file), cwd=home)
    assert done.returncode == 0, done.stderr
    content = file.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (1440, 660)
    assert done.stdout == ""


def test_a_picture_to_standard_output_is_the_picture_alone(home: Path) -> None:
    picture = etree.fromstring(readings("A18", "--svg", "-", "--english", cwd=home).stdout.encode())
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert "actual" in "".join(picture.itertext())


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["A18", "--measure", "没有"], 2, "科技型企业"),
        (["A18", "--svg", "no/such/folder/a.svg"], 2, "folder"),
        (["A01", "--svg", "a.svg"], 2, "jiannuo show A01"),
        (["A99"], 2, "register list"),
        (["A18", "--since", "soon"], 2, "2022-01-31"),
    ],
    ids=["measure", "folder", "nothing to draw", "commitment", "day"],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(
    home: Path, words: list[str], code: int, says: str
) -> None:
    done = readings(*words, cwd=home)
    assert (done.returncode, len(done.stderr.splitlines())) == (code, 1)
    assert says in done.stderr


def test_without_the_libraries_the_remedy_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jiannuo.errors import UsageError
    from query.charts.png import png

    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    with pytest.raises(UsageError, match=r"jiannuo\[charts\]"):
        png.__globals__["_rendered"]("<svg/>", family="x")
