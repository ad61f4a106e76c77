"""钉钉自定义机器人: a Markdown message of at most 20,000 bytes, the address signed by time and secret (加签).

Source of limits and codes: 钉钉开放平台, 自定义机器人接入 (20 messages a minute, then ten minutes of silence).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from scheduler.contents import Digest
from scheduler.hooks.brief import Brief, fit
from scheduler.hooks.disarm import disarm
from scheduler.hooks.judging import Codes
from scheduler.hooks.marked import markdown
from scheduler.hooks.post import Post

MOST_BYTES = 19_500
# 300001 and 400013: no such robot, or it was dismissed. 410100 and 130101: too many, silent for ten minutes.
CODES = Codes("errcode", frozenset((300001, 300005, 400013, 400105)), {130101: 600, 410100: 600, 660026: 600})


def payload(_digest: Digest, brief: Brief, _at: datetime) -> bytes:
    """The message; nobody is called (``isAtAll`` is false), whatever a headline says."""

    def message(part: Brief) -> bytes:
        text = {"title": disarm(brief.title, 100), "text": markdown(part, "\n\n")}
        whole = {"msgtype": "markdown", "markdown": text, "at": {"isAtAll": False}}
        return json.dumps(whole, ensure_ascii=False).encode()

    return fit(brief, message, MOST_BYTES)


def signed(post: Post, secrets: Sequence[str], _message_id: str, at: datetime) -> Post:
    """The post with timestamp (milliseconds) and sign in its address; as it is without a secret."""
    if not secrets:
        return post
    stamp, secret = str(int(at.timestamp() * 1000)), secrets[0]
    mac = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)
    joint = "&" if "?" in post.url else "?"
    sign = quote(base64.b64encode(mac), safe="")
    return replace(post, url=f"{post.url}{joint}timestamp={stamp}&sign={sign}")
