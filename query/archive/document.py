"""docs/archives.md, made from the tables themselves: `make docs` writes it, a test compares."""

import sys
from pathlib import Path

from query.archive.tables import TABLES
from query.export.document import described


def document() -> str:
    """The whole document."""
    head = Path(__file__).with_name("head.md").read_text("utf-8")
    return "\n".join([head, *(described(table) for table in TABLES)]).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
