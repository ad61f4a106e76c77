"""A draft as YAML for a person to edit: each proposal under the passage that it was read from."""

import re
from typing import Any

import yaml

from jiannuo.register.stub import TO_FILL, UNKNOWN_DAY
from pipelines.drafting.article import Article, Passage
from pipelines.drafting.entries import commitments, is_label, promisors
from pipelines.drafting.home import home_of
from pipelines.drafting.knowledge import verbs
from pipelines.drafting.proposal import Draft, Proposal

_HEAD = """\
# 台账草稿 · a drafted register. 逐条核对：删去不是承诺的，补上漏掉的，改写 statement，填 measured_by，
# 查 anchors（报道会怎么写它），再运行 jiannuo register check FILE --article 原文 与 jiannuo register preview FILE。
# 注释中是原文所在句（编辑完可删）；article 为名称与数字在原文中的位置。
# Strike what is no promise, add what is missing, write statements in your own words and what judges them
# (measured_by), look at the anchors; then check and preview. Comments quote the article and may go.
"""
_UNPRINTABLE = re.compile(r"[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LINES = re.compile("[\u2028\u2029]")
_LONGEST_TITLE = 60


def to_yaml(article: Article, draft: Draft, *, register_id: str, place: str | None = None) -> str:
    """The whole register file; it loads, and its check tells what is left to do.

    ``place`` is the gazetteer id of home (by default the one the article speaks of).
    """
    head = {
        "id": register_id,
        "name": title_of(article)[:100],
        "place": place or home_of(article) or TO_FILL,
        "founding": _founding(article),
    }
    lines = [_HEAD.rstrip()]
    lines += [f"{key}: {_flow(value)}" for key, value in head.items()]
    if article.published is None:
        lines.append(f"# {TO_FILL}：published 与 progress_from 未知，1900 年只是占位 · the date is not known")
    lines += ["promisors:", *(f"  - {_flow(one)}" for one in promisors(draft)), "", "commitments:"]
    if not draft.proposals:
        lines[-1] = "commitments: []"
    for proposal, entry in zip(draft.proposals, commitments(draft), strict=True):
        lines += [*_comments(proposal), *_entry(entry)]
    return "\n".join(lines) + "\n"


def title_of(article: Article) -> str:
    """The title that came with the article, else 原标题, else its first line; TO_FILL where none is short enough."""
    if article.title:
        return article.title
    lines = [paragraph.text.strip() for paragraph in article.paragraphs]
    original = (line.split(":", 1)[1].strip() for line in lines if line.startswith("原标题:"))
    first = (line for line in lines if line and not verbs().furniture.match(line))
    for candidate in (next(original, ""), next(first, "")):
        if candidate and len(candidate) <= _LONGEST_TITLE:
            return candidate
    return TO_FILL


def _founding(article: Article) -> dict[str, Any]:
    day = article.published.day if article.published else UNKNOWN_DAY
    return {
        "title": title_of(article)[:200],
        "outlet": article.outlet or TO_FILL,
        "published": article.published.iso() if article.published else day.isoformat(),
        "progress_from": day,
    }


def _comments(proposal: Proposal) -> list[str]:
    told = [f"  # {_place(at)}：「{_comment(at.text)}」" for at in proposal.passages]
    labels = dict.fromkeys(one.passage.text for one in proposal.figures if is_label(one))
    if labels:
        told.append(
            f"  # 名称里的数字，不是目标 · part of the name, no target：{_comment('、'.join(labels))}"
        )
    return ["", *told]


def _place(at: Passage) -> str:
    return f"第{at.paragraph}段 {at.start}–{at.end}"


def _comment(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", _LINES.sub(" ", text))


def _entry(entry: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for key, value in entry.items():
        if key in ("targets", "anchors"):
            lines += [f"{key}:", *(f"  - {_flow(one)}" for one in value)]
        else:
            lines.append(f"{key}: {_flow(value)}")
    lines.append('measured_by: ""   # 凭什么判断；若无从判断，另写 measurable: false 及原因')
    return [f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]


def _flow(value: Any) -> str:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10**9)
    return text.removesuffix("\n").removesuffix("\n...").strip()
