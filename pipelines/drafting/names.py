"""The name inside a piece of an object: without figures, determiners and modifiers, and whether it names anything."""

import re
from dataclasses import dataclass

from pipelines.drafting.article import Paragraph
from pipelines.drafting.figures import Printed
from pipelines.drafting.knowledge import heads, verbs
from pipelines.drafting.words import boundaries

_QUOTED = re.compile(r"“([^“”]{2,24})”|《([^《》]{2,40})》")
_MODIFIER = re.compile(
    r"以[^的]{1,60}[为向][^的]{1,12}的"
    r"|(?:具有|支撑|面向|由|服务|适应|满足|符合|体现)[^的]{1,30}的"
    r"|[与同和][^的]{2,60}?(?:合作共建|联合共建|共建|合作|联合)"
    r"|[^的、]{2,30}[与同和][^的]{2,60}?(?:合作共建|联合共建|共建)"
)
_AFTER_FIGURE = re.compile(r"(?:以上|以下|以内|左右)?的?")
_LETTERS = re.compile(r"\w")
_LONGEST = 40
_SHORT = 2
_LEFT_BY_VERB = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A name at [start, end) of the paragraph's ``text``; ``quoted`` are names that stand in quotes in it or
    in what modified it, ``head`` the word it ends with (empty when that says nothing)."""

    text: str
    start: int
    end: int
    head: str
    quoted: tuple[str, ...] = ()


def name_of(paragraph: Paragraph, start: int, end: int, figures: list[Printed], *, cut: bool) -> Name | None:
    """The name in [start, end); None when nothing is named. ``cut`` ends it at a result (落地, 投用)."""
    quoted = quoted_in(paragraph.text[start:end])
    low, high = _without_figures(paragraph, start, end, figures)
    if cut:
        high = _before_result(paragraph, low, high)
    low = _past_modifiers(paragraph, low, high)
    low, high = _bare_ends(paragraph.text, low, high)
    text = paragraph.text[low:high]
    if len(_LETTERS.findall(text)) < _SHORT or len(text) > _LONGEST:
        return None
    return Name(text, low, high, heads().of(_plain(text)), quoted)


def names_something(name: Name, *, counted: bool, strong: bool) -> bool:
    """Whether a name can be followed: it has a head or quotes, is counted, or is what a strong verb builds."""
    text, known = _plain(name.text), heads()
    if not counted and text.rsplit("、", 1)[-1] in known.bare:
        return False
    if name.text.endswith("”") and figurative(_last_quote(name.text)):
        return False
    if name.quoted:
        return True
    if text in known.bare:
        return counted and len(text) > _SHORT
    if counted or name.head:
        return len(text) > _SHORT or counted
    return strong and len(text) > 4 and not known.abstract.ending(text)


def modifier_end(paragraph: Paragraph, start: int, end: int) -> int:
    """Past a modifier that may hold a list of its own: 以甲、乙为重点的|丙."""
    match = _MODIFIER.match(paragraph.text, start, end)
    return match.end() if match and end - match.end() >= _SHORT else start


def figurative(quoted: str) -> bool:
    """Whether quotes hold a figure of speech (“新引擎”) and not a name."""
    return len(quoted) <= _SHORT or any(word in quoted for word in heads().figurative)


def _plain(text: str) -> str:
    return re.sub(r"[“”]|\([^()]*\)$", "", text)


def _last_quote(text: str) -> str:
    return text[text.rfind("“") + 1 : -1]


def quoted_in(text: str) -> tuple[str, ...]:
    """Names that stand in quotes or in 《》."""
    found = (one or other for one, other in _QUOTED.findall(text))
    return tuple(words for words in found if not figurative(words))


def _without_figures(paragraph: Paragraph, start: int, end: int, figures: list[Printed]) -> tuple[int, int]:
    """The longer side of the last figure: 科技型企业|36685家, 17个|分支基地."""
    text = paragraph.text
    for figure in figures:
        if figure.label or not start <= figure.start < end:
            continue
        after = _AFTER_FIGURE.match(text, figure.end, end)
        behind = after.end() if after else figure.end
        if end - behind >= _SHORT:
            start = behind
        else:
            end = figure.start
    return start, _past_attribute(text, start, end)


def _past_attribute(text: str, start: int, end: int) -> int:
    """新能源公交车不少于150辆 is about buses."""
    for word in ("不少于", "不低于", "超过", "突破", "达到", "达", "约", "近", "至少"):
        if text.endswith(word, start, end):
            return end - len(word)
    return end


def _before_result(paragraph: Paragraph, start: int, end: int) -> int:
    known, text = verbs(), paragraph.text
    inside = boundaries(text[start:end])
    for position in range(start + _SHORT, end):
        if position - start in inside and paragraph.shielded[position] != "■":
            word = known.predicate.at(text, position, end)
            if word and position + len(word) - start in inside:
                return position
            if known.pivot.at(text, position, end) and _stands(paragraph, start, position, end):
                return position
    return end


def _stands(paragraph: Paragraph, start: int, position: int, end: int) -> bool:
    """推动某综保区|建设开放平台: what comes before the second verb is promised, if it is a name by itself."""
    name = paragraph.text[start:position]
    named = heads().of(name) and name not in heads().bare and not heads().determiner.at(name, 0, len(name))
    return bool(named) and position - start > _LEFT_BY_VERB and end - position > _LEFT_BY_VERB


def _past_modifiers(paragraph: Paragraph, start: int, end: int) -> int:
    start = modifier_end(paragraph, start, end)
    last = paragraph.shielded.rfind("的", start, end)
    return last + 1 if last >= 0 and end - last > _SHORT else start


def _bare_ends(text: str, start: int, end: int) -> tuple[int, int]:
    known = heads()
    while word := known.determiner.at(text, start, end):
        if end - start - len(word) < _SHORT:
            break
        start += len(word)
    verb = verbs().promising.at(text, start, end)
    if verb and end - start - len(verb) >= _LEFT_BY_VERB:
        start += len(verb)
    tail = known.measure_tail.ending(text[start:end])
    if tail and end - start - len(tail) > _SHORT:
        end -= len(tail)
    return start, end
