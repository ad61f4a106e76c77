"""企业微信群机器人: a Markdown message of at most 4,096 bytes; the key in the address is the secret.

Source of limits and codes: 企业微信开发者中心, 群机器人配置说明 (20 messages a minute) and 全局错误码.
"""

import json
from datetime import datetime

from scheduler.contents import Digest
from scheduler.hooks.brief import Brief, fit
from scheduler.hooks.judging import Codes
from scheduler.hooks.marked import markdown

MOST_BYTES = 4_096
# 93000 and 93017 to 93019: no such robot; 40008, 40058, 44004: a message it cannot read. 45009: too many.
CODES = Codes("errcode", frozenset((93000, 93017, 93018, 93019, 40008, 40058, 44004)), {45009: 60, 45033: 60})


def payload(_digest: Digest, brief: Brief, _at: datetime) -> bytes:
    """The message; the limit counts the bytes of its content."""
    content = fit(brief, lambda part: markdown(part).encode(), MOST_BYTES).decode()
    message = {"msgtype": "markdown", "markdown": {"content": content}}
    return json.dumps(message, ensure_ascii=False).encode()
