"""What is counted when its name opens as the topic: “像这样的甲企业,目前,某市已培育了7560多家”."""

import re

from jiannuo.model.commitment import Target
from jiannuo.model.vocabulary import CommitmentKind, ReadingKind
from pipelines.reading.anchors import Touch
from pipelines.reading.figures import Figure
from pipelines.reading.forms import spelling
from pipelines.reading.scene import Scene

_REACH = 40
_STOPS = (",", "。", ";", "", "!", "\n", "以")
# The place stands for itself here; which one it is, is asked of the places.
_SAYS = re.compile(
    r"[\")》]*,(?:(?:目前|如今|眼下|现在|至今|迄今|截至目前|截至[^,。;]{2,10}|去年|今年|到去年底|去年底),?)?"
    r"(?P<place>[\u4e00-\u9fff]{0,8}?)(?:目前|如今|现在|累计|总共|一共|共|已经?|就|还|新|又)*"
    r"(?:拥有|有|培育|培养|孵化|发展|认定|聚集|集聚|汇聚|建成|设立|达到?)?(?:出|起)?了?"
    r"(?:有|到)?(?:约|近|超过|超|逾|突破|不下)?"
)


def counts_the_topic(scene: Scene, touch: Touch, figure: Figure) -> Target | None:
    """The measure of the name that a clause ends with, where the next counts without a noun of its own."""
    commitment = touch.use.commitment
    if commitment.kind is not CommitmentKind.METRIC or figure.kind is not ReadingKind.FACT:
        return None
    if not 0 < figure.start - touch.hit.end < _REACH or not scene.text.startswith(_STOPS, figure.end):
        return None
    said = _SAYS.fullmatch(scene.text, touch.hit.end, figure.start)
    if said is None or not _of_home(scene, *said.span("place")):
        return None
    named = (one for one in commitment.targets if figure.unit in one.units and not one.flow)
    return next((one for one in named if touch.hit.word in map(spelling, one.words)), None)


def _of_home(scene: Scene, start: int, end: int) -> bool:
    """Whether nothing stands there, or only the name of home or a word for all of it."""
    if start == end or scene.places.scope_word(start, end) == "city":
        return True
    named = scene.places.hits_in(start, end)
    return len(named) == 1 and named[0][1] == scene.home and named[0][0].start == start
