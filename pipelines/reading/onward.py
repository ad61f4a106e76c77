"""Where a text goes on about one thing in sentences that have no subject of their own: their figures are still its."""

import re
from functools import cache

from jiannuo.model.vocabulary import CommitmentKind, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.counted import SOLID
from pipelines.reading.forms import spelling
from pipelines.reading.gains import gained
from pipelines.reading.knowledge import onward
from pipelines.reading.openers import after_date, does, goes_on
from pipelines.reading.plain import acts_itself, one_case
from pipelines.reading.scene import FAR, Scene
from pipelines.reading.zone import Span, Starts, is_object

_MOST = 3
# A longer text is hardly about one thing.
_LONG = 3000
# 记者从施工方获悉, 据市财政局介绍: who tells it is not who it is about.
# 依托某贷款,6210家企业获得…: what follows was done by it, whoever is named there.
_BY_MEANS = re.compile(r"(?:依托|通过|凭借|借助|利用|运用)[\"《]?$")
_TOLD_BY = re.compile(
    r"[^,。;\d]{0,24}(?:获悉|了解到|介绍|表示|透露|告诉记者|显示|通报|披露|统计|消息|悉|了解|发布会上?|认为|称|说)[,:]\"?"
)
_ALL_AT = ("都在", "均在", "全在", "均位于", "都位于", "全部位于", "均落户", "全部落户", "都落户")
# 建设单位:某公司。建设内容:…: the fields of a form, of which these tell nothing of the thing.
_FORM = re.compile(
    r"(?:建设|项目|实施|业主|承建|代建|设计|施工|监理|责任|主管)单位:|(?:建设|项目)(?:地点|名称|业主|性质):"
)
_ONE_THING = frozenset({CommitmentKind.FACILITY, CommitmentKind.DISTRICT})
_LISTED = re.compile(r"[\")》]*(?:、|[和与及][^,。;]{2,12}等|等\d*)")


def told_on(scene: Scene, touch: Touch, spans: list[Span], others: Starts) -> list[Span]:
    """The sentences after ``spans``, within the paragraph, whose subject is left out because it is still the name.

    Only figures are taken from there, not verbs. A sentence that opens with a body, a place elsewhere or
    another name has a subject of its own, and so has what follows it.
    """
    end = spans[-1][1]
    if is_object(scene, touch.hit) or _LISTED.match(scene.text, touch.hit.end):
        return []
    if (
        _BY_MEANS.search(scene.text, max(0, touch.hit.start - 4), touch.hit.start)
        and end < scene.segments.length
    ):
        return [scene.near(end, Window.CLAUSE)] if scene.text[end - 1] == "," else []
    found: list[Span] = []
    _, sentence = scene.near(max(touch.hit.start, end - 1), Window.SENTENCE)
    if end < sentence:
        found = _rest(scene, touch, end, sentence, others)
        if not found or found[-1][1] < sentence:
            return found
        end = sentence
    last = _last_paragraph(scene, touch)
    for begin, stop in scene.segments.within(end, last, Window.SENTENCE)[:_MOST] if end < last else ():
        if _FORM.match(scene.text, begin, stop):
            continue
        start = _after_teller(scene, begin, stop)
        # A semicolon parts items that each have a subject of their own, but for what one thing does.
        solid = touch.use.commitment.kind in _ONE_THING and does(scene.text, start, stop)
        if (scene.text[begin - 1] == ";" and not solid) or not _goes_on(scene, touch, start, stop):
            break
        told = _clauses(scene, touch, start, stop, others)
        found += told
        if not told or told[-1][1] < stop:
            break
    return found


def _last_paragraph(scene: Scene, touch: Touch) -> int:
    """Where the paragraph ends that may still speak of the name: the next one, if it opens with what was done of one thing."""
    _, last = scene.near(touch.hit.start, Window.PARAGRAPH)
    many = any(target.scope == "city" for target in touch.use.commitment.targets)
    if touch.use.commitment.kind not in SOLID or many or last >= scene.segments.length:
        return last
    _, end = scene.near(last, Window.SENTENCE)
    start = _after_teller(scene, last, end)
    return scene.near(last, Window.PARAGRAPH)[1] if start < end and does(scene.text, start, end) else last


