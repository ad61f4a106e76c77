"""Whose doing a sentence tells: the commitment's own, or only a district's, a company's or another body's share."""

import re
from functools import cache

from jiannuo.model.vocabulary import CommitmentKind, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.place import narrower
from pipelines.reading.scene import Scene
from pipelines.reading.words import Hit

# Promises of a whole city, of which one university, company or bank can only have a share.
_WHOLE_CITY = frozenset(
    {
        CommitmentKind.METRIC,
        CommitmentKind.REFORM,
        CommitmentKind.FINANCE,
        CommitmentKind.PROGRAMME,
        CommitmentKind.TALENT,
    }
)
# A head in so many characters names who speaks.
_HEAD = 30
_STEP = re.compile(r"获批|批复|批准|升级|认定|揭牌|挂牌|投用|启用|成立|入驻|开工|运行")
# 垫江、丰都等10个区县: several of them are the city's doing.
_MANY_DISTRICTS = re.compile(r"(?:等\d*个?|各|全部|\d+个)区县")
_BEFORE_ORGAN = re.compile(
    r"(?:[市省]|[^\u4e00-\u9fff]|[由在与和及同对向从被为让是据将了过到入]|依托|联合|记者)$|^$"
)

# 为打通最后一公里,某研究院…: the subject comes after what it is done for.
_LEAD_IN = r"(?:(?:为了?|围绕|针对|面向|随着|近年来|多年来|长期以来|据了解|据介绍)[^,。;]{0,24},)?"


def only_a_share(scene: Scene, touch: Touch) -> bool:
    """Whether what is said around ``touch`` is only somebody's share of a promise that is wider."""
    use = touch.use
    if use.anchor.place == "any" or use.commitment.districts:
        return False
    low, _ = scene.near(touch.hit.start, Window.SENTENCE)
    if scene.places.scope_word(low, touch.hit.end) == "district":
        return True
    if another_body(scene, touch):
        return True
    if own_organ(scene, touch) or own_text(scene, touch):
        return False
    if use.organs.alone and not (_speaks(scene, use.organs.own) or _by_its_own_name(scene, touch)):
        return True
    if touch.place is None or not (use.commitment.kind in _WHOLE_CITY or _is_platform_count(scene, touch)):
        return False
    if use.organs.alone:
        return False
    if not narrower(touch.place.id, scene.home):
        return False
    clause, high = scene.near(touch.hit.start, Window.CLAUSE)
    if _MANY_DISTRICTS.search(scene.text, clause, high) is not None:
        return False
    listed = scene.text.find("分别", touch.hit.end, high) >= 0
    return not (listed and any(scene.places.homes_in(clause, touch.hit.start)))


def _by_its_own_name(scene: Scene, touch: Touch) -> bool:
    """“易智网…办技术对接173场”: a thing that only the promising body runs was named beside it, and counts."""
    low, high = scene.near(touch.hit.start, Window.CLAUSE)
    return bool(scene.figures.within(low, high)) and any(
        scene.proper.covers(hit.start) for hit in touch.company
    )


def _is_platform_count(scene: Scene, touch: Touch) -> bool:
    """Whether a clause of a district only counts its platforms: one that is approved or opened there is the city's."""
    if touch.use.commitment.kind is not CommitmentKind.PLATFORM:
        return False
    low, high = scene.near(touch.hit.start, Window.CLAUSE)
    return _STEP.search(scene.text, low, high) is None


def another_body(scene: Scene, touch: Touch) -> bool:
    """Whether a company, university or body that promised only for itself is who acts here."""
    clause, _ = scene.near(touch.hit.start, Window.CLAUSE)
    if own_organ(scene, touch) and touch.use.organs.alone:
        return False
    if any(word in scene.text[clause : touch.hit.start] for word in scene.cues.share_of_others):
        return True
    low, high = scene.near(touch.hit.start, Window.SENTENCE)
    if own_organ(scene, touch):
        return False
    if _named(scene, touch.use.organs.others, low, high) or not scene.speaker.isdisjoint(
        touch.use.organs.others
    ):
        return True
    if touch.use.commitment.kind not in _WHOLE_CITY:
        return False
    return _subject(scene.cues.bodies, scene.cues.tells).match(scene.text, low, touch.hit.start) is not None


def own_organ(scene: Scene, touch: Touch) -> bool:
    """Whether the sentence names the organ that promised: it acts itself, wherever that may be."""
    low, high = scene.near(touch.hit.start, Window.SENTENCE)
    return _named(scene, touch.use.organs.own, low, high)


def own_text(scene: Scene, touch: Touch) -> bool:
    """Whether an organ that promised only for itself speaks in the whole text: on its own outlet, or named at its head."""
    organs = touch.use.organs
    if not organs.alone:
        return False
    paragraph, _ = scene.near(touch.hit.start, Window.PARAGRAPH)
    return (
        not scene.speaker.isdisjoint(organs.own)
        or _named(scene, organs.own, 0, _HEAD)
        or _named(scene, organs.own, paragraph, touch.hit.start)
    )


def stands_alone(scene: Scene, hit: Hit) -> bool:
    """Whether an organ's name is not the tail of another body's: 测绘科学技术研究院 is not the academy."""
    if scene.places.ends_at(hit.start):
        return True
    return _BEFORE_ORGAN.search(scene.text[max(0, hit.start - 3) : hit.start]) is not None


def _speaks(scene: Scene, organs: tuple[str, ...]) -> bool:
    """Whether the text names the organ anywhere, or stands on its own outlet."""
    return not scene.speaker.isdisjoint(organs) or _named(scene, organs, 0, scene.segments.length)


@cache
def _subject(bodies: tuple[str, ...], tells: tuple[str, ...]) -> re.Pattern[str]:
    """One body as the subject of a sentence, maybe after a date; not one that only tells the news."""
    dated = r"(?:[^,。;:\d]{0,8}[\d年月日至\-]+[,]?)?"
    return re.compile(
        rf"{_LEAD_IN}{dated}[^,。;:、\d\"《(]{{2,14}}(?:{'|'.join(bodies)})(?!\d+[家户]|总数|数量|{'|'.join(tells)})"
    )


def _named(scene: Scene, organs: tuple[str, ...], low: int, high: int) -> bool:
    return any(stands_alone(scene, hit) for word in organs for hit in scene.words.within(word, low, high)[:8])


__all__ = ["another_body", "only_a_share", "own_organ", "own_text", "stands_alone"]
