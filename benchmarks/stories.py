"""Copies and tellings: recall, false joins, cost, and candidates a report, in one run.

    python benchmarks/stories.py copies            (copies made from real texts; no two different ones joined)
    python benchmarks/stories.py events            (labelled pairs, each half apart; random pairs of one day)
    python benchmarks/stories.py cost [STORED …]   (what one more report costs, one core, as the database grows)

Texts are those of ../shared/real. ``copies`` saves all background texts into a database as the road does and
then looks up every made copy there; nothing is compared that the database did not find.
"""

import gzip
import json
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import Any

import opencc

from jiannuo.model.dossier import Fingerprint
from jiannuo.model.report import Report
from jiannuo.model.when import parse_when
from jiannuo.store import stories
from jiannuo.store.carried import settle_lead
from jiannuo.store.engine import Connection, Store
from jiannuo.store.migrate import migrate
from jiannuo.store.reports import StoredReport, insert_report
from pipelines.clean import clean
from pipelines.event import event_of, file_story
from pipelines.kin.tellings import keys, same_event, weights
from pipelines.story import Kinship, fingerprint, kinship

REAL = Path(__file__).parent.parent.parent / "shared" / "real"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SAMPLE = 400
NEW = 1_000
NAMES = ("苏木", "白芷", "南星网", "晨光客户端", "半夏日报")
HEADS = ("本报讯（记者 {}）", "【{}】", "据{}消息，", "{}编者按：以下内容供读者参考。")
TAILS = ("\n（责任编辑：{}）", "\n更多内容请关注{}，欢迎转发分享。", "\n{}版权所有，未经许可不得转载。")
ADS = ("点击领取新人礼包", "下载APP立享优惠", "加微信了解更多", "本店新品上市，满减活动进行中，欢迎选购")


def main() -> None:
    """Run what was asked for."""
    if not (REAL / "background-cctv.jsonl.gz").is_file():
        sys.exit(f"SKIPPED: {REAL} is not there; this benchmark measures with it")
    wanted = sys.argv[1] if len(sys.argv) > 1 else "copies"
    {"copies": copies, "events": events, "cost": cost}[wanted]()


def copies() -> None:
    """Recall by kind of change, and how many different texts were joined while all were stored."""
    rows, dice = _read("background-cctv.jsonl.gz"), random.Random(2026)
    with _database() as (store, connection):
        del store
        joined = _store_all(connection, rows)
        same_day = [pair for pair in joined if pair[0]["published"] == pair[1]["published"]]
        print(f"different texts of one day joined: {len(same_day)} (asked: 0) among {len(rows)}")
        print(f"texts of different days joined: {len(joined) - len(same_day)}")
        for one, other in same_day:
            print(f"  {one['title']} | {other['title']}")
        total = [_recall(connection, rows, dice, kind) for kind in KINDS]
        print(
            f"recall over all kinds: {sum(total) / len(total):.4f}, of the least: {min(total):.4f} (asked: .98)"
        )
        print("the same under another title, which no copy above has:")
        for kind in RETITLED:
            _recall(connection, rows, dice, kind, title="今日要闻")


def _recall(
    connection: Connection, rows: list[dict[str, str]], dice: random.Random, kind: str, title: str = ""
) -> float:
    found = 0
    for row in dice.sample(rows, SAMPLE):
        body = row["text"]
        for change in kind.split("+"):
            body = CHANGES[change](body, dice)
        copy = clean(_report({**row, "text": body, "id": "copy", "title": title or row["title"]}))
        kin, _ = _kin(connection, copy, fingerprint(copy))
        found += kin.story_id is not None and kin.story_id == STORIES[row["id"]]
    print(f"  {kind:40} {found / SAMPLE:.4f}")
    return found / SAMPLE


def events() -> None:
    """Recall on tellings of one event and false joins, for either half of the labelled pairs."""
    pairs = _read("pairs-cctv.jsonl.gz")
    print(f"weights {weights()}")
    for name, half in (("half fitted on", 0), ("half held out", 1)):
        for kind in ("same_event", "recurring_topic", "template_lookalike"):
            told = [pair for pair in pairs if pair["kind"] == kind][half::2]
            hits = sum(_told_alike(pair["a"], pair["b"]) for pair in told)
            if told:
                print(f"{name}: {kind} {hits}/{len(told)} = {hits / len(told):.4f}")
    days: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _read("background-cctv.jsonl.gz"):
        days[row["published"]].append(row)
    for name, half in (("half fitted on", 0), ("half held out", 1)):
        tried = [
            pair for day, rows in days.items() if _day(day) % 2 == half for pair in combinations(rows, 2)
        ]
        hits = sum(_told_alike(*pair) for pair in tried)
        print(f"{name}: pairs of one day joined {hits}/{len(tried)} = {hits / len(tried):.5f} (asked: .005)")
    _through_the_database([pair for pair in pairs if pair["label"] == 1])


