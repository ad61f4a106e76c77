"""Whether something told between a name and a figure has taken the figure over: another place, a body, another measure."""

import re
from functools import cache

from jiannuo.model.vocabulary import Window
from pipelines.reading.anchors import Touch
from pipelines.reading.counted import SOLID
from pipelines.reading.figures import Figure
from pipelines.reading.forms import spelling
from pipelines.reading.gains import gained
from pipelines.reading.knowledge import asides
from pipelines.reading.openers import after_date, does
from pipelines.reading.plain import acts_itself
from pipelines.reading.scene import Scene
from pipelines.reading.words import Hit

# No clause beyond so many is looked at: hostile texts stay linear.
_MOST = 24
_FURTHER = 24
_TELLERS = re.compile(
    r"[^,。;\d]{0,16}(?:获悉|了解到?|介绍|表示|透露|显示|看来|统计|悉|说|来看|方面)[,:]?\"?"
)
_WIDE = re.compile(r"(?:全市|我市|全区|我区|全省|我省|全国|我国|国家|中央)(?:层面|财政)?(?:的|还|也|现)?")
_HOME = re.compile(r"全市|我市|本市|市[级里]")
_THAT = re.compile(r"该[区县省镇州盟]")
_SHORT = 2
_SET_APART = re.compile(r"[^,。;、]{0,6},")
# 荣昌的农牧、涪陵的新材料等20个主题
_ONE_OF_LIST = re.compile(r"的[^,。;、]{1,10}、[^,。;]{0,40}等")


def taken_over(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """Whether a later clause than the name's gave its subject to something else that the figure is then of.

    A place elsewhere, or a part of home that is not the promise's own, at the head of a clause rules until a
    clause turns back home; a body that acts rules the rest of its sentence, and so does a noun that the whole
    city, or the nation, is measured by.
    """
    if _item_of_another(scene, touch, figure):
        return True
    first, low = scene.near(touch.hit.start, Window.CLAUSE)
    sentence, end = scene.near(touch.hit.start, Window.SENTENCE)
    if figure.start < low:
        low, _ = scene.near(figure.start, Window.SENTENCE)
        if low >= sentence or figure.start >= first:
            return False
        end = low
    away = acting = False
    for start, stop in scene.segments.within(low, figure.start, Window.CLAUSE)[-_MOST:]:
        if start >= end:
            _, end = scene.near(start, Window.SENTENCE)
            acting = False
        stop = min(stop, figure.start)
        told = _after_teller(scene, start, stop)
        head = after_date(scene.text, told, stop)
        for place in (_place_at(scene, touch, start, told), _place_at(scene, touch, head, stop)):
            away = away if place is None else place
        later = not sentence <= start < scene.near(touch.hit.start, Window.SENTENCE)[1]
        acting = acting or _acts(scene, touch, told, head, stop, later=later)
    return away or acting


def _item_of_another(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """“重庆发榜11项、四川发榜9项”: whether the item of a list opens with another place, or names another promise."""
    low, _ = scene.near(figure.start, Window.CLAUSE)
    item = scene.text.rfind("、", max(low, touch.hit.end), figure.start) + 1
    if not item or "分别" in scene.text[low : figure.start]:
        return False
    if not any(figure_before.end <= item for figure_before in scene.figures.within(low, item)):
        return False
    if any(
        hit.start == item and place != scene.home
        for hit, place in scene.places.hits_in(item, figure.start)[:1]
    ):
        return True
    own = {spelling(name.text) for anchor in touch.use.commitment.anchors for name in anchor.names}
    return any(
        hit.word not in own and not gained(scene, hit) for hit in scene.names.within(item, figure.start)
    )


def _after_teller(scene: Scene, start: int, end: int) -> int:
    told = _TELLERS.match(scene.text, start, end)
    return told.end() if told else start


def _place_at(scene: Scene, touch: Touch, head: int, end: int) -> bool | None:
    """True where a place that is not the promise's opens the clause, False where home does, None where none does."""
    if _HOME.match(scene.text, head):
        return False
    if _THAT.match(scene.text, head):
        return True
    listed = scene.places.hits_in(head, min(end, head + _FURTHER))
    if any(place == scene.home for _, place in listed[1:]):
        return False
    for hit, place in listed[:1]:
        if hit.start > head and not (hit.start == head + 1 and scene.text.startswith(("在", "而"), head)):
            return None
        if scene.text[head] == "在" and not _SET_APART.match(scene.text, hit.end):
            return None
        if _within_own(touch, hit) or _ONE_OF_LIST.match(scene.text, hit.end):
            return None
        return place != scene.home and not _own_district(touch, place)
    return None


def _own_district(touch: Touch, place: str) -> bool:
    """Whether the place is where a territory lies, or where a programme or reform was promised; a thing only stands there."""
    use = touch.use
    wide = use.anchor.territory or use.commitment.kind not in SOLID
    return wide and place in use.commitment.districts


def _within_own(touch: Touch, hit: Hit) -> bool:
    return any(
        hit.word in spelling(name.text) for anchor in touch.use.commitment.anchors for name in anchor.names
    )


def _acts(scene: Scene, touch: Touch, start: int, head: int, end: int, *, later: bool) -> bool:
    """Whether somebody else, or another measure, is what a clause speaks of."""
    wide = _WIDE.match(scene.text, head, end)
    if (later or wide) and _another_measure(scene, touch, head, end):
        return True
    if later and (
        acts_itself(scene.text, start, end) or _words(asides().others).search(scene.text, start, end)
    ):
        return True
    if wide is None:
        return False
    rest = after_date(scene.text, wide.end(), end)
    return rest < end and not does(scene.text, rest, end) and not _own_word(scene, touch, start, end)


def _another_measure(scene: Scene, touch: Touch, head: int, end: int) -> bool:
    """Whether a clause opens with what a whole city is measured by, and that is none of the promise's own measures."""
    wide = _WIDE.match(scene.text, head, end)
    found = _indicators().match(scene.text, wide.end() if wide else head, end)
    # What the whole city invests is none of a district's measures.
    able = [one for one in touch.use.commitment.targets if wide is None or one.scope == "city"]
    own = (word for target in able for word in target.words)
    return found is not None and not any(
        spelling(word) in found.group() and len(word) > _SHORT for word in own
    )


def _own_word(scene: Scene, touch: Touch, start: int, end: int) -> bool:
    own = [word for target in touch.use.commitment.targets for word in target.words]
    return any(spelling(word) in scene.text[start:end] for word in (*own, touch.hit.word))


@cache
def _indicators() -> re.Pattern[str]:
    return re.compile(f"(?:登记|授权|新增|完成|实现)?(?:{_words(asides().indicators).pattern})")


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
