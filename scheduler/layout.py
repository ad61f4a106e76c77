"""The templates of a digest, and the CSS that is written into the tags for mail programs that read no style sheet."""

from functools import cache
from pathlib import Path

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from scheduler.formats import comparator_text, day_text, percent_text, value_text, when_text
from scheduler.phrases import pace_text, restated_text, stage_change, trouble_text

_FOLDER = Path(__file__).with_name("templates")


@cache
def environment() -> Environment:
    """Where the templates are found, HTML escaped, with the phrases and formats they use."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        stage_change=stage_change, trouble=trouble_text, pace=pace_text, restated=restated_text
    )
    environment.filters.update(
        when=when_text, day=day_text, value=value_text, percent=percent_text, comparator=comparator_text
    )
    return environment


def inlined_page(html: str) -> str:
    """A whole page with its own style sheet written into the tags; the sheet stays for dark mode and phones."""
    return _inliner().inline(html)


def inlined_part(html: str) -> str:
    """A part of the page, as ``inlined_page`` would have left it there."""
    return _inliner().inline_fragment(html, _sheet())


def tidy(text: str) -> str:
    """Plain text without blanks at the ends of lines and without two empty lines in a row."""
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip() + "\n"


@cache
def _sheet() -> str:
    return (_FOLDER / "digest.css").read_text("utf-8")


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
