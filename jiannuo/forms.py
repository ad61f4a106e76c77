"""One form for texts that differ only in script, width or case; and traditional to simplified one for one."""

import re
import unicodedata
from functools import cache
from pathlib import Path


def simplified(text: str) -> str:
    """``text`` in simplified characters, of the same length."""
    # Looking for a traditional sign is ten times quicker than replacing none.
    return text.translate(table()) if _traditional().search(text) else text


def levelled(text: str) -> str:
    """Simplified, half-width where both exist, lower case; offsets may move."""
    return simplified(unicodedata.normalize("NFKC", text)).lower()


class Wanted:
    """A word that texts are asked for, in whatever script, width or case they write it."""

    def __init__(self, word: str) -> None:
        """``word`` as somebody typed it."""
        self._plain = word.lower()
        self._level = levelled(word)
        self._simple = self._level.isalnum()

    def times_in(self, text: str) -> int:
        """How often ``text`` has it."""
        return text.lower().count(self._plain) or (
            levelled(text).count(self._level) if self.stands_in(text) else 0
        )

    def stands_in(self, text: str) -> bool:
        """Whether ``text`` has it. Most texts are looked at as they are: to level one takes a hundred times longer."""
        if self._plain in text.lower():
            return True
        if self._simple and self._level == self._plain and not _other_forms().search(text):
            return False
        return self._level in levelled(text)


@cache
def _other_forms() -> re.Pattern[str]:
    """Letters, digits and ideographs that a levelled text writes in another way."""
    wide = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2070-\u209f\u2100-\u214f\u2160-\u217f\u2460-\u24ff"
    return re.compile(f"[{''.join(map(chr, table()))}{wide}\u3200-\u33ff\uf900-\ufaff\ufb00-\ufb4f]")


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, table()))}]")


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
