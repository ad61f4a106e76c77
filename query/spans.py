"""Spans of days whose end lies before their beginning: nothing can hold them, so they are refused."""

from jiannuo.errors import UsageError
from jiannuo.model.asking import Filter

_SPANS = (("since", "until"), ("effective_since", "effective_until"), ("detected_since", "detected_until"))


def refuse_reversed(wanted: Filter) -> Filter:
    """The same filter; UsageError when it asks for days from one until an earlier one."""
    for first, last in _SPANS:
        begins, ends = getattr(wanted, first), getattr(wanted, last)
        if begins is not None and ends is not None and begins > ends:
            raise UsageError(
                f"{first} {begins:%Y-%m-%d} is later than {last} {ends:%Y-%m-%d}", "exchange the two days"
            )
    return wanted
