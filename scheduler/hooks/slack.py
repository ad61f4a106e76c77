"""Slack's incoming webhooks: sections of mrkdwn with links switched off in text; the address is the secret.

Limits: 50 blocks, 3,000 characters a section; the sum of about 13,000 beyond which Slack refuses with
msg_blocks_too_long is not documented (slackapi/bolt-js#2509). One message a second.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from scheduler.contents import Digest
from scheduler.hooks.brief import Brief, Entry, fit
from scheduler.hooks.disarm import disarm, link_target

MOST_CHARACTERS, MOST_BLOCKS = 11_000, 50
# 400 invalid_payload, 403 action_prohibited, 404 no_service, 410 channel_is_archived.
FINAL = frozenset((400, 403, 404, 410))


def payload(_digest: Digest, brief: Brief, _at: datetime) -> bytes:
    """The message; the limit counts characters and blocks."""

    def size(part: Brief) -> int:
        blocks = _blocks(part)
        length = sum(len(block["text"]["text"]) for block in blocks)
        return length if len(blocks) <= MOST_BLOCKS else MOST_CHARACTERS + 1

    def message(part: Brief) -> bytes:
        whole = {"text": disarm(brief.title), "blocks": _blocks(part), "unfurl_links": False}
        return json.dumps({**whole, "unfurl_media": False}, ensure_ascii=False).encode()

    return fit(brief, message, MOST_CHARACTERS, size)


def _blocks(brief: Brief) -> list[dict[str, Any]]:
    title = {"type": "plain_text", "text": disarm(brief.title, 150), "emoji": False}
    texts = ["\n".join(disarm(sentence) for sentence in brief.lead if sentence)]
    for section in brief.sections:
        heading = f"*{disarm(section.heading)}*\n"
        for entry in section.entries:
            texts.append(heading + "\n".join(_told(entry)))
            heading = ""
    last = disarm(brief.foot) if brief.foot else ""
    if brief.page:
        last += f"<{_address(brief.page)}|{disarm(brief.to_page)}>"
    return [{"type": "header", "text": title}, *(_section(text) for text in (*texts, last) if text)]


def _section(text: str) -> dict[str, Any]:
    # verbatim: bare addresses, channels and names in the text are not turned into links.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _told(entry: Entry) -> Iterator[str]:
    head = f"*{disarm(entry.name)}*"
    yield f"{head} {disarm(entry.what)}" if entry.what else head
    if entry.quote:
        yield f">{disarm(entry.quote)}"
    said = disarm(entry.source)
    if entry.title:
        title = disarm(entry.title)
        said += f" <{_address(entry.url)}|{title}>" if entry.url else f" {title}"
    if said:
        yield f">{said}"


def _address(url: str) -> str:
    return link_target(url).replace("&", "&amp;")
