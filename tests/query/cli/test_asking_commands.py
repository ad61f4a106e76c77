"""show, search, board, status and doctor over a database that was filled through the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import ingested, run

ROOT = Path(__file__).parents[3]
ESCAPE = "\x1b]0;owned\x07\x1b[2J"
REPORTS: list[dict[str, Any]] = [
    {
        "url": "http://a.example/1",
        "title": f"金凤实验室投用{ESCAPE}",
        "published": "2022-06-26",
        "text": f"6月25日，重庆金凤实验室正式投用，首批科研团队入驻。{ESCAPE}[bold red]不是标记[/]",
    },
    {
        "url": "http://a.example/2",
        "title": "金凤实验室再添成果",
        "published": "2024-03-02",
        "text": "重庆金凤实验室今年以来已投用三个平台，继续建设。",
    },
    {
        "url": "http://a.example/3",
        "title": "全市科技型企业再增",
        "published": "2024-02-01",
        "text": "截至2023年底，重庆全市科技型企业达到5.8万家，同比增长35%。",
    },
    {
        "url": "http://a.example/4",
        "title": "天气",
        "published": "2024-02-02",
        "text": "今日多云，气温回升，宜出行，晚间有雨。",
    },
]


def jiannuo(*words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return run(words, cwd, environment={"COLUMNS": "120"})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingested(tmp_path_factory.mktemp("home"), REPORTS)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    (folder / "config.yaml").write_text("database: sqlite:///db\n")
    return folder


def lines_of(done: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_show_tells_standing_and_timeline_oldest_first(home: Path) -> None:
    [document] = lines_of(jiannuo("show", "金凤实验室", "--json", cwd=home))
    assert document["id"] == "B07"
    assert document["stage"] == "operating"
    days = [event["effective"] or event["published"] for event in document["timeline"]]
    assert days == sorted(days)
    assert document["timeline"][0]["evidence"]


def test_show_measures_the_newest_figure(home: Path) -> None:
    [document] = lines_of(jiannuo("show", "A18", "--json", cwd=home))
    [target] = [entry for entry in document["targets"] if entry["measure"] == "科技型企业"]
    assert target["reading"]["value"] == 58000
    assert "5.8万家" in jiannuo("show", "A18", cwd=home).stdout


def test_what_was_not_known_yet_is_not_shown(home: Path) -> None:
    [document] = lines_of(jiannuo("show", "B07", "--known-at", "2020-01-01", "--json", cwd=home))
    assert document["stage"] == "none"
    assert document["timeline"] == []


def test_no_control_character_of_a_report_reaches_the_terminal(home: Path) -> None:
    for words in (["show", "B07"], ["search", "投用"], ["board"]):
        shown = jiannuo(*words, cwd=home).stdout
        assert shown
        assert not set(shown) & {"\x1b", "\x07"}, words
    assert "[bold red]" in jiannuo("search", "投用", cwd=home).stdout


def test_json_on_standard_output_has_no_raw_controls_either(home: Path) -> None:
    for words in (["show", "B07"], ["search", "投用"]):
        assert "\x1b" not in jiannuo(*words, "--json", cwd=home).stdout


@pytest.mark.parametrize("words", [["search", "金凤"], ["search", "金凤", "--json"], ["board"], ["--help"]])
def test_chinese_is_written_where_the_locale_knows_only_ascii(home: Path, words: list[str]) -> None:
    small = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    program = [sys.executable, "-c", "from query.cli.main import main; main()", *words]
    environment = {**os.environ, **small, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(program, cwd=home, capture_output=True, check=False, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "诺" in done.stdout.decode("utf-8") or "金凤" in done.stdout.decode("utf-8")


def test_search_is_newest_first_and_pages(home: Path) -> None:
    found = lines_of(jiannuo("search", "金凤", "--json", cwd=home))
    assert [one["published"] for one in found] == ["2024-03-02", "2022-06-26"]
    rest = lines_of(jiannuo("search", "金凤", "--json", "--before", str(found[0]["id"]), cwd=home))
    assert [one["id"] for one in rest] == [found[1]["id"]]


@pytest.mark.parametrize(
    ("words", "urls"),
    [
        (["金凤", "--without", "成果"], ["1"]),
        (["--", "金凤", "-成果"], ["1"]),
        (["金凤", "-成果"], ["1"]),
        (["金凤", "-“成果”", "--since", "2022-01-01"], ["1"]),
        (["--commitment", "科技型企业", "--figure"], ["3"]),
        (["--kind", "metric"], ["3"]),
        (["--promisor", "左永祥", "--until", "2023-01-01"], ["1"]),
        (["--since", "2024-02-02", "--until", "2024-02-02"], ["4"]),
        (["--known-at", "2020-01-01"], []),
    ],
    ids=[
        "without",
        "minus after --",
        "minus",
        "minus phrase",
        "commitment",
        "kind",
        "promisor",
        "day",
        "known-at",
    ],
)
def test_conditions_restrict_the_search(home: Path, words: list[str], urls: list[str]) -> None:
    found = lines_of(jiannuo("search", "--json", *words, cwd=home))
    assert [one["url"].rsplit("/", 1)[1] for one in found] == urls


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["search", "--promisor", "nobody"], "choose from"),
        (["search", "--before", "999"], "no report 999"),
        (["search", "长" * 300], "too much to search for"),
        (["search", "--commitment", "A99"], "register list"),
        (["show", "实验室"], "name one of"),
        (["board", "--known-at", "soon"], "2022-01-31"),
    ],
    ids=["promisor", "cursor", "long word", "commitment", "ambiguous", "day"],
)
def test_what_cannot_be_asked_is_refused_in_one_line(home: Path, words: list[str], says: str) -> None:
    done = jiannuo(*words, cwd=home)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_board_holds_every_commitment_and_its_filters_restrict(home: Path) -> None:
    assert len(lines_of(jiannuo("board", "--json", cwd=home))) == 107
    operating = lines_of(jiannuo("board", "--stage", "operating", "--json", cwd=home))
    assert [entry["id"] for entry in operating] == ["B07"]
    assert lines_of(jiannuo("board", "--silence", "progressed", "--months", "1", "--json", cwd=home)) == []


def test_a_database_with_nothing_in_it_is_no_error(empty: Path) -> None:
    assert "尚无依据" in jiannuo("show", "A07", cwd=empty).stdout
    assert "没有匹配" in jiannuo("search", "词", cwd=empty).stdout
    done = jiannuo("status", "--json", cwd=empty)
    assert done.returncode == 0
    assert json.loads(done.stdout)["holds"]["reports"] == 0


def test_status_wants_attention_after_a_failed_crawl(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from jiannuo.store.engine import Store
    from jiannuo.store.migrate import migrate
    from jiannuo.store.runs import finish_run, start_run

    (tmp_path / "config.yaml").write_text("database: sqlite:///db\n")
    store = Store(f"sqlite:///{tmp_path}/db")
    migrate(store)
    at = datetime(2026, 11, 1, tzinfo=UTC)
    run = start_run(store, "kjj", at)
    finish_run(store, run, status="failed", found=0, outcomes={}, lists={}, message="no route", at=at)
    store.close()
    done = jiannuo("status", "--json", cwd=tmp_path)
    assert done.returncode == 8
    assert json.loads(done.stdout)["attention"] == ["kjj: last crawl failed no route"]


def test_doctor_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("database: sqlite:///var/db\n")
    done = jiannuo("doctor", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert {entry["what"] for entry in json.loads(done.stdout)} >= {"python", "register", "database", "disk"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.yaml"]


def test_doctor_finds_a_damaged_database(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("database: sqlite:///db\n")
    (tmp_path / "db").write_bytes(b"this is no database at all" * 100)
    done = jiannuo("doctor", cwd=tmp_path)
    assert done.returncode == 8
    assert "✗ database" in done.stdout
    assert (tmp_path / "db").read_bytes().startswith(b"this is no database")


def test_doctor_warns_of_a_password_others_can_read(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("database: sqlite:///db\nmail:\n  password: hunter2\n")
    config.chmod(0o644)
    done = jiannuo("doctor", cwd=tmp_path)
    assert f"chmod 600 {config.name}" in done.stdout.replace(f"{tmp_path}/", "")
    assert "hunter2" not in done.stdout + done.stderr
    config.chmod(0o600)
    assert "chmod" not in jiannuo("doctor", cwd=tmp_path).stdout


def test_doctor_fails_when_the_mail_password_is_nowhere(tmp_path: Path) -> None:
    words = "mail:\n  host: smtp.example\n  password: env:JIANNUO_TEST_NOT_SET\n"
    (tmp_path / "config.yaml").write_text(words)
    done = jiannuo("doctor", cwd=tmp_path)
    assert done.returncode == 8
    assert "JIANNUO_TEST_NOT_SET is not set" in done.stdout


@pytest.mark.parametrize("words", [["board"], ["board", "--json"], ["search", "金凤"], ["--help"]])
def test_a_reader_that_goes_away_is_no_error(home: Path, words: list[str]) -> None:
    program = [sys.executable, "-c", "from query.cli.main import main; main()", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        program, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as running:
        assert running.stdout
        running.stdout.close()
        assert running.stderr
        said = running.stderr.read()
        assert (running.wait(60), said) == (0, b"")


def test_an_interrupted_command_ends_quietly_with_130(home: Path) -> None:
    program = (
        "import os, signal\n"
        "import query.cli.doctor as doctor\n"
        "from query.cli.main import main\n"
        # A shell starts what runs in its background deaf to this signal.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "doctor._versions = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
        "main(['doctor'])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", program]
    done = subprocess.run(
        words, cwd=home, capture_output=True, text=True, check=False, env=environment, timeout=60
    )
    assert done.returncode == 130
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux")
def test_a_full_disk_is_told_in_one_line(home: Path) -> None:
    program = [sys.executable, "-c", "from query.cli.main import main; main()", "board", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            program, cwd=home, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment
        )
    assert done.returncode != 0
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_defect_is_one_line_and_a_file(tmp_path: Path) -> None:
    program = (
        "import query.cli.doctor as doctor\n"
        "from query.cli.main import main\n"
        "def fail(): raise KeyError('a\\x1b[2J\\nb')\n"
        "doctor._versions = fail\n"
        "main(['doctor'])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    environment.pop("JIANNUO_DEBUG", None)
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment, timeout=60)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "\x1b" not in done.stderr
    [file] = tmp_path.glob("jiannuo-defect-*.txt")
    assert "Traceback" in file.read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("--since", "2024-01-02", "--until", "2024-01-01"),
            "since 2024-01-02 is later than until 2024-01-01",
        ),
        (("--theme", "没有的主题"), "choose from"),
    ],
)
def test_what_nothing_can_hold_is_refused_with_the_remedy(
    words: tuple[str, ...], told: str, home: Path
) -> None:
    done = jiannuo("search", *words, cwd=home)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("「金凤实验室」", "－成果"), ["http://a.example/1"]),
        (("金凤，成果",), ["http://a.example/2"]),
        (("实验室今年　以来",), []),
    ],
)
def test_words_are_understood_as_a_chinese_keyboard_writes_them(
    words: tuple[str, ...], found: list[str], home: Path
) -> None:
    assert [one["url"] for one in lines_of(jiannuo("search", "--json", *words, cwd=home))] == found
