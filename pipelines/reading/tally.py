"""A count of what the name itself names: “启动6个市级重大科技专项”, “小巨人名单公布,我市40家企业入选”."""

import re

from jiannuo.model.commitment import Target
from jiannuo.model.vocabulary import CommitmentKind, ReadingKind, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.figures import Figure
from pipelines.reading.forms import spelling
from pipelines.reading.plain import frames, one_case
from pipelines.reading.scene import Scene

# Of these many can exist, and a text says how many there are.
_MANY = frozenset(
    {
        CommitmentKind.PROGRAMME,
        CommitmentKind.REFORM,
        CommitmentKind.POLICY,
        CommitmentKind.PLATFORM,
        CommitmentKind.FINANCE,
        CommitmentKind.TALENT,
    }
)
_COUNTS = frozenset("家个项件条所支种款批场")
_ADJECTIVE = re.compile(r"(?:新型|重点|示范|首批|市级|国家级|省部级|区县|特色|专业|大型|以上|的|\")*")
_SUM = re.compile(r"(?:的|规模的|总规模的)?[\"《]?")
_FAR = 30
_BEHIND = 8
_TRIAL = "试点单位"
_TRIED = re.compile(
    r"[^,。;、\d]{0,8}?(?:高校|院所|单位|企业|机构|区县|院校)(?:[从自][^,。;]{1,8}起)?(?:已|率先|先行|正|全面)*"
    r"(?:试行|试点|推行|实施|开展|参与|推进|探索|启动)了?[\"《]?"
)
_LIST_OUT = re.compile(r"[^,。;]{0,12}(?:名单|榜单|名录|公示|公布|出炉|揭晓|认定结果)")
_IN_IT = re.compile(r"[^,。;、\d]{0,6}(?:入选|上榜|入围|获评|获认定|被认定|通过|在列|榜上有名|过会|入列)")


def tally(scene: Scene, touch: Touch, figure: Figure) -> Target | None:
    """The count of the things that the name at ``touch`` stands for, or None."""
    commitment = touch.use.commitment
    if figure.kind is not ReadingKind.FACT or figure.value < 1 or frames(scene.text, figure):
        return None
    sentence, _ = scene.near(figure.start, Window.SENTENCE)
    if one_case(scene.text, sentence, touch.hit.end):
        return None
    if commitment.kind in _MANY and not touch.company and _before_name(scene, touch, figure):
        own = next((one for one in commitment.targets if figure.unit in one.units and not one.flow), None)
        if own is not None and _denied(scene, touch, own):
            return None
        return own or Target(measure=touch.hit.word, unit=figure.unit, scope="city", promised=False)
    if commitment.kind is CommitmentKind.REFORM and _tried_by(scene, touch, figure):
        return Target(measure=_TRIAL, unit=figure.unit, scope="city", promised=False)
    if figure.unit in ("家", "户", "个", "名", "人") and _on_list(scene, touch, figure):
        return next((one for one in commitment.targets if figure.unit in one.units and not one.flow), None)
    return None


def _denied(scene: Scene, touch: Touch, target: Target) -> bool:
    """“24家科创板、创业板后备企业”: what stands right behind the name tells that these are none yet."""
    behind = scene.text[touch.hit.end : touch.hit.end + _BEHIND]
    return any(spelling(word) in behind for word in target.not_words)


def _before_name(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """“6个市级|重大科技专项”; money only as what a fund has: “2000万元的|引育基金”."""
    if not figure.end <= touch.hit.start <= figure.end + 8:
        return False
    if figure.unit == "元":
        fund = touch.use.commitment.kind is CommitmentKind.FINANCE
        return fund and _SUM.fullmatch(scene.text, figure.end, touch.hit.start) is not None
    return (
        figure.unit in _COUNTS and _ADJECTIVE.fullmatch(scene.text, figure.end, touch.hit.start) is not None
    )


def _tried_by(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """“15家高校院所从去年10月起试行分类评价”: how many try the reform named."""
    if not figure.end <= touch.hit.start <= figure.end + _FAR or figure.unit not in _COUNTS:
        return False
    return _TRIED.fullmatch(scene.text, figure.end, touch.hit.start) is not None


def _on_list(scene: Scene, touch: Touch, figure: Figure) -> bool:
    """A list of what the name names is out, and so many are on it."""
    if figure.start < touch.hit.end or figure.start > touch.hit.end + 60:
        return False
    listed = _LIST_OUT.match(scene.text, touch.hit.end)
    return (
        listed is not None
        and listed.end() <= figure.start
        and _IN_IT.match(scene.text, figure.end) is not None
    )
