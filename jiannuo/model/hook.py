"""A webhook that digests go to: where it is, how it is spoken to, and what signs."""

from dataclasses import dataclass, field
from datetime import datetime

from jiannuo.model.vocabulary import HookKind

PREFIX = "hook:"


@dataclass(frozen=True, slots=True)
class Hook:
    """One target; address and secrets are given as text, ``env:NAME`` or ``file:/path``, and never shown.

    A subscription whose address is ``hook:NAME`` goes there. After a rotation the former secret signs beside
    the new one until ``former_until``.
    """

    name: str
    kind: HookKind
    url: str = field(repr=False)
    secret: str = field(repr=False)
    per_minute: int
    created_at: datetime
    former_secret: str = field(default="", repr=False)
    former_until: datetime | None = None

    @property
    def address(self) -> str:
        """What its subscriptions and copies name as recipient."""
        return PREFIX + self.name


def hook_name(address: str) -> str | None:
    """The hook that ``hook:NAME`` names; None for a mail address."""
    return address.removeprefix(PREFIX) if address.startswith(PREFIX) else None
