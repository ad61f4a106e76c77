"""How much two characters in a row tell: nothing for 今天 or 我们, most for a name."""

from functools import cache
from importlib import resources

MOST = 4
_PLAIN = 8  # the level of pairs that tell nothing; a level more is e times rarer


def rarity(pair: str) -> int:
    """0 to MOST. From the frequencies of jieba's dictionary; ``benchmarks/rarity.py`` makes the table."""
    return _table().get(pair, MOST)


def rarest(run: str) -> int:
    """The most that any two characters in a row of ``run`` tell."""
    return max((rarity(run[start : start + 2]) for start in range(len(run) - 1)), default=0)


@cache
def _table() -> dict[str, int]:
    text = (resources.files("pipelines.kin") / "data" / "pairs.tsv").read_text("utf-8")
    found: dict[str, int] = {}
    for line in text.splitlines():
        level, _, pairs = line.partition("\t")
        value = min(MOST, max(0, int(level) - _PLAIN))
        found |= {pairs[start : start + 2]: value for start in range(0, len(pairs), 2)}
    return found
