"""Whose count a figure is: the whole city's, or only a district's, a sector's or somebody's share of it."""

import re

from jiannuo.model.commitment import Target
from jiannuo.model.vocabulary import Scope, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.place import narrower
from pipelines.reading.plain import one_case
from pipelines.reading.scene import FAR, Scene
from pipelines.reading.shares import another_body, own_organ, own_text

# A district that no gazetteer lists (its name is also elsewhere) is none the less not the city.
_SOME_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2}[区县](?:新增|净增|新认定|累计|已有|现有|拥有|达)")


def scope_of(scene: Scene, target: Target, touch: Touch, low: int, high: int) -> Scope | None:
    """Whose figure it is; None when it is not the target's own."""
    if target.scope != "city":
        return Scope(target.scope)
    sentence = _whole_sentence(scene, high - 1)
    level = scene.places.scope_word(sentence, high)
    start, _ = scene.near(high - 1, Window.SENTENCE)
    named = [place for hit, place in scene.places.hits_in(start, high) if not scene.names.within_longer(hit)]
    if level != "city" and one_case(scene.text, start, high):
        return None
    if level in ("district", "province") or another_body(scene, touch):
        return None
    own = touch.use.commitment.districts
    if not (own_text(scene, touch) or own_organ(scene, touch)):
        last = named[-1] if named else None
        away = level != "city" and _elsewhere(scene, touch, last)
        if away or (level != "city" and _of_two_regions(scene, start, high)):
            return None
    if named and named[-1] == "nation":
        return None
    if level != "city" and named and named[-1] in own and narrower(named[-1], scene.home):
        return Scope.DISTRICT
    whole = level == "city" or (named and named[-1] == scene.home)
    # What a body promised of itself it may do in any district.
    if whole or touch.use.organs.alone or own_organ(scene, touch):
        return Scope.CITY
    if _SOME_DISTRICT.search(scene.text, start, high) or scene.places.of_a_district(high, scene.names):
        return None
    return Scope.CITY


def _elsewhere(scene: Scene, touch: Touch, last: str | None) -> bool:
    """Whether the commitment's place in the text, or the place named last, is another part of home."""
    own = touch.use.commitment.districts
    if touch.place is not None and _part(touch.place.id, scene.home, own):
        return True
    return last is not None and _part(last, scene.home, own)


def _of_two_regions(scene: Scene, start: int, high: int) -> bool:
    """Whether two regions are counted together (两地…合计): home is not named by itself since."""
    since = scene.places.joint_until(start, high)
    if since is None:
        return False
    named = scene.places.hits_in(since, high)
    return not any(place == scene.home and not scene.names.within_longer(hit) for hit, place in named)


def _part(place: str, home: str, own: tuple[str, ...]) -> bool:
    """Whether a place is only a part of home, and none where the promise was made."""
    return narrower(place, home) and place not in own


def _whole_sentence(scene: Scene, position: int) -> int:
    """Where the sentence begins, semicolons not counted: “全区…75家;小巨人突破8家” is all of the district."""
    start, _ = scene.near(position, Window.SENTENCE)
    while position - start < FAR and start and scene.text[start - 1] == ";":
        start, _ = scene.near(start - 1, Window.SENTENCE)
    return max(start, position - FAR)
