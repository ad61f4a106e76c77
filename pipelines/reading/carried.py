"""Figures that carry on from the one before: its growth, what it moved to, its parts, and counts again without a noun."""

import re
from dataclasses import replace
from functools import cache

from jiannuo.model.commitment import Commitment, Target
from jiannuo.model.vocabulary import ReadingKind, Scope, Window
from jiannuo.model.when import When
from pipelines.reading.anchors import Touch, part_of_nation
from pipelines.reading.attached import Attached
from pipelines.reading.figures import Figure
from pipelines.reading.knowledge import onward
from pipelines.reading.meant import as_of, kind_of
from pipelines.reading.ranked import in_turn, run_of
from pipelines.reading.scene import Scene
from pipelines.reading.scopes import scope_of
from pipelines.reading.taken import taken_over

_CARRY = 14
_GROWS = re.compile(
    r"(?:[按以照]+(?:可比|同|同一|相同|原|新)口径(?:计算|测算|比较)?)?(分别)?(较|比|同比|环比|年均|复合|年复合|增长|增幅|增速|是|为|近[两三四五十\d]+年|[一二三四五]年来)[^,。;、]{0,14}\d"
)
_PORTION = re.compile(r"(?:占比|占|比重|比例|覆盖率|覆盖面)[^,。;、]{0,14}\d")
_MOVES = re.compile(
    r"[,]?(?:降|升|增|提高|提升|增长|增加|下降|扩大|减少|压缩|扩容|跃升)[至到](?:20\d\d年[底末]?的?|[去今上]年[底末]?的?|目前的?|现在的?|如今的?)?约?"
)
_GROWN = re.compile(
    r"[、,(]?(?:同比|比上年|较上年|较去年|年均|分别)?(?:增长|增幅|提高|下降|增加)(?:了|约|达|超)*"
)
_RELATIVE = frozenset({ReadingKind.GROWTH, ReadingKind.MULTIPLE, ReadingKind.SHARE})
_STATE = re.compile(r"(?:已经?|均已)?(?:开工|完工|竣工|投用|建成|投产|封顶)")
_SIZES = frozenset({"平方米", "平米", "㎡", "亩"})
_PART = re.compile(r"[、,](?:其中)?[^,。;、\d]{0,10}(?:约|近|为|达)?")
_GROUP = 40
_BARE = re.compile(r"(?:左右|以上|上下|多|余|大关)?(?:[,。;、)!?\s]|$)")
_QUALIFIED = 4
_ANNOUNCED = 60
_TOPIC = re.compile(
    r"[^,。;:、\d]{0,9}?(?:的?(?:数量|总量|总数|规模|队伍|梯队|阵营|阵容|家底|培育|认定|建设|发展|方面|扩容|增量|保持增长|稳步增长|持续增长|稳定增长|较快增长|快速增长|再创新高|稳中有升|不断壮大|持续壮大|加速壮大))"
)
_STATED = re.compile(r"在建|拟建|新[增建设]|净增|累计|总[数量计]|挂牌|建成|投用|运行|[现已]有|将|\d年")
_FLOW = re.compile(r"新|净增|减少|增加")
_THEREOF = re.compile(r"[^,。;、\d]{0,8}[,;(]其中(?=[^,。;、\d]{1,10}\d)")
_ITS_PART = re.compile(r"(?:部分|片区|境内|一侧|方面)?(?:的|有|占|为|达|约|共)*\d")
_TIME = r"(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?[年月日]?[底末初前]?"


def carried(
    scene: Scene, touch: Touch, figure: Figure, low: int, found: list[Attached], published: When | None
) -> Attached | None:
    """``figure``, in the clause that begins at ``low``, as a figure of what ``found`` last; None if it is not.

    Where nothing was found yet, it may be the first count of what the name at ``touch`` announced.
    """
    commitment = touch.use.commitment
    if not found:
        return _announced(scene, touch, figure, low, published) or _of_home(scene, touch, figure, published)
    return (
        _grown(scene, commitment, figure, low, found)
        or _moved(scene, figure, found)
        or _part(scene, figure, found)
        or _of_those(scene, figure, low, found)
        or _recounted(scene, commitment, figure, low, found)
    )


