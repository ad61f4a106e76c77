"""Near misses as lines for people: what was missing, the sentence with the name in it, and how near it was."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jiannuo.lacking import lacking
from jiannuo.locale import wording
from query.cli.output import say

if TYPE_CHECKING:
    from jiannuo.model.finding import NearMiss
    from jiannuo.store.asking.near import Missed


def lacked(miss: "NearMiss | Missed") -> str:
    """What was missing, in Chinese with the word that JSON uses."""
    return f"{lacking(wording('zh'), miss.kind, miss.about)} · {miss.kind.value}"


def say_near(miss: "NearMiss | Missed") -> None:
    """The sentence with 【the name】, and the rank with its parts; nothing of what is not kept."""
    if miss.sentence and miss.name:
        start, end = miss.name.start - miss.sentence.start, miss.name.end - miss.sentence.start
        told = miss.sentence.text
        say(f"    「{told[:start]}【{told[start:end]}】{told[end:]}」")
    if miss.parts:
        say(f"    接近程度 · nearness {miss.rank:g} = {sum_of(miss.parts)}")


def sum_of(parts: Mapping[str, float]) -> str:
    """``名称 0.25 + 地点 -0.15``."""
    words = wording("zh")
    return " + ".join(f"{words(f'part.{part}')} {worth:g}" for part, worth in parts.items())
