"""What people judged as labelled reports, in the form that `jiannuo evaluate` reads."""

from typing import Any

from jiannuo.model.asking import Filter
from jiannuo.model.commitment import Register
from jiannuo.model.news import NewsItem
from jiannuo.model.vocabulary import Judgement
from jiannuo.store.asking import events_of_reports
from jiannuo.store.engine import Store
from jiannuo.store.judgements import Judged, all_judged
from jiannuo.store.reports import StoredReport, load_reports


def labelled(store: Store, register: Register) -> list[dict[str, Any]]:
    """One row for each report with a judgement, in the order of their ids.

    A confirmed match becomes a label, a rejected one leaves none, a doubted one or one that nobody judged is
    ``ambiguous``: not scored either way. The latest word on a pair counts.
    """
    with store.read() as connection:
        latest = {(one.report_id, one.commitment): one for one in all_judged(connection)}
        reports = load_reports(connection, sorted({report for report, _ in latest}))
    told = events_of_reports(store, register.id, [report.id for report in reports], Filter())
    return [
        _row(report, {key: one for (number, key), one in latest.items() if number == report.id}, told)
        for report in reports
    ]


def _row(report: StoredReport, judged: dict[str, Judged], told: list[NewsItem]) -> dict[str, Any]:
    matched = {event.commitment: event for event in told if event.report_id == report.id}
    wanted = sorted(
        key
        for key in {*judged, *matched}
        if key not in judged or judged[key].judgement is not Judgement.REJECT
    )
    published = report.report.published
    return {
        "id": str(report.id),
        "url": report.report.url,
        "published": published.iso() if published else None,
        "title": report.report.title,
        "text": report.report.body,
        "labels": [_label(key, matched.get(key), judged.get(key)) for key in wanted],
        "trap_figures": [],
        "before_article": False,
    }


def _label(key: str, event: NewsItem | None, judged: Judged | None) -> dict[str, Any]:
    label: dict[str, Any] = {
        "key": key,
        "relation": event.verdict.value if event else "mention",
        "stage": event.stage.value if event else "none",
        "figures": [_figure(event, number) for number in range(len(event.readings))] if event else [],
        "evidence": event.evidence[0].text if event and event.evidence else "",
    }
    if judged is not None:
        label["note"] = judged.reason
    if judged is None or judged.judgement is Judgement.UNSURE:
        label["ambiguous"] = True
    return label


def _figure(event: NewsItem, number: int) -> dict[str, Any]:
    reading = event.readings[number]
    return {
        "what": reading.measure,
        "value": reading.value,
        "unit": reading.unit,
        "as_of": reading.as_of.iso() if reading.as_of else None,
        "kind": reading.kind.value,
    }
