"""Normal forms with a way back: one spelling for matching, offsets into the text as stored."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from jiannuo.forms import table

_HAN = "\u3400-\u9fff"
_DROPPED = re.compile(
    f"[\u00ad\u200b-\u200f\u2060\ufeff]+"
    f"|(?<=[{_HAN}0-9])[ \t]+(?=[{_HAN}])"
    f"|(?<=[{_HAN}])[ \t]+(?=[0-9])"
    f"|(?<=[{_HAN}])\\((?=[^()]*[^\x00-\x7f])[a-z\u00e0-\u01dc\u0101-\u016b ]{{1,8}}\\)"
    f"|(?<=[{_HAN}])\\([a-z]{{1,6}}\\)(?=[{_HAN}])"
)
BLANKS = frozenset(" \t\u00a0\u3000")
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


@cache
def spelling(word: str) -> str:
    """A word of the register or the reader in the normal form in which texts are searched."""
    return normal(word).text


@cache
def spellings(words: tuple[str, ...]) -> tuple[str, ...]:
    """The same of several words; one and the same object each time."""
    return tuple(map(spelling, words))


def signs() -> list[str]:
    """Pieces of text of which one stands in every text whose normal form has other words or letters.

    They are letters of another script or width, what the form drops, blanks, and brackets that may hold pinyin.
    """
    letters = {chr(code) for code in _levels() if chr(code) not in _PUNCTUATION}
    letters |= set(map(chr, (0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF)))
    inside = [chr(code) for code in (*range(0x61, 0x7B), *range(0xE0, 0x1DD)) if chr(code).isalpha()]
    return sorted({*letters, *BLANKS, *(bracket + letter for bracket in "(（〔【［" for letter in inside)})


@cache
def _levels() -> dict[int, int]:
    """One-for-one replacements: full-width ASCII, punctuation, traditional characters."""
    levels = dict(table())
    for code in range(0xFF01, 0xFF5F):
        levels[code] = code - 0xFEE0
    levels.update({ord(old): ord(new) for old, new in _PUNCTUATION.items()})
    return levels
