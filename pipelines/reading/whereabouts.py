"""Whether a name only tells where something else is, or begins another thing's name: then nothing is said of it."""

import re

from jiannuo.model.vocabulary import CommitmentKind, MissKind, Window
from pipelines.reading.forms import spelling
from pipelines.reading.lexicon import NameUse
from pipelines.reading.scene import Scene
from pipelines.reading.words import Hit

_BESIDE = re.compile(r"[^,。;、]{0,8}(?:边上|旁|交会|交汇|附近|沿线|以[东南西北]|侧|号)")
_ORGAN = re.compile(r"[^,。;、\d]{0,6}?(?:管委会|管理委员会|党工委|局|公司)(?!面)")
_JOINED = re.compile(r"[与和][^,。;]{1,10}?(?=交|相交)")
_STANDS_AT = re.compile(r"站[在上到]|村[里民]|镇[守]|路[网面段况基边灯口演径线由过]")
_COUNT = re.compile(r"\d+[个家项]")
# 科学城国土空间规划: a document made for the territory.
_DOCUMENT = re.compile(
    r"[^,。;、\d]{0,20}?(?:(?:空间|总体|分区|详细)规划|规划纲要|条例|发展的?意见|实施意见|实施方案|若干政策|若干措施|行动计划)"
)
_SEATED = ("位于", "地处", "坐落于", "地址在", "地址:")
_TITLED = frozenset({CommitmentKind.PLATFORM, CommitmentKind.TALENT})
_PLACES = frozenset({CommitmentKind.DISTRICT, CommitmentKind.FACILITY})
# 3号机房, 5号厂房 are parts of the thing named; 100号 is a house in its street.
_HOUSE = re.compile(r"\d+号(?![^,。;、]{0,4}?(?:[线楼栋库馆井]|机[组房]|厂房|车间|地块))")
_NEXT_TO = ("紧邻", "毗邻", "紧靠", "邻近", "临近", "靠近", "距", "距离")
_SITE = re.compile(r"(?:[一二三四]期)?(?:项目)?(?:施工|工地|建设现场|建设工地|现场)")
_ATTRIBUTE = re.compile(r"的(?!建设|发展)(?:首|第|又|重点|一|\d|[^,。;]{0,12}(?:之一|项目))")
_QUOTE = re.compile(r"^\"[^\"]{1,8}\"[:,]?")
_WHEN = re.compile(
    r"^(20\d\d年度?)?(\d{1,2}[月至\-~到]+)?(\d{1,2}月)?(\d{1,2}日)?(起|前|底|份)?(上半年|下半年|前[一二三]季度|[一二三四]季度)?"
)


def only_where(scene: Scene, use: NameUse, hit: Hit) -> MissKind | None:
    """Why the name is only where something else is, a part of another name or no part of the text, if so."""
    if _is_caption(scene, hit):
        return MissKind.CAPTION
    if _is_link(scene, hit):
        return MissKind.LINK
    if scene.text.startswith(scene.cues.landmark, hit.end) or _at_crossing(scene, hit):
        return MissKind.LANDMARK
    if _is_tail(scene, use, hit):
        return MissKind.PART_OF_NAME
    if use.commitment.kind in _TITLED and scene.text.startswith(scene.cues.titles, hit.end):
        return MissKind.PERSON
    district = use.commitment.kind is CommitmentKind.DISTRICT
    own = tuple(spelling(word) for target in use.commitment.targets for word in target.words)
    counts = bool(own) and scene.text.startswith(own, hit.end)
    if district and not use.anchor.territory and not counts and scene.names.begins_at(hit.end):
        return MissKind.MERE_PLACE
    seat = use.commitment.kind is CommitmentKind.PLATFORM and _is_seat(scene, hit)
    if (
        seat
        or (district and _is_mere_place(scene, hit))
        or (use.anchor.territory and not _said_of(scene, hit))
    ):
        return MissKind.MERE_PLACE
    if use.commitment.kind is CommitmentKind.FACILITY and (
        _HOUSE.match(scene.text, hit.end) or _is_address(scene, hit)
    ):
        return MissKind.ADDRESS
    return None


def _is_tail(scene: Scene, use: NameUse, hit: Hit) -> bool:
    """大学城隧道, 科学谷小学: the name of a district or a building only begins that of another thing."""
    if use.commitment.kind not in _PLACES or not scene.text.startswith(scene.cues.tails, hit.end):
        return False
    tail = max((one for one in scene.cues.tails if scene.text.startswith(one, hit.end)), key=len)
    return len(tail) > 1 or not _STANDS_AT.match(scene.text, hit.end)


