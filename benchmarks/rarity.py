"""Makes the table of common character pairs anew from jieba's dictionary (MIT licence).

    python benchmarks/rarity.py            writes pipelines/kin/data/pairs.tsv

A pair's share of running text is that of the words it stands in, or, where it only arises between two words,
half of what its characters' own shares let expect. Levels are rounded negative logarithms of it.
"""

import math
from collections import Counter
from pathlib import Path

import jieba

TABLE = Path(__file__).parent.parent / "pipelines" / "kin" / "data" / "pairs.tsv"
RARE = 12
BETWEEN_WORDS = 0.5


def main() -> None:
    """Write every pair that is more common than RARE, a line for each level."""
    signs, pairs = _counted(Path(jieba.__file__).with_name("dict.txt"))
    total = sum(signs.values())
    levels: dict[int, list[str]] = {}
    for pair in sorted(pairs.keys() | _between(signs, total)):
        chance = BETWEEN_WORDS * signs[pair[0]] * signs[pair[1]] / total**2
        level = round(-math.log(max(pairs[pair] / total, chance, 1e-12)))
        if level < RARE:
            levels.setdefault(level, []).append(pair)
    lines = [f"{level}\t{''.join(levels[level])}" for level in sorted(levels)]
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")
    print({level: len(found) for level, found in sorted(levels.items())})


def _counted(dictionary: Path) -> tuple[Counter[str], Counter[str]]:
    signs: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for line in dictionary.read_text("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        for sign in word:
            signs[sign] += int(count)
        for start in range(len(word) - 1):
            pairs[word[start : start + 2]] += int(count)
    return signs, Counter({pair: n for pair, n in pairs.items() if _han(pair)})


def _between(signs: Counter[str], total: int) -> set[str]:
    """Pairs of characters so common that they often meet by accident."""
    common = [sign for sign, count in signs.items() if count > total * 1e-4 and _han(sign)]
    least = math.exp(-RARE) * total**2 / BETWEEN_WORDS
    return {one + other for one in common for other in common if signs[one] * signs[other] > least}


def _han(text: str) -> bool:
    return all("\u4e00" <= sign <= "\u9fff" for sign in text)


if __name__ == "__main__":
    main()
