"""Whom a page credits: the outlet behind 来源, and nothing that only stands beside it."""

import re
from collections.abc import Iterator

from crawler.extraction.cues import cues

PIECE = "\x1f"
_LABEL = r"(?:信息|稿件|文章|本文|内容)?来\s*源(?:于|自)?|来自|稿\s*源|发布机构|转载自|转自"
_LABELLED = re.compile(rf"(?:{_LABEL})\s*{PIECE}?\s*[:：|丨]?[\s{PIECE}]*")
_COLON = re.compile(r"[:：]")
_VALUE = re.compile(
    r"[^\s|丨,，。；;（()）【】<>《》\[\]\x1f]{1,40}(?:(?<=[A-Za-z]) [A-Za-z][^\s|丨,，。；;（()）【】<>《》\[\]\x1f]*)*"
)
_NEXT = re.compile(
    r"(?:19|20)\d\d\s*[-年/.]|\d{1,2}[-月]\d{1,2}日?|\d{1,2}[:：]\d\d|作\s*者|记\s*者|责任编辑|责\s*编|编\s*辑|日\s*期|时\s*间|字\s*号|字体|"
    r"(?:发布|发表|更新)(?:时间|日期|者|于|[:：])|浏览|(?:阅读|点击|评论|关注)(?:量|数|次|[:：\d])|打印|举报|摄影|通讯员|来源|订阅|收藏|我有话说|我要评论|[（(]?\d+人参与"
)
_LABEL_ONLY = re.compile(rf"^(?:{_LABEL})\s*[:：]?\s*")
_WORD = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_SHEET = re.compile(r"第?\s*[\dA-Z一二三四五六七八九十]{1,4}\s*版")
_LONGEST = 30


def credited(text: str) -> str | None:
    """The outlet named behind a label (来源, 来自, 信息来源 …) in ``text``; None when the label is empty."""
    return next(_labelled(text), None)


def is_empty_label(text: str) -> bool:
    """Whether a label is printed with nothing behind it: the page credits nobody."""
    return bool(_LABELLED.search(text)) and bool(_COLON.search(text)) and credited(text) is None


def _labelled(text: str) -> Iterator[str]:
    for label in _LABELLED.finditer(text):
        rest = text[label.end() :]
        marked = _COLON.search(label[0]) or PIECE in label[0] or "|" in label[0] or " " in label[0]
        value = _VALUE.match(rest) if marked else None
        if value and (name := outlet_name(value[0])):
            yield name


def outlet_name(value: str) -> str | None:
    """A credited outlet without label, date and neighbours; None when nothing is left that is a name."""
    name = _LABEL_ONLY.sub("", value.replace(PIECE, " ").strip())
    if found := _NEXT.search(name):
        name = name[: found.start()]
    name = name.strip(" :：|丨-—－_·/\u3000\xa0")
    if (
        not 2 <= len(name) <= _LONGEST
        or "http" in name
        or "www." in name
        or name in cues().no_names
        or _SHEET.match(name)
    ):
        return None
    return name if _WORD.search(name) else None
