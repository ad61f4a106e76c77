"""What chats are told: within each robot's limits, whole entries only, and nothing that hostile text could add."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jiannuo.model.subscription import DigestWindow
from jiannuo.model.vocabulary import Cadence, HookKind, Stage
from jiannuo.model.when import parse_when
from scheduler.contents import Digest, Mentioned, Moved, Telling
from scheduler.hooks.brief import brief
from scheduler.hooks.dialects import DIALECTS
from scheduler.hooks.disarm import disarm
from scheduler.scrub import link

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PAGE = "https://promises.example/digests/0123456789abcdef0123456789abcdef"
ROBOTS = [HookKind.WECOM, HookKind.DINGTALK, HookKind.FEISHU, HookKind.SLACK]
ATOMS = [
    "@all",
    "@所有人",
    "<@U012345>",
    "<!channel>",
    "<!here|x>",
    '<at user_id="all">所有人</at>',
    "<@13800000000>",
    "[点我](https://evil.example/)",
    "![](https://evil.example/pixel.png)",
    "<https://evil.example|正常>",
    "https://evil.example/a_b",
    "www.evil.example",
    "evil.example",
    "*粗*_斜_~删~`码`",
    "# 标题",
    "> 引",
    "1. 项",
    "]( https://evil.example )",
    '<font color="warning">x</font>',
    "\n\n### 新段\n@all",
    "\\[x\\](y)",
    "｜|表|",
    "&lt;!channel&gt;",
    "&#64;all",
    "tel:10086",
    "dingtalk://dingtalkclient/page/link?url=x",
    "javascript://%0aalert(1)",
    "\u202eevil\u202c",
    "{{ 7*7 }}",
    "%(x)s {0}",
]


def digest(words: list[str], *, mentions: int = 0) -> Digest:
    def told(word: str) -> Telling:
        url = link("https://news.example/a_(b)?x=1&y=2")
        return Telling(word, word, url, word, parse_when("2026-11-23"), (word,), 2, False)

    moved = tuple(
        Moved(f"T{n}", word, Stage.STARTED, Stage.COMPLETED, None, (told(word),), 0)
        for n, word in enumerate(words)
    )
    more = tuple(Mentioned(f"M{n}", "青禾园区", (told("园区有新消息。" * 12),), 0) for n in range(mentions))
    return Digest(
        DigestWindow(NOW - timedelta(days=1), NOW),
        "Asia/Shanghai",
        "zh",
        moved,
        (),
        more,
        (),
        (),
        (),
        (),
        (),
        6,
        3,
        3,
        (),
        (),
        Cadence.DAILY,
    )


def message(kind: HookKind, told: Digest, page: str | None = PAGE) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DIALECTS[kind].write(told, brief(told, page), NOW))
    return found


def text_of(kind: HookKind, written: dict[str, Any]) -> str:
    if kind is HookKind.WECOM:
        return str(written["markdown"]["content"])
    if kind is HookKind.DINGTALK:
        return str(written["markdown"]["text"])
    if kind is HookKind.SLACK:
        return "\n".join(block["text"]["text"] for block in written["blocks"])
    return "\n".join(part["text"] for row in written["content"]["post"]["zh_cn"]["content"] for part in row)


SIZES: dict[HookKind, tuple[Callable[[dict[str, Any]], int], int]] = {
    HookKind.WECOM: (lambda m: len(m["markdown"]["content"].encode()), 4_096),
    HookKind.DINGTALK: (lambda m: len(json.dumps(m, ensure_ascii=False).encode()), 20_000),
    HookKind.FEISHU: (lambda m: len(json.dumps(m, ensure_ascii=False).encode()), 20_000),
    HookKind.SLACK: (lambda m: sum(len(block["text"]["text"]) for block in m["blocks"]), 13_000),
}


@pytest.mark.parametrize("kind", ROBOTS)
@pytest.mark.parametrize("mentions", [0, 3, 40, 400])
def test_a_message_stays_below_the_limit_and_says_what_is_missing(kind: HookKind, mentions: int) -> None:
    told = digest(["云岭光源"], mentions=mentions)

    written = message(kind, told)

    size, most = SIZES[kind]
    text = text_of(kind, written)
    shown = text.count("青禾园区")
    assert size(written) <= most
    assert "云岭光源" in text
    assert text.count("园区有新消息") % shown == 0 if shown else True  # no entry is cut in the middle
    assert (f"另有 {mentions - shown} 条未列出" in text) == (shown < mentions)
    assert PAGE in json.dumps(written)
    assert shown == mentions or size(written) > most * 0.8 or kind is HookKind.SLACK


def test_slack_gets_no_more_than_fifty_blocks_of_three_thousand_characters() -> None:
    written = message(HookKind.SLACK, digest([f"项目{n}" for n in range(400)]))

    assert len(written["blocks"]) <= 50
    assert max(len(block["text"]["text"]) for block in written["blocks"]) <= 3_000


@pytest.mark.parametrize("kind", ROBOTS)
def test_hostile_text_adds_no_call_no_link_and_no_form(kind: HookKind) -> None:
    plain = message(kind, digest(["平常的话"] * 3))
    for words in hostile():
        written = message(kind, digest(words))

        assert shape(kind, written) == shape(kind, plain), words
        text = text_of(kind, written)
        assert not re.search(r"@|evil\.example|<(?!https://)|!\[|://evil", text), (words, text)
        assert "at" not in written or written["at"] == {"isAtAll": False}


def shape(kind: HookKind, written: dict[str, Any]) -> object:
    """All that could act: links with their targets, elements, marks at the beginning of lines."""
    text = text_of(kind, written)
    if kind is HookKind.FEISHU:
        rows = written["content"]["post"]["zh_cn"]["content"]
        return [[(part["tag"], part.get("href")) for part in row] for row in rows]
    if kind is HookKind.SLACK:
        marks = [re.findall(r"^>|\*", line) for line in text.split("\n")]
        return re.findall(r"<([^|>]*)\|", text), marks, [block["type"] for block in written["blocks"]]
    starts = [re.match(r"(### |> |\*\*)?", line)[0] for line in text.split("\n")]  # type: ignore[index]
    return re.findall(r"\]\(([^)]*)\)", text), starts, len(re.findall(r"\*\*", text)), text.count("[")


def hostile() -> Iterator[list[str]]:
    """Every payload beside every other, in names, outlets, titles and quotes: 300 digests' worth in 100."""
    pairs = [first + between + second for first in ATOMS for second in ATOMS[:10] for between in ("",)]
    for start in range(0, len(pairs), 3):
        yield pairs[start : start + 3]


@pytest.mark.parametrize("text", ATOMS)
def test_what_was_disarmed_once_stays_as_it_is(text: str) -> None:
    assert disarm(disarm(text)) == disarm(text)


def test_an_ordinary_sentence_is_left_alone() -> None:
    sentence = "截至10月底，全市引进人才164名，完成率57.3%，投资1,234.5万元（含税）。"
    assert disarm(sentence) == sentence


def test_a_program_gets_all_of_it_or_is_told_which_lists_were_cut() -> None:
    small = message(HookKind.STANDARD, digest(["云岭光源"], mentions=40))
    large = message(HookKind.STANDARD, digest(["云岭光源"], mentions=2_000))

    assert (len(small["data"]["digest"]["mentions"]), small["data"]["truncated"]) == (40, [])
    assert large["data"]["truncated"] == ["mentions"]
    assert len(json.dumps(large, ensure_ascii=False).encode()) <= 270_000
    assert large["data"]["url"] == PAGE
