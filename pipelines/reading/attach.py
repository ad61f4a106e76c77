"""Which figures belong to which measure of a commitment; a figure of anything else is never attached."""

import re

from jiannuo.model.commitment import Commitment, Target
from jiannuo.model.vocabulary import CommitmentKind, ReadingKind, Scope, Window
from jiannuo.model.when import When
from pipelines.reading.anchors import Touch
from pipelines.reading.attached import Attached
from pipelines.reading.backdrop import of_another, only_backdrop
from pipelines.reading.carried import carried
from pipelines.reading.counted import counted, counted_itself
from pipelines.reading.figures import Figure, nothing_in
from pipelines.reading.forms import spelling
from pipelines.reading.knowledge import common_measures
from pipelines.reading.modality import planned_at
from pipelines.reading.place import narrower
from pipelines.reading.plain import frames
from pipelines.reading.scene import FAR, Scene
from pipelines.reading.shares import another_body, own_organ
from pipelines.reading.zone import Span, Starts

_BEFORE = 22
_AFTER = 8
_CARRY = 14
_GROUP = 40
_GROUPED = re.compile(r"\d+个(?:[^,。;、\d]{0,8})?项目(?:[^。;\d]{0,16})?(?:总投资|投资|金额)[^。;\d]{0,6}$")
_FIGURE_BETWEEN = re.compile(r"\d[^、,]{0,8}[、,]")
_COUNTED = re.compile(r"(?:共有|共计|总计|合计|一共|共|总数|总量|达到|已达|达|为|有)+$")
_NEXT_ITEM = re.compile(r"[、和与及](?:约|近|超|超过|达)?$")
_SUM = re.compile(r"合计|总计|共计")
_FORECAST = re.compile(r"预计|有望")
# A district that no gazetteer lists (its name is also elsewhere) is none the less not the city.
_SOME_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2}[区县](?:新增|净增|新认定|累计|已有|现有|拥有|达)")
_BODIES = frozenset({"家", "名", "位", "人"})
_LIST = re.compile(r"[、和与及]")


def attach(
    scene: Scene,
    commitment: Commitment,
    touch: Touch,
    spans: list[Span],
    published: When | None,
    others: Starts,
) -> list[Attached]:
    """The figures inside ``spans`` that measure the commitment, each with its measure."""
    found: list[Attached] = []
    for start, end in spans:
        for low, high in scene.segments.within(start, end, Window.CLAUSE):
            none = nothing_in(scene.text, max(low, start), min(high, end))
            for figure in (
                *scene.figures.within(max(low, start), min(high, end)),
                *((none,) if none else ()),
            ):
                one = _one(scene, commitment, touch, figure, low, high, published, others)
                one = one or carried(scene, commitment, figure, low, found)
                if one is not None:
                    found.append(one)
    return found


def _one(
    scene: Scene,
    commitment: Commitment,
    touch: Touch,
    figure: Figure,
    low: int,
    high: int,
    published: When | None,
    others: Starts,
) -> Attached | None:
    if not touch.use.anchor.territory and figure.unit == "元" and _is_sum(scene, touch, figure, low, high):
        whole = commitment.kind is CommitmentKind.DISTRICT and touch.hit.end <= figure.start
        if not whole or re.search("[、等]", scene.text[touch.hit.end : figure.start]):
            return None
    if figure.unit == "个" and frames(scene.text, figure):
        return None
    if of_another(scene, touch, figure):
        return None
    target = _target(scene, commitment, touch, figure, low, high)
    if only_backdrop(scene, touch):
        target = target if target in commitment.targets else None
    else:
        target = target or counted(scene, touch, figure, others)
    if target is None or not _paired(scene, touch, figure, low, high):
        return None
    scope = _scope(scene, target, touch, low, figure.end)
    if scope is None:
        return None
    kind = figure.kind
    if kind is ReadingKind.FACT and planned_at(scene, figure.start):
        sentence, _ = scene.near(figure.start, Window.SENTENCE)
        forecast = _FORECAST.search(scene.text, sentence, figure.start)
        kind = ReadingKind.FORECAST if forecast else ReadingKind.AIM
    return Attached(target, figure, kind, scope, _as_of(scene, figure, published))


def _is_sum(scene: Scene, touch: Touch, figure: Figure, low: int, high: int) -> bool:
    """“28个项目总投资312亿元”, “合计总投资283亿元”: a sum of many projects is not that of one of them."""
    before = scene.text[max(0, figure.start - _GROUP) : figure.start]
    if _GROUPED.search(before) is not None:
        return True
    said = _SUM.search(scene.text, max(low, figure.start - _BEFORE), figure.start)
    return said is not None and not low <= touch.hit.start < high


