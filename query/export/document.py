"""docs/exports.md, made from the tables themselves: `make docs` writes it, a test compares."""

import sys
from pathlib import Path

from query.export.table import Shape
from query.export.tables import TABLES


def document() -> str:
    """The whole document."""
    head = Path(__file__).with_name("head.md").read_text("utf-8")
    return "\n".join([head, *(described(table) for table in TABLES.values())]).rstrip() + "\n"


def described(table: Shape) -> str:
    """One table as a chapter: what it is, and every column."""
    rows = "\n".join(f"| `{one.name}` | {one.kind.value} | {one.about} |" for one in table.columns)
    return (
        f"## `{table.name}`\n\n{table.zh} · {table.en}\n\n"
        f"| 列 · column | 类型 · kind | 含义 · meaning |\n|---|---|---|\n{rows}\n"
    )


if __name__ == "__main__":
    sys.stdout.write(document())
