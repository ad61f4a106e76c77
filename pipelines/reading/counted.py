"""Figures of no registered measure that a sentence still counts of the commitment itself: what it has, did or spent."""

import re

from jiannuo.model.commitment import Target
from jiannuo.model.vocabulary import CommitmentKind, ReadingKind, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.figures import Figure
from pipelines.reading.place import narrower
from pipelines.reading.scene import Scene
from pipelines.reading.shares import only_a_share, own_organ

# A promised count has its own measure; a field, a fund system and a city's services are many bodies' doing.
_ONES_OWN = frozenset(
    {
        CommitmentKind.FACILITY,
        CommitmentKind.PLATFORM,
        CommitmentKind.POLICY,
        CommitmentKind.REFORM,
        CommitmentKind.PROGRAMME,
        CommitmentKind.TALENT,
    }
)
_NOUN = re.compile(r"[\u4e00-\u9fff]{1,8}")
_LEAD = re.compile(r"[\u4e00-\u9fff]{2,8}$")
_APPROACH = re.compile(r"(?:突破|超过|达到?|约为?|近|为|到|增至|升至)+$")
_RANGE_BEFORE = re.compile(r"\d[^,。;]{0,4}[至\-~—]$")
_RANGE_AFTER = re.compile(r"(?:以上|以下|以内)|[至\-~—]\d")
_LISTED = re.compile(r"、[^,。;]*等|分别|每|平均|单[笔个项]|其中")
_GROUP = re.compile(r"[^,。;、\d]{0,8}项目")
# Areas covered, parts of a plan and crowds of visitors measure something else.
_ASIDE = re.compile(r"(?:乡镇|区县|街道|村|城市|国家|地区|省|小时|工作日|专项|方面|领域|方向|类|阶段|片区)")
_CROWD = re.compile(r"客流|游客|观众|参观|阅读|点赞|浏览|报名|热线|票价|乡镇|区县")
_FURTHEST = 80
_HEAD = 6
_LEAST = 2
_PARTNER = "与和同向给对"


def counted(scene: Scene, touch: Touch, figure: Figure) -> Target | None:
    """A measure named by the text for a figure that the name's own sentence tells of it, or None.

    The name must stand before the figure in its sentence with no other name, place or body between; in a
    later clause only a verb may stand before what is counted, a noun would be another subject.
    """
    use = touch.use
    kind = use.commitment.kind
    if (kind not in _ONES_OWN and not use.organs.alone) or use.anchor.territory or use.anchor.mention_only:
        return None
    if figure.kind not in (ReadingKind.FACT, ReadingKind.SHARE) or not _plain(scene.text, figure):
        return None
    sentence, _ = scene.near(figure.start, Window.SENTENCE)
    if not max(sentence, figure.start - _FURTHEST) <= touch.hit.start < touch.hit.end <= figure.start:
        return None
    if scene.names.covers(figure.start):
        return None
    if not _its_own(scene, touch, figure) or only_a_share(scene, touch):
        return None
    return Target(measure=_measure(scene.text, figure), unit=figure.unit, scope="project", promised=False)


def _plain(text: str, figure: Figure) -> bool:
    """Whether it is a count of its own: no single case, no limit, no range, no group of projects."""
    if figure.value < _LEAST or text[figure.end - 1] == "大" or _RANGE_AFTER.match(text, figure.end):
        return False
    if (
        _RANGE_BEFORE.search(text[max(0, figure.start - 8) : figure.start])
        or text[figure.start - 1] in _PARTNER
    ):
        return False
    if figure.unit == "条" and _NOUN.match(text, figure.end) is None:
        return False
    if _ASIDE.match(text, figure.end) or _CROWD.search(text[max(0, figure.start - 6) : figure.start]):
        return False
    return figure.unit != "个" or _GROUP.match(text, figure.end) is None


def _its_own(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """Whether nothing between the name and the figure takes the figure over."""
    between = scene.text[touch.hit.end : figure.start]
    if _LISTED.search(between) or scene.names.any_in(touch.hit.end, figure.start):
        return False
    places = scene.places.names_in(touch.hit.end, figure.start)
    if any(narrower(place, scene.home) or not place.startswith(scene.home) for place in places):
        return own_organ(scene, touch)
    clause, _ = scene.near(figure.start, Window.CLAUSE)
    if clause <= touch.hit.start:
        return True
    head = scene.text[clause : clause + _HEAD]
    return any(word in head for word in scene.cues.fact) or head.startswith(scene.cues.aspect)


def _measure(text: str, figure: Figure) -> str:
    """The noun that is counted: what follows the unit (57家|企业), else what leads up to the number."""
    after = _NOUN.match(text, figure.end)
    if after is not None and figure.unit not in ("元", "%"):
        return after.group()
    lead = _LEAD.search(_APPROACH.sub("", text[max(0, figure.start - 12) : figure.start]))
    return lead.group() if lead else figure.unit
