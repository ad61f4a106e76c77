"""Webhooks: the targets that subscriptions of ``hook:NAME`` go to."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from jiannuo.errors import UsageError
from jiannuo.model.hook import Hook
from jiannuo.model.vocabulary import HookKind
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import forget_address
from jiannuo.store.tables import deliveries, hooks

ROTATION = timedelta(hours=24)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def add_hook(store: Store, hook: Hook) -> None:
    """Add a target; UsageError for a name that is taken or no name."""
    if not _NAME.fullmatch(hook.name):
        raise UsageError(f"{hook.name!r} is no name for a hook", "use a-z, 0-9 and -, at most 40 of them")
    values = {
        "name": hook.name,
        "kind": hook.kind.value,
        "url": hook.url,
        "secret": hook.secret,
        "former_secret": "",
        "per_minute": hook.per_minute,
        "created_at": hook.created_at,
    }
    try:
        with store.write() as connection:
            connection.execute(hooks.insert().values(**values))
    except IntegrityError:
        raise UsageError(f"there is a hook {hook.name} already", "see it with: jiannuo hooks list") from None


def all_hooks(store: Store) -> list[Hook]:
    """Every target, by name."""
    with store.read() as connection:
        return [_hook(row._mapping) for row in connection.execute(select(hooks).order_by(hooks.c.name))]


def hook_named(store: Store, name: str) -> Hook:
    """The target of this name; UsageError when there is none."""
    with store.read() as connection:
        row = connection.execute(select(hooks).where(hooks.c.name == name)).first()
    if row is None:
        raise UsageError(f"there is no hook {name!r}", "see them with: jiannuo hooks list")
    return _hook(row._mapping)


def rotate_secret(store: Store, name: str, secret: str, at: datetime) -> Hook:
    """Sign with a new secret from now on; the old one signs beside it for 24 hours."""
    old = hook_named(store, name)
    values = {"secret": secret, "former_secret": old.secret, "former_until": at + ROTATION}
    with store.write() as connection:
        connection.execute(update(hooks).where(hooks.c.name == name).values(**values))
    return replace(old, secret=secret, former_secret=old.secret, former_until=at + ROTATION)


def remove_hook(store: Store, name: str) -> int:
    """Forget a target with its subscriptions, digests and copies; how many subscriptions it had."""
    hook = hook_named(store, name)
    with store.write() as connection:
        count = forget_address(connection, hook.address)
        connection.execute(delete(deliveries).where(deliveries.c.hook == name))
        connection.execute(delete(hooks).where(hooks.c.name == name))
    return count


def _hook(row: Any) -> Hook:
    return Hook(
        row["name"],
        HookKind(row["kind"]),
        row["url"],
        row["secret"],
        row["per_minute"],
        row["created_at"],
        row["former_secret"],
        row["former_until"],
    )
