"""Figures of no registered measure that the text still counts of the commitment itself: what it has, did or spent."""

import re

from jiannuo.model.commitment import Target
from jiannuo.model.vocabulary import CommitmentKind, ReadingKind, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.figures import Figure
from pipelines.reading.forms import spelling
from pipelines.reading.gains import gained
from pipelines.reading.openers import does, goes_on
from pipelines.reading.plain import acts_itself, effect, in_notice, is_plain, named_whole, one_case
from pipelines.reading.scene import Scene
from pipelines.reading.shares import only_a_share, own_organ, own_text
from pipelines.reading.zone import Starts

# A general promise: what is named is mostly one case of it, and the case's own size measures nothing.
_GENERAL = frozenset({CommitmentKind.FIELD, CommitmentKind.SERVICE})
_NOUN = re.compile(r"[\u4e00-\u9fff]{1,8}")
_LEAD = re.compile(r"[\u4e00-\u9fff]{2,8}$")
_APPROACH = re.compile(r"(?:突破|超过|达到?|约为?|近|为|到|增至|升至|超|已|共|有)+$")
# A share of each, or what only waits in a pool, is not what was reached.
_SHARED = re.compile(r"分别|每(?!年)|平均|单[笔个项]|拟上市|后备库|培育库")
_MEMBER = re.compile(r"[\"》)]*(?:[、和与及][^,。;]*等|等|、)")
_COUNTED_NAME = re.compile(r"\d[万亿余多]*[个家项座条][^,。;、\d]{0,3}\"?$")
_WIDER = re.compile(
    r"(?<!面向)(?<!服务)(?<![占居列在])(?<!占同期)(?<!占到)(?:全市|我市|全区|我区|全省|我省|全国)(?!\d)"
)
_FUND = re.compile(r"合计|累计|[\d两二三四五六七八九十][余多]?[支只]")
_HEAD = re.compile(r"(?:其中|而|以及|另|另外|此外|当天|昨日|去年|今年|据悉)*")
_COUNTED_AFTER = re.compile(
    r"[\")》]*(?:数量|总数|总量|已|有|共|达到|达|约|近|超过|超|突破|逾|为|增至|升至|扩大到|增加到|新增)*\d[\d.,]*[万余多]*[个家项座条所名人户](?=[,、。;和及(]|以上|左右|$)"
)
_BEFORE_SUBJECT = (
    "年",
    "月",
    "日",
    "说",
    "称",
    "获悉",
    "以来",
    "中",
    "目前",
    "期间",
    "季度",
    "示",
    "绍",
    "透露",
)
# 其中全国首创3项: some of those just counted.
_OF_THEM = re.compile(r"其中|占|全[国市](?:首创|率先|首个|领先)|含|国家级|市级|省部级")
# 科学城首批12所学校: so many of something else.
_FIRST = ("首批", "首期", "一期", "二期", "三期", "全", "总", "其中")
_FURTHEST = 120
_KINDS = (ReadingKind.FACT, ReadingKind.SHARE, ReadingKind.GROWTH)
# 技术经纪专业人员超过5000名: a later clause counts a noun of its own.
_OWN_NOUN = re.compile(
    r"(?:(?![达有为约超近共到至增过已余破计量总数额均占升降获批建现入备在孵拥是的了新报引兑惠支服派评出发由从将其])"
    r"[\u4e00-\u9fff]){6,14}(?:超过|超|达到|达|约|近|突破|已有|有)*"
)
# 大学城14所高校: who has always been there is nothing that was done.
_RESIDENT = ("高校", "大学", "院校")
# A street or a hotel of the thing named, with shops and rooms of its own.
_PARTS = ("商业街", "步行街", "美食街", "夜市", "酒店", "公寓", "食堂")
SOLID = frozenset({CommitmentKind.FACILITY, CommitmentKind.PLATFORM, CommitmentKind.DISTRICT})


