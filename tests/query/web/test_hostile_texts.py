"""Whatever a page on the web says of itself, it stays text: no element, attribute or header comes of it."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from lxml import etree

from jiannuo.model.finding import AnchorHit, Findings, Match, NearMiss, Quote, Reading
from jiannuo.model.health import Finding
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import AnchorRole, Field, MissKind, ReadingKind, Scope, Stage, Symptom, Verdict
from jiannuo.model.when import parse_when
from jiannuo.store.alarms import raise_alarm
from jiannuo.store.engine import Store
from jiannuo.store.matches import save_findings
from jiannuo.store.migrate import migrate
from jiannuo.store.registers import record_register
from jiannuo.store.reports import insert_report
from jiannuo.store.runs import finish_run, start_run

TAGS = (
    "<script>x</script>",
    "</script><script>x</script>",
    "<img src=x onerror=x>",
    "<svg onload=x>",
    "<iframe src=//e.example>",
    "</title><b>",
    "</textarea><b>",
    "</mark><b>",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[x]]>",
    "<?xml?>",
    "<a href=javascript:x>x</a>",
    "<style>*{}</style>",
    "<base href=//e.example>",
    "<meta http-equiv=refresh content=0>",
    "<form action=//e.example>",
    "<math><mi xlink:href=x>",
    "<template><p>",
)
QUOTES = ('"', "'", "`", "&quot;", "&#34;", "&#x27;", "\\", "\\u003c")
TAILS = (" onmouseover=x ", " autofocus onfocus=x ", ">", "/>", "{{ 7*7 }}", "{% raw %}", "${7*7}")
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
PAYLOADS = [payload for payload in [*PAYLOADS, *SIGNS] if payload]
URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:x",
    "data:text/html,x",
    " javascript:x",
    "vbscript:x",
    "//e.example/x",
)
PLAIN = "平常文字"


def test_there_are_two_hundred_of_them() -> None:
    assert len(PAYLOADS) >= 200


class Shape(HTMLParser):
    """The elements of a page with the names of their attributes, in their order, and where links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.targets: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.targets += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def fill(store: Store, register: Any, now: Any, payloads: list[str]) -> None:
    """One report for each payload, which stands in every field that a crawled page can fill."""
    with store.write() as connection:
        record_register(connection, register, now)
        for number, said in enumerate(payloads):
            url = (
                URLS[number % len(URLS)] + str(number)
                if not said.startswith(PLAIN)
                else f"http://a.example/{number}"
            )
            text = f"{said}\n{said}"
            report = Report(
                url,
                said,
                said,
                text,
                parse_when("2024-01-01"),
                said,
                (said, said),
                said,
                {said: said},
                (said,),
            )
            key = insert_report(
                connection, report, exact=f"{number:064d}", detected_at=now, outlet_title=said
            )
            end = len(said)
            quote = Quote(Field.TEXT, said, 0, end)
            reading = Reading(
                said, 5.0 + number, said, Scope.CITY, ReadingKind.FACT, quote, parse_when("2023"), said
            )
            measured = Reading(
                "科技型企业",
                9e4,
                "家",
                Scope.CITY,
                ReadingKind.FACT,
                quote,
                parse_when(f"{2010 + number % 40}"),
                said,
            )
            match = Match(
                "A18",
                Verdict.PROGRESS,
                1.0,
                {said: 1.0},
                Stage.RESULT,
                (quote, Quote(Field.TITLE, said, 0, end)),
                (AnchorHit(quote, AnchorRole.NAME),),
                None,
                (reading, measured),
            )
            found = Findings(
                register.version,
                (match,),
                (NearMiss("B07", MissKind.OTHER, {"text": said}, quote, quote, {said: 1.0}),),
                (said,),
            )
            save_findings(connection, key, found, register=register.id, detected_at=now, story_id=None)
    run = start_run(store, "radio", now)
    said = payloads[0]
    finish_run(
        store, run, status="failed", found=1, outcomes={said: 1}, lists={said: 1}, message=said, at=now
    )
    raise_alarm(store, "radio", run, Finding(Symptom.STALE, said), now)


@pytest.fixture(scope="module")
def askers(
    tmp_path_factory: Any, register: Any, clock_now: Any, serve: Any, samples_digest: Any
) -> Iterator[Any]:
    stores = []
    made = []
    for name, payloads in (
        ("hostile", PAYLOADS),
        ("plain", [f"{PLAIN}{chr(0x4E00 + number)}" for number in range(len(PAYLOADS))]),
    ):
        store = Store(f"sqlite:///{tmp_path_factory.mktemp(name)}/j.db")
        migrate(store)
        fill(store, register, clock_now, payloads)
        samples_digest(store, digest_of(payloads), payloads[0])
        stores.append(store)
        made.append(serve(store, per_minute=1_000_000, operator_token="op"))
    yield made
    for store in stores:
        store.close()


def digest_of(payloads: list[str]) -> dict[str, Any]:
    def telling(said: str) -> dict[str, Any]:
        url = "javascript:x" if not said.startswith(PLAIN) else "http://a.example/1"
        return {"quote": said, "title": said, "url": url, "outlet": said, "published": said, "belated": False}

    moved = [
        {
            "commitment": "A18",
            "name": said,
            "before": None,
            "after": "result",
            "effective": said,
            "tellings": [telling(said)],
        }
        for said in payloads
    ]
    return {"progress": moved, "figures": [], "mentions": []}


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?by=theme&lang=en",
        "/commitments/A18",
        "/commitments/B07",
        "/search?limit=100",
        "/search?limit=100&before=101&lang=en",
        "/outlets",
        "/outlets/radio",
        "/digests",
        "/digests/1",
        "/review",
    ],
)
def test_a_hostile_page_has_the_shape_of_a_plain_one(askers: Any, address: str) -> None:
    shapes = []
    for asker in askers:
        cookie = asker.post("/signin", {"token": "op"}).headers["set-cookie"].partition(";")[0]
        answer = asker.get(address, cookie=cookie)
        assert answer.status == 200
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        shapes.append(Shape(answer.text))
    assert shapes[0].elements == shapes[1].elements
    assert all(target.startswith(("/", "#", "http://", "https://")) for target in shapes[0].targets)


