"""What one version of a register says otherwise than another: added, removed and changed commitments, field by field."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from jiannuo.model.commitment import Commitment, Register
from jiannuo.model.when import When


class ChangeKind(StrEnum):
    """How a commitment, or the register itself, differs from the version before."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Alteration:
    """One field that differs: what is gone and what is new, each a list of plain values."""

    field: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one commitment; ``commitment`` is empty for the register's own head."""

    commitment: str
    name: str
    kind: ChangeKind
    alterations: tuple[Alteration, ...] = ()


# Fields that decide what a reader finds; a change of any other leaves every match as it was.
READING_FIELDS = frozenset({"anchors", "targets", "kind", "ladder", "support", "look_alikes"})
READING_HEAD = frozenset({"place", "local_hosts", "founding", "promisors"})


def changes(old: Register | None, new: Register) -> tuple[Change, ...]:
    """Every difference from ``old`` to ``new``, the head first, then in the order of the commitments.

    Without an older version every commitment is ``added``.
    """
    before = {entry.id: entry for entry in old.commitments} if old else {}
    after = {entry.id: entry for entry in new.commitments}
    return (
        *_head(old, new),
        *(change for entry in new.commitments for change in _entry(before.get(entry.id), entry)),
        *(Change(key, entry.name, ChangeKind.REMOVED) for key, entry in before.items() if key not in after),
    )


def decides(change: Change) -> bool:
    """Whether this change can alter what is read out of a report."""
    if change.kind is not ChangeKind.CHANGED:
        return True
    deciding = READING_FIELDS if change.commitment else READING_HEAD
    return any(part.field.split(".")[0] in deciding for part in change.alterations)


def plain_changes(found: tuple[Change, ...]) -> list[dict[str, Any]]:
    """Changes as JSON-ready dictionaries."""
    return [
        {
            "commitment": change.commitment,
            "name": change.name,
            "kind": change.kind.value,
            "fields": [
                {"field": part.field, "gone": list(part.gone), "new": list(part.new)}
                for part in change.alterations
            ],
        }
        for change in found
    ]


def _head(old: Register | None, new: Register) -> Iterator[Change]:
    if old is None:
        return
    fields = ("name", "name_en", "place", "local_hosts", "founding", "promisors")
    found = tuple(_alterations(old, new, fields))
    if found:
        yield Change("", new.name, ChangeKind.CHANGED, found)


def _entry(old: Commitment | None, new: Commitment) -> Iterator[Change]:
    if old is None:
        yield Change(new.id, new.name, ChangeKind.ADDED)
        return
    fields = tuple(name for name in Commitment.__dataclass_fields__ if name != "id")
    found = tuple(_alterations(old, new, fields))
    if found:
        yield Change(new.id, new.name, ChangeKind.CHANGED, found)


def _alterations(old: Any, new: Any, fields: tuple[str, ...]) -> Iterator[Alteration]:
    for name in fields:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            gone, fresh = _leaves(before), _leaves(after)
            yield Alteration(
                name,
                tuple(leaf for leaf in gone if leaf not in fresh),
                tuple(leaf for leaf in fresh if leaf not in gone),
            )


def _leaves(value: Any) -> list[str]:
    """A field's plain values with where they stand, such as ``1.names: 金凤实验室 (from 2023-01-01)``."""
    if isinstance(value, tuple):
        return [leaf for index, part in enumerate(value) for leaf in _part(str(index), part)]
    if isinstance(value, dict):
        return [f"{key}: {text}" for key, text in value.items()]
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, When):
        return list(_part("", value))
    return [_say(value)] if _said(value) else []


def _part(place: str, part: Any) -> Iterator[str]:
    if not hasattr(part, "__dataclass_fields__") or isinstance(part, When):
        yield _say(part)
        return
    if hasattr(part, "text"):
        yield _name(part)
        return
    for field in part.__dataclass_fields__:
        value = getattr(part, field)
        for leaf in _leaves(value):
            yield f"{place}.{field}: {leaf}".removeprefix(".")


def _name(part: Any) -> str:
    """A name or look-alike in one piece, with what bounds it."""
    rest = {key: value for key, value in asdict(part).items() if key != "text" and _said(value)}
    told = ", ".join(key if value is True else f"{key} {_say(value)}" for key, value in rest.items())
    return f"{part.text} ({told})" if told else str(part.text)


def _said(value: Any) -> bool:
    return value is not None and value is not False and value != "" and value != ()


def _say(value: Any) -> str:
    if isinstance(value, When):
        return value.iso()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
