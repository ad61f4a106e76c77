"""The verb of a promise in a clause, and where its object begins; nothing where a clause promises nothing."""

import re
from dataclasses import dataclass

from pipelines.drafting.clauses import Clause
from pipelines.drafting.knowledge import Verbs, WordSet, heads, verbs
from pipelines.drafting.words import boundaries

_DATE = re.compile(
    r"(?:到|至|于|在|力争|争取|确保|预计|计划)?(?:20\d\d年|今年|明年|年内|“?十[三四五六]五”?)?"
    r"(?:1[0-2]|[1-9])?(?:月份?)?(?:上半年|下半年|第?[一二三四]季度)?(?:年?[底末])?(?:之?前|以前|期间|末|内)?"
)
_SHORTEST = 2
_FOR = frozenset("为向给对")
_LINKS = frozenset("好了并和、")
_DONE = ("好", "了")


@dataclass(frozen=True, slots=True)
class Predicate:
    """A verb, the clause's words before it, and [start, end) of its object in the paragraph's ``text``.

    ``causative`` verbs make their object do something, ``leads`` is the first word, ``done`` ends in 了.
    """

    verb: str
    before: str
    start: int
    end: int
    causative: bool
    leads: bool
    done: bool


def predicate_of(clause: Clause) -> Predicate | None:
    """The promising verb of a clause: at its head, or after a subject, a modal or an adverb."""
    known = verbs()
    text, end = clause.paragraph.text, clause.end
    start = opening_of(clause)
    if known.opener_skip.at(text, start, end):
        return None
    found = _verb_at(known, text, start, end, known.promising, start)
    if found is not None:
        return found
    disposed = _disposed(known, clause, start)
    if disposed is not None:
        return disposed
    # 为每个卫生室配备某物: after whom it is for, every verb counts.
    words = known.promising if text[start] in _FOR else known.anywhere
    inside = boundaries(text[start:end])
    shielded = clause.paragraph.shielded
    for position in range(start + 1, end - 1):
        if position - start not in inside or shielded[position] == "■":
            continue
        led = known.lead.at(text, position, end)
        if led and position + len(led) - start in inside:
            if known.opener_skip.at(text, position + len(led), end):
                return None
            after = known.promising if led in known.modal.words else known.anywhere
            found = _verb_at(known, text, position, end, after, start)
        else:
            found = _verb_at(known, text, position, end, words, start, inside)
        if found is not None:
            return found
    return None


def _disposed(known: Verbs, clause: Clause, start: int) -> Predicate | None:
    """将甲、乙纳入某范围 promises 甲 and 乙."""
    text, end = clause.paragraph.text, clause.end
    if text[start] not in "将把":
        return None
    for position in range(start + 1 + _SHORTEST, end - 1):
        verb = known.disposal.at(text, position, end)
        if verb and clause.paragraph.shielded[position] != "■":
            return Predicate(verb, "", start + 1, position, False, True, False)
    return None


def past_lead(text: str, start: int, end: int) -> int:
    """Past adverbs, modals and dates."""
    return _lead(verbs(), text, start, end)[0]


def after_orientation(clause: Clause, start: int) -> int:
    """Where the object of 围绕, 聚焦, 瞄准 begins, at the clause's head or after a modal; 0 without one."""
    known, text = verbs(), clause.paragraph.text
    for position in range(start, clause.end):
        modal = known.modal.at(text, position, clause.end) if position > start else ""
        if position == start or modal:
            after = position + len(modal)
            if word := known.orientation.at(text, after, clause.end):
                return after + len(word)
    return 0


def opening_of(clause: Clause) -> int:
    """Where a clause begins to speak, after numbers and bullets."""
    text = clause.paragraph.text
    match = verbs().ordinal.match(text[clause.start : clause.end]) if clause.first else None
    return clause.start + match.end() if match and match.end() < clause.end - clause.start else clause.start


def _verb_at(
    known: Verbs, text: str, position: int, end: int, words: WordSet, low: int, inside: set[int] | None = None
) -> Predicate | None:
    after, last = _lead(known, text, position, end)
    verb = words.at(text, after, end)
    if verb and inside is not None and after + len(verb) - low not in inside:
        return None
    if not verb:
        # 加快某实验室投用: the adverb is the verb.
        if last not in known.promising.words:
            return None
        verb, after = last, after - len(last)
    start, last = _chain(known, text, after + len(verb), end, verb)
    if end - start < _SHORTEST:
        return None
    causative = last in known.causative.words
    verb = text[after:start]
    return Predicate(verb, text[low:after], start, end, causative, position == low, verb.endswith("了"))


def _lead(known: Verbs, text: str, position: int, end: int) -> tuple[int, str]:
    """Past adverbs, modals and dates; and the last adverb, when nothing stands after it."""
    last = ""
    while position < end:
        word = known.lead.at(text, position, end)
        if word and len(known.promising.at(text, position, end)) <= len(word):
            position, last = position + len(word), word
            continue
        date = _DATE.match(text, position, end)
        if word or date is None or date.end() < position + _SHORTEST:
            break
        position, last = date.end(), ""
    return position, last


def _chain(known: Verbs, text: str, position: int, end: int, last: str) -> tuple[int, str]:
    """Past further verbs and 好, 了 (启动建设, 优化重组, 升级运营好), as long as an object is left."""
    while True:
        step = position
        while step < end and text[step] in _LINKS:
            step += 1
        adverb = known.lead.at(text, step, end)
        if adverb and known.promising.at(text, step + len(adverb), end):
            step += len(adverb)
        verb = known.promising.at(text, step, end)
        rest = text[step + len(verb) : end]
        if not verb or len(rest) <= _SHORTEST or rest in heads().bare:
            return (position + 1 if text[position : position + 1] in _DONE else position), last
        position, last = step + len(verb), verb
