"""How exactly a printed figure is meant: 4.3万家 stands for anything from 42,500 to 43,500."""

import re

from jiannuo.model.finding import Reading

_NUMBER = re.compile(r"\d+(?:[,，]\d{3})*(?:\.(\d+))?")
# 超4.2万, 近5000万, 约16万: how far a word like this may round.
_ROUGH = 0.1


def slack(reading: Reading) -> float:
    """How far the true value may lie from ``reading.value``, in its own unit, by the way it is printed."""
    found = _NUMBER.search(reading.quote.text)
    step = 1.0
    if found is not None:
        number = float(re.sub("[,，]", "", found[0]))
        times = reading.value / number if number else 1.0
        step = times * 10.0 ** -len(found[1] or "")
    half = abs(step) / 2
    return max(half, abs(reading.value) * _ROUGH) if reading.qualifier else half


def agree(one: Reading, other: Reading) -> bool:
    """Whether two printed figures can both be right."""
    return abs(one.value - other.value) <= slack(one) + slack(other)


def fell(earlier: Reading, later: Reading) -> bool:
    """Whether the later figure is smaller than rounding explains."""
    return later.value < earlier.value and not agree(earlier, later)
