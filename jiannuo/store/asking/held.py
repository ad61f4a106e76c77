"""Which candidates hold a filter, and which of a story's reports stands for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from jiannuo.forms import Wanted
from jiannuo.model.asking import Filter
from jiannuo.store.asking.conditions import Condition, apart_from_words
from jiannuo.store.asking.walk import matching, walk
from jiannuo.store.breath import breathe
from jiannuo.store.index import exact
from jiannuo.store.tables import reports, stories

_HEAD = (reports.c.id, reports.c.story_id, reports.c.published, reports.c.outlet)


@dataclass(frozen=True, slots=True)
class Held:
    """A report that holds the filter; title and text are empty where nothing had to be looked up in them."""

    id: int
    story: int
    published: str | None
    outlet: str
    leads: bool
    title: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Reports that hold the filter, in its order.

    ``shown`` has each story once: its lead, or the earliest report that holds the filter.
    """

    held: list[Held]
    shown: list[Held]


def held(connection: Connection, wanted: Filter, register: str | None) -> Iterator[Held]:
    """Every report that holds the filter, in the filter's order; copies too."""
    for piece in _held_pieces(_Asked(connection, wanted, register, texts=False)):
        yield from piece


def first_held(
    connection: Connection,
    wanted: Filter,
    register: str | None,
    *,
    held: int = 0,
    shown: int = 0,
    texts: bool = False,
) -> Piece:
    """The first that hold the filter, at least so many of each if there are; ``texts``: with title and text."""
    found = Piece([], [])
    asking = _Asked(connection, wanted, register, texts)
    for piece in _held_pieces(asking):
        found.held.extend(piece)
        if len(found.shown) < shown:
            found.shown.extend(_shown(asking, piece))
        if len(found.held) >= held and len(found.shown) >= shown:
            break
    return found


class _Asked:
    """Looks up which of some reports hold the filter."""

    def __init__(self, connection: Connection, wanted: Filter, register: str | None, texts: bool) -> None:
        self.walk = walk(connection, wanted, register)
        self.connection, self._wanted, self._register = connection, wanted, register
        self._texts = texts

    def holding(self, here: Condition, *, indexed: bool) -> list[Held]:
        """``indexed``: the index has already told all that it can of their words."""
        words = (*self._wanted.words, *self._wanted.without)
        looked = bool(words) and not (indexed and exact(words))
        texts = (reports.c.title, reports.c.body) if looked or self._texts else ()
        query = select(*_HEAD, stories.c.lead_report_id, *texts).join(
            stories, stories.c.id == reports.c.story_id, isouter=True
        )
        query = query.where(here, *apart_from_words(self._wanted))
        if self._wanted.of_matches():
            told = matching(self._wanted, self._register)
            query = query.where(reports.c.id.in_(told.where(here)))
        rows = [_held(row) for row in self.connection.execute(query).all()]
        stand = _Words(self._wanted, decided=indexed)
        return [one for one in rows if stand.hold(one)] if looked else rows


def _held_pieces(asking: _Asked) -> Iterator[list[Held]]:
    for ids in asking.walk.pieces:
        breathe(asking.connection)
        rows = asking.holding(reports.c.id.in_(ids), indexed=asking.walk.indexed) if ids else []
        found = {one.id: one for one in rows}
        yield [found[key] for key in ids if key in found]


def _shown(asking: _Asked, piece: list[Held]) -> list[Held]:
    """A lead stands for its story; another only where nothing before it in the story holds the filter."""
    unsure = [one.story for one in piece if not one.leads and one.story >= 0]
    others = asking.holding(reports.c.story_id.in_(unsure), indexed=False) if unsure else []
    first: dict[int, Held] = {}
    for one in sorted(others, key=_rank):
        first.setdefault(one.story, one)
    return [one for one in piece if one.leads or first.get(one.story, one).id == one.id]


def _rank(one: Held) -> tuple[bool, str, int]:
    return (not one.leads, one.published or "9999", one.id)


def _held(row: Any) -> Held:
    key, story, published, outlet, lead, *texts = row
    return Held(key, -key if story is None else story, published, outlet, lead == key, *texts)


class _Words:
    """The index only tells that a text may hold the words; the text decides."""

    def __init__(self, wanted: Filter, *, decided: bool) -> None:
        """``decided``: words that the index alone can tell are not looked for again."""
        self._in, self._out = (
            [Wanted(word) for word in words if not (decided and exact([word]))]
            for words in (wanted.words, wanted.without)
        )

    def hold(self, one: Held) -> bool:
        texts = (one.title, one.body)
        return all(any(map(word.stands_in, texts)) for word in self._in) and not any(
            any(map(word.stands_in, texts)) for word in self._out
        )
