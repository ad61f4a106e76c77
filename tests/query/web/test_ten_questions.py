"""The ten questions of the README: over the demonstration's reports, command and page give the same answer."""

import json
import re
import shlex
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jiannuo_tests_forge import ingested, run
from lxml import html

from query.demo.pages import SamplePages

ROOT = Path(__file__).parents[3]
_ROW = re.compile(r"^\| .+ \| `(jiannuo .+?)` \| `(/.*?)` \|$", re.MULTILINE)
Page = html.HtmlElement


def questions(file: str) -> list[tuple[str, str]]:
    """Command and page address of every question that a README asks."""
    return _ROW.findall((ROOT / file).read_text("utf-8"))


ASKED = questions("README.md")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every readable article of the sample web, read in through the command line."""
    folder = tmp_path_factory.mktemp("ten")
    outlets = ROOT / "query" / "demo" / "outlets"
    sample = SamplePages(date(2026, 6, 1))
    told = [
        {
            "url": sample.address(article),
            "title": article.title,
            "published": article.published[:10],
            "text": "\n".join(article.paragraphs),
            "source": article.source,
        }
        for article in sample.articles()
        if not article.fault and not article.private
    ]
    return ingested(folder, told, f'database: sqlite:///db\noutlets: {{folders: ["{outlets}"]}}\n')


@pytest.fixture(scope="module")
def page_at(home: Path, asking: Callable[[Any], Any]) -> Callable[[str], Page]:
    from query.cli.opening import opened
    from query.cli.web import site_from
    from query.web.server import application

    have = opened(home / "config.yaml")
    asker = asking(application(site_from(have)))

    def get(address: str) -> Page:
        path, _, query = address.partition("?")
        answer = asker.get(f"{path}?{quote(query, safe='=&')}")
        assert answer.status == 200, answer.text
        return html.fromstring(answer.text)

    return get


def said(command: str, home: Path) -> list[dict[str, Any]]:
    done = run([*shlex.split(command)[1:], "--json"], home)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def ids_of(rows: Iterable[dict[str, Any]]) -> list[str]:
    return sorted(row["id"] for row in rows)


def board_of(page: Page) -> list[str]:
    return sorted(found.text for found in page.cssselect("table.board th[scope=row] .id"))


# What of the page answers the question, and what of the command's output; by the command.
def by_board(rows: list[dict[str, Any]], page: Page) -> tuple[Any, Any]:
    return ids_of(rows), board_of(page)


def by_silence(rows: list[dict[str, Any]], page: Page) -> tuple[Any, Any]:
    return ids_of(row for row in rows if "silent" in row["why"]), board_of(page)


def by_search(rows: list[dict[str, Any]], page: Page) -> tuple[Any, Any]:
    first = page.cssselect("main a[href^='/reports/']")[0]
    return f"/reports/{rows[0]['id']}", first.get("href").split("?")[0].split("#")[0]


def by_standing(rows: list[dict[str, Any]], page: Page) -> tuple[Any, Any]:
    [target] = [one for one in rows[0]["targets"] if one["aims"]]
    shares = [
        f"{100 * aim['share']:.1f}".removesuffix(".0") for aim in target["aims"] if aim["due"] == "2025"
    ]
    shown = "".join(page.cssselect("#targets")[0].getparent().itertext())
    return shares, [share for share in shares if f"完成 {share}%" in shown]


def by_changes(rows: list[dict[str, Any]], page: Page) -> tuple[Any, Any]:
    shown = [
        (line.cssselect("a[href^='/commitments/']")[0].get("href").rsplit("/", 1)[1],
         int(line.cssselect("a.minor")[0].get("href").rsplit("/", 1)[1]))
        for line in page.cssselect(".changes li")
    ]  # fmt: skip
    return [(row["commitment"], row["report"]) for row in rows[::-1][: len(shown)]], shown


WAYS = {
    "board": by_board,
    "silent": by_silence,
    "search": by_search,
    "show": by_standing,
    "changes": by_changes,
}


@pytest.mark.parametrize(("command", "address"), ASKED, ids=[command for command, _ in ASKED])
def test_the_command_and_the_page_give_the_same_answer(
    command: str, address: str, home: Path, page_at: Callable[[str], Page]
) -> None:
    way = WAYS[shlex.split(command)[1]]
    told, shown = way(said(command, home), page_at(address))
    assert told == shown
    assert told, "the demonstration holds an answer to every question"


def test_both_readmes_ask_the_same_ten(page_at: Callable[[str], Page]) -> None:
    assert len(ASKED) == 10
    assert questions("README.zh-CN.md") == ASKED
