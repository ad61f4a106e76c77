"""Which registered measure a figure is of: the one whose word stands nearest, with a unit that it accepts."""

import re

from jiannuo.model.commitment import Commitment, Target
from jiannuo.model.vocabulary import CommitmentKind, ReadingKind, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.counted import counted_itself, enumerated
from pipelines.reading.figures import Figure
from pipelines.reading.forms import spelling
from pipelines.reading.knowledge import asides, common_measures
from pipelines.reading.plain import named_whole
from pipelines.reading.scene import Scene
from pipelines.reading.topic import counts_the_topic

_BEFORE = 22
_AFTER = 8
_FURTHER = 4
_CARRY = 14
_FIGURE_BETWEEN = re.compile(r"\d[^、,]{0,8}[、,]")
_COUNTED = re.compile(r"(?:共有|共计|总计|合计|一共|共|总数|总量|达到|已达|达|为|有)+$")
_NEXT_ITEM = re.compile(r"[、和与及](?:约|近|超|超过|达)?$")
_RELATIVE = frozenset({ReadingKind.GROWTH, ReadingKind.MULTIPLE})
_ONCE = {"户次": "户", "家次": "家"}
_REACHED = re.compile(
    r"[\")》]*(?:企业)?(?:数量|总数|总量|数|分别|已|也|就|有|共|达到|达|约|近|超过|超|突破|逾|为|增至|升至|增加到|增长到)*"
)
_FLOW = re.compile(r"新[增认入获培]定?|净增|报备")
_LIST = 60
_THEREOF = re.compile(r"[\")》]*(?:共|有|占|达|为)?(?:\d[\d.,]*[万亿余多]*[个项]、(?:总?投资)?)?")
_LEADS = frozenset({"元", "亩", "平方米", "平米", "㎡", "平方公里", "公顷", "公里", "%"})
_STOPS = ("、", ",", "。", ";", "和", "及", "与", "", "(", ")", "以", "左", "\n", "!")
_COUNTS = frozenset("家户个项条件名人位所")
# No verb, no word of number, no tail of a name: another noun.
_NOUN = re.compile(
    r"(?!上市|企业|单位|机构|平台|中心|项目|存量|名单)"
    r"(?:(?![达有为约超近共到至增过已余破计量总数额均占升降成获批建现入备在孵拥是的了分别新报引兑惠支服突仅还再又选派评出发不足如今])"
    r"[\u4e00-\u9fff]){2,6}"
)
_BODIES = frozenset({"家", "名", "位", "人"})


def measure_of(
    scene: Scene, commitment: Commitment, touch: Touch, figure: Figure, low: int, high: int
) -> Target | None:
    """The measure whose word stands nearest to the figure and whose units accept it."""
    # Where only a part is named or the name is a mere mention, sizes are not the commitment's.
    aside = touch.use.anchor.mention_only or (figure.start > touch.hit.end and counted_itself(scene, touch))
    aside = aside or enumerated(scene, touch, figure)
    # “…研究院、某大学和两家企业”: the last of a list of partners.
    aside = aside or (figure.unit in _BODIES and scene.text[figure.start - 1] in "和与及")
    # What a clause before the name counts is of another noun; only a sum or a size leads up to a name.
    clause, _ = scene.near(touch.hit.start, Window.CLAUSE)
    aside = aside or (figure.start < clause and figure.unit not in _LEADS)
    kind = touch.use.commitment.kind
    if kind is CommitmentKind.FIELD and not named_whole(scene.text, touch.hit.start, touch.hit.end):
        aside = True
    common = () if aside else common_measures().get(commitment.kind, ())
    if commitment.kind is CommitmentKind.METRIC and _counts_another(scene, touch, figure):
        return None
    own = _counts_the_name(scene, touch, figure, low) or _share_of_territory(scene, touch, figure)
    own = own or counts_the_topic(scene, touch, figure)
    if own is not None:
        return own
    targets = (*commitment.targets, *common)
    best: tuple[int, Target] | None = None
    for target in targets:
        grows = figure.kind in (ReadingKind.GROWTH, ReadingKind.MULTIPLE) and target in commitment.targets
        if figure.unit and _unit(commitment, figure) not in target.units and not grows:
            continue
        if (
            figure.kind in _RELATIVE
            and "元" not in target.units
            and _of_attribute(scene.text, target, figure, low)
        ):
            continue
        distance = _distance(scene.text, target, figure, low, high)
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, target)
    return best[1] if best else None


