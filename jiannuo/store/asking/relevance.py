"""The most relevant reports: those that are about the words rather than name them in passing."""

from collections.abc import Iterable
from math import log1p

from jiannuo.errors import UsageError
from jiannuo.forms import Wanted
from jiannuo.model.asking import Filter
from jiannuo.store.asking.held import Held

LOOKED_AT = 1_000  # the newest that hold the filter: who wants an old one says of which years
_TITLE, _LEAD = 6.0, 2.0
_LEAD_LENGTH = 160


def most_relevant(every: Iterable[Held], wanted: Filter) -> list[int]:
    """Row ids of some reports, given with their texts, behind ``wanted.before``; the most relevant first."""
    words = [Wanted(word) for word in wanted.words]
    ids = [one.id for one in sorted(every, key=lambda one: -relevance(one, words))]
    if wanted.before is None:
        return ids[: wanted.limit]
    if wanted.before not in ids:
        raise UsageError(f"no report {wanted.before} to go on from", "give the last id of the page before")
    start = ids.index(wanted.before) + 1
    return ids[start : start + wanted.limit]


def relevance(one: Held, words: list[Wanted]) -> float:
    """A word in the title counts most, then in the lead, then how often the text comes back to it for its length."""
    lead, long = one.body[:_LEAD_LENGTH], log1p(len(one.body) / 1_000)
    found = (word.times_in(one.title, lead, one.body) for word in words)
    return sum(
        _TITLE * bool(title) + _LEAD * bool(first) + log1p(times) / (1.0 + long)
        for title, first, times in found
    )