def _target(
    scene: Scene, commitment: Commitment, touch: Touch, figure: Figure, low: int, high: int
) -> Target | None:
    """The measure whose word stands nearest to the figure and whose units accept it."""
    # Where only a part is named or the name is a mere mention, sizes are not the commitment's.
    aside = touch.use.anchor.mention_only or (figure.start > touch.hit.end and counted_itself(scene, touch))
    # “…研究院、某大学和两家企业”: the last of a list of partners.
    aside = aside or (figure.unit in _BODIES and scene.text[figure.start - 1] in "和与及")
    common = () if aside else common_measures().get(commitment.kind, ())
    targets = (*commitment.targets, *common)
    best: tuple[int, Target] | None = None
    for target in targets:
        grows = figure.kind in (ReadingKind.GROWTH, ReadingKind.MULTIPLE) and target in commitment.targets
        if figure.unit and figure.unit not in target.units and not grows:
            continue
        distance = _distance(scene.text, target, figure, low, high)
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, target)
    return best[1] if best else None


def _distance(text: str, target: Target, figure: Figure, low: int, high: int) -> int | None:
    before = text[max(low, figure.start - _BEFORE) : figure.start]
    after = text[figure.end : min(high, figure.end + _AFTER)]
    around = before + after
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
        if (index := before.rfind(spelled)) >= 0 and not _crosses(before[index + len(spelled) :]):
            distances.append(len(before) - index - len(spelled))
        index = text.find(spelled, figure.end, min(high, figure.end + _AFTER + len(spelled))) - figure.end
        if index >= 0 and not re.search(r"[、,和]", after[:index]):
            distances.append(index + 1)
    return min(distances) if distances else None


def _crosses(between: str) -> bool:
    """Whether another listed figure lies between a measure's word and the figure."""
    if "分别" in between:
        return False
    return _NEXT_ITEM.search(between) is not None or _FIGURE_BETWEEN.search(between) is not None


def _paired(scene: Scene, touch: Touch, figure: Figure, low: int, high: int) -> bool:
    """In “甲、乙分别达118家、5108家” only the figure at the name's own place in the list is its own."""
    split = scene.text.find("分别", low, high)
    if split < 0 or not low <= touch.hit.start < split or figure.start < split:
        return True
    figures = [one.start for one in scene.figures.within(split, high) if one.unit == figure.unit]
    homes = scene.places.homes_in(low, split)
    if len(homes) == len(figures) and False in homes:
        # 全市、甲区、乙区的企业分别为…: the list is one of places.
        return figure.start in figures and homes[figures.index(figure.start)]
    place = len(_LIST.findall(scene.text[low : touch.hit.start]))
    return figure.start in figures[place : place + 1]


def _scope(scene: Scene, target: Target, touch: Touch, low: int, high: int) -> Scope | None:
    """Whose figure it is; None when it is not the target's own."""
    if target.scope != "city":
        return Scope(target.scope)
    sentence = _whole_sentence(scene, high - 1)
    level = scene.places.scope_word(sentence, high)
    own, _ = scene.near(high - 1, Window.SENTENCE)
    named = scene.places.names_in(own, high)
    if level in ("district", "province") or another_body(scene, touch):
        return None
    elsewhere = touch.place is not None and narrower(touch.place.id, scene.home)
    if named:
        elsewhere = elsewhere or narrower(named[-1], scene.home)
    if level != "city" and elsewhere and not own_organ(scene, touch):
        return None
    if named and named[-1] == "nation":
        return None
    whole = level == "city" or (named and named[-1] == scene.home)
    if not whole and _SOME_DISTRICT.search(scene.text, own, high):
        return None
    return Scope.CITY


def _whole_sentence(scene: Scene, position: int) -> int:
    """Where the sentence begins, semicolons not counted: “全区…75家;小巨人突破8家” is all of the district."""
    start, _ = scene.near(position, Window.SENTENCE)
    while position - start < FAR and start and scene.text[start - 1] == ";":
        start, _ = scene.near(start - 1, Window.SENTENCE)
    return max(start, position - FAR)


def _as_of(scene: Scene, figure: Figure, published: When | None) -> When | None:
    for window in (Window.CLAUSE, Window.SENTENCE):
        low, high = scene.segments.around(figure.start, window)
        dates = [hit for hit in scene.dates.within(low, high) if hit.end <= figure.start]
        if dates:
            return dates[-1].when
    return published
