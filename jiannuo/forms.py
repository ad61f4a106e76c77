"""One form for texts that differ only in script, width or case; and traditional to simplified one for one."""

import unicodedata
from functools import cache
from pathlib import Path


def simplified(text: str) -> str:
    """``text`` in simplified characters, of the same length."""
    return text if text.isascii() else text.translate(table())


def levelled(text: str) -> str:
    """Simplified, half-width where both exist, lower case; offsets may move."""
    return simplified(unicodedata.normalize("NFKC", text)).lower()


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
