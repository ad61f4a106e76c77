"""Clean: decides the text that is stored, and so what all offsets count in."""

import re
from dataclasses import replace
from functools import cache
from importlib import resources

import yaml

from jiannuo.model.report import Report

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")


def clean(report: Report) -> Report:
    """The report as it will be stored: no control or invisible characters, tidy lines, no tail.

    Paragraphs stay lines of the body. The tail (editors, related links, disclaimers) is cut by the
    phrases in ``data/tail.yaml``; wording is otherwise left exactly as printed.
    """
    lines = [_line(line) for line in _storable(report.body).split("\n")]
    body = "\n".join(_without_tail([line for line in lines if line]))
    return replace(report, title=_line(_storable(report.title).replace("\n", " ")), body=body)


def _storable(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _INVISIBLE.sub("", _UNSTORABLE.sub("", text))


def _line(line: str) -> str:
    return _SPACES.sub(" ", line).strip()


def _without_tail(lines: list[str]) -> list[str]:
    """Drop what follows a closing phrase, and single furniture lines; the first half is never cut."""
    closing, furniture = _tail_rules()
    kept: list[str] = []
    for index, line in enumerate(lines):
        if index * 2 >= len(lines) and closing.match(line):
            break
        if not furniture.fullmatch(line):
            kept.append(line)
    return kept


@cache
def _tail_rules() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = yaml.safe_load((resources.files("pipelines") / "data" / "tail.yaml").read_text("utf-8"))
    closing = "|".join(f"(?:{pattern})" for pattern in data["closing"])
    furniture = "|".join(f"(?:{pattern})" for pattern in data["furniture"])
    return re.compile(closing), re.compile(furniture)
