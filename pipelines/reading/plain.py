"""Whether a figure is a count of its own that may measure something: no case, limit, range, price, crowd or tool."""

import re
from functools import cache

from pipelines.reading.figures import Figure
from pipelines.reading.knowledge import asides

_RANGE_BEFORE = re.compile(r"\d[^,。;]{0,4}[至\-~—]$")
_RANGE_AFTER = re.compile(r"以上|以下|以内|[至\-~—]\d")
# 拿到收益的80%以上: a share may be told by its lower end.
_AT_LEAST = re.compile(r"以上(?=[,。;、]|$)")
_HALF = re.compile(r"半")
_GROUP = re.compile(r"[^,。;、\d]{0,8}项目")
_NOUN = re.compile(r"[\u4e00-\u9fff]")
_LEAD = 8
_NEAR = 10
_ORDERED = re.compile(r"(?:列出|部署|明确|提出)[^,。;\d]{0,6}$")
_DONE = re.compile(r"[^,。;]{0,12}(?:已|均|全部)[^,。;]{0,4}(?:完成|落地|落实|办结|见效)")
_LISTABLE = frozenset({"项", "条", "个", "所", "种"})
_SAMPLED = re.compile(r"抽[查检测样]|走访|受访|调研|问卷")
_LENGTHS = frozenset({"公里", "千米", "米"})
_SIZES = frozenset({"层", "米"})
_CLOSE = re.compile(r"[\">)》]*[\u4e00-\u9fff]{0,4}")
_REACHED = re.compile(
    r"(?:总数|数量|已|也|共|有|达到|达|约|近|超过|超|突破|逾|为|增至|升至|扩至|扩大到|增加到|增长到)+"
)
# 他指导种植的…
_PERSON = re.compile(r"[他她](?!们)")
_MOVED = re.compile(r"带动|撬动|引导")
_AIDED = re.compile(r"支持|资助")
_LEAST = 2
_COUNTS = frozenset("家户个项条件名人位次台套只支种款所座栋幢篇门对组笔份处间例")
# So many 条 are records, not the articles of a document.
_MANY = 100
_CONTRACT = ("合同", "协同")
_PARTNER = "与和同向给对及"
_FEW = frozenset("两二三四五六七八九")
_LIST = 40
_NAMED = re.compile(r"[\u4e00-\u9fff\"》)]{2,}[、和与][\u4e00-\u9fff\"《》(),]{2,16}$")
_EACH = re.compile(r"[均都全已双]")
_LOWEST_SUM = 10_000
# 最高给予100万元: what one of them can get.
_CAP = re.compile(r"(?<!历史)(?<!史上)最高(?!的)[^,。;、\d]{0,8}$")
# 每家奖励30万元, 骨干最高可分85%: what each one gets, or the most that one can get; 户均 measures the whole.
_EACH_GETS = re.compile(r"(?:每[家户个人名位项支笔件队]|单[个家户笔项件])[^,。;、\d年月日]{0,8}$")
_MOST_EACH = re.compile(r"最[高多](?:可|能|给|按|奖|补|不超)[^,。;、\d]{0,8}$")


def _of_each(text: str, figure: Figure) -> bool:
    """Whether what is told is of one of many: an average, a sum for each, an upper limit."""
    before = text[max(0, figure.start - 16) : figure.start]
    return (figure.unit != "%" and _EACH_GETS.search(before) is not None) or (
        figure.unit in ("%", "元") and _MOST_EACH.search(before) is not None
    )


def is_plain(text: str, figure: Figure, counted: tuple[str, ...] = ()) -> bool:
    """Whether the figure at its place in ``text`` can be a measure of whatever its clause speaks of.

    A group of projects is nobody's count unless ``counted``, the nouns that are counted, stand right after it.
    """
    if (
        (figure.value < _LEAST and figure.unit in _COUNTS)
        or text[figure.end - 1] == "大"
        or _HALF.match(text, figure.end)
    ):
        return False
    share = figure.unit == "%" and _AT_LEAST.match(text, figure.end)
    if (_RANGE_AFTER.match(text, figure.end) and not share) or _RANGE_BEFORE.search(
        text[max(0, figure.start - 8) : figure.start]
    ):
        return False
    if (text[figure.start - 1] in _PARTNER and not text.startswith(_CONTRACT, figure.start - 2)) or (
        figure.unit == "条" and figure.value < _MANY and not _NOUN.match(text, figure.end)
    ):
        return False
    if figure.unit in _SIZES or (
        figure.unit in _LISTABLE
        and _ORDERED.search(text[max(0, figure.start - 12) : figure.start])
        and not _DONE.match(text, figure.end)
    ):
        return False
    return not (
        frames(text, figure)
        or apposed(text, figure)
        or _crowd(text, figure)
        or void(text, figure)
        or _price(text, figure)
        or (_group(text, figure) and not text.startswith(counted or "\0", figure.end))
    )


