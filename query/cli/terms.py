"""The closed words as people read them in the terminal: Chinese first, with the English word that JSON uses."""

from enum import StrEnum

from jiannuo.locale import wording


def both(word: StrEnum) -> str:
    """``投用 operating``: the wording of a stage, verdict or silence beside the word itself."""
    return f"{chinese(word)} {word.value}"


def chinese(word: StrEnum) -> str:
    """The Chinese wording of a stage, verdict or silence."""
    return wording("zh")(f"{type(word).__name__.lower()}.{word.value}")


def percent(share: float) -> str:
    """A share as people write it: ``57.3%``."""
    return f"{100 * share:.1f}%"


def amount(value: float, unit: str) -> str:
    """A plain number with the multiplier that Chinese readers expect: ``4.3万家``, ``223.5亿元``."""
    for power, sign in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= power:
            return f"{value / power:.4f}".rstrip("0").rstrip(".") + sign + unit
    return f"{value:g}{unit}"
