"""Traditional to simplified characters one for one, so that offsets do not move."""

from functools import cache
from pathlib import Path


def simplified(text: str) -> str:
    """``text`` in simplified characters, of the same length."""
    return text if text.isascii() else text.translate(table())


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
