"""A digest with every section filled in a real Chromium: phone and desk, light and dark, both languages.

``JIANNUO_PICTURES`` names a folder for the eight pictures.
"""

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scheduler.render import OwnPages, render

HERE = Path(__file__).parent


def beside(name: str, file: Path) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec
        assert spec.loader
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


driving = beside("jiannuo_tests_browser", HERE.parent / "query" / "web" / "browser.py")
filled = beside("jiannuo_tests_full_digest", HERE / "full_digest.py")
pytestmark = pytest.mark.skipif(
    not driving.PROGRAM,
    reason="NO CHROMIUM HERE: the digest was NOT looked at in a browser (apt-get install chromium)",
)
PAGES = OwnPages(
    "https://promises.example/manage/x",
    "https://promises.example/unsubscribe/x",
    "https://promises.example/digests/x",
    "https://promises.example",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made = driving.Browser(tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 800])
def test_it_fits_the_screen_and_can_be_read(
    browser: Any, tmp_path: Path, language: str, dark: bool, width: int
) -> None:
    file = tmp_path / "digest.html"
    file.write_text(render(filled.full_digest(language), pages=PAGES).html, "utf-8")
    browser.size(width)
    browser.dark(dark)
    browser.open(file.as_uri())

    if folder := os.environ.get("JIANNUO_PICTURES"):
        browser.whole(Path(folder) / f"{language}-{width}-{'dark' if dark else 'light'}.png")

    assert browser.ask("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert browser.ask("document.querySelectorAll('h2').length") == 7
    audit = browser.ask(driving.AUDIT)
    assert [wrong for wrong in audit if wrong.startswith(("contrast", "heading", "no name"))] == []
    assert browser.ask("document.images.length + document.scripts.length") == 0


def test_both_forms_lead_to_the_report_to_our_page_and_to_the_archive() -> None:
    rendered = render(filled.full_digest("zh"), pages=PAGES)

    for form in (rendered.html, rendered.text):
        assert "https://news.example/2026/11/20/content_1234567.html" in form
        assert "https://promises.example/commitments/A07" in form
        assert "https://promises.example/digests/x" in form
    assert 'href="https://promises.example/digests/x.atom"' in rendered.html
