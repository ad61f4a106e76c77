"""Measures that are aimed at without a verb of doing: 研发投入强度达到2.8%, 城镇新增就业5万人以上."""

from pipelines.drafting.clauses import Clause
from pipelines.drafting.figures import Printed
from pipelines.drafting.knowledge import verbs
from pipelines.drafting.names import name_of
from pipelines.drafting.objects import Item
from pipelines.drafting.predicates import past_lead

_LIMITS = ("左右", "以上", "以内", "以下")
_SETTING = (
    "提高到",
    "提升到",
    "增加到",
    "扩大到",
    "下降到",
    "降低到",
    "提高至",
    "提升至",
    "降至",
    "降到",
    "控制在",
    "保持在",
    "稳定在",
)
_LONGEST = 30


def aimed(clause: Clause, start: int, figures: list[Printed], aim: bool) -> tuple[str, list[Item]] | None:
    """The verb and the measure; None when the clause aims at no value."""
    counted = [one for one in figures if not one.label]
    if not counted:
        return None
    text, figure = clause.paragraph.text, counted[0]
    limited = text.startswith(_LIMITS, figure.end)
    end, verb = _before_verb(text, start, figure.start)
    low = past_lead(text, start, end)
    # 提高到, 控制在 set a value by themselves; 达到 and 超过 may as well tell a fact.
    sets = aim or limited or verb.endswith(_SETTING)
    if not sets or not (verb or (aim and limited)) or not 2 <= end - low <= _LONGEST:
        return None
    name = name_of(clause.paragraph, low, end, [], cut=False)
    return (verb, [Item(name, tuple(figures))]) if name else None


def _before_verb(text: str, start: int, end: int) -> tuple[int, str]:
    verb = ""
    while word := verbs().metric.ending(text[start:end]):
        end -= len(word)
        verb = word + verb
    return end, verb
