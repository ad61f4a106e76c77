"""How much of the founding article's promises `jiannuo register draft` finds on its own.

    python benchmarks/draft.py [--list]

Held against ../shared/commitments.tsv (names and figures of all 107 rows), and against
register/chongqing-2021.yaml for where each row stands.

found      rows that have a proposal of their own: one of the row's names stands in the proposal's name or
           anchors (company words do not count), and each proposal answers for one row at most (a largest
           matching decides); only a proposal that lists several names answers for as many rows.
in place   rows found so by a proposal that also quotes the paragraph in which the register has the row.
wrong      every proposal that answers for no row in that matching, doubles of a row included; those that
           hold no row's name at all are told apart.
figures    figures of the table that stand in a proposal's figures, or in its name.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jiannuo.register.load import load_register
from pipelines.drafting.anchors import names_of
from pipelines.drafting.article import article
from pipelines.drafting.draft import draft
from pipelines.drafting.proposal import Proposal

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
ASKED = {"found": 90, "wrong": 25}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table, and the paragraphs in which the register has it."""

    key: str
    names: tuple[str, ...]
    figures: tuple[str, ...]
    paragraphs: frozenset[int]


def main() -> None:
    """Draft, match, print."""
    if not (SHARED / "commitments.tsv").is_file():
        sys.exit(f"SKIPPED: {SHARED} is not there; this benchmark measures with it")
    rows = _rows()
    proposals = draft(article((SHARED / "founding-article.txt").read_text("utf-8"))).proposals
    found = matched(rows, proposals, lambda row, one: _named(row, one))
    placed = matched(rows, proposals, lambda row, one: _named(row, one) and _near(row, one))
    answering = {id(one) for one in found.values()}
    idle = [one for one in proposals if id(one) not in answering]
    strangers = [one for one in idle if not any(_named(row, one) for row in rows)]
    figures = [(row, figure) for row in rows for figure in row.figures]
    missing = [f"{row.key} {figure}" for row, figure in figures if not _told(figure, proposals)]
    print(f"proposed {len(proposals)}")
    print(f"found    {len(found)} of {len(rows)} rows (asked: {ASKED['found']}); in place {len(placed)}")
    print(
        f"wrong    {len(idle)} (asked: at most {ASKED['wrong']}), {len(strangers)} of them hold no row's name"
    )
    print(f"figures  {len(figures) - len(missing)} of {len(figures)}", *missing)
    if "--list" in sys.argv:
        print("missed:", *(f"{row.key} {row.names[0]}" for row in rows if row.key not in found))
        print("not in place:", *(f"{row.key} {row.names[0]}" for row in rows if row.key not in placed))
        print("wrong:", *(f"{one.id} {one.name}" for one in idle))


def matched(
    rows: list[Row], proposals: tuple[Proposal, ...], fits: Callable[[Row, Proposal], bool]
) -> dict[str, Proposal]:
    """Row to proposal, as many as possible (augmenting paths); a proposal holds as many rows as it lists names."""
    seats = [one for one in proposals for _ in range(max(1, len(one.parts)))]
    edges = [[index for index, one in enumerate(seats) if fits(row, one)] for row in rows]
    held: dict[int, int] = {}

    def seat(row: int, tried: set[int]) -> bool:
        for index in edges[row]:
            if index not in tried:
                tried.add(index)
                if index not in held or seat(held[index], tried):
                    held[index] = row
                    return True
        return False

    for row in range(len(rows)):
        seat(row, set())
    return {rows[row].key: seats[index] for index, row in held.items()}


def _rows() -> list[Row]:
    register = load_register(ROOT / "register" / "chongqing-2021.yaml")
    rows = []
    for line in (SHARED / "commitments.tsv").read_text("utf-8").splitlines()[1:]:
        if line.startswith("#") or line.count("\t") < 3:
            continue
        key, _, _, names, *rest = line.split("\t")
        if key == "key":
            continue
        figures = tuple(one for one in (rest[0].split(";") if rest else []) if one.strip())
        spans = frozenset(span.paragraph for span in register.commitment(key).article)
        rows.append(Row(key, tuple(names.split("|")), figures, spans))
    return rows


def _named(row: Row, proposal: Proposal) -> bool:
    texts = [proposal.name, *names_of(proposal)]
    return any(name in text for name in row.names for text in texts)


def _near(row: Row, proposal: Proposal) -> bool:
    return any(passage.paragraph in row.paragraphs for passage in proposal.passages)


def _told(figure: str, proposals: tuple[Proposal, ...]) -> bool:
    printed = (one.passage.text for p in proposals for one in (*p.figures, *p.baselines))
    return any(figure in text for text in (*printed, *(one.name for one in proposals)))


if __name__ == "__main__":
    main()