def _through_the_database(pairs: list[dict[str, Any]]) -> None:
    """Both reports of each pair saved among all others of these days: how often they end in one event."""
    with _database() as (_, connection):
        rows = [row for row in _read("background-cctv.jsonl.gz") if row["published"] >= "2025-01-01"]
        told = {row["id"]: row for pair in pairs for row in (pair["a"], pair["b"])}
        rows = [row for row in rows if row["id"] not in told] + list(told.values())
        _store_all(connection, sorted(rows, key=lambda row: row["published"]), filed=True)
        met = sum(EVENTS[pair["a"]["id"]] == EVENTS[pair["b"]["id"]] for pair in pairs)
        print(f"stored among {len(rows)} reports: {met}/{len(pairs)} = {met / len(pairs):.4f} in one event")
        sizes = Counter(Counter(EVENTS[row["id"]] for row in rows).values())
        print(f"events by number of reports: {dict(sorted(sizes.items()))}")


def cost() -> None:
    """What one more report costs with 10,000 reports stored, or with each of STORED … in turn."""
    sizes = sorted(map(int, sys.argv[2:])) or [10_000]
    rows, dice = _read("background-cctv.jsonl.gz"), random.Random(1)
    drawn = dice.sample(rows, SAMPLE)
    # Every second one is a copy of a stored text, the others are told anew.
    texts = [
        row if place % 2 else _variant(row, NEW * len(rows), len(rows), dice)
        for place, row in enumerate(drawn)
    ]
    fresh = [clean(_report({**row, "id": f"new{row['id']}"})) for row in texts]
    with _database() as (store, connection):
        stored = 0
        for size in sizes:
            many = (
                _variant(rows[number % len(rows)], number, len(rows), dice) for number in range(stored, size)
            )
            _store_all(connection, list(many), filed=True)
            stored = size
            _tell_cost(connection, fresh, stored)
        if store.sqlite_file:
            print(f"database with {stored} reports: {store.sqlite_file.stat().st_size / 1e6:.0f} MB")


