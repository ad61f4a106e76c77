"""Normal forms with a way back: one spelling for matching, offsets into the text as stored."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from pipelines.reading.script import table

_HAN = "\u3400-\u9fff"
_DROPPED = re.compile(
    f"[\u00ad\u200b-\u200f\u2060\ufeff]+"
    f"|(?<=[{_HAN}0-9])[ \t]+(?=[{_HAN}])"
    f"|(?<=[{_HAN}])[ \t]+(?=[0-9])"
    f"|(?<=[{_HAN}])\\((?=[^()]*[^\x00-\x7f])[a-z\u00e0-\u01dc\u0101-\u016b ]{{1,8}}\\)"
    f"|(?<=[{_HAN}])\\([a-z]{{1,6}}\\)(?=[{_HAN}])"
)
_BLANK = re.compile(f"[ \\t\u00a0\u3000](?<=[{_HAN}0-9].)[ \\t\u00a0\u3000]*[{_HAN}0-9]")
_LATIN = re.compile("[(（〔【［][ \u00a0\u3000]*[a-z\u00e0-\u01dc\u0101-\u016b]")
_PUNCTUATION = {
    "（": "(", "）": ")", "〔": "(", "〕": ")", "【": "(", "】": ")", "［": "(", "］": ")",
    "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"', "＂": '"', "〝": '"', "〞": '"',
    "‘": "'", "’": "'", "，": ",", "：": ":", "；": ";", "！": "!", "？": "?", "％": "%",
    "·": "·", "•": "·", "・": "·", "—": "-", "–": "-", "－": "-", "～": "~", "〜": "~",
    "\u00a0": " ", "\u3000": " ", "㎡": "㎡", "￥": "¥",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in normal form; ``cuts`` are (position in the normal text, characters dropped before it)."""

    text: str
    positions: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def origin(self, position: int) -> int:
        """The offset in the stored text of the character at ``position`` of the normal text."""
        if not self.positions:
            return position
        index = bisect_right(self.positions, position)
        return position + (self.shifts[index - 1] if index else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stored text's [start, end) for a non-empty span of the normal text."""
        return self.origin(start), self.origin(end - 1) + 1


def normal(text: str) -> Normal:
    """``text`` in normal form: half width, plain brackets and quotes, simplified characters; zero-width
    characters, spaces inside Chinese and pinyin residue dropped."""
    levelled = text.translate(_levels())
    positions: list[int] = []
    shifts: list[int] = []
    pieces: list[str] = []
    last = length = dropped = 0
    for cut in _DROPPED.finditer(levelled):
        pieces.append(levelled[last : cut.start()])
        length += cut.start() - last
        dropped += cut.end() - cut.start()
        positions.append(length)
        shifts.append(dropped)
        last = cut.end()
    if not positions:
        return Normal(levelled)
    pieces.append(levelled[last:])
    return Normal("".join(pieces), tuple(positions), tuple(shifts))


def is_plain(text: str) -> bool:
    """Whether the normal form differs from ``text`` in punctuation at most: no other script or width, nothing
    dropped. May say no for a text that is; never yes for one that is not."""
    return _odd().isdisjoint(text) and not _BLANK.search(text) and not _LATIN.search(text)


@cache
def _odd() -> frozenset[str]:
    """Characters that the normal form replaces by another letter or drops."""
    letters = {chr(code) for code in _levels() if chr(code) not in _PUNCTUATION}
    return frozenset(letters | set(map(chr, (0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF))))


@cache
def _levels() -> dict[int, int]:
    """One-for-one replacements: full-width ASCII, punctuation, traditional characters."""
    levels = dict(table())
    for code in range(0xFF01, 0xFF5F):
        levels[code] = code - 0xFEE0
    levels.update({ord(old): ord(new) for old, new in _PUNCTUATION.items()})
    return levels
