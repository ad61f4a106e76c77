"""The house keeps its law: who may import whom, and how large and how named its files are."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PACKAGES = ("jiannuo", "crawler", "pipelines", "scheduler", "query")
FORBIDDEN = {
    "jiannuo": {"crawler", "pipelines", "scheduler", "query"},
    "crawler": {"pipelines", "scheduler", "query"},
    "pipelines": {"crawler", "scheduler", "query"},
    "scheduler": {"crawler", "pipelines", "query"},
    "query": set(),
}
FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


@cache
def nodes_of(file: Path) -> tuple[ast.AST, ...]:
    """Every node at any depth."""
    return tuple(ast.walk(parsed(file)))


@pytest.fixture(scope="module", autouse=True)
def _given_back() -> Iterator[None]:
    """The trees are large, and the process has other tests to run."""
    yield
    parsed.cache_clear()
    nodes_of.cache_clear()


def imports(file: Path, *, at_import_only: bool = False) -> Iterator[str]:
    for node in parsed(file).body if at_import_only else nodes_of(file):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_file_imports_only_what_stands_below_it(file: Path) -> None:
    package = name_of(file).split(".")[0]
    tops = {name.split(".")[0] for name in imports(file)}
    assert not tops & FORBIDDEN[package], f"{name_of(file)} may not import {tops & FORBIDDEN[package]}"


def test_the_model_imports_the_standard_library_only() -> None:
    for file in (ROOT / "jiannuo" / "model").glob("*.py"):
        tops = {name.split(".")[0] for name in imports(file)} - {"jiannuo"}
        assert not tops & {"pydantic", "sqlalchemy", "yaml", "scrapy"}, file
        own = {name for name in imports(file) if name.startswith("jiannuo")}
        assert all(name.startswith("jiannuo.model") for name in own), file


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("sqlalchemy", ("jiannuo.store",)),
        ("alembic", ("jiannuo.store",)),
        ("scrapy", ("crawler", "pipelines")),
        ("jieba", ("pipelines", "jiannuo.register", "query")),
    ],
)
def test_a_library_stays_in_its_room(library: str, homes: tuple[str, ...]) -> None:
    strays = [
        name_of(file)
        for file in FILES
        if library in {name.split(".")[0] for name in imports(file)} and not name_of(file).startswith(homes)
    ]
    assert strays == []


def test_apscheduler_is_used_in_one_file_only() -> None:
    users = [
        name_of(file) for file in FILES if "apscheduler" in {name.split(".")[0] for name in imports(file)}
    ]
    assert len(users) == 1
    assert users[0].startswith("scheduler.")


def test_no_imports_go_in_a_circle() -> None:
    modules = {name_of(file): file for file in FILES}
    graph = {
        name: {target for target in imports(file, at_import_only=True) if target in modules} - {name}
        for name, file in modules.items()
    }
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path[path.index(name) :], name))
        if name not in done:
            for target in graph[name]:
                walk(target, (*path, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_files_are_one_idea_long() -> None:
    # A migration is a record of a step, not an idea.
    ideas = [file for file in FILES if "versions" not in file.parts]
    long = {name_of(file): len(file.read_text("utf-8").splitlines()) for file in ideas}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def test_functions_fit_on_a_screen() -> None:
    tables = {"crawler.settings.crawl_settings"}  # one entry a line, nothing to follow
    long = {}
    for file in FILES:
        for node in nodes_of(file):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "versions" not in file.parts:
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                long[f"{name_of(file)}.{node.name}"] = (node.end_lineno or 0) - body[0].lineno + 1
    assert {name: lines for name, lines in long.items() if lines > 40 and name not in tables} == {}


def test_nothing_reads_the_clock_past_the_one_that_is_passed_in() -> None:
    # A backup's name is for people, and a tick happens in real time; no answer depends on either.
    allowed = {"jiannuo.clock", "jiannuo.store.migrate", "scheduler.ticker"}
    readers = {
        name_of(file)
        for file in FILES
        for node in nodes_of(file)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    }
    assert readers - allowed == set()


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
    assert [name_of(file) for file in FILES if file.stem in empty] == []


def test_every_module_says_what_it_answers_for() -> None:
    silent = [name_of(file) for file in FILES if not ast.get_docstring(parsed(file))]
    assert silent == []


def test_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_no_code_knows_the_city_that_is_followed() -> None:
    data = yaml.safe_load((ROOT / "register" / "chongqing-2021.yaml").read_text("utf-8"))
    anchors = [anchor for entry in data["commitments"] for anchor in entry["anchors"]]
    names = {name["text"] if isinstance(name, dict) else name for one in anchors for name in one["names"]}
    names |= {person[key] for person in data["promisors"] for key in ("name", "organ")}
    names |= {"重庆", "渝", "chongqing", "Chongqing"}
    knowing = {}
    for file in FILES:
        code = _code_of(file).replace("chongqing-2021.yaml", "")
        if name_of(file) != "query.cli.demo" and (found := [name for name in names if name in code]):
            knowing[name_of(file)] = found
    assert knowing == {}


def _code_of(file: Path) -> str:
    """The file's string constants that are no docstrings, as one text."""
    docs = {
        id(node.body[0].value)
        for node in nodes_of(file)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return "\n".join(
        node.value
        for node in nodes_of(file)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    )
