"""Whether a copy has standing: the traits of mirrors that spin, stuff and shuffle other people's reports."""

import re
from functools import cache
from importlib.resources import files

import yaml

from jiannuo.model.report import WITHOUT_STANDING

_LONG_ENOUGH = 120
_PLACES = 12
_PINYIN = re.compile(r"[\u3400-\u9fff][（(]?[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[）)]?(?=[\u3400-\u9fff])")
_MARKED = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,6}(?:县|区|市|旗|州)")
_SEPARATED = re.compile(r"[、，,\s]+")
_DATE = re.compile(r"年\d{1,2}月\d{1,2}日")
_COUNTED = frozenset("0123456789零〇一二三四五六七八九十今去前同当明次翌全")
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")


def doubts(title: str, body: str) -> list[str]:
    """What speaks against a text's being an honest copy, each as one warning; usually nothing.

    The traits are those of reading.md: gambling and app names in running text, pinyin left behind
    characters, lists of places appended, years lost from dates, a title over another story's body.
    """
    found = {
        "gambling or app names in the text": _lures(title, body),
        "pinyin behind characters": _has_pinyin(body),
        "a list of places appended": _lists_places(body),
        "dates that lost their year": _lost_years(body) >= 2,
        "the title tells of something else": _is_strange(title, body),
    }
    return [WITHOUT_STANDING + trait for trait, shown in found.items() if shown]


def _lures(title: str, body: str) -> bool:
    whole, head = f"{title}\n{body}".lower(), title.lower()
    hits = [word for word in _lure_words() if word in whole]
    return len(hits) >= 2 or any(word in head for word in hits)


def _has_pinyin(body: str) -> bool:
    if not _MARKED.search(body):
        return False
    return sum(bool(_MARKED.search(match[0])) for match in _PINYIN.finditer(body)) >= 3


def _lists_places(body: str) -> bool:
    """Whether one of the last lines is nothing but names of counties and districts."""
    for line in body.split("\n")[-3:]:
        names = [name for name in _SEPARATED.split(line.strip("。 ")) if name]
        places = sum(bool(_COUNTY.fullmatch(name)) for name in names)
        if places >= _PLACES and places >= 0.8 * len(names):
            return True
    return False


def _lost_years(body: str) -> int:
    """How often 年9月11日 stands with nothing before it that could be a year."""
    return sum(body[found.start() - 1 : found.start()] not in _COUNTED for found in _DATE.finditer(body))


def _is_strange(title: str, body: str) -> bool:
    """Whether next to none of the title's pairs of characters stand in a body long enough to hold them."""
    if len(body) < _LONG_ENOUGH:
        return False
    words = _WORDS.findall(title)
    pairs = {word[at : at + 2] for word in words for at in range(len(word) - 1)}
    return len(pairs) >= 8 and sum(pair in body for pair in pairs) < 0.05 * len(pairs)


@cache
def _lure_words() -> tuple[str, ...]:
    words = yaml.safe_load((files("crawler.extraction") / "lures.yaml").read_text("utf-8"))
    return tuple(dict.fromkeys(words["lures"].lower().split()))
