"""The same searches asked of a real Datasette over the same texts: how long it takes, and what it does not find.

Datasette asks an FTS5 table with SQLite's own tokenizer, which takes a run of Chinese signs between two punctuation marks
for one word; so it is also asked for the texts that contain the word (LIKE), which finds all. The texts are copied into
a database of their own, so that neither pays for the other's tables.
"""

import json
import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

TIMES = 15
_PAGE = 20


def beside(file: Path, ours: str, words: list[str]) -> None:
    """Prints for each word the median of both over HTTP (the newest 20, as JSON) and how many reports hold it."""
    theirs = _made(file)
    print(
        "  the newest 20 as JSON, milliseconds: ours, Datasette's search, Datasette's contains; then how many"
    )
    print("  reports have the word: by ours, by Datasette's search, in the texts")
    with _served(theirs) as address, closing(sqlite3.connect(file)) as connection:
        for word in words:
            held = "FROM reports WHERE instr(body, ?) OR instr(title, ?)"
            there = {row[0] for row in connection.execute(f"SELECT id {held}", (word, word))}
            mine = _median(f"{ours}/api/v1/reports?q={quote(word)}&limit={_PAGE}")
            rows = f"/{theirs.stem}/texts.json?_search={quote(chr(34) + word + chr(34))}"
            newest = f"&_size={_PAGE}&_sort_desc=published"
            other = _median(f"{address}{rows}{newest}")
            whole = _median(f"{address}/{theirs.stem}/texts.json?body__contains={quote(word)}{newest}", 3)
            count = json.loads(_get(f"{address}{rows}&_size=0"))["filtered_table_rows_count"]
            found = len(_ours(connection, word) & there)
            told = " ".join(f"{one:8.1f}" for one in (mine, other, whole))
            print(f"  {word:12} {told} {found:10,} {count:10,} {len(there):10,}", flush=True)


def _ours(connection: sqlite3.Connection, word: str) -> set[int]:
    """What our index holds of the word; copies too, which a page folds into their story."""
    from jiannuo.model.asking import Filter
    from jiannuo.store.asking.whole import report_ids
    from jiannuo.store.engine import Store

    file = connection.execute("PRAGMA database_list").fetchone()[2]
    with closing(Store(f"sqlite:///{file}")) as store:
        return set(report_ids(store, "chongqing-2021", Filter(words=(word,))))


def _made(file: Path) -> Path:
    made = file.with_name(file.stem.replace("asking", "datasette") + ".db")
    if not made.exists():
        with closing(sqlite3.connect(made)) as connection:
            connection.execute("ATTACH ? AS ours", (str(file),))
            connection.execute(
                "CREATE TABLE texts (id INTEGER PRIMARY KEY, published TEXT, title TEXT, body TEXT)"
            )
            connection.execute("INSERT INTO texts SELECT id, published, title, body FROM ours.reports")
            connection.execute("CREATE INDEX by_day ON texts (published)")
            connection.execute(
                "CREATE VIRTUAL TABLE texts_fts USING fts5 (title, body, content=\"texts\", content_rowid='id')"
            )
            connection.execute("INSERT INTO texts_fts (texts_fts) VALUES ('rebuild')")
            connection.commit()
    return made


@contextmanager
def _served(file: Path) -> Iterator[str]:
    program = [sys.executable, "-m", "datasette", "serve", str(file), "-h", "127.0.0.1", "-p", "0"]
    patient = ["--setting", "sql_time_limit_ms", "60000"]
    with subprocess.Popen(
        [*program, *patient], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        try:
            for line in process.stderr:
                if found := re.search(r"running on (http://[\d.]+:\d+)", line):
                    yield found[1]
                    break
        finally:
            process.terminate()
            process.stderr.read()


def _median(address: str, times: int = TIMES) -> float:
    _get(address)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        _get(address)
        taken.append(1_000 * (time.perf_counter() - began))
    return sorted(taken)[times // 2]


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:  # noqa: S310  (loopback)
        found: bytes = answer.read()
        return found
