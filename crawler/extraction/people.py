"""Who wrote and who edited a report, from its byline; numbers, placeholders and outlets are no people."""

import re
from collections.abc import Iterable

from crawler.extraction.cues import cues

_AFTER = (
    r"(?=$|[\s\x1f、，,）)。；;：:/／|丨&】\]]|摄影|摄|报道|整理|综合|编译|撰文|文|图|通讯员|实习|记者|采写)"
)
_NAME = re.compile(
    rf"[\u4e00-\u9fff](?:[\u4e00-\u9fff]{{1,3}}?|[\u4e00-\u9fff]{{1,5}}·[\u4e00-\u9fff]{{1,6}}?){_AFTER}"
)
_BYLINE = re.compile(
    r"(?:作\s*者|(?:见习|实习|首席|特约)?记者|通讯员|撰文|采写|执笔|编译|[电讯]\s*[（(](?:记者)?|(?<![\u4e00-\u9fff])文)\s*[:：/／\x1f]?[\s\x1f]*"
)
_BETWEEN = re.compile(r"[\s\x1f、，,&/／]*(?:(?:实习|见习)?记者|通讯员)?[\s:：]*")
_AGENCY = re.compile(r"^([\u4e00-\u9fff]{2,4})\s*[/／\\]\s*[\u4e00-\u9fff]{3,12}$")
_EDITOR = re.compile(
    r"(责任编辑|责\s*编|网络编辑|编\s*辑)\s*[:：][\s\x1f]*([A-Za-z\u4e00-\u9fff][\w·、]{1,15}"
    r"(?:\s(?=[\u4e00-\u9fff]{2,3}(?:$|[\s）)】、\x1f]))[\u4e00-\u9fff]{2,3})*)"
)
_NO_EDITOR = re.compile(r"^(?:作者|来源|审核|校对)")
_MOST = 8
_LONGEST = 400


def authors_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The names behind 记者, 作者 and their like, in order of print, each once."""
    found: list[str] = []
    for text in texts:
        for byline in _BYLINE.finditer(text):
            found.extend(names_at(text, byline.end()))
        if agency := _AGENCY.match(text):
            found.extend(names_at(agency[1], 0))
    return tuple(dict.fromkeys(found))[:_MOST]


def names_at(text: str, place: int) -> list[str]:
    """The people's names that stand one after the other from ``place`` on."""
    names: list[str] = []
    while len(names) < _MOST and (match := _NAME.match(text, place)):
        if not is_person(match[0]):
            break
        names.append(match[0])
        between = _BETWEEN.match(text, match.end())
        place = between.end() if between else match.end()
        if place == match.end():
            break
    return names


def is_person(text: str) -> bool:
    """Whether a bare text is a Chinese person's name: a family name and one to three characters."""
    name = text.strip()
    if "·" in name:
        return bool(re.fullmatch(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6})+", name))
    known = name[:1] in cues().surnames or (len(name) > 2 and name[:2] in cues().compound_surnames)
    return 2 <= len(name) <= 4 and known and bool(re.fullmatch(r"[\u4e00-\u9fff]+", name))


def people_only(value: str) -> tuple[str, ...]:
    """The names in what a meta or selector gives as author; empty for numbers, placeholders and outlets."""
    if names := authors_in([value]):
        return names
    parts = [part for part in re.split(r"[\s、，,;；&/]+", value) if part]
    return tuple(parts[:_MOST]) if parts and all(map(is_person, parts)) else ()


def editor_in(texts: Iterable[str]) -> str | None:
    """The name behind 责任编辑 or 责编, else behind 编辑; several as printed."""
    plain: str | None = None
    for text in texts:
        found = _EDITOR.finditer(text) if len(text) < _LONGEST else ()
        for match in found:
            if _NO_EDITOR.match(match[2]):
                continue
            name = re.sub(r"_\w+$", "", match[2]).strip()
            if "责" in match[1]:
                return name
            plain = plain or name
    return plain