def counted(scene: Scene, touch: Touch, figure: Figure, others: Starts) -> Target | None:
    """A measure named by the text for a figure that is told of the name at ``touch``, or None.

    The figure stands in the zone of the name, after it, and nothing between takes it over: no other name,
    place or body, no list of which the name is only a member. Promised counts have measures of their own.
    """
    use = touch.use
    if (
        (use.commitment.kind is CommitmentKind.METRIC and not use.organs.alone)
        or (use.anchor.territory and not _acts(scene, touch, figure))
        or use.anchor.mention_only
    ):
        return None
    if touch.place is not None and not touch.place.inside(scene.home) and not own_text(scene, touch):
        return None
    if (
        figure.kind not in _KINDS
        or effect(scene.text, figure)
        or not is_plain(scene.text, figure)
        or scene.names.covers(figure.start)
    ):
        return None
    if use.commitment.kind is CommitmentKind.DISTRICT and scene.text.startswith(_RESIDENT, figure.end):
        return None
    if _of_a_part(scene, touch):
        return None
    if not touch.hit.end <= figure.start <= touch.hit.end + _FURTHEST or _general(scene, touch, figure):
        return None
    sentence, high = scene.near(figure.start, Window.SENTENCE)
    if in_notice(scene.text, sentence, high):
        return None
    if use.commitment.kind not in SOLID and not _at_large(scene, touch, figure, sentence):
        return None
    if (
        enumerated(scene, touch, figure)
        or not _its_own(scene, touch, figure, others)
        or only_a_share(scene, touch)
    ):
        return None
    return Target(measure=_measure(scene.text, figure), unit=figure.unit, scope="project", promised=False)


def _of_a_part(scene: Scene, touch: Touch) -> bool:
    """“科学谷商业街…60家餐饮”: what a street or a hotel in the thing counts is only theirs."""
    return touch.use.commitment.kind in SOLID and scene.text.startswith(_PARTS, touch.hit.end)


def counted_itself(scene: Scene, touch: Touch) -> bool:
    """“启动建设3个…,其他平台97家”: the name is one of several things counted, what follows is the next."""
    low, _ = scene.near(touch.hit.start, Window.CLAUSE)
    return _COUNTED_NAME.search(scene.text, low, touch.hit.start) is not None


