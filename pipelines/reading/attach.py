"""Which figures belong to which measure of a commitment; a figure of anything else is never attached."""

import re
from collections.abc import Iterator

from jiannuo.model.commitment import Commitment
from jiannuo.model.vocabulary import CommitmentKind, Window
from jiannuo.model.when import When
from pipelines.reading.anchors import Touch
from pipelines.reading.attached import Attached
from pipelines.reading.backdrop import of_another, only_backdrop
from pipelines.reading.carried import carried, wider
from pipelines.reading.counted import SOLID, counted
from pipelines.reading.figures import Figure, nothing_in
from pipelines.reading.listed import of_the_list
from pipelines.reading.meant import as_of, kind_of, undated_base
from pipelines.reading.measured import measure_of
from pipelines.reading.plain import acts_itself, apposed, frames, is_plain, void
from pipelines.reading.ranked import by_rank, in_turn
from pipelines.reading.scene import FAR, Scene
from pipelines.reading.scopes import scope_of
from pipelines.reading.taken import taken_over
from pipelines.reading.tally import tally
from pipelines.reading.zone import Span, Starts

# Of these a sum over many projects in them is their own.
_WIDE = frozenset({CommitmentKind.DISTRICT, CommitmentKind.PLATFORM})
# A figure with the clause that it stands in.
_Placed = tuple[Figure, int, int]
# No sentence of the press tells more figures of one thing.
_MOST = 40
_BEFORE = 22
_GROUP = 40
_GROUPED = re.compile(r"\d+个(?:[^,。;、\d]{0,8})?项目(?:[^。;\d]{0,16})?(?:总投资|投资|金额)[^。;\d]{0,6}$")
_SUM = re.compile(r"合计|总计|共计")


def attach(
    scene: Scene,
    commitment: Commitment,
    touch: Touch,
    spans: list[Span],
    published: When | None,
    others: Starts,
    loose: list[Span],
) -> list[Attached]:
    """The figures inside ``spans`` that measure the commitment, each with its measure.

    In ``loose`` spans, which are only known to be about nothing else that was promised, only figures of
    the commitment's registered measures count.
    """
    found: list[Attached] = []
    for figure, low, high in _nearest(touch, list(_figures_in(scene, spans))):
        one = _one(scene, commitment, touch, figure, low, high, published, others)
        one = one or carried(scene, touch, figure, low, found, published)
        if one is not None:
            found.append(one)
    found += _measured(scene, commitment, touch, loose, found, published)
    if spans:
        found += _ranked(scene, commitment, touch, found, published)
    return [one for one in found if not undated_base(scene, one.figure)]


def _figures_in(scene: Scene, spans: list[Span]) -> Iterator[_Placed]:
    for start, end in spans:
        for low, high in scene.segments.within(start, end, Window.CLAUSE):
            for figure in scene.figures.within(max(low, start), min(high, end)):
                yield figure, low, high
            if (none := nothing_in(scene.text, max(low, start), min(high, end))) is not None:
                yield none, low, high


def _nearest(touch: Touch, figures: list[_Placed]) -> list[_Placed]:
    """Those that stand nearest to the name, in the order of the text."""
    if len(figures) <= _MOST:
        return figures
    nearest = sorted(figures, key=lambda one: abs(one[0].start - touch.hit.start))[:_MOST]
    return sorted(nearest, key=lambda one: one[0].start)


def _measured(
    scene: Scene,
    commitment: Commitment,
    touch: Touch,
    spans: list[Span],
    found: list[Attached],
    published: When | None,
) -> list[Attached]:
    """What ``spans`` count in the words of a registered measure and is not in ``found``."""
    known = {one.figure.start for one in found}
    told = []
    for start, end in spans:
        for low, high in scene.segments.within(start, end, Window.CLAUSE):
            for figure in scene.figures.within(max(low, start), min(high, end)):
                target = measure_of(scene, commitment, touch, figure, low, high)
                if figure.start in known or target is None or not is_plain(scene.text, figure, target.words):
                    continue
                if taken_over(scene, touch, figure):
                    continue
                if target not in commitment.targets and target.scope != "city":
                    continue
                scope = scope_of(scene, target, touch, low, figure.end)
                if scope is not None and not acts_itself(
                    scene.text, max(low, figure.start - FAR), figure.start
                ):
                    told.append(
                        Attached(
                            target, figure, kind_of(scene, figure), scope, as_of(scene, figure, published)
                        )
                    )
    return told


def _ranked(
    scene: Scene, commitment: Commitment, touch: Touch, found: list[Attached], published: When | None
) -> list[Attached]:
    """What only the order of two lists gives to the name."""
    told = []
    for target, figure in by_rank(scene, commitment, touch, found):
        low, _ = scene.near(figure.start, Window.CLAUSE)
        scope = scope_of(scene, target, touch, low, figure.end)
        if scope is not None:
            told.append(
                Attached(target, figure, kind_of(scene, figure), scope, as_of(scene, figure, published))
            )
    return told


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
        whole = commitment.kind in _WIDE and touch.hit.end <= figure.start
        if not whole or re.search("[、等]", scene.text[touch.hit.end : figure.start]):
            return None
    if figure.unit == "个" and frames(scene.text, figure):
        return None
    if void(scene.text, figure) or of_another(scene, touch, figure) or taken_over(scene, touch, figure):
        return None
    if of_the_list(scene, touch, figure) or wider(scene, figure):
        return None
    target = measure_of(scene, commitment, touch, figure, low, high)
    if only_backdrop(scene, touch):
        target = target if target in commitment.targets else None
    else:
        target = target or tally(scene, touch, figure) or counted(scene, touch, figure, others)
    if target is None or not in_turn(scene, touch, figure, low, high):
        return None
    # “金凤、明月湖两个重庆实验室” counts what was promised, “甲、乙两家企业” only sums up who was named.
    if target not in commitment.targets and apposed(scene.text, figure):
        return None
    scope = scope_of(scene, target, touch, low, figure.end)
    if scope is None:
        return None
    return Attached(target, figure, kind_of(scene, figure), scope, as_of(scene, figure, published))


def _is_sum(scene: Scene, touch: Touch, figure: Figure, low: int, high: int) -> bool:
    """“28个项目总投资312亿元”, “合计总投资283亿元”: a sum of many projects is not that of one of them."""
    before = scene.text[max(0, figure.start - _GROUP) : figure.start]
    if _GROUPED.search(before) is not None:
        return True
    if touch.use.commitment.kind not in SOLID:
        return False
    said = _SUM.search(scene.text, max(low, figure.start - _BEFORE), figure.start)
    return said is not None and not low <= touch.hit.start < high
