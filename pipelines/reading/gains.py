"""Names that are only what something brought forth, drew in or served: “孵化科技型企业520家” is still its count."""

import re

from jiannuo.model.vocabulary import Window
from pipelines.reading.scene import Scene
from pipelines.reading.words import Hit

_CLOSE = 6
_GAINED = re.compile(
    r"(?:已|累计|共|先后|新)*(?:孵化|培育|引进|集聚|聚集|服务|推广|带动|汇聚|入驻|吸引|引育|招引|落户|惠及|支持)[了出]?"
)
# 含创新工坊、孵化基地: members of what was counted before.
_MEMBER = re.compile(r"(?:其中)?(?:包含|包括|涵盖|含有?)")


def gained(scene: Scene, hit: Hit) -> bool:
    """“孵化科技型企业520家”: a name that is only what the subject before brought forth takes nothing over."""
    low, _ = scene.near(hit.start, Window.CLAUSE)
    if _MEMBER.match(scene.text, low, hit.start):
        return True
    # Of 孵化科技型企业 the verb is a part of the name.
    verb = _GAINED.match(scene.text, low, hit.end)
    return verb is not None and hit.start <= verb.end() + _CLOSE and "、" not in scene.text[low : hit.start]