def _tell_cost(connection: Connection, fresh: list[Report], stored: int) -> None:
    """Milliseconds a report for each step of the road through kinship, and how many texts are compared."""
    prints = []
    for name, step in (
        ("fingerprint", lambda report, _: prints.append(fingerprint(report)) or 0),
        ("kinship", lambda report, place: _kin(connection, report, prints[place])[1]),
        ("event", lambda report, place: _event(connection, report, prints[place])[1]),
    ):
        tried, times = 0, []
        for place, report in enumerate(fresh):
            started = time.perf_counter()
            tried += step(report, place)
            times.append(1000 * (time.perf_counter() - started))
        worst = sorted(times)[-1 - len(times) // 100]
        print(
            f"{stored} stored: {name} {mean(times):.2f} ms a report, {worst:.2f} ms for one in a hundred, "
            f"{tried / len(fresh):.2f} texts compared"
        )


def _variant(row: dict[str, str], number: int, size: int, dice: random.Random) -> dict[str, str]:
    """The text itself in the first round; then its sentences mixed with another name and day."""
    turn = number // size
    if not turn:
        return row
    sentences = row["text"].split("。")
    dice.shuffle(sentences)
    noise = "".join(chr(dice.randint(0x4E00, 0x9000)) for _ in range(60))
    text = noise.join(sentences[: max(2, len(sentences) // 2)])
    return {**row, "id": f"{row['id']}-{turn}", "text": text, "title": f"{row['title']}{turn}"}


def _store_all(
    connection: Connection, rows: list[dict[str, str]], *, filed: bool = False
) -> list[tuple[dict[str, str], dict[str, str]]]:
    """Save every text with its kin as the road does; the pairs that were joined as copies.

    ``filed``: each is filed under its event as if it touched a commitment.
    """
    joined, by_key = [], {}
    started = time.perf_counter()
    for row in rows:
        report = clean(_report(row))
        mark = fingerprint(report)
        kin, _ = _kin(connection, report, mark)
        story = kin.story_id or stories.new_story(connection, NOW)
        key = insert_report(connection, report, exact=mark.exact, detected_at=NOW, story_id=story)
        stories.remember(connection, key, mark, stories.holders_of(connection, mark.marks))
        settle_lead(connection, story)
        if filed:
            file_story(connection, StoredReport(key, report, NOW, story, current=True), mark.day)
            EVENTS[row["id"]] = stories.event_of_story(connection, story) or 0
        by_key[key], STORIES[row["id"]] = row, story
        if kin.copy_of in by_key:
            joined.append((row, by_key[kin.copy_of]))
    rate = len(rows) / (time.perf_counter() - started)
    print(
        f"{len(rows)} stored, {rate:.0f} reports/s (fingerprint, kinship, {'event, ' if filed else ''}rows)"
    )
    return joined


def _kin(connection: Connection, report: Report, mark: Fingerprint) -> tuple[Kinship, int]:
    """What the road finds, and with how many stored reports it compared."""
    near = stories.candidates(connection, mark, stories.holders_of(connection, mark.marks))
    return kinship(report, mark, near), len(near)


def _event(connection: Connection, report: Report, mark: Fingerprint) -> tuple[int | None, int]:
    named = keys(report.title, report.body)
    told = stories.tellings(connection, named, mark.day, weights().window_days)
    return event_of(report, mark.day, told), len(told)


def _told_alike(one: dict[str, str], other: dict[str, str]) -> bool:
    apart = abs(_day(one["published"]) - _day(other["published"]))
    score = same_event((one["title"], one["text"]), (other["title"], other["text"]), apart)
    return apart <= weights().window_days and score.total >= weights().threshold


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _report(row: dict[str, str]) -> Report:
    return Report(f"urn:{row['id']}", "daily", row["title"], row["text"], parse_when(row["published"]))


def _read(name: str) -> list[dict[str, Any]]:
    with gzip.open(REAL / name, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


@contextmanager
def _database() -> Iterator[tuple[Store, Connection]]:
    for kept in (STORIES, EVENTS):
        kept.clear()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/db")
        migrate(store)
        with store.write() as connection:
            yield store, connection
        store.close()


def _other_ends(text: str, dice: random.Random) -> str:
    first, last = (int(len(text) * dice.uniform(0.03, 0.12)) for _ in range(2))
    head, tail = dice.choice(HEADS).format(dice.choice(NAMES)), dice.choice(TAILS).format(dice.choice(NAMES))
    return head + text[first : len(text) - last] + tail


def _cut(text: str, dice: random.Random) -> str:
    size = int(len(text) * 0.6)
    start = dice.choice((0, len(text) - size, dice.randint(0, len(text) - size)))
    return text[start : start + size]


def _respelled(text: str, dice: random.Random) -> str:
    signs = list(text)
    for place in dice.sample(range(len(signs) - 1), int(len(signs) * 0.05)):
        if dice.random() < 0.5:
            signs[place], signs[place + 1] = signs[place + 1], signs[place]
        else:
            signs[place] = chr(dice.randint(0x4E00, 0x9000))
    return "".join(signs)


def _traditional(text: str, dice: random.Random) -> str:
    return opencc.OpenCC(dice.choice(("s2t", "s2tw", "s2twp"))).convert(text)


def _advertised(text: str, dice: random.Random) -> str:
    for _ in range(dice.randint(1, 3)):
        place = dice.randint(0, len(text))
        text = text[:place] + dice.choice(ADS) + text[place:]
    return text


STORIES: dict[str, int] = {}
EVENTS: dict[str, int] = {}
CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "ends": _other_ends,
    "cut": _cut,
    "respelled": _respelled,
    "traditional": _traditional,
    "ads": _advertised,
}
KINDS = (
    *("ends", "cut", "respelled", "traditional", "ads"),
    *("cut+respelled", "ends+ads", "cut+traditional", "respelled+traditional", "ads+respelled"),
    *("cut+ends+ads", "cut+respelled+traditional", "cut+respelled+traditional+ends+ads"),
)
RETITLED = ("cut", "cut+respelled", "cut+respelled+traditional+ends+ads")

if __name__ == "__main__":
    main()
