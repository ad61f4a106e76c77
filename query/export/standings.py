"""The tables of where things stand: commitments, their targets against the newest figures, and outlets."""

from dataclasses import replace
from typing import Any

from jiannuo.clock import CHINA
from jiannuo.model.commitment import Aim, Target
from jiannuo.model.pace import Paced
from jiannuo.model.standing import Mark, held_on
from jiannuo.model.vocabulary import Comparator
from jiannuo.model.when import When
from query.board import Line, lines
from query.export.table import Row, Rows, Source, Table, Wanted, at_once, columns, day
from query.outlet_health import outlet_health

_COMMITMENTS = columns("""
commitment text 承诺编号 · id
name text 名称 · name
name_en text 英文名称 · name in English
kind text 类别 · kind
promisors text 承诺人，以分号隔开 · who promised, separated by semicolons
themes text 主题，以分号隔开 · themes, separated by semicolons
districts text 区县，以空格隔开 · districts, separated by spaces
statement text 承诺内容（本台账的表述）· what was promised, in the register's words
due day 期限 · due date
deadline text 期限状态 · how it stands against its due date
stage text 现处阶段 · the stage that evidence shows
since day 何时达到 · since when
silence text 近期佐证状态 · whether anything was told lately
last_day day 最近佐证之日 · day of the last evidence
outlets integer 信源数 · outlets that told of it
reports integer 报道数 · reports that told of it
events integer 事件数（同源合并）· events, a story once
slips integer 前后不一之处 · later reports that told a day or amount otherwise
conflicts integer 数字矛盾之处 · pairs of figures that cannot both be right
""")
_TARGETS = columns("""
commitment text 承诺编号 · id of the commitment
name text 承诺名称 · name of the commitment
measure text 指标 · what is measured
set_by text 空为承诺本身，否则为后来的官方文件 · empty for the promise itself, else the later document that sets the aim
comparator text 比较方式 · how it is compared
value number 目标值（已换算）· value to reach, with multipliers applied
unit text 单位 · unit
due day 期限 · due date
baseline number 基数 · value it starts from
baseline_as_of day 基数时点 · when the baseline was counted
reading number 最新读数 · newest figure
reading_day day 读数时点 · the day for which it was told
share number 读数与目标值之比 · the figure over the value to reach
elapsed number 已过时间之比 · share of the time that had passed
gap number 进度差：比例减去时间 · the way covered less the time passed
pace text 超、达、欠时序进度 · pace against time
url text 读数出处 · where the figure was told
""")
_OUTLETS = columns("""
outlet text 信源 · outlet
title text 名称 · title
started_at moment 最近抓取 · start of the last crawl
status text 结果 · how it ended
found integer 发现的网址 · addresses found
fetched integer 取回的网页 · pages fetched
stored integer 存入的报道 · reports stored
failed integer 失败的网页 · pages that failed
newest day 最新报道之日 · day of the newest report
alarm text 未解除的警报 · the alarm that stands open
""")


def _board(source: Source, wanted: Wanted) -> list[Line]:
    """A stage is asked of where a commitment stands, not of single reports."""
    stage = wanted.filter.stage
    ask = replace(wanted.filter, stage=None, before=None)
    found = lines(source.store, source.register, ask, now=source.now, silent_months=source.silent_months)
    return [line for line in found if stage in (None, line.now.stage)]


def _commitments(source: Source, wanted: Wanted) -> Rows:
    people = {one.id: one.name for one in source.register.promisors}
    return at_once([_commitment(line, people) for line in _board(source, wanted)], wanted.most)


def _commitment(line: Line, people: dict[str, str]) -> Row:
    entry, now = line.entry, line.now
    return (
        entry.id,
        entry.name,
        entry.name_en or None,
        entry.kind.value,
        "; ".join(people.get(key, key) for key in entry.promisors),
        "; ".join(entry.themes),
        " ".join(entry.districts),
        entry.statement,
        day(entry.due),
        now.deadline.value,
        now.stage.value,
        day(now.since),
        now.silence.value,
        now.last_day.isoformat() if now.last_day else None,
        len(now.outlets),
        now.reports,
        len(line.events),
        len(now.slips),
        len(now.conflicts),
    )


def _targets(source: Source, wanted: Wanted) -> Rows:
    rows = [row for line in _board(source, wanted) for mark in line.now.marks for row in _aims(line, mark)]
    return at_once(rows, wanted.most)


def _aims(line: Line, mark: Mark) -> list[Row]:
    """The promise itself, then what later documents set for the same measure."""
    target = mark.target
    own = _aim(line, mark, None, (target.comparator, target.value, target.due), mark.paced)
    paced = {id(aim): pace for aim, pace in mark.aims}
    return [own, *(_later(line, mark, aim, paced.get(id(aim))) for aim in target.aims)]


def _later(line: Line, mark: Mark, aim: Aim, pace: Paced | None) -> Row:
    return _aim(line, mark, aim.source, (aim.comparator, aim.value, aim.due), pace)


def _aim(
    line: Line,
    mark: Mark,
    set_by: str | None,
    aim: tuple[Comparator | None, float | None, When | None],
    pace: Paced | None,
) -> Row:
    target: Target = mark.target
    comparator, value, due = aim
    told = mark.reading
    return (
        line.entry.id,
        line.entry.name,
        target.measure,
        set_by,
        comparator.value if comparator else None,
        value,
        target.unit,
        day(due),
        target.baseline.value if target.baseline else None,
        day(target.baseline.as_of) if target.baseline else None,
        told.value if told else None,
        held_on(told, mark.told).isoformat() if told and mark.told else None,
        pace.share if pace else None,
        pace.elapsed if pace else None,
        pace.gap if pace else None,
        pace.pace.value if pace else None,
        mark.told.url if mark.told else None,
    )


def _outlets(source: Source, wanted: Wanted) -> Rows:
    today = source.now.astimezone(CHINA).date()
    told = outlet_health(source.store, source.titles, today)
    chosen = [one for one in told if not wanted.filter.outlets or one["outlet"] in wanted.filter.outlets]
    return at_once([_outlet(one) for one in chosen], wanted.most)


def _outlet(one: dict[str, Any]) -> Row:
    last, alarm = one["last"] or {}, one["alarm"] or {}
    counts = [last.get(key) for key in ("started_at", "status", "found", "fetched", "stored")]
    failed = sum(last["failed"].values()) if last else None
    return (one["outlet"], one["title"], *counts, failed, one["newest"], alarm.get("symptom"))


COMMITMENTS = Table(
    "commitments", "承诺及其现状", "commitments and where they stand", _COMMITMENTS, _commitments
)
TARGETS = Table("targets", "量化目标与最新读数", "targets against the newest figures", _TARGETS, _targets)
OUTLETS = Table("outlets", "信源近况", "how well each source is", _OUTLETS, _outlets)
