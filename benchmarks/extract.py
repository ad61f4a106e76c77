"""Article extraction on the labelled pages of ../shared/real/pages: ours, trafilatura, readability-lxml, newspaper4k.

    python -m benchmarks.extract          quality by field, and pages per second, all in one run

Every extractor gets the decoded text. "ours, rules" reads with outlet rules: one selector a field, taken from
each page by its own labels, as an outlet file has them. The competitors come with `pip install jiannuo[bench]`.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from benchmarks.gold_pages import FIELDS, PAGES, Got, Score, gold, score
from benchmarks.page_rules import rules_for
from crawler.decode import decode
from crawler.extraction.extract import extract
from crawler.outlet import Outlet
from jiannuo.model.report import Report

Reader = Callable[[str], Got]
NOW = datetime.now(UTC)
ASKED = {"title": 0.97, "date": 0.97, "source": 0.85, "body": 0.90, "free": 0.97}
FASTER = 10
_PASSES = 3


def main() -> None:
    """Measure all, print the table, and fail where ours is below what is asked."""
    if not (PAGES / "gold.json").is_file():
        sys.exit(f"SKIPPED: {PAGES} is not there; this benchmark measures with it")
    pages = sorted(gold(), key=lambda page: str(page["file"]))
    texts = {page["file"]: decode((PAGES / page["file"]).read_bytes()).text for page in pages}
    ruled = {texts[name]: rules_for(texts[name]) for name in texts}
    rows = {"ours": _ours, "ours, rules": lambda text: _with_rules(text, ruled[text]), **_competitors()}
    scores = {name: _measure(name, pages, texts, read) for name, read in rows.items()}
    halves = [score(part, lambda body: _ours(decode(body).text)) for part in (pages[::2], pages[1::2])]
    print(f"ours, first half against second: {_row(halves[0])} / {_row(halves[1])}")
    for fault in scores["ours"][0].faults:
        print(f"  ours: {fault[:200]}")
    sys.exit(_verdict(scores))


def _ours(text: str) -> Got:
    return _got(extract(text, "", outlet=None, now=NOW, relative=False))


def _with_rules(text: str, outlet: Outlet | None) -> Got:
    return _got(extract(text, "", outlet=outlet, now=NOW, relative=False))


def _got(report: Report) -> Got:
    day = report.published.iso() if report.published else ""
    return Got(report.title, day, report.source or "", report.body)


def _competitors() -> dict[str, Reader]:
    found: dict[str, Reader] = {}
    for name, make in (
        ("trafilatura", _trafilatura),
        ("readability", _readability),
        ("newspaper4k", _newspaper),
    ):
        try:
            found[name] = make()
        except ImportError as missing:
            print(f"SKIPPED: {name} ({missing}); pip install 'jiannuo[bench]'", file=sys.stderr)
    return found


def _trafilatura() -> Reader:
    import trafilatura

    def read(text: str) -> Got:
        found = trafilatura.bare_extraction(text, include_comments=False, with_metadata=True)
        if found is None:
            return Got()
        return Got(found.title or "", found.date or "", found.sitename or "", found.text or "")

    return read


def _readability() -> Reader:
    from htmldate import find_date
    from lxml import html
    from readability import Document
    from readability.readability import Unparseable

    def read(text: str) -> Got:
        try:
            document = Document(text)
            body = html.fromstring(document.summary()).text_content()
            return Got(document.short_title(), find_date(text) or "", "", body)
        except (Unparseable, ValueError, TypeError):
            return Got()

    return read


def _newspaper() -> Reader:
    from newspaper import Article

    def read(text: str) -> Got:
        article = Article("http://a.example/", language="zh", fetch_images=False)
        article.download(input_html=text)
        article.parse()
        day = article.publish_date
        return Got(article.title or "", day.isoformat() if day else "", "", article.text or "")

    return read


def _measure(
    name: str, pages: list[dict[str, Any]], texts: dict[str, str], read: Reader
) -> tuple[Score, float]:
    """The score, and the articles per second of processor time in the fastest of three passes."""
    articles = [texts[page["file"]] for page in pages if page["page"] == "article"]
    total = score(pages, lambda body: read(decode(body).text))
    times = []
    for _ in range(_PASSES):
        begun = time.process_time()
        for text in articles:
            read(text)
        times.append(time.process_time() - begun)
    speed = len(articles) / min(times)
    lists = f"  not articles taken: {len(total.taken)}"
    print(f"{name:12} {_row(total)}  {speed:7.1f} pages/s{lists}")
    return total, speed


def _row(total: Score) -> str:
    return " ".join(f"{name} {total.share(name):.2f}" for name in FIELDS)


def _verdict(scores: dict[str, tuple[Score, float]]) -> int:
    """The exit code: 1 when ours is below what is asked."""
    low = [name for name, least in ASKED.items() if scores["ours"][0].share(name) < least]
    fastest = max((speed for name, (_, speed) in scores.items() if not name.startswith("ours")), default=0.0)
    if fastest:
        factor = scores["ours, rules"][1] / fastest
        print(f"with rules {factor:.1f} times the fastest competitor (asked: {FASTER})")
        low += ["speed"] if factor < FASTER else []
    return 1 if low or scores["ours"][0].taken else 0


if __name__ == "__main__":
    main()
