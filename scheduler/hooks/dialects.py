"""Every kind of receiver with its way of writing, signing and saying no."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from jiannuo.model.vocabulary import HookKind
from scheduler.contents import Digest
from scheduler.hooks import dingtalk, feishu, slack, standard, wecom
from scheduler.hooks.brief import Brief
from scheduler.hooks.judging import Codes
from scheduler.hooks.post import Post


def _unsigned(post: Post, _secrets: Sequence[str], _message_id: str, _at: datetime) -> Post:
    return post


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one kind of receiver is spoken to; ``per_minute`` is what it allows."""

    write: Callable[[Digest, Brief, datetime], bytes]
    sign: Callable[[Post, Sequence[str], str, datetime], Post] = _unsigned
    codes: Codes | None = None
    final: frozenset[int] = frozenset((410,))
    per_minute: int = 20
    signs: bool = False


DIALECTS = {
    HookKind.STANDARD: Dialect(standard.payload, standard.signed, per_minute=60, signs=True),
    HookKind.WECOM: Dialect(wecom.payload, codes=wecom.CODES),
    HookKind.DINGTALK: Dialect(dingtalk.payload, dingtalk.signed, dingtalk.CODES, signs=True),
    HookKind.FEISHU: Dialect(feishu.payload, feishu.signed, feishu.CODES, per_minute=60, signs=True),
    HookKind.SLACK: Dialect(slack.payload, final=slack.FINAL, per_minute=30),
}
