"""The most relevant reports: those that are about the words rather than name them in passing."""

from dataclasses import replace
from itertools import islice
from math import log1p

from sqlalchemy import Connection

from jiannuo.errors import UsageError
from jiannuo.forms import Wanted
from jiannuo.model.asking import Filter
from jiannuo.store.asking.held import Held, stories_held

_LOOKED_AT = 1_000  # the newest that hold the filter: who wants an old one says of which years
_TITLE, _LEAD = 6.0, 2.0
_LEAD_LENGTH = 160


def most_relevant(connection: Connection, wanted: Filter, register: str | None) -> list[int]:
    """Row ids behind ``wanted.before``, the most relevant first, of the newest thousand that hold the filter."""
    every = stories_held(connection, replace(wanted, before=None), register, texts=True)
    words = [Wanted(word) for word in wanted.words]
    ranked = sorted(islice(every, _LOOKED_AT), key=lambda one: -relevance(one, words))
    ids = [one.id for one in ranked]
    if wanted.before is None:
        return ids[: wanted.limit]
    if wanted.before not in ids:
        raise UsageError(f"no report {wanted.before} to go on from", "give the last id of the page before")
    start = ids.index(wanted.before) + 1
    return ids[start : start + wanted.limit]


def relevance(one: Held, words: list[Wanted]) -> float:
    """A word in the title counts most, then in the lead, then how often the text comes back to it for its length."""
    lead, long = one.body[:_LEAD_LENGTH], log1p(len(one.body) / 1_000)
    return sum(
        _TITLE * bool(word.times_in(one.title))
        + _LEAD * bool(word.times_in(lead))
        + log1p(word.times_in(one.body)) / (1.0 + long)
        for word in words
    )