def _of_attribute(text: str, target: Target, figure: Figure, low: int) -> bool:
    """“小巨人企业增加值增长8.7%” is no growth of their number."""
    before = text[max(low, figure.start - _BEFORE) : figure.start]
    after = max((before.rfind(spelling(word)) for word in target.words), default=-1)
    return after >= 0 and any(word in before[after:] for word in asides().attributes)


def _unit(commitment: Commitment, figure: Figure) -> str:
    """户次 and 家次 are companies that got something, as often as they came; 人次 are visits."""
    if commitment.kind is CommitmentKind.METRIC:
        return figure.unit
    return _ONCE.get(figure.unit, figure.unit)


def _counts_the_name(scene: Scene, touch: Touch, figure: Figure, low: int) -> Target | None:
    """“净增甲1200家、乙8000家”: a count right after the name is of the name, new or in all as the verb before tells."""
    if figure.kind is not ReadingKind.FACT or not _REACHED.fullmatch(scene.text, touch.hit.end, figure.start):
        return None
    named = [one for one in touch.use.commitment.targets if figure.unit in one.units]
    named = [one for one in named if one.flow or touch.hit.word in map(spelling, one.words)]
    flow = _FLOW.search(scene.text, low, figure.start) is not None
    target = next((one for one in named if one.flow is flow), None)
    if target is None or scene.text[figure.end : figure.end + 1] not in _STOPS:
        return None
    rest = _FLOW.sub("", scene.text[low : figure.end])
    return None if any(spelling(word) in rest for word in target.not_words) else target


def _share_of_territory(scene: Scene, touch: Touch, figure: Figure) -> Target | None:
    """“全市项目开工,共192个、总投资2148亿元;其中科学城18个、168亿元”: what was counted before, of the territory named."""
    if not touch.use.anchor.territory or figure.kind is not ReadingKind.FACT:
        return None
    if _THEREOF.fullmatch(scene.text, touch.hit.end, figure.start) is None:
        return None
    before = scene.text[max(0, touch.hit.start - _LIST) : touch.hit.start]
    able = (one for one in touch.use.commitment.targets if figure.unit in one.units)
    return next((one for one in able if any(spelling(word) in before for word in one.words)), None)


def _counts_another(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """Whether another promise's name stands right before or after a count: it counts that."""
    words = {spelling(name.text) for anchor in touch.use.commitment.anchors for name in anchor.names}
    for hit in scene.proper.within(max(0, figure.start - _BEFORE), figure.end + 1):
        before = _REACHED.fullmatch(scene.text, hit.end, figure.start) is not None
        if hit.word not in words and (before or hit.start == figure.end):
            return True
    return False


def _distance(text: str, target: Target, figure: Figure, low: int, high: int) -> int | None:
    before = text[max(low, figure.start - _BEFORE) : figure.start]
    after = text[figure.end : min(high, figure.end + _AFTER)]
    around = before + text[figure.end : min(high, figure.end + _AFTER + _FURTHER)]
    if any(spelling(word) in around for word in target.not_words):
        return None
    distances = []
    if (
        figure.start - low < _CARRY
        and _COUNTED.fullmatch(text[low : figure.start])
        and low
        and text[low - 1] == ","
    ):
        before = text[max(0, low - _BEFORE) : low - 1]
        before = before[max(before.rfind(mark) for mark in ",。;\n") + 1 :]
    for word in target.words:
        spelled = spelling(word)
        index = before.rfind(spelled)
        if (
            index >= 0
            and not _crosses(before[index + len(spelled) :])
            and not _another_head(before[index + len(spelled) :], figure)
        ):
            distances.append(len(before) - index - len(spelled))
        index = text.find(spelled, figure.end, min(high, figure.end + _AFTER + len(spelled))) - figure.end
        if index >= 0 and not re.search(r"[、,和]", after[:index]):
            distances.append(index + 1)
    return min(distances) if distances else None


def _another_head(between: str, figure: Figure) -> bool:
    """“地方品种|保种场11个”: what stands between is itself the noun that is counted."""
    return figure.unit in _COUNTS and _NOUN.fullmatch(between) is not None


def _crosses(between: str) -> bool:
    """Whether another listed figure lies between a measure's word and the figure."""
    if "分别" in between:
        return False
    return _NEXT_ITEM.search(between) is not None or _FIGURE_BETWEEN.search(between) is not None
