"""A wish as a database keeps it: columns of a subscription, or one JSON object of a sign-up."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from jiannuo.model.subscription import Wish
from jiannuo.model.vocabulary import Cadence

_LISTS = ("commitments", "themes", "promisors", "districts", "outlets")


def wish_values(wish: Wish) -> dict[str, Any]:
    """The wish's fields with plain values, as both JSON and columns take them."""
    lists = {name: list(getattr(wish, name)) for name in _LISTS}
    return {**asdict(wish), "cadence": wish.cadence.value, **lists}


def wish_of(row: Mapping[str, Any]) -> Wish:
    """The wish in a row or in what ``wish_values`` gave; what an older program did not write is as by default."""
    default = wish_values(Wish())
    values = {name: row.get(name, value) for name, value in default.items()}
    lists = {name: tuple(values[name]) for name in _LISTS}
    return Wish(**{**values, "cadence": Cadence(values["cadence"]), **lists})
