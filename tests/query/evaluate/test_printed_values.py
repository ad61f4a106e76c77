"""A labelled value is compared as the number that it means, whatever unit it is printed with."""

import pytest

from query.evaluate.score import plain_value


@pytest.mark.parametrize(
    ("value", "unit", "means"),
    [
        (1.3, "万家", 13_000),
        (31, "亿元", 3_100_000_000),
        (8, "成", 80),
        (80, "%", 80),
        (12, "千米", 12),
        (3, "百分点", 3),
        (420, "亩", 420),
    ],
)
def test_the_multiplier_of_a_unit_is_applied_and_tenths_are_per_cent(
    value: float, unit: str, means: float
) -> None:
    assert plain_value(value, unit) == means
