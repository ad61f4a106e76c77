"""The tables of what reports tell: events, the figures in them, and the reports themselves."""

from collections.abc import Iterator, Sequence

from jiannuo.model.asking import narrowed
from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.standing import held_on
from jiannuo.store.asking.events import event_ids
from jiannuo.store.asking.whole import Stored, events_at, report_ids, reports_at
from query.export.table import Row, Rows, Source, Table, Wanted, columns, day, moment
from query.export.told import figure, shown

_EVENTS = columns("""
event integer 事件编号 · id of the event
commitment text 承诺编号 · id of the commitment
name text 承诺名称 · name of the commitment
verdict text 判定：progress 进展、mention 提及、possible 可能 · verdict
stage text 阶段，none 为未及 · stage shown, or none
effective day 事件时间，精确到所知 · when it happened, ISO cut to what is known
aimed_stage text 预计达到的阶段 · a stage that shall be reached
aimed day 预计时间 · by when
published day 刊发时间 · publication
detected_at moment 得知时刻 · when we learned of it
outlet text 信源 · outlet
outlet_title text 信源名称 · the outlet's title
title text 标题 · title of the report
url text 网址 · address of the report
report integer 报道编号 · id of the report
story_reports integer 同源报道数 · reports of the same story
story_outlets text 同源信源，以分号隔开 · outlets that carried it, separated by semicolons
evidence text 依据的原文，一行一句 · the passages that prove it, verbatim, one a line
""")
_READINGS = columns("""
event integer 事件编号 · id of the event
commitment text 承诺编号 · id of the commitment
name text 承诺名称 · name of the commitment
measure text 指标 · what is measured
kind text fact 事实、aim 目标、forecast 预测 · fact, aim or forecast
qualifier text 限定词，如“超”“近” · a word such as 超 (more than) or 近 (nearly)
value number 数值（已换算，4.3 万为 43000）· value with multipliers applied
unit text 单位 · unit
scope text 口径范围 · whose figure it is
flow truth 是否为一段时间内的量 · whether it counts what happened in a period
as_of day 所述时点 · the time for which it was told
day day 时点，无则事件日或刊发日 · the last day of that, else of the event or of publication
basis text 统计口径用语 · words that tell the rule of counting
quote text 原文 · the passage, verbatim
published day 刊发时间 · publication
outlet text 信源 · outlet
outlet_title text 信源名称 · the outlet's title
title text 标题 · title of the report
url text 网址 · address of the report
report integer 报道编号 · id of the report
""")
_REPORTS = columns("""
report integer 报道编号 · id of the report
outlet text 信源 · outlet
outlet_title text 信源名称 · the outlet's title
title text 标题 · title
published day 刊发时间；空为未注日期 · publication; empty when undated
source text 来源署名 · credited source
authors text 作者，以分号隔开 · authors, separated by semicolons
editor text 编辑 · editor
url text 网址 · address
detected_at moment 得知时刻 · when we learned of it
story integer 同源报道编号 · the story whose reprints it shares
commitments text 所涉承诺，以空格隔开 · commitments that it is about, separated by spaces
characters integer 正文字数 · characters of the text
digest text 正文的 SHA-256 摘要（清理后）· SHA-256 of the cleaned text
text text 正文，仅在要求全文时（--texts）· the text, only where whole texts are asked for
""")


def _events(source: Source, wanted: Wanted) -> Rows:
    ids, pieces = _told(source, wanted)
    return Rows(len(ids), ([_event(source, one) for one in piece] for piece in pieces))


def _readings(source: Source, wanted: Wanted) -> Rows:
    """How many there are is only known by the events that may tell them."""
    ids, pieces = _told(source, wanted)
    rows = ([_reading(source, one, told) for one in piece for told in one.readings] for piece in pieces)
    return Rows(len(ids), rows)


def _reports(source: Source, wanted: Wanted) -> Rows:
    ask = narrowed(wanted.filter, source.register)
    ids = report_ids(source.store, source.register.id, ask, wanted.most)
    pieces = reports_at(source.store, source.register.id, ids)
    return Rows(len(ids), ([_report(source, one, texts=wanted.texts) for one in piece] for piece in pieces))


def _told(source: Source, wanted: Wanted) -> tuple[Sequence[int], Iterator[list[NewsItem]]]:
    ask = narrowed(wanted.filter, source.register)
    ids = event_ids(source.store, source.register.id, ask, wanted.most)
    return ids, events_at(source.store, ids)


def _event(source: Source, one: NewsItem) -> Row:
    return (
        one.match_id,
        one.commitment,
        source.name(one.commitment),
        *shown(one),
        day(one.published),
        moment(one.detected_at),
        one.outlet,
        source.title(one.outlet),
        one.title,
        one.url,
        one.report_id,
        one.reports,
        "; ".join(one.outlets),
        "\n".join(quote.text for quote in one.evidence),
    )


def _reading(source: Source, one: NewsItem, told: Reading) -> Row:
    known = told.as_of or one.effective or one.published
    return (
        one.match_id,
        one.commitment,
        source.name(one.commitment),
        *figure(told),
        held_on(told, one).isoformat() if known else None,
        told.basis.quote.text if told.basis else None,
        told.quote.text,
        day(one.published),
        one.outlet,
        source.title(one.outlet),
        one.title,
        one.url,
        one.report_id,
    )


def _report(source: Source, one: Stored, *, texts: bool) -> Row:
    told = one.stored.report
    return (
        one.stored.id,
        told.outlet,
        source.title(told.outlet),
        told.title,
        day(told.published),
        told.source,
        "; ".join(told.authors),
        told.editor,
        told.url,
        moment(one.stored.detected_at),
        one.stored.story_id,
        " ".join(one.commitments),
        len(told.body),
        one.digest,
        told.body if texts else None,
    )


EVENTS = Table(
    "events", "事件：进展与提及，附依据", "progress and mentions with their evidence", _EVENTS, _events
)
READINGS = Table("readings", "读数：报道中的数字", "figures read out of the reports", _READINGS, _readings)
REPORTS = Table("reports", "报道", "stored reports", _REPORTS, _reports)
