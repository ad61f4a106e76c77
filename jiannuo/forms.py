"""One form for texts that differ only in script, width or case; and traditional to simplified one for one."""

import unicodedata
from functools import cache
from pathlib import Path

# Wide and raised digits and letters, numbers in circles, squared and compatible ideographs, ligatures.
_COMPATIBLE = (
    (0xFF10, 0xFF19),
    (0xFF21, 0xFF3A),
    (0xFF41, 0xFF5A),
    (0x2070, 0x209F),
    (0x2100, 0x214F),
    (0x2160, 0x217F),
    (0x2460, 0x24FF),
    (0x3200, 0x33FF),
    (0xF900, 0xFAFF),
    (0xFB00, 0xFB4F),
)


# What nearly every Chinese text has and NFKC replaces: without it most texts are in that form already, and a text
# that is so costs a twentieth.
_WIDE = tuple(zip("，：；！？（）％　", ",:;!?()% ", strict=True))


def simplified(text: str) -> str:
    """``text`` in simplified characters, of the same length."""
    # To look for a traditional sign is much quicker than to replace none, and to let a codec look quicker still.
    if _is_plain(text) or _traditional().isdisjoint(text):
        return text
    return text.translate(table())


def levelled(text: str) -> str:
    """Simplified, half-width where both exist, lower case; offsets may move."""
    for wide, plain in _WIDE:
        text = text.replace(wide, plain)
    return simplified(unicodedata.normalize("NFKC", text)).lower()


class Wanted:
    """A word that texts are asked for, in whatever script, width or case they write it."""

    def __init__(self, word: str) -> None:
        """``word`` as somebody typed it."""
        self._plain = word.lower()
        self._level = levelled(word)
        self._simple = self._level.isalnum()

    def times_in(self, *texts: str) -> tuple[int, ...]:
        """How often each of the texts has it, which one hand wrote: where one has it as typed, the others do."""
        found = tuple(text.lower().count(self._plain) for text in texts)
        if any(found) or not any(map(self.stands_in, texts)):
            return found
        return tuple(levelled(text).count(self._level) for text in texts)

    def stands_in(self, text: str) -> bool:
        """Whether ``text`` has it. Most texts are looked at as they are: to level one takes a hundred times longer."""
        if self._plain in text.lower():
            return True
        if self._simple and self._level == self._plain and _other_forms().isdisjoint(text):
            return False
        return self._level in levelled(text)


@cache
def _other_forms() -> frozenset[str]:
    """Letters, digits and ideographs that a levelled text writes in another way."""
    return _traditional().union(chr(code) for first, last in _COMPATIBLE for code in range(first, last + 1))


def _is_plain(text: str) -> bool:
    """Whether the text is sure to have no traditional sign: GB 2312 was made for simplified ones and has few others."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return not any(sign in text for sign in _in_both())


@cache
def _in_both() -> tuple[str, ...]:
    """The traditional signs that GB 2312 has all the same."""
    return tuple(sign for sign in sorted(_traditional()) if sign.encode("gb2312", "ignore"))


@cache
def _traditional() -> frozenset[str]:
    return frozenset(map(chr, table()))


@cache
def table() -> dict[int, int]:
    """Code point to code point, from OpenCC's character dictionary (first reading of each)."""
    import opencc

    source = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    pairs: dict[int, int] = {}
    for line in source.read_text("utf-8").splitlines():
        traditional, _, readings = line.partition("\t")
        first = readings.split(" ")[0]
        if len(traditional) == len(first) == 1 and traditional != first:
            pairs[ord(traditional)] = ord(first)
    return pairs