def enumerated(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """“重点实验室12个,工程研究中心9个,…”: the name is counted in a list, and this is the count of the next noun."""
    after = _COUNTED_AFTER.match(scene.text, touch.hit.end)
    if touch.use.commitment.kind is CommitmentKind.FACILITY or figure.start < touch.hit.end:
        return False
    if after is None and not counted_itself(scene, touch):
        return False
    if after is not None and figure.start <= after.end():
        return False
    clause, _ = scene.near(figure.start, Window.CLAUSE)
    item = max(clause, scene.text.rfind("、", clause, figure.start) + 1, touch.hit.end)
    return not (_OF_THEM.match(scene.text, item) or does(scene.text, item, figure.start))


def _at_large(scene: Scene, touch: Touch, figure: Figure, sentence: int) -> bool:
    """Whether a promise of all the city is counted, not one case of it nor what a district tells of itself."""
    if one_case(scene.text, sentence, figure.start):
        return False
    own = touch.use.organs.alone or own_organ(scene, touch) or touch.use.commitment.districts
    return bool(own) or not scene.places.of_a_district(figure.start, scene.names)


def _acts(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """Whether a territory is itself the subject: “科学城去年引进团队12个”, not “科学城的海图公司…”."""
    clause, _ = scene.near(touch.hit.start, Window.CLAUSE)
    lead = scene.text[clause : touch.hit.start].rstrip("\"'")
    if not (lead == "" or lead.endswith(_BEFORE_SUBJECT)):
        return False
    _, end = scene.near(touch.hit.start, Window.SENTENCE)
    start = touch.hit.end + (scene.text[touch.hit.end : touch.hit.end + 1] == '"')
    return figure.start < end and goes_on(scene.text, start, end) and not scene.text.startswith(_FIRST, start)


def _general(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """Whether only one case of a general promise is counted, not the promise."""
    use, kind = touch.use, touch.use.commitment.kind
    _, sentence = scene.near(touch.hit.start, Window.SENTENCE)
    if of_many(scene, touch, figure):
        return True
    if kind in SOLID or use.organs.alone:
        return False
    if figure.start >= sentence and kind in _GENERAL:
        return True
    if kind is CommitmentKind.FINANCE and "规模" in scene.text[touch.hit.end : figure.start]:
        # One fund's size is a case of the system of funds; the sum of many is the system's.
        return _FUND.search(scene.text, touch.hit.end, figure.start) is None
    if kind not in _GENERAL:
        return False
    if kind is CommitmentKind.FIELD:
        return not named_whole(scene.text, touch.hit.start, touch.hit.end)
    return touch.hit.word not in spelling(use.commitment.name)


def of_many(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """Whether the promise is of many that share a name (重庆实验室) and a later clause counts something else."""
    commitment = touch.use.commitment
    if (
        commitment.kind is not CommitmentKind.PLATFORM
        or figure.start < scene.near(touch.hit.start, Window.CLAUSE)[1]
    ):
        return False
    if scene.text.startswith(touch.hit.word[-2:], figure.end):
        return False
    return any(
        target.scope == "city" and any(spelling(word) in touch.hit.word for word in target.words)
        for target in commitment.targets
    )


def _its_own(scene: Scene, touch: Touch, figure: Figure, others: Starts) -> bool:
    """Whether nothing between the name and the figure takes the figure over."""
    between = scene.text[touch.hit.end : figure.start]
    clause, _ = scene.near(figure.start, Window.CLAUSE)
    if _SHARED.search(scene.text, max(clause, touch.hit.end), figure.start):
        return False
    if others.any_in(touch.hit.end, figure.start):
        return False
    if _beside_others(scene, touch, figure):
        return False
    if _MEMBER.match(scene.text, touch.hit.end, figure.start) or counted_itself(scene, touch):
        return False
    if (touch.use.commitment.kind in SOLID or touch.use.organs.alone) and _WIDER.search(between):
        return False
    if _of_a_place(scene, touch, figure) and not own_organ(scene, touch):
        return False
    if clause <= touch.hit.start:
        return True
    if scene.text[touch.hit.start - 1 : touch.hit.start] == "、":
        return False
    reform = touch.use.commitment.kind is CommitmentKind.REFORM
    if reform and _OWN_NOUN.fullmatch(scene.text, clause, figure.start):
        return False
    return not acts_itself(scene.text, clause, figure.start)


def _beside_others(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """Whether another promise's name stands between, be it only a landmark; not one that it is in or works for."""
    between = scene.proper.within(touch.hit.end, figure.start)
    if not between or touch.use.commitment.kind not in SOLID:
        return False
    own = {spelling(name.text) for anchor in touch.use.commitment.anchors for name in anchor.names}
    where = (*scene.cues.locative, *scene.cues.object_before)
    return any(
        hit.word not in own
        and not gained(scene, hit)
        and not scene.text[max(0, hit.start - 4) : hit.start].endswith(where)
        for hit in between
    )


def _of_a_place(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """Whether a district, or a place elsewhere, has taken over: “其中九龙坡区7家”; not “在两地办了12场”."""
    own = touch.use.commitment.districts
    for hit, place in scene.places.hits_in(touch.hit.end, figure.start):
        if place == scene.home or place in own:
            continue
        # “已在全国260家医院试用”: where it is used is not whose it is.
        if place == "nation" and scene.text.startswith("在", hit.start - 1):
            continue
        # “成果进区县”万州专场: one of many.
        if not scene.text[touch.hit.end : hit.start].strip('"》)'):
            return True
        if not place.startswith(scene.home):
            return True
        if scene.text[hit.end : figure.start].strip("的有占超近约") == "":
            return True
        clause, _ = scene.near(hit.start, Window.CLAUSE)
        if clause > touch.hit.start and _HEAD.fullmatch(scene.text, clause, hit.start):
            return True
    return False


def _measure(text: str, figure: Figure) -> str:
    """The noun that is counted: what follows the unit (57家|企业), else what leads up to the number."""
    after = _NOUN.match(text, figure.end)
    if after is not None and figure.unit not in ("元", "%"):
        return after.group()
    lead = _LEAD.search(_APPROACH.sub("", text[max(0, figure.start - 12) : figure.start]))
    return lead.group() if lead else figure.unit
