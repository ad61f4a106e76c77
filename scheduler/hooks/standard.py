"""Standard Webhooks 1.0 (https://www.standardwebhooks.com): JSON for programs, signed with HMAC-SHA256.

``webhook-id`` is the same at every try, so that a receiver takes a message once; ``webhook-signature`` holds
one ``v1`` signature per secret, so that a secret can be changed without losing a message.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets as random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from scheduler.content import as_json
from scheduler.contents import Digest
from scheduler.hooks.brief import Brief
from scheduler.hooks.post import Post

MOST_BYTES = 256_000
_PREFIX = "whsec_"
_LISTS = ("silent", "mentions", "troubles", "newly_silent", "deadlines", "figures", "progress")


def new_secret() -> str:
    """A fresh secret of 256 bits as it is written down."""
    return _PREFIX + base64.b64encode(random.token_bytes(32)).decode("ascii")


def payload(digest: Digest, brief: Brief, at: datetime) -> bytes:
    """The digest as one event; lists that make it too long are cut from their end and named in ``truncated``."""
    content = as_json(digest)
    content.pop("items", None)
    data: dict[str, Any] = {
        "subject": brief.title,
        "lead": list(brief.lead),
        "url": brief.page,
        "digest": content,
        "truncated": [],
    }
    event = {"type": brief.event, "timestamp": at.isoformat(), "data": data}
    for name in _LISTS:
        while len(_bytes(event)) > MOST_BYTES and content[name]:
            content[name] = content[name][: len(content[name]) // 2]
            if name not in data["truncated"]:
                data["truncated"].append(name)
    return _bytes(event)


def signed(post: Post, secrets: Sequence[str], message_id: str, at: datetime) -> Post:
    """The post with the three headers of the specification."""
    stamp = str(int(at.timestamp()))
    content = f"{message_id}.{stamp}.".encode() + post.body
    signatures = " ".join(f"v1,{_signature(secret, content)}" for secret in secrets)
    headers = {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": signatures}
    return replace(post, headers={**post.headers, **headers})


def _signature(secret: str, content: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = secret.encode()
    return base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode("ascii")


def _bytes(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
