"""Selectors find what CSS says, by whatever path they are looked for."""

import pytest
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from crawler.extraction.page import OpenPage

PAGE = """
<html id=top class=page><body><div id=b class="text main"><p class=main>甲<span id=s>乙</span></p></div>
<div class="texts"><a class="main" href=/1>丙</a></div><p id="b2" class=" main ">丁</p></body></html>
"""
RULES = ["#b", "#b p", "#b > p", "#b.main", ".main", ".text", "p.main", ".main, #s", "#s, .texts a"]
RULES += [
    ".main::text",
    ".texts a::attr(href)",
    "#top",
    ".page",
    ".main:first-child",
    "*.main",
    ".none, #none",
]


@pytest.mark.parametrize("rule", RULES)
def test_a_selector_finds_what_its_plain_path_finds_in_the_same_order(rule: str) -> None:
    page = OpenPage(PAGE)
    assert page.select(rule) == etree.XPath(HTMLTranslator().css_to_xpath(rule))(page.root)
