"""飞书自定义机器人: a rich text (post) of at most 20 KB, with time and sign inside the message (签名校验).

Source of limits and codes: 飞书开放平台, 自定义机器人使用指南 (100 messages a minute, 5 a second).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from scheduler.contents import Digest
from scheduler.hooks.brief import Brief, Entry, fit
from scheduler.hooks.disarm import disarm
from scheduler.hooks.judging import Codes
from scheduler.hooks.post import Post

# 20 KB for the whole request; time and sign come on top of what is frozen.
MOST_BYTES = 19_500
# 19001: no such robot; 9499 and 19002: a message it cannot read. 11232: too many.
CODES = Codes("code", frozenset((9499, 19001, 19002)), {11232: 60})

Row = list[dict[str, Any]]


def payload(_digest: Digest, brief: Brief, _at: datetime) -> bytes:
    """The message: text and links as elements, so that text stays text."""

    def message(part: Brief) -> bytes:
        rows = list(_rows(part))
        post = {"zh_cn": {"title": disarm(brief.title), "content": rows}}
        return json.dumps({"msg_type": "post", "content": {"post": post}}, ensure_ascii=False).encode()

    return fit(brief, message, MOST_BYTES)


def signed(post: Post, secrets: Sequence[str], _message_id: str, at: datetime) -> Post:
    """The post with timestamp (seconds) and sign in its body; as it is without a secret."""
    if not secrets:
        return post
    stamp = str(int(at.timestamp()))
    # The text to sign is the key, and nothing is the message: so the guide has it.
    mac = hmac.digest(f"{stamp}\n{secrets[0]}".encode(), b"", hashlib.sha256)
    sign = base64.b64encode(mac).decode("ascii")
    whole = {"timestamp": stamp, "sign": sign, **json.loads(post.body)}
    return replace(post, body=json.dumps(whole, ensure_ascii=False).encode())


def _rows(brief: Brief) -> Iterator[Row]:
    yield from ([_text(sentence)] for sentence in brief.lead if sentence)
    for section in brief.sections:
        yield [_text(f"【{section.heading}】")]
        for entry in section.entries:
            yield from _told(entry)
    last = [_text(brief.foot)] if brief.foot else []
    if brief.page:
        last.append({"tag": "a", "text": disarm(brief.to_page), "href": brief.page})
    if last:
        yield last


def _told(entry: Entry) -> Iterator[Row]:
    yield [_text(f"{entry.name}  {entry.what}".rstrip())]
    if entry.quote:
        yield [_text(entry.quote)]
    last = [_text(entry.source + " ")] if entry.source else []
    if entry.title:
        link = {"tag": "a", "text": disarm(entry.title), "href": entry.url}
        last.append(link if entry.url else _text(entry.title))
    if last:
        yield last


def _text(text: str) -> dict[str, Any]:
    return {"tag": "text", "text": disarm(text)}