def frames(text: str, figure: Figure) -> bool:
    """“5个专项”, “四个方面”: what is counted only orders a plan or tells where it holds."""
    return _words(asides().frames).match(text, figure.end) is not None


def apposed(text: str, figure: Figure) -> bool:
    """“甲、乙两家企业”: the numeral only sums up who was named."""
    if text[figure.start] not in _FEW or not _NOUN.match(text, figure.end):
        return False
    return (
        _NAMED.search(text, max(0, figure.start - _LIST), figure.start) is not None
        and _EACH.match(text, figure.end) is None
    )


def void(text: str, figure: Figure) -> bool:
    """“不少于30家的考核要求”, “3200万元闲置”, “来自26个区县”, “15公里外”: nothing was reached by that."""
    before = text[max(0, figure.start - 4) : figure.start]
    if text.startswith("来自", figure.end):
        return True
    if (
        before.endswith("来自")
        or _SAMPLED.search(before)
        or (figure.unit in _LENGTHS and text.startswith(("外", "之外", "远"), figure.end))
    ):
        return True
    return _of_each(text, figure) or _words(asides().void).match(text, figure.end) is not None


def in_notice(text: str, start: int, end: int) -> bool:
    """Whether the sentence [start, end) is of a tender's papers or of the weather."""
    return _words(asides().notices).search(text, start, end) is not None


def one_case(text: str, start: int, end: int) -> bool:
    """Whether [start, end) tells of one company or one loan, which counts for nothing in a whole city."""
    return _words(asides().cases).search(text, start, end) is not None


def acts_itself(text: str, start: int, end: int) -> bool:
    """Whether a company, an organ or a person acts in [start, end): what follows is its own count."""
    if _PERSON.match(text, start, end):
        return True
    for found in _actors().finditer(text, start, end):
        # “合作银行增至24家”: what is counted does not act.
        if found["actor"] and not _REACHED.fullmatch(text, found.end(), end):
            return _MOVED.search(text, start, found.start()) is None
    return False


def named_whole(text: str, start: int, end: int) -> bool:
    """Whether a field's name at [start, end) is that of the whole (…重大专项, …领域), not one thing of the field."""
    whole = _words(asides().wholes)
    if whole.search(text, start, end):
        return True
    found = whole.search(text, end, end + _LEAD)
    return (
        found is not None
        and _CLOSE.fullmatch(text, end, found.start()) is not None
        and not _AIDED.match(text, found.end())
    )


def effect(text: str, figure: Figure) -> bool:
    """“节拍提高38%”, “亩均节水三成”: what a product or technique does, not how much was done."""
    if figure.unit not in ("%", "倍"):
        return False
    return _words(asides().effects).search(text, max(0, figure.start - _NEAR), figure.start) is not None


def _crowd(text: str, figure: Figure) -> bool:
    """Who came, who works on the site and with which machines measure a day, not the commitment."""
    known = asides()
    before = text[max(0, figure.start - _LEAD) : figure.start]
    after = text[figure.end : figure.end + _LEAD]
    return _words(known.before).search(before) is not None or _words(known.after).match(after) is not None


def _price(text: str, figure: Figure) -> bool:
    if figure.unit != "元":
        return False
    return (
        figure.value < _LOWEST_SUM or _CAP.search(text, max(0, figure.start - 12), figure.start) is not None
    )


def _group(text: str, figure: Figure) -> bool:
    """“21个…项目” is a group of projects, of which the register keeps its own measures."""
    return figure.unit == "个" and _GROUP.match(text, figure.end) is not None


@cache
def _actors() -> re.Pattern[str]:
    """Actors, except where their sign is a part of another word: 办 in 举办 is no office."""
    known = asides()
    return re.compile(f"{_words(known.no_actors).pattern}|(?P<actor>{_words(known.actors).pattern})")


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
