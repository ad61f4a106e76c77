"""Where wrongly missed matches stand in the queue of near misses that a person reads, against those rightly missed.

    python benchmarks/near_misses.py [SHOW]       (SHOW lists that many: true ones low in the queue, noise high in it)

True are pairs that a label names and the reader missed (``missed``), and labelled pairs it finds that are made
near misses by withholding from the text what made them count: its home's names (``place``) or the words required
beside the name (``company``). Noise are all other near misses. Each true one alone is put into a queue of 100 of
the noise: its place there, one over it (MRR) and whether it is among the first ten; by chance that would be 50, .052
and .10. Texts are those of tests/quality/gold and, where it is, of ../shared/real.
"""

import json
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median
from typing import Any

from jiannuo.lacking import lacking
from jiannuo.locale import wording
from jiannuo.model.commitment import Register
from jiannuo.model.finding import Match, NearMiss
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import AnchorRole, Field
from jiannuo.register.load import load_register
from pipelines.reading.gate import place_inside
from pipelines.reading.knowledge import gazetteer
from pipelines.reading.reader import Reader
from query.cli.reports_in import report_of

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "quality" / "gold"
REAL = ROOT.parent / "shared" / "real"
QUEUE, FIRST = 100, 10
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Placed:
    """A near miss with the report it is of."""

    row: Row
    miss: NearMiss

    @property
    def day(self) -> str:
        """The report's day as text; none is the oldest."""
        return self.row.get("published") or ""


def main() -> None:
    """Read every labelled text as it is and with something withheld, and print where the true ones stand."""
    register = load_register(ROOT / "register" / "chongqing-2021.yaml")
    reader = Reader(register)
    for title, rows in _sets():
        missed, noise = _split(reader, rows)
        print(f"\n{title}: {len(rows)} reports, {len(noise)} near misses that are rightly none")
        print(
            f"  {'true ones':22} {'n':>4}  by rank: place   MRR  first {FIRST}   by day: place   MRR  first {FIRST}"
        )
        for name, true in (("missed", missed), *_withheld(reader, register, rows)):
            if true:
                by_rank = _told(true, noise, lambda one: one.miss.rank)
                print(f"  {name:22} {len(true):4}  {by_rank}  {_told(true, noise, lambda one: one.day)}")
        _show(missed, noise, int(sys.argv[1]) if len(sys.argv) > 1 else 0)


def _sets() -> Iterator[tuple[str, list[Row]]]:
    yield "gold", _rows(sorted(GOLD.glob("*.jsonl")))
    files = sorted(REAL.glob("reports-*.jsonl"))
    if files:
        yield "real", _rows(files)
    else:
        print(f"SKIPPED: real reports, not in {REAL}")


def _rows(files: Iterable[Path]) -> list[Row]:
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def _split(reader: Reader, rows: list[Row]) -> tuple[list[Placed], list[Placed]]:
    """The near misses that a label contradicts, and all others that no ambiguous label touches."""
    missed, noise = [], []
    for row in rows:
        labels = {label["key"]: bool(label.get("ambiguous")) for label in row["labels"]}
        for miss in reader.read(report_of(row), far_misses=True).near_misses:
            if not labels.get(miss.commitment):
                (missed if miss.commitment in labels else noise).append(Placed(row, miss))
    return missed, noise


def _withheld(reader: Reader, register: Register, rows: list[Row]) -> Iterator[tuple[str, list[Placed]]]:
    home = [word for word, place in gazetteer().names.items() if place_inside(place, (register.place,))]
    yield "withheld: place", list(_lost(reader, rows, lambda report, match: _placeless(report, match, home)))
    yield "withheld: company", list(_lost(reader, rows, _lonely))


def _lost(
    reader: Reader, rows: list[Row], without: Callable[[Report, Match], Report | None]
) -> Iterator[Placed]:
    """Labelled pairs that the reader finds, as near misses of the text without something."""
    for row in rows:
        report = report_of(row)
        labels = {label["key"] for label in row["labels"] if not label.get("ambiguous")}
        for match in reader.read(report).matches:
            changed = without(report, match) if match.commitment in labels else None
            found = reader.read(changed, far_misses=True).near_misses if changed else ()
            yield from (Placed(row, miss) for miss in found if miss.commitment == match.commitment)


def _placeless(report: Report, match: Match, home: list[str]) -> Report | None:
    """The text with every name of home masked that is no part of the commitment's name; no outlet either."""
    kept = {hit.quote.text for hit in match.anchors if hit.role is AnchorRole.NAME}
    words = [word for word in home if not any(word in name for name in kept)]
    title, body = report.title, report.body
    for word in sorted(words, key=len, reverse=True):
        title, body = title.replace(word, "某" * len(word)), body.replace(word, "某" * len(word))
    return replace(report, url="", title=title, body=body)


def _lonely(report: Report, match: Match) -> Report | None:
    """The text with the words masked that were required beside the name; None where none was."""
    company = [hit.quote for hit in match.anchors if hit.role is AnchorRole.COMPANY]
    texts = {Field.TITLE: report.title, Field.TEXT: report.body}
    for quote in company:
        text = texts[quote.field]
        texts[quote.field] = text[: quote.start] + "某" * (quote.end - quote.start) + text[quote.end :]
    return replace(report, title=texts[Field.TITLE], body=texts[Field.TEXT]) if company else None


def _told(true: Sequence[Placed], noise: Sequence[Placed], key: Callable[[Placed], Any]) -> str:
    order = sorted(key(one) for one in noise)
    places = [_place(order, key(one)) for one in true]
    first = mean(place <= FIRST for place in places)
    return f"{median(places):14.1f} {mean(1 / place for place in places):5.3f} {first:9.2f}"


def _place(order: list[Any], value: Any) -> float:
    """From 1: how many of the noise, for each hundred of it, come first; half of those that are equal."""
    ahead = len(order) - (bisect_left(order, value) + bisect_right(order, value)) / 2
    return 1 + QUEUE * ahead / len(order)


def _show(missed: list[Placed], noise: list[Placed], count: int) -> None:
    words = wording("en")
    for title, ones in (
        ("true ones low in the queue", sorted(missed, key=lambda one: one.miss.rank)),
        ("noise high in the queue", sorted(noise, key=lambda one: -one.miss.rank)),
    ):
        for one in ones[:count]:
            said = lacking(words, one.miss.kind, one.miss.about)
            sentence = one.miss.sentence.text[:70] if one.miss.sentence else ""
            print(f"  {title}: {one.row['id']} {one.miss.commitment} {one.miss.parts} {said}: {sentence}")


if __name__ == "__main__":
    main()