def _at_crossing(scene: Scene, hit: Hit) -> bool:
    """科学大道与高龙大道交会处 is where another thing stands."""
    joined = _JOINED.match(scene.text, hit.end)
    return joined is not None and scene.text.startswith(scene.cues.crossing, joined.end())


def _is_mere_place(scene: Scene, hit: Hit) -> bool:
    """A place name after 在/位于… or before a longer name is only where something else happens."""
    low, _ = scene.near(hit.start, Window.CLAUSE)
    before = scene.text[max(low, hit.start - 4) : hit.start].rstrip("\"'(《")
    after = scene.text[hit.end : hit.end + 2]
    if before.endswith(scene.cues.gathered) or _SITE.match(scene.text, hit.end):
        return False
    if before.endswith(scene.cues.locative):
        return True
    lead = scene.text[low : hit.start]
    if any(word in lead for word in scene.cues.along):
        return True
    return after[:1] in ("内", "里", "某", "的") and after not in ("的首", "的第") and not before


def _is_seat(scene: Scene, hit: Hit) -> bool:
    """位于西永综保区的…: where another body has its seat."""
    return scene.text[max(0, hit.start - 4) : hit.start].endswith(_SEATED)


def _is_link(scene: Scene, hit: Hit) -> bool:
    """Whether the line only links to another report (相关新闻:…)."""
    low, _ = scene.segments.around(hit.start, Window.PARAGRAPH)
    line = scene.text[max(low, hit.start - 40) : hit.start]
    return any(word in line for word in scene.cues.links)


def _is_address(scene: Scene, hit: Hit) -> bool:
    """在科学大道…立交边上, 紧邻科学大道、科学会堂: a road or building that only says where another one stands."""
    low, _ = scene.near(hit.start, Window.CLAUSE)
    if scene.text[max(low, hit.start - 2) : _head(scene, hit)].endswith(_NEXT_TO):
        return True
    before = scene.text[max(low, hit.start - 4) : hit.start]
    return before.endswith(scene.cues.locative) and _BESIDE.match(scene.text, hit.end) is not None


def _said_of(scene: Scene, hit: Hit) -> bool:
    """Whether something is said of a territory itself: what is done to it, or what it does or counts."""
    low, _ = scene.near(hit.start, Window.CLAUSE)
    head = _head(scene, hit)
    before = scene.text[max(low, head - 7) : head]
    after = _WHEN.sub("", scene.text[hit.end : hit.end + 24]).lstrip("\"'):")
    if _ORGAN.match(after):
        return False
    after = _predicate(after, scene.cues.territory_between)
    lead = before.rstrip("\"'(")
    if lead.endswith(scene.cues.served) or (
        lead.endswith(scene.cues.locative) and not lead.endswith(scene.cues.gathered)
    ):
        return False
    if after.startswith(scene.cues.territory_after) and not _is_attribute(after, scene.cues.territory_after):
        return True
    if _COUNT.match(after) or _DOCUMENT.match(after):
        return True
    return lead.endswith(scene.cues.territory_before)


def _head(scene: Scene, hit: Hit) -> int:
    """Where the list of names begins that the name stands in: 建设两江协同创新区和科学城 builds both."""
    start = hit.start
    while start > 1 and scene.text[start - 1] in "、和与及":
        before = scene.names.over(Hit("", start - 2, start - 1))
        if before is None or before.end != start - 1:
            break
        start = before.start
    return start


def _is_attribute(after: str, verbs: tuple[str, ...]) -> bool:
    """科学城引进的首批研究院: the verb only tells which institute is meant."""
    verb = max((one for one in verbs if after.startswith(one)), key=len)
    return not verb.startswith("的") and _ATTRIBUTE.match(after, len(verb)) is not None


def _predicate(after: str, adverbs: tuple[str, ...]) -> str:
    """What follows the adverbs and dates that may stand before a predicate."""
    while after:
        shorter = _QUOTE.sub("", _WHEN.sub("", after))
        shorter = shorter.removeprefix(
            max((a for a in adverbs if shorter.startswith(a)), key=len, default="")
        )
        if shorter == after:
            break
        after = shorter
    return after


def _is_caption(scene: Scene, hit: Hit) -> bool:
    low, high = scene.near(hit.start, Window.CLAUSE)
    clause = scene.text[low:high]
    return any(word in clause for word in scene.cues.caption)
