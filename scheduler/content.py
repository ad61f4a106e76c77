"""A digest as one JSON object: kept beside the mail, shown by ``digest --preview --json``."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from jiannuo.model.when import When
from scheduler.contents import Digest

_PLAIN = frozenset((str, int, float, bool))


def as_json(digest: Digest) -> dict[str, Any]:
    """The digest's sections with plain values: dates as ISO text, closed sets by their word."""
    return {name: _section(getattr(digest, name)) for name in _names(Digest)}


def _section(value: Any) -> Any:
    if not isinstance(value, tuple):
        return _plain(value)
    # Of pairs there are many, and JSON writes a tuple as it writes a list.
    return [entry if type(entry) is tuple else _entry(entry) for entry in value]


@lru_cache(maxsize=2_048)
def _entry(entry: Any) -> Any:
    """One entry of a section, made plain once for all the digests that tell it; to be read, never changed."""
    return _plain(entry)


def _plain(value: Any) -> Any:
    if value is None or type(value) in _PLAIN:
        return value
    match value:
        case When():
            return value.iso()
        case datetime() | date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case tuple() | list():
            return [_plain(entry) for entry in value]
        case dict():
            return {key: _plain(entry) for key, entry in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in _names(type(value))}
    return value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