def test_every_hostile_report_has_the_shape_of_a_plain_one(askers: Any) -> None:
    plain = Shape(askers[1].get("/reports/1").text)
    for key in range(1, len(PAYLOADS) + 1):
        hostile = Shape(askers[0].get(f"/reports/{key}").text)
        assert hostile.elements == plain.elements
        assert all(target.startswith(("/", "#", "http://", "https://")) for target in hostile.targets)


def test_what_is_asked_for_is_not_echoed_as_markup(askers: Any) -> None:
    from urllib.parse import quote

    plain = {
        path: Shape(askers[1].get(path + quote("x")).text).elements
        for path in ("/search?q=%E6%97%A0+", "/?stage=", "/commitments/", "/?as_of=", "/search?outlet=")
    }
    for payload in PAYLOADS[:120]:
        said = quote(payload.replace("\n", "").replace("\r", ""), safe="")
        for path, shape in plain.items():
            assert Shape(askers[1].get(path + said).text).elements == shape


def test_a_hostile_chart_stays_a_picture(askers: Any) -> None:
    hostile, plain = (etree.fromstring(asker.get("/commitments/A18/charts/0.svg").body) for asker in askers)
    assert [element.tag for element in hostile.iter()] == [element.tag for element in plain.iter()]


def test_no_cell_of_a_table_is_a_formula(askers: Any) -> None:
    import csv
    import io

    text = askers[0].get("/commitments/A18/readings.csv").body.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    numbers = [cell for cell in cells if cell[:1] in "+-" and cell]
    assert len(cells) > 500
    assert not [cell for cell in cells if cell.lstrip(' "').startswith(("=", "@", "\t", "\r", "＝", "＠"))]
    assert not [
        cell for cell in numbers if not cell.lstrip("+-").replace(".", "").isdigit() or cell in ("+1", "-1")
    ]


def test_a_hostile_feed_holds_no_element_but_ours(askers: Any) -> None:
    import json

    root = etree.fromstring(askers[0].get("/events.atom").body)
    contents = [one.text or "" for one in root.iter("{http://www.w3.org/2005/Atom}content")]
    assert len(contents) == 50
    shapes = [Shape(content) for content in contents]
    assert {element for shape in shapes for element in shape.elements} <= {
        ("blockquote", ()),
        ("p", ()),
        ("a", ("href",)),
    }
    assert all(target.startswith("http") for shape in shapes for target in shape.targets)
    items = json.loads(askers[0].get("/events.json").body)["items"]
    assert all(item.get("external_url", "http").startswith("http") for item in items)


@pytest.mark.parametrize("table", ["events", "readings", "reports"])
def test_a_hostile_export_holds_every_text_and_no_formula(askers: Any, table: str) -> None:
    import csv
    import io
    import json

    query = f"/export/{table}.{{}}?limit=1000&texts=yes"
    answer = askers[0].get(query.format("csv"))
    assert answer.status == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment")
    head, *rows = csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""))
    assert {len(row) for row in rows} == {len(head)}
    assert len(rows) >= len(PAYLOADS)
    acting = ("=", "@", "+", "-", "\t", "\r", "\n", "＝", "＠")
    told = [cell for row in rows for cell in row if cell.lstrip(' "').startswith(acting)]
    assert [cell for cell in told if not cell.lstrip("-").replace(".", "").isdigit()] == []
    lines = askers[0].get(query.format("jsonl")).body.decode("utf-8").split("\n")[:-1]
    assert len(lines) == len(rows)
    assert {json.loads(line)["title"] for line in lines} == set(PAYLOADS)


@pytest.mark.parametrize("table", ["events", "readings", "reports", "commitments", "targets", "outlets"])
def test_a_hostile_workbook_is_read_as_a_plain_one(askers: Any, table: str) -> None:
    import io
    import zipfile

    pytest.importorskip("xlsxwriter", reason="Excel is NOT tested: XlsxWriter is not installed")
    shapes = []
    for asker in askers:
        with zipfile.ZipFile(io.BytesIO(asker.get(f"/export/{table}.xlsx?texts=yes").body)) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        for name, part in parts.items():
            etree.fromstring(part)
            assert b"hyperlink" not in part, name
        sheet = etree.fromstring(parts["xl/worksheets/sheet1.xml"])
        shapes.append([element.tag for element in sheet.iter() if not element.tag.endswith("}is")])
        assert not [tag for tag in shapes[-1] if tag.endswith("}f")]
    assert sorted(shapes[0]) == sorted(shapes[1])


def test_hostile_parquet_gives_every_text_back(askers: Any) -> None:
    import io

    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet is NOT tested: pyarrow is not installed")
    table = parquet.read_table(io.BytesIO(askers[0].get("/export/events.parquet").body))
    assert set(table.column("title").to_pylist()) == set(PAYLOADS)


def test_a_hostile_calendar_has_the_lines_of_a_plain_one(askers: Any) -> None:
    shapes = []
    for asker in askers:
        body = asker.get("/calendar.ics").body
        lines = body.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
        shapes.append([line.partition(":")[0] for line in lines])
        assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert shapes[0] == shapes[1]
