"""How many of the texts that hold a word each way of indexing finds: jieba's words, SQLite's tokenizer, our pairs.

The answer is in docs/decisions/search.md. Needs ../shared/real/background-cctv.jsonl.gz; without it nothing is measured.
"""

import gzip
import json
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from jiannuo.config.load import shipped_folder
from jiannuo.register.load import load_register
from jiannuo.store.index import grams, wanted_grams

TEXTS = Path("../shared/real/background-cctv.jsonl.gz")
EACH = 400


def read() -> list[str]:
    with gzip.open(TEXTS, "rt", encoding="utf-8") as lines:
        return [f"{one['title']}\n{one['text']}".lower() for one in map(json.loads, lines)]


def groups(texts: list[str]) -> dict[str, list[str]]:
    """Words that readers ask for: of two signs in jieba's dictionary, names of the register, stretches of headlines."""
    import jieba

    chance = random.Random(5)
    heads = [text.partition("\n")[0] for text in texts]
    two = sorted({word for head in heads for word in jieba.cut(head) if len(word) == 2 and word.isalpha()})
    register = load_register(shipped_folder("register") / "chongqing-2021.yaml")
    names = sorted(
        {word for entry in register.commitments for word in jieba.cut(entry.name) if len(word) > 1}
    )
    stretches = [
        head[start : start + 4]
        for head in chance.sample(heads, EACH)
        if len(head) > 12 and (start := chance.randrange(len(head) - 5)) and head[start : start + 4].isalpha()
    ]
    return {
        "two signs": chance.sample(two, min(EACH, len(two))),
        "words of the register": names,
        "stretches of headlines": stretches,
    }


def share(words: Iterable[str], texts: list[str], found: Callable[[str], set[int]]) -> str:
    there = right = 0
    for word in words:
        holding = {number for number, text in enumerate(texts) if word in text}
        there += len(holding)
        right += len(holding & found(word))
    return f"{right:,} of {there:,} ({right / max(1, there):.1%})"


def inverted(texts: list[str], cut: Callable[[str], Iterable[str]]) -> dict[str, set[int]]:
    index: dict[str, set[int]] = {}
    for number, text in enumerate(texts):
        for token in set(cut(text)):
            index.setdefault(token, set()).add(number)
    return index


def every(index: dict[str, set[int]], tokens: list[str]) -> set[int]:
    return set.intersection(*(index.get(token, set()) for token in tokens)) if tokens else set()


def main() -> None:
    if not TEXTS.exists():
        print(f"NOT measured: {TEXTS} is not there", file=sys.stderr)
        return
    import jieba

    texts = read()
    asked = groups(texts)
    sqlite = sqlite3.connect(":memory:")
    sqlite.execute("CREATE VIRTUAL TABLE theirs USING fts5 (body)")
    sqlite.executemany("INSERT INTO theirs (rowid, body) VALUES (?, ?)", enumerate(texts))
    ways: dict[str, Callable[[str], set[int]]] = {
        "SQLite's tokenizer": lambda word: {
            row[0] for row in sqlite.execute("SELECT rowid FROM theirs WHERE theirs MATCH ?", (f'"{word}"',))
        }
    }
    for name, cut in (("jieba, for search", jieba.cut_for_search), ("pairs", grams)):
        began = time.perf_counter()
        index = inverted(texts, cut)
        print(
            f"{name}: {1e6 * (time.perf_counter() - began) / len(texts):.0f} µs a text, {len(index):,} tokens"
        )
        question = wanted_grams if name == "pairs" else lambda word: list(jieba.cut(word))
        ways[name] = lambda word, index=index, question=question: every(  # type: ignore[misc]
            index, list(question([word] if question is wanted_grams else word))
        )
    for group, words in asked.items():
        for name, found in ways.items():
            print(f"{group} ({len(words)}): {name}: {share(words, texts, found)}")


if __name__ == "__main__":
    main()
