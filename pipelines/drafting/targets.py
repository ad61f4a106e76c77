"""Promises without a verb of doing: a measure that is to reach a value, a thing that is to be ready by a day."""

import re

from pipelines.drafting.clauses import Clause
from pipelines.drafting.deadlines import Due
from pipelines.drafting.figures import Printed
from pipelines.drafting.knowledge import verbs
from pipelines.drafting.names import name_of
from pipelines.drafting.objects import Item
from pipelines.drafting.predicates import past_lead

_FROM = re.compile(r"[由从](?:目前|现在|现有|原来|原有)?的?\d")
_LONGEST = 30
_SHORTEST = 4


def aimed(clause: Clause, start: int, figures: list[Printed], aim: bool) -> tuple[str, list[Item]] | None:
    """The verb and the measure; None when the clause aims at no value."""
    counted = [one for one in figures if not one.label]
    if not counted:
        return None
    text = clause.paragraph.text
    start = _past_disposal(text, start)
    risen = _FROM.search(text, start, clause.end)
    # 由12个增加到30个: the last value is the aim, and the name stands before both.
    figure = counted[-1] if risen else counted[0]
    limited = bool(verbs().limits.at(text, figure.end, clause.end))
    end, verb = _before_verb(text, start, figure.start)
    end = risen.start() if risen and verb else end
    low = past_lead(text, start, end)
    # 提高到, 控制在 set a value by themselves; 达到 and 超过 may as well tell a fact.
    sets = aim or limited or bool(verbs().setting.ending(verb))
    if verbs().compared.at(text, low, end):
        return None
    if not sets or not (verb or (aim and limited)) or not 2 <= end - low <= _LONGEST:
        return None
    name = name_of(clause.paragraph, low, end, [], cut=False)
    return (verb, [Item(name, tuple(figures[-1:] if risen else figures))]) if name else None


def sets_value(clause: Clause, start: int, figures: list[Printed]) -> bool:
    """Whether the clause says of a measure what it is to become (提高到2.8%)."""
    text = clause.paragraph.text
    return any(verbs().setting.ending(_before_verb(text, start, one.start)[1]) for one in figures[:1])


def scheduled(clause: Clause, start: int, due: Due | None) -> tuple[str, list[Item]] | None:
    """某工程年内开工: the verb and the thing before its term; None for any other clause."""
    if due is None or due.start - start < _SHORTEST:
        return None
    verb = clause.paragraph.text[due.end : clause.end]
    if verb not in verbs().scheduled.words:
        return None
    low = past_lead(clause.paragraph.text, start, due.start)
    name = name_of(clause.paragraph, low, due.start, [], cut=False)
    return (verb, [Item(name)]) if name and (name.head or name.quoted or len(name.text) > _SHORTEST) else None


def _past_disposal(text: str, start: int) -> int:
    return start + 1 if text[start : start + 1] in ("把", "将") else start


def _before_verb(text: str, start: int, end: int) -> tuple[int, str]:
    verb = ""
    while word := verbs().metric.ending(text[start:end]):
        end -= len(word)
        verb = word + verb
    return end, verb