def _grown(
    scene: Scene, commitment: Commitment, figure: Figure, low: int, found: list[Attached]
) -> Attached | None:
    """“达42989家，较2017年增长5.3倍”: growth without a measure of its own speaks of the one before."""
    if not found or low - found[-1].figure.end > _CARRY or found[-1].target not in commitment.targets:
        return None
    last = next((one for one in reversed(found) if one.figure.kind not in _RELATIVE), found[-1])
    grows = figure.kind in (ReadingKind.GROWTH, ReadingKind.MULTIPLE) and _GROWS.match(scene.text, low)
    portion = figure.kind is ReadingKind.SHARE and _PORTION.match(scene.text, low)
    if not (grows or portion) or not _same_rank(scene, figure, last.figure, low):
        return None
    return Attached(last.target, figure, figure.kind, last.scope, last.as_of)


def _same_rank(scene: Scene, figure: Figure, last: Figure, low: int) -> bool:
    """“甲9273家、乙6.48万家,增长19.6%和24.1%”: as many growths as counts are told in the same order."""
    start, _ = scene.near(last.start, Window.SENTENCE)
    start = max(start, low - _GROUP * 3)
    counts = [one.start for one in run_of(scene, last)]
    if len(counts) < 2:
        counts = [one.start for one in scene.figures.within(start, low) if one.unit == last.unit]
    grown = [one.start for one in scene.figures.within(low, min(low + _GROUP * 2, scene.segments.length))]
    _, high = scene.near(low, Window.CLAUSE)
    grown = [position for position in grown if position < high]
    if len(counts) < 2 or len(counts) != len(grown) or last.start not in counts or figure.start not in grown:
        return True
    return counts.index(last.start) == grown.index(figure.start)


def _moved(scene: Scene, figure: Figure, found: list[Attached]) -> Attached | None:
    """“由2021年的40.1%降到2022年的16.4%”: the second value is of the same measure as the first."""
    if not found:
        return None
    last = found[-1]
    low, _ = scene.near(figure.start, Window.CLAUSE)
    grown = figure.kind is ReadingKind.GROWTH and _GROWN.fullmatch(scene.text, last.figure.end, figure.start)
    if grown and (low <= last.figure.start or _same_rank(scene, figure, last.figure, low)):
        return Attached(last.target, figure, figure.kind, last.scope, last.as_of)
    if figure.unit != last.figure.unit or not _MOVES.fullmatch(scene.text, last.figure.end, figure.start):
        return None
    return Attached(last.target, figure, last.figure.kind, last.scope, last.as_of)


def _part(scene: Scene, figure: Figure, found: list[Attached]) -> Attached | None:
    """“总建筑面积24万平方米,其中会议中心9万平方米,展厅6万平方米”: the parts of a building's own size."""
    if not found or figure.unit != found[-1].figure.unit or found[-1].target.scope == "city":
        return None
    last = found[-1]
    if _STATE.match(scene.text, figure.end) and scene.text[figure.start - 1] == ",":
        sentence, _ = scene.near(figure.start, Window.SENTENCE)
        return (
            Attached(last.target, figure, figure.kind, last.scope, last.as_of)
            if sentence <= last.figure.start
            else None
        )
    between = scene.text[last.figure.end : figure.start]
    if figure.unit not in _SIZES or len(between) > _CARRY or not _PART.fullmatch(between):
        return None
    return Attached(last.target, figure, last.kind, last.scope, last.as_of)


def _recounted(
    scene: Scene, commitment: Commitment, figure: Figure, low: int, found: list[Attached]
) -> Attached | None:
    """“重组10个重点实验室,新建3个,累计达13个”: a count without a noun counts what was counted last."""
    last = next((one for one in reversed(found) if one.figure.unit == figure.unit), None)
    if last is None or last.target not in commitment.targets or figure.kind is not ReadingKind.FACT:
        return None
    if low - last.figure.end > _GROUP or not _BARE.match(scene.text, figure.end):
        return None
    if low <= last.figure.start:
        # “已挂牌3个、在建1个”: the next of a list begins after its mark, and says how it differs.
        low = last.figure.end + 1
        if not _STATED.search(scene.text, low, figure.start):
            return None
    if not _recounts().fullmatch(scene.text, low, figure.start):
        return None
    if any(place != scene.home for place in scene.places.names_in(last.figure.end, figure.start)):
        return None
    target = _measure(commitment, last, scene.text[low : figure.start])
    return Attached(target, figure, kind_of(scene, figure), last.scope, as_of(scene, figure, last.as_of))