def _rest(scene: Scene, touch: Touch, start: int, end: int, others: Starts) -> list[Span]:
    """What is left of a sentence after a name that is only an object: verbs without a subject go on."""
    if not goes_on(scene.text, start, end):
        return []
    return _clauses(scene, touch, start, end, others)


def _clauses(scene: Scene, touch: Touch, start: int, end: int, others: Starts) -> list[Span]:
    """The clauses of [start, end) up to the first that brings in something else."""
    found: list[Span] = []
    for low, high in scene.segments.within(start, end, Window.CLAUSE):
        if others.any_in(low, high) or turns_away(scene, touch, low, _head_end(scene, low, high)):
            break
        found.append((low, high))
    return found


def set_there(scene: Scene, touch: Touch) -> list[Span]:
    """“8个重大项目集中开工,地点都在科学城”: the clause before counts what was set in the territory named."""
    low, _ = scene.near(touch.hit.start, Window.CLAUSE)
    first, _ = scene.near(touch.hit.start, Window.SENTENCE)
    if not touch.use.anchor.territory or low <= first:
        return []
    if not scene.text[low : touch.hit.start].endswith(_ALL_AT):
        return []
    return [scene.near(low - 1, Window.CLAUSE)]


def told_elsewhere(scene: Scene, touch: Touch, others: Starts) -> list[Span]:
    """The other sentences of a text that speaks of one reform or programme only: its counts are told there too.

    Not the sentences of one case (a company that tells what it got), and nothing of a thing that stands
    somewhere: a text tells what else stands there.
    """
    if touch.use.commitment.kind in SOLID or scene.segments.length > _LONG:
        return []
    if others.any_in(0, scene.segments.length):
        return []
    own = scene.near(touch.hit.start, Window.SENTENCE)
    sentences = scene.segments.within(0, scene.segments.length, Window.SENTENCE)
    spans = [(_after_teller(scene, start, end), end) for start, end in sentences]
    return [
        (start, end)
        for start, end in spans
        if start < end <= start + FAR
        and not own[0] <= start < own[1]
        and not one_case(scene.text, start, end)
    ]


def _after_teller(scene: Scene, start: int, end: int) -> int:
    told = _TOLD_BY.match(scene.text, start, end)
    return told.end() if told else start


def turns_away(scene: Scene, touch: Touch, start: int, end: int) -> bool:
    """Whether [start, end), the head of a clause, brings in something else to speak of."""
    if _words(onward().elsewhere).search(scene.text, start, end) or acts_itself(scene.text, start, end):
        return True
    for hit, place in scene.places.hits_in(start, end):
        # “已在全国260家医院试用”: where it is used is not what is spoken of.
        used = place == "nation" and scene.text.startswith("在", hit.start - 1)
        if place != scene.home and not used:
            return True
    own = {spelling(name.text) for anchor in touch.use.commitment.anchors for name in anchor.names}
    return any(hit.word not in own and not gained(scene, hit) for hit in scene.proper.within(start, end))


def _goes_on(scene: Scene, touch: Touch, start: int, end: int) -> bool:
    """Whether a sentence opens with a verb, a measure or a number: it has no subject of its own."""
    if start >= end or turns_away(scene, touch, start, _head_end(scene, start, end)):
        return False
    head = after_date(scene.text, start, end)
    if touch.use.commitment.kind in SOLID and scene.text.startswith(touch.hit.word[-2:], start):
        return True
    if (
        goes_on(scene.text, start, end)
        or scene.text[start : start + 1].isdigit()
        or scene.text[head : head + 1].isdigit()
    ):
        return True
    return any(
        scene.text.startswith(spelling(word), at) for word in _own_words(touch) for at in (start, head)
    )


def _own_words(touch: Touch) -> tuple[str, ...]:
    return tuple(word for target in touch.use.commitment.targets for word in target.words)


def _head_end(scene: Scene, start: int, end: int) -> int:
    """Where the first figure of a clause stands, else its end: what stands before it is whose the figure is."""
    figures = scene.figures.within(start, end)
    return figures[0].start if figures else end


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
