"""The closed words as people read them in the terminal: Chinese first, with the English word that JSON uses."""

from enum import StrEnum
from typing import TYPE_CHECKING

from jiannuo.locale import wording
from jiannuo.model.vocabulary import Pace, ReadingKind

if TYPE_CHECKING:
    from jiannuo.model.pace import Paced


def both(word: StrEnum) -> str:
    """``投用 operating``: the wording of a stage, verdict or silence beside the word itself."""
    return f"{chinese(word)} {word.value}"


def chinese(word: StrEnum) -> str:
    """The Chinese wording of a stage, verdict or silence."""
    return wording("zh")(f"{type(word).__name__.lower()}.{word.value}")


def kind_word(kind: ReadingKind) -> str:
    """``实际``, ``目标`` …: what kind of figure it is."""
    return wording("zh")(f"kind.{kind.value}")


def percent(share: float) -> str:
    """A share as people write it: ``57.3%``."""
    return f"{100 * share:.1f}%"


def pace_words(paced: "Paced") -> str:
    """``完成 57.3%，超时序进度 7.3 个百分点``: the share of the promised value, and pace where a day is due."""
    words = f"完成 {percent(paced.share)}"
    if paced.gap is not None:
        gap = f" {abs(100 * paced.gap):.1f} 个百分点" if paced.pace is not Pace.ON_SCHEDULE else ""
        words += f"，{chinese(paced.pace)}{gap}"
    return words


def amount(value: float, unit: str) -> str:
    """A plain number with the multiplier that Chinese readers expect: ``4.3万家``, ``223.5亿元``, but ``58,524家``."""
    for power, sign in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= power and round(value / power, 2) * power == value:
            return f"{value / power:.2f}".rstrip("0").rstrip(".") + sign + unit
    return f"{value:,.4f}".rstrip("0").rstrip(".") + unit
