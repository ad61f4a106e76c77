"""Whose a size or a sum is when the thing named is only where, or beside what, something else stands."""

import re

from jiannuo.model.vocabulary import CommitmentKind, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.counted import SOLID
from pipelines.reading.figures import Figure
from pipelines.reading.openers import goes_on
from pipelines.reading.scene import Scene

_WIDE = frozenset({CommitmentKind.PLATFORM, CommitmentKind.DISTRICT})
_AT = re.compile(r"(?:在|位于|地处|坐落于?|距离?|从|紧邻|毗邻|邻近|临近|靠近|途经|驻|到)$")
_AWAY = re.compile(r"(?:距离?|紧邻|毗邻|邻近|临近|靠近|途经)$")
_INSIDE = re.compile(
    r"[\")》]*(?:内的?|里的?|旁的?|附近|周边|外(?![贸资观商向立])|举行|召开|举办|开幕|出发|设展)"
)
_SITE = re.compile(r"(?:[一二三四五]期|主?会场|核心区)?(?:的|项目|工程)*(?:建设|施工|项目|工程|工地|现场)")
_PRESENTED = re.compile(
    r"(?:新?添|迎来|引来|引进|落户|新增|建起|建成|诞生|冒出|多了|走出|孵化出|开出|开建|开工|启用|投用)了?"
    r"(?:[一首][座家所栋条款台个](?:(?!期|阶段)[^,。;]){2,24})[,。;]"
)
_CHAIN = re.compile(
    r"(?:左右|以上|余)?(?:、[^,。;、\d]{0,8}\d[\d.,]*[余多万亿千百]*[^\d,。;、的]{1,5}(?:左右|以上)?)*的"
)
# 47亿元的目标, 62%的工程量: these nouns only frame the number.
_FRAME = re.compile(
    r"(?:年度|全年|总体|投资|建设)?(?:目标|任务|增速|速度|增长|规模|总量|工程量|进度|体量|成绩|水平|比例|份额|占比|产值|面积"
    r"|投资|资金|大关|门槛|贷款|项目|工程|主体|部分|土地|用地|厂房)"
)
_BROAD = frozenset({"中心", "平台", "基地", "园区", "项目"})
# 联合实验室5个: the thing of the kind is itself what is counted.
_COUNTED = re.compile(r"(?:共|已|有|达|达到|约|近|超|超过|突破|逾|为|增至)*")
_NAMED = re.compile(r"(?<![该这本此各全整])[\u4e00-\u9fff]{2,}$")
_OF_NAME = re.compile(r"[\")》]*(?:,|是|为|作为|即)[^,。;\d]{0,10}$")


def only_backdrop(scene: Scene, touch: Touch) -> bool:
    """Whether the name only tells where something is or happens; “在某园区,已…” speaks of a wide place itself."""
    kind = touch.use.commitment.kind
    if kind not in SOLID or touch.use.anchor.territory:
        return False
    if _INSIDE.match(scene.text, touch.hit.end):
        return True
    if _SITE.match(scene.text, touch.hit.end):
        return False
    low, _ = scene.near(touch.hit.start, Window.CLAUSE)
    start = _without_place(scene, low, touch.hit.start)
    before = scene.text[max(low, start - 6) : start]
    if _AWAY.search(before):
        return True
    if kind in _WIDE and scene.text.startswith(",", touch.hit.end):
        return False
    return _AT.search(before) is not None


def of_another(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """Whether the figure tells the size of some other noun: “总投资23亿元的产业园”, “新添一座图书馆,投资5亿元”."""
    if touch.use.commitment.kind not in SOLID or touch.use.anchor.territory:
        return False
    if touch.hit.end <= figure.start and _PRESENTED.search(scene.text, touch.hit.end, figure.start):
        return True
    if _sibling(scene, touch, figure):
        return True
    chain = _CHAIN.match(scene.text, figure.end)
    if chain is None or _FRAME.match(scene.text, chain.end()):
        return False
    _, high = scene.near(figure.start, Window.CLAUSE)
    if chain.end() <= touch.hit.start < high:
        return _another_noun(scene.text[chain.end() : touch.hit.start])
    return not (touch.hit.end <= figure.start and _OF_NAME.match(scene.text, touch.hit.end, figure.start))


def _sibling(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """Whether the clause of the figure opens with another thing of the name's kind: “…;果园港综保区进出口1730亿元”."""
    low, _ = scene.near(figure.start, Window.CLAUSE)
    kind = touch.hit.word[-2:]
    if low <= touch.hit.end or kind in _BROAD or goes_on(scene.text, low):
        return False
    head = scene.text[low : figure.start]
    at = head.find(kind)
    if at < 0 or scene.names.covers(low + at) or _COUNTED.fullmatch(head, at + len(kind)):
        return False
    return _NAMED.search(head[:at]) is not None


def _another_noun(between: str) -> bool:
    """Whether the head noun stands before the name: “…的光谷广场紧邻科学谷”; only adjectives and places do not."""
    return any(
        word in between for word in ("邻", "位于", "在", "距", "与", "和", "、", "落户", "入驻", "为", "对")
    )


def _without_place(scene: Scene, low: int, start: int) -> int:
    """Where a place name right before the name begins: “位于重庆|科学谷”."""
    for hit, _ in scene.places.hits_in(max(low, start - 12), start):
        if hit.end == start:
            return hit.start
    return start
