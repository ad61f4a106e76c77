"""Which candidates hold a filter, and which of a story's reports stands for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from jiannuo.forms import Wanted
from jiannuo.model.asking import Filter
from jiannuo.store.asking.conditions import Condition, apart_from_words
from jiannuo.store.asking.walk import matching, walk
from jiannuo.store.index import exact
from jiannuo.store.tables import matches, reports, stories

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


def held(
    connection: Connection, wanted: Filter, register: str | None, *, texts: bool = False
) -> Iterator[Held]:
    """Every report that holds the filter, in the filter's order; copies too."""
    for ids, found in _pieces(connection, wanted, register, texts, copies=False):
        yield from (found[key] for key in ids if key in found)


def stories_held(
    connection: Connection, wanted: Filter, register: str | None, *, texts: bool = False
) -> Iterator[Held]:
    """The same with each story once: its lead, or the earliest report that holds the filter."""
    for ids, found in _pieces(connection, wanted, register, texts, copies=True):
        first: dict[int, Held] = {}
        for one in sorted(found.values(), key=_rank):
            first.setdefault(one.story, one)
        yield from (found[key] for key in ids if key in found and first[found[key].story].id == key)


def _rank(one: Held) -> tuple[bool, str, int]:
    return (not one.leads, one.published or "9999", one.id)


def _pieces(
    connection: Connection, wanted: Filter, register: str | None, texts: bool, *, copies: bool
) -> Iterator[tuple[list[int], dict[int, Held]]]:
    way = walk(connection, wanted, register)
    known = way.indexed and exact((*wanted.words, *wanted.without))
    looked = not known and bool(wanted.words or wanted.without)
    words = _Words(wanted, decided=way.indexed)
    for ids in way.pieces:
        query = _query(ids, wanted, register, texts=texts or looked, copies=copies)
        rows = [_held(row) for row in connection.execute(query)] if ids else []
        yield ids, {one.id: one for one in rows if not looked or words.hold(one)}


def _query(ids: list[int], wanted: Filter, register: str | None, *, texts: bool, copies: bool) -> Any:
    words = (reports.c.title, reports.c.body) if texts else ()
    query = select(*_HEAD, stories.c.lead_report_id, *words)
    query = query.join(stories, stories.c.id == reports.c.story_id, isouter=True)
    query = query.where(*apart_from_words(wanted))
    here: Condition = reports.c.id.in_(ids)
    if copies:
        inner = reports.alias("inner")
        here = or_(here, reports.c.story_id.in_(select(inner.c.story_id).where(inner.c.id.in_(ids))))
    if wanted.of_matches():
        told = matching(wanted, register)
        query = query.where(reports.c.id.in_(told if copies else told.where(matches.c.report_id.in_(ids))))
    return query.where(here)


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
