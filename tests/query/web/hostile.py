"""Texts as a hostile page on the web would have them, and a database in which they stand in every field it can fill."""

from datetime import datetime
from typing import Any

from jiannuo.model.commitment import Register
from jiannuo.model.finding import AnchorHit, Basis, Findings, Match, NearMiss, Quote, Reading
from jiannuo.model.health import Finding
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import (
    AnchorRole,
    BasisKind,
    Field,
    MissKind,
    ReadingKind,
    Scope,
    Stage,
    Symptom,
    Verdict,
)
from jiannuo.model.when import parse_when
from jiannuo.store.alarms import raise_alarm
from jiannuo.store.engine import Store
from jiannuo.store.matches import save_findings
from jiannuo.store.registers import record_register
from jiannuo.store.reports import insert_report
from jiannuo.store.runs import finish_run, start_run

TAGS = (
    "<script>hit=1</script>",
    "</script><script>hit=1</script>",
    "<img src=x onerror=hit=1>",
    "<svg onload=hit=1>",
    "<iframe src=//e.example>",
    "</title><b>",
    "</textarea><b>",
    "</mark><b>",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[x]]>",
    "<?xml?>",
    "<a href=javascript:hit=1>x</a>",
    "<style>*{}</style>",
    "<base href=//e.example>",
    "<meta http-equiv=refresh content=0>",
    "<form action=//e.example>",
    "<math><mi xlink:href=x>",
    "<template><p>",
)
QUOTES = ('"', "'", "`", "&quot;", "&#34;", "&#x27;", "\\", "\\u003c")
TAILS = (" onmouseover=hit=1 ", " autofocus onfocus=hit=1 ", ">", "/>", "{{ 7*7 }}", "{% raw %}", "${7*7}")
SIGNS = (
    "\u202e",
    "\u2028",
    "\ufeff",
    "\ud7ff",
    "\r\nSet-Cookie: a=b",
    "=cmd|'/c'!A1",
    "@SUM(A1)",
    "+1",
    "-1",
)
PAYLOADS = [
    *TAGS,
    *(tag + quote for tag in TAGS for quote in QUOTES),
    *(q + t for q in QUOTES[:3] for t in TAILS),
]
PAYLOADS = [*PAYLOADS, *SIGNS]
# An address that acts, or would break out of where it stands; and a harmless one that is followed, or not, as it is.
URLS = (
    ("javascript:hit=1//", "urn:harmless:"),
    ("JaVaScRiPt:hit=1//", "urn:harmless:"),
    ("data:text/html,<script>hit=1</script>", "urn:harmless:"),
    (" javascript:hit=1//", "urn:harmless:"),
    ("vbscript:hit=1//", "urn:harmless:"),
    ("//e.example/x", "//a.example/x"),
    ("http://a.example/\"'><img src=x onerror=hit=1>", "http://a.example/\"'><"),
    ("http://a.example/?a=1&lt;script&gt;", "http://a.example/?a=1&lt;b&gt;"),
)
PLAIN = "平常文字"

HARMLESS = [f"{PLAIN}{chr(0x4E00 + number)}" for number in range(len(PAYLOADS))]


def fill(store: Store, register: Register, now: datetime, texts: list[str]) -> None:
    """One report for each text, which stands in every field that a crawled page can fill; crawls and alarms too."""
    with store.write() as connection:
        record_register(connection, register, now)
        for number, said in enumerate(texts):
            report = _report(number, said)
            key = insert_report(
                connection, report, exact=f"{number:064d}", detected_at=now, outlet_title=said
            )
            found = _findings(register.version, number, said)
            save_findings(connection, key, found, register=register.id, detected_at=now, story_id=None)
    for said in texts[:5]:
        run = start_run(store, "radio", now)
        ends = {said: 1, "stored": 1}
        finish_run(store, run, status="failed", found=2, outcomes=ends, lists={said: 1}, message=said, at=now)
    raise_alarm(store, "radio", run, Finding(Symptom.STALE, texts[0]), now)


def _report(number: int, said: str) -> Report:
    url = f"{URLS[number % len(URLS)][said.startswith(PLAIN)]}{number}"
    published = parse_when("2024-01-01")
    return Report(
        url, said, said, f"{said}\n{said}", published, said, (said, said), said, {said: said}, (said,)
    )


def _findings(version: str, number: int, said: str) -> Findings:
    quote, title = Quote(Field.TEXT, said, 0, len(said)), Quote(Field.TITLE, said, 0, len(said))
    year, basis = parse_when(f"{2010 + number % 40}"), Basis(BasisKind.NEW, quote)
    unknown = Reading(
        said, 5.0 + number, said, Scope.CITY, ReadingKind.FACT, quote, parse_when("2023"), said, basis=basis
    )
    # Of one year now this, now that: two sources contradict each other.
    measured = Reading(
        "科技型企业", 9e4 + 1e4 * (number % 3), "家", Scope.CITY, ReadingKind.FACT, quote, year, said
    )
    anchors = (AnchorHit(quote, AnchorRole.NAME),)
    shown = Match(
        "A18",
        Verdict.PROGRESS,
        1.0,
        {said: 1.0},
        Stage.RESULT,
        (quote, title),
        anchors,
        None,
        (unknown, measured),
    )
    maybe = Match("A01", Verdict.POSSIBLE, 0.4, {said: 0.4}, Stage.NONE, (quote, title), anchors)
    missed = NearMiss("B07", MissKind.OTHER, {"text": said}, quote, quote, {said: 1.0})
    return Findings(version, (shown, maybe), (missed,), (said,))


def digest_of(texts: list[str]) -> dict[str, Any]:
    """A digest in whose every section those texts stand."""

    def telling(said: str) -> dict[str, Any]:
        url = "urn:harmless" if said.startswith(PLAIN) else "javascript:hit=1"
        return {"quote": said, "title": said, "url": url, "outlet": said, "published": said, "belated": False}

    def about(said: str, **more: Any) -> dict[str, Any]:
        return {"commitment": "A18", "name": said, "tellings": [telling(said)], **more}

    reading = {"value": 5.0, "kind": "fact"}
    return {
        "language": "zh",
        "lead": texts,
        "progress": [about(said, before=None, after="result", effective=said) for said in texts],
        "mentions": [about(said) for said in texts],
        "figures": [
            about(
                said,
                reading={**reading, "measure": said, "qualifier": said, "unit": said},
                telling=telling(said),
            )
            for said in texts
        ],
        "restated": [
            about(said, kind="due_later", before=said, after=said, earlier=telling(said), later=telling(said))
            for said in texts
        ],
        "contradictions": [about(said) for said in texts],
        "deadlines": [about(said, state="overdue", due=said) for said in texts],
        "troubles": [{"outlet": said, "message": said} for said in texts],
    }
