"""A database full of generated reports: for measuring what is asked of it."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

from jiannuo.forms import simplified
from jiannuo.model.commitment import Register
from jiannuo.store.engine import Store
from jiannuo.store.index import add_words
from jiannuo.store.migrate import migrate
from jiannuo.store.registers import record_register
from jiannuo.store.rows import add_rows
from jiannuo.store.tables import evidence, matches, readings, reports, stories

_PIECE = 2_000
_FIRST, _DAYS = date(2021, 12, 20), 1_800
_STAGES = ("planned", "started", "operating", "none")
_COPY = 6  # one report in so many is a copy of the one before it
_TOUCHING = 20  # one report in so many touches a commitment: a follower of a city's whole press sees fewer
_COPIED = ("title", "body", "published", "exact", "story_id")
_COMMON = """重庆 建设 企业 创新 项目 平台 研发 投资 人才 成果 转化 今年 加快 推进 发展 全市 经济 市场 产业 服务 科技
技术 工程 完成 开工 投用 园区 高新区 科学城 实验室 大学 合作 签约 改革 政策 基金 银行 医院 交通 数字 智能"""


def vocabulary() -> list[str]:
    """Four thousand words of two to four signs, the common ones first: their share falls as in any language."""
    chance = random.Random(3)
    signs = [chr(code) for code in range(0x4E00, 0x4E00 + 6_000, 2) if chr(code) == simplified(chr(code))]
    rare = {"".join(chance.choices(signs, k=chance.choice((2, 2, 2, 3, 4)))) for _ in range(4_000)}
    return [*_COMMON.split(), "金凤实验室", "高新技术企业", *sorted(rare)]


def fill(store: Store, register: Register, size: int) -> None:
    """An empty database becomes one of ``size`` reports of about 500 signs; the same each time."""
    migrate(store)
    words = vocabulary()
    weights = [1.0 / (place + 8) for place in range(len(words))]
    chance = random.Random(1)
    with store.write() as connection:
        record_register(connection, register, datetime.now(UTC))
    keys = [entry.id for entry in register.commitments]
    for start in range(0, size, _PIECE):
        numbers = range(start + 1, min(size, start + _PIECE) + 1)
        bodies = [_body(chance.choices(words, weights, k=210)) for _ in numbers]
        with store.write() as connection:
            rows = [_report(n, body, chance) for n, body in zip(numbers, bodies, strict=True)]
            for lead, row in pairwise(rows):
                if row["id"] % _COPY == 0:
                    row |= {key: lead[key] for key in _COPIED}
            add_rows(connection, stories, [_story(row) for row in rows if row["story_id"] == row["id"]])
            add_rows(connection, reports, rows)
            add_words(connection, [(row["id"], row["published"], row["title"], row["body"]) for row in rows])
            told = [row for row in rows if row["id"] % _TOUCHING == 0]
            add_rows(
                connection, matches, [_match(row, register, chance.choice(keys), chance) for row in told]
            )
            add_rows(connection, evidence, [_evidence(row) for row in told])
            add_rows(connection, readings, list(_readings(told, register)))


def _body(words: list[str]) -> str:
    return "".join(word + ("，" if place % 9 == 8 else "") for place, word in enumerate(words)) + "。"


def _report(number: int, body: str, chance: random.Random) -> dict[str, Any]:
    day = _FIRST + timedelta(days=chance.randrange(_DAYS))
    return {
        "id": number,
        "url": f"http://news.example/{number}",
        "outlet": f"outlet-{number % 40}",
        "title": body[: chance.randrange(12, 28)],
        "body": body,
        "published": day.isoformat(),
        "published_precision": "day",
        "detected_at": datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
        "exact": sha256(body.encode()).hexdigest(),
        "story_id": number,
        "outlet_title": "",
        "authors": [],
        "origin": {},
        "warnings": [],
    }


def _story(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "first_seen": row["detected_at"],
        "lead_report_id": row["id"],
        "event_id": row["id"],
    }


def _match(row: dict[str, Any], register: Register, commitment: str, chance: random.Random) -> dict[str, Any]:
    return {
        "id": row["id"],
        "report_id": row["id"],
        "commitment": commitment,
        "register": register.id,
        "register_version": register.version,
        "verdict": chance.choice(("progress", "mention")),
        "score": 0.9,
        "parts": {},
        "stage": chance.choice(_STAGES),
        "effective": row["published"],
        "effective_precision": "day",
        "anchors": [],
        "detected_at": row["detected_at"],
    }


def _evidence(row: dict[str, Any]) -> dict[str, Any]:
    return {"match_id": row["id"], "field": "text", "text": row["body"][:40], "start": 0, "end": 40}


def _readings(rows: list[dict[str, Any]], register: Register) -> Iterator[dict[str, Any]]:
    measures = [(entry.id, entry.targets[0]) for entry in register.commitments if entry.targets]
    for row in rows[::3]:
        commitment, target = measures[row["id"] % len(measures)]
        yield {
            "match_id": row["id"],
            "commitment": commitment,
            "measure": target.measure,
            "value": float(row["id"] % 97),
            "unit": target.unit,
            "scope": "city",
            "kind": "fact",
            "as_of": row["published"],
            "as_of_precision": "day",
            "field": "text",
            "text": row["body"][:10],
            "start": 0,
            "end": 10,
        }