def _of_those(scene: Scene, figure: Figure, low: int, found: list[Attached]) -> Attached | None:
    """“25家转制院所中,19家完成薪酬改革”: so many of those just counted."""
    last = found[-1]
    if figure.unit != last.figure.unit or not low <= figure.start <= low + _QUALIFIED:
        return None
    if last.figure.end < low - _GROUP or not scene.text.startswith("中,", max(0, low - 2)):
        return None
    target = replace(last.target, measure=f"{last.target.measure}中", words=(), promised=False)
    return Attached(target, figure, kind_of(scene, figure), last.scope, as_of(scene, figure, last.as_of))


def _announced(
    scene: Scene, touch: Touch, figure: Figure, low: int, published: When | None
) -> Attached | None:
    """“科技型企业数量再创新高。截至10月底,全市共有7.6万家。”: the first bare count of what the sentence before names."""
    if figure.kind is not ReadingKind.FACT or low < touch.hit.end or low - touch.hit.end > _ANNOUNCED:
        return None
    part = touch.place is not None and touch.place == part_of_nation(scene, touch.hit.end)
    if not (part or _TOPIC.match(scene.text, touch.hit.end)) or not _counts_only(scene, figure, part=part):
        return None
    flow = _FLOW.search(scene.text, low, figure.start) is not None
    able = [one for one in touch.use.commitment.targets if figure.unit in one.units and one.scope == "city"]
    target = next((one for one in able if one.flow is flow), able[0] if able else None)
    low = max(low, touch.place.hit.start) if part and touch.place and touch.place.hit else low
    home = [hit.end for hit, place in scene.places.hits_in(low, figure.start) if place == scene.home]
    low = home[0] if home else low
    low += scene.text.startswith("以", low)
    if target is None or not _recounts().fullmatch(scene.text, low, figure.start):
        return None
    if not in_turn(scene, touch, figure, *scene.near(figure.start, Window.CLAUSE)):
        return None
    if taken_over(scene, touch, figure) or scope_of(scene, target, touch, low, figure.end) is None:
        return None
    return Attached(target, figure, kind_of(scene, figure), Scope.CITY, as_of(scene, figure, published))


def wider(scene: Scene, figure: Figure) -> bool:
    """“共签约210个,其中重庆部分90个”: a count of which home's own part follows is of more than home."""
    part = _THEREOF.match(scene.text, figure.end)
    if part is None:
        return False
    named = scene.places.hits_in(part.end(), part.end() + _QUALIFIED)[:1]
    return any(
        place == scene.home and _ITS_PART.match(scene.text, hit.end) is not None for hit, place in named
    )


def _of_home(scene: Scene, touch: Touch, figure: Figure, published: When | None) -> Attached | None:
    """The part of home after a wider count, in the measure that both share."""
    before = scene.figures.within(max(touch.hit.start, figure.start - _GROUP), figure.start)
    if not before or before[-1].unit != figure.unit or not wider(scene, before[-1]):
        return None
    able = (one for one in touch.use.commitment.targets if figure.unit in one.units and not one.flow)
    target = next(able, None)
    if target is None:
        return None
    return Attached(target, figure, kind_of(scene, figure), Scope.CITY, as_of(scene, figure, published))


def _counts_only(scene: Scene, figure: Figure, *, part: bool) -> bool:
    """Whether no noun follows the count; “重庆|以9116家位居西部第三” may go on."""
    return part or _BARE.match(scene.text, figure.end) is not None


def _measure(commitment: Commitment, last: Attached, head: str) -> Target:
    """Of the same things the stock or the flow, as the words before the count tell."""
    same = [
        one for one in commitment.targets if last.figure.unit in one.units and one.scope == last.target.scope
    ]
    flow = _FLOW.search(head) is not None
    return next((one for one in same if one.flow is flow), last.target)


@cache
def _recounts() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(onward().recounts, key=len, reverse=True)))
    return re.compile(rf"(?:{words}|{_TIME}|,)+")
