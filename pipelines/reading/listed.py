"""Whether a name is only one of a list whose length, or whose sum, is what a figure tells."""

import re

from jiannuo.model.vocabulary import CommitmentKind, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.figures import Figure
from pipelines.reading.forms import spelling
from pipelines.reading.scene import FAR, Scene

# 甲院(某某院)、乙院等5家; the tail of a name may stand before the mark.
_OPENS = re.compile(r"[\")》]*(?:\([^()]{0,24}\))?[^,。;:、\d]{0,8}(?:[、和与及][^。;:\d]*?)等")
_CLOSES = re.compile(r"[\")》]*(?:\([^()]{0,24}\))?[^,。;:、\d]{0,10}等")
_COUNT = re.compile(
    r"(?:共|约|近|逾|超)?\d[\d.]*[余多]?[个家项所条座名位件]|[两三四五六七八九十]+[个家项所条座名位件]"
)
_GROUP = re.compile(
    r"\d[余多]?个[^,。;\d]{0,8}项目[^,。;\d]{0,8}(?:包括|包含|含|涵盖|涉及|分别是|分别为|为|有)[^。;]*$"
)
_NEXT = re.compile(r"[、和与及][^,。;:、\d]{0,8}$")
_LEAD = 10
_JOINED = 14
_OF_WHICH = re.compile(r"其中(?=[^,。;、\d]{2,10}\d[\d.万余多]*[^,。;、\d]、[^,。;\d]{2,10}\d)")
# 两地共建的…
_JOINT = re.compile(r"(?:两地|两省市?|双城|两市|多地)(?:携手|联合)?(?:共建|合建|共同建设)的?(?:西部)?$")
_TOGETHER = frozenset({"元"})


def of_the_list(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """“甲、乙等5家通过,2家整改”, “27个项目包括甲、乙,年内完成投资64亿元”: told of all of them, not of the one named."""
    if figure.start < touch.hit.end:
        return scene.text[figure.end : touch.hit.start] == "、" and figure.unit not in _TOGETHER
    return (
        _of_both(scene, touch, figure)
        or _after_closed_list(scene, touch, figure)
        or _sum_of_group(scene, touch, figure)
        or _part_by_field(scene, touch, figure)
    )


def _of_both(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """“成渝两地共建的西部科学城累计…170个”: what two regions did together is not home's, until home's part is told."""
    together = _JOINT.search(scene.text, max(0, touch.hit.start - _JOINED), touch.hit.start) is not None
    return together and scene.home not in scene.places.names_in(touch.hit.end, figure.start)


def _after_closed_list(scene: Scene, touch: Touch, figure: Figure) -> bool:
    closed = _OPENS.match(scene.text, touch.hit.end, min(figure.end, touch.hit.end + FAR))
    low, _ = scene.near(touch.hit.start, Window.CLAUSE)
    if closed is None and _NEXT.search(scene.text, max(low, touch.hit.start - _LEAD), touch.hit.start):
        closed = _CLOSES.match(scene.text, touch.hit.end, figure.end)
    if closed is None:
        return False
    return _COUNT.match(scene.text, closed.end()) is not None and not scene.text.startswith(
        touch.hit.word[-2:], figure.end
    )


def _part_by_field(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """“引进人才26名,其中智能制造12人、新材料5人”: the parts by field are no count of the promise."""
    commitment = touch.use.commitment
    low, _ = scene.near(figure.start, Window.CLAUSE)
    part = _OF_WHICH.match(scene.text, low)
    if commitment.kind is not CommitmentKind.METRIC or part is None or touch.hit.start >= low:
        return False
    words = (spelling(word) for target in commitment.targets for word in target.words)
    return not any(word in scene.text[part.end() : figure.start] for word in words)


def _sum_of_group(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """Whether the name is a member of a group of projects and a later clause tells what all of them cost."""
    _, clause = scene.near(touch.hit.start, Window.CLAUSE)
    if figure.unit not in _TOGETHER or figure.start < clause:
        return False
    sentence, _ = scene.near(touch.hit.start, Window.SENTENCE)
    return _GROUP.search(scene.text, sentence, touch.hit.start) is not None
