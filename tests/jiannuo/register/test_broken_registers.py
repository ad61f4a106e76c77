"""A register that cannot be loaded gets one line: file, line, field, what is wrong and what to do."""

import copy
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiannuo.documents import MAX_BYTES
from jiannuo.plain_yaml import MAX_NODES
from jiannuo.register.load import load_register, parse_register
from query.cli.main import main

ROOT = Path(__file__).parents[3]
SMALL = ROOT / "tests" / "fixtures" / "registers" / "binhai.yaml"
BASE: dict[str, Any] = yaml.safe_load(SMALL.read_text("utf-8"))
Q1, Q2 = "commitments.0", "commitments.1"

Change = Callable[[dict[str, Any]], None]
Case = tuple[str, Change]


def put(path: str, value: Any, field: str = "") -> Case:
    """A register with ``value`` at ``path``, and the field that must be named."""

    def change(data: dict[str, Any]) -> None:
        *way, last = path.split(".")
        here: Any = data
        for step in way:
            here = here[int(step)] if step.isdigit() else here[step]
        here[int(last) if last.isdigit() else last] = value

    return field or path, change


def drop(path: str) -> Case:
    """A register without what stands at ``path``."""

    def change(data: dict[str, Any]) -> None:
        *way, last = path.split(".")
        here: Any = data
        for step in way:
            here = here[int(step)] if step.isdigit() else here[step]
        del here[last]

    return path, change


def anchor(value: dict[str, Any], field: str) -> Case:
    return put(f"{Q1}.anchors", [value], f"{Q1}.anchors.0.{field}")


def target(value: dict[str, Any], field: str) -> Case:
    whole = {"measure": "产值", "unit": "元", "words": ["产值"], "units": ["元"]} | value
    return put(f"{Q2}.targets", [whole], f"{Q2}.targets.0.{field}")


ENTRIES: list[Case] = [
    *(drop(name) for name in ("id", "name", "place", "founding", "promisors", "commitments")),
    *(drop(f"{Q1}.{name}") for name in ("id", "name", "kind", "promisors", "statement", "anchors")),
    *(drop(f"founding.{name}") for name in ("title", "outlet", "published", "progress_from")),
    *(drop(f"promisors.0.{name}") for name in ("id", "name", "organ")),
    *(put(name, 7) for name in ("name", "founding", "promisors", "commitments", "local_hosts")),
    *(put(name, None) for name in ("id", "name", "place", "founding", "commitments")),
    *(put(f"{Q1}.{name}", 7) for name in ("promisors", "statement", "anchors", "targets", "article")),
    *(put(f"{Q1}.{name}", "x") for name in ("ladder", "criteria", "look_alikes", "themes", "measurable")),
    put("id", "Not An Id"),
    put("id", True),
    put("extra", 1),
    put("promisors.0.id", "Upper Case"),
    put("promisors.0.nmae", "x"),
    put("promisors", []),
    put("promisors", ["李海"], "promisors.0"),
    put("commitments", []),
    put("commitments", ["Q1"], "commitments.0"),
    put("commitments", {"Q1": {}}),
    put("founding.published", "soon"),
    put("founding.progress_from", "2023-02-30"),
    put("founding.progress_from", "2023"),
    put("founding.tilte", "x"),
    put(f"{Q1}.id", "Q 1"),
    put(f"{Q1}.id", "Q" * 80),
    put(f"{Q2}.id", "Q1"),
    put(f"{Q1}.name", ""),
    put(f"{Q1}.name", ["深海试验场"]),
    put(f"{Q1}.name", "海" * 300),
    put(f"{Q1}.kind", "castle"),
    put(f"{Q1}.promisors", ["nobody"]),
    put(f"{Q1}.promisors", []),
    put(f"{Q1}.parent", "Q9"),
    put(f"{Q1}.parent", "Q1"),
    put(f"{Q1}.due", "soon"),
    put(f"{Q1}.due", "none"),
    put(f"{Q1}.due", "2025-13"),
    put(f"{Q1}.ladder", ["flying"], f"{Q1}.ladder.0"),
    put(f"{Q1}.criteria", {"flying": "x"}, f"{Q1}.criteria.flying"),
    put(f"{Q1}.criteria", {"started": 3}, f"{Q1}.criteria.started"),
    put(f"{Q1}.anchros", []),
    put(f"{Q1}.anchors", []),
    put(f"{Q1}.statement", "短"),
    put(f"{Q1}.look_alikes", [{"place": "shandong"}], f"{Q1}.look_alikes.0.text"),
    put(f"{Q1}.article", [{"paragraph": 0, "start": 0, "end": 1}], f"{Q1}.article.0.paragraph"),
    put(f"{Q1}.article", [{"paragraph": 1, "start": 0}], f"{Q1}.article.0.end"),
    anchor({"names": []}, "names"),
    anchor({"names": [""]}, "names.0.text"),
    anchor({"names": [{"text": "x", "valid_form": "2023-01-01"}]}, "names.0.valid_form"),
    anchor({"names": [{"text": "x", "valid_from": "never"}]}, "names.0.valid_from"),
    anchor({"names": ["x"], "company": [[]]}, "company.0"),
    put(f"{Q1}.anchors", [{"names": ["x"], "company": [{"promisors": ["nobody"]}]}], f"{Q1}.anchors"),
    anchor({"names": ["x"], "company": [{"any_of": ["y"], "within": "street"}]}, "company.0.within"),
    anchor({"names": ["x"], "weight": -1}, "weight"),
    anchor({"names": ["x"], "mention_only": "perhaps"}, "mention_only"),
    anchor({"names": ["x"], "without": "y"}, "without"),
    target({"comparator": "about"}, "comparator"),
    target({"value": "many"}, "value"),
    target({"unti": "家"}, "unti"),
    target({"scope": "village"}, "scope"),
    target({"baseline": {"value": 1}}, "baseline.unit"),
    target({"breaks": [{"from": "soon", "why": "新办法"}]}, "breaks.0.from"),
    target({"breaks": [{"from": 2023}]}, "breaks.0.why"),
    target({"aims": [{"value": 1}]}, "aims.0.source"),
    target({"aims": [{"value": 1, "source": "某计划", "due": "later"}]}, "aims.0.due"),
]

BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    f"{new}: &{new} [{','.join(f'*{old}' for _ in range(9))}]\n".encode()
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
TEXTS: dict[str, bytes] = {
    "empty": b"",
    "only a comment": b"# nothing\n",
    "a list": b"- a list",
    "a word": b"just words",
    "unbalanced list": b"commitments: [1, 2",
    "unbalanced mapping": b"founding: {title: x",
    "unclosed quote": b"a: 'unclosed",
    "tabs": b"a:\n\tb: 1",
    "bad indentation": b"a: 1\n  b: 2\n",
    "an alias": b"a: &x 1\nb: *x",
    "a bomb of aliases": BOMB,
    "a merge key": b"<<: {a: 1}",
    "a list as key": b"? [1, 2]\n: 3",
    "a python object": b"a: !!python/object:os.system x",
    "a python call": b"a: !!python/object/apply:os.system ['true']",
    "a tag of its own": b"a: !secret x",
    "binary": b"a: !!binary aGk=",
    "a set": b"a: !!set {x, y}",
    "the same key twice": b"id: a\nid: b",
    "a day that is none": b"a: 2023-13-45",
    "utf-16": "id: 海".encode("utf-16"),
    "gb18030": "id: 海洋".encode("gb18030"),
    "not text": b"\xff\xfe\x00",
    "a zero byte": b"a: \x00",
    "an escape": b"a: \x1b[31m",
    "ten megabytes": b"a: " + b"x" * 10_000_000,
    "one byte too many": b"a: " + b"x" * MAX_BYTES,
    "too many values": b"[" + b"1," * MAX_NODES + b"1]",
    "too deep": b"[" * 60 + b"]" * 60,
    "very deep": b"[" * 5000,
    "abysmal": b"{a: " * 100_000,
    "two documents": b"id: a\n---\nid: b",
    "another yaml": b"%YAML 9.9\n---\na: 1",
    "a bom before nonsense": b"\xef\xbb\xbfid: [",
}


def checked(file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What `jiannuo register check FILE` says, which must be one line and exit code 3."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    with pytest.raises(SystemExit) as left:
        main(["register", "check", str(file)])
    said = capsys.readouterr()
    assert (left.value.code, said.out) == (3, ""), said
    [line] = said.err.splitlines()
    assert str(file) in line
    assert "; " in line, f"no remedy: {line}"
    assert "Traceback" not in line
    return line


@pytest.mark.parametrize("number", range(len(ENTRIES)), ids=lambda number: f"{number}-{ENTRIES[number][0]}")
def test_a_broken_entry_is_told_with_file_line_field_and_remedy(
    tmp_path: Path, number: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    field, change = ENTRIES[number]
    data = copy.deepcopy(BASE)
    change(data)
    file = tmp_path / "register.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    line = checked(file, capsys, monkeypatch)
    place, _, rest = line.partition(f"{file}:")[2].partition(": ")
    assert place.isdigit()
    assert rest.startswith(f"{field}: "), line
    assert not line.endswith("correct it") or "parent" in field


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_that_is_no_register_is_refused_in_one_line(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "register.yaml"
    file.write_bytes(TEXTS[name])
    checked(file, capsys, monkeypatch)


def test_what_is_no_file_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    for place in (tmp_path, tmp_path / "absent.yaml", loop, SMALL / "within"):
        assert "cannot be read" in checked(place, capsys, monkeypatch)


def test_a_misspelt_key_is_told_with_the_nearest_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "register.yaml"
    file.write_text(SMALL.read_text("utf-8").replace("measured_by:", "mesured_by:", 1), "utf-8")
    assert "did you mean 'measured_by'?" in checked(file, capsys, monkeypatch)


def test_the_line_that_is_told_is_the_line_of_the_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = SMALL.read_text("utf-8").splitlines()
    wrong = next(number for number, line in enumerate(lines) if "kind: metric" in line)
    lines[wrong] = lines[wrong].replace("metric", "castle")
    file = tmp_path / "register.yaml"
    file.write_text("\n".join(lines), "utf-8")
    assert f"{file}:{wrong + 1}: {Q2}.kind: " in checked(file, capsys, monkeypatch)


@pytest.mark.parametrize("name", ["empty", "a bomb of aliases", "ten megabytes", "abysmal"])
def test_the_program_itself_ends_in_one_line_within_seconds(tmp_path: Path, name: str) -> None:
    file = tmp_path / "register.yaml"
    file.write_bytes(TEXTS[name])
    program = [
        sys.executable,
        "-c",
        "from query.cli.main import main; main()",
        "register",
        "check",
        str(file),
    ]
    done = subprocess.run(
        program,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1
    assert str(file) in done.stderr


def test_there_are_many_ways_to_be_wrong() -> None:
    assert len(ENTRIES) + len(TEXTS) >= 100


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "register.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.read_bytes().replace(b"\n", b"\r\n"))
    loaded = load_register(file)
    assert loaded.commitments == load_register(SMALL).commitments
    assert parse_register(loaded.source, file).version == loaded.version


def test_a_register_may_come_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=[SMALL.read_bytes()])
    writer.start()
    assert load_register(pipe).version == load_register(SMALL).version
    writer.join()
