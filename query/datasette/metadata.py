"""Datasette's metadata: titles and meanings of the views, the shipped questions, and a door before everything else.

docs/datasette.json is made of it for a database called jiannuo: `make docs` writes it, a test compares.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from jiannuo.store.tables.names import every_table
from jiannuo.store.views import View, views
from query.questions.asked import questions

_ABOUT = (
    "公开承诺的兑现进展：阶段、日期、数字，附原文依据；不评判承诺是否兑现。"
    " Progress on public commitments: stages, dates and figures with the passages that prove them; no verdicts."
)


def metadata(database: str) -> dict[str, Any]:
    """What `datasette serve --metadata` takes, for a database of this name (its file's name without the ending).

    Only views and shipped questions can be seen: subscribers, mail, keys, hooks and everything else that is a table
    is denied, and so is SQL of the reader's own, which could ask the tables.
    """
    return {
        "title": "践诺 · jiannuo",
        "description": _ABOUT,
        "databases": {
            database: {
                "title": "践诺 · jiannuo",
                "description": _ABOUT,
                "allow_sql": False,
                "tables": {
                    **{view.name: _view(view) for view in views()},
                    **{name: {"hidden": True, "allow": False} for name in every_table()},
                },
                "queries": {
                    one.name: {"title": one.zh, "description": one.en, "sql": one.sql} for one in questions()
                },
            }
        },
    }


def _view(view: View) -> dict[str, Any]:
    shown = _shown()[view.name]
    order = shown["order"]
    return {
        "title": view.zh,
        "description": view.en,
        "columns": view.columns,
        "facets": shown["facets"],
        "size": 50,
        "sort_desc" if order.startswith("-") else "sort": order.lstrip("-"),
    }


def _shown() -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("facets.yaml").read_text("utf-8")
    )
    return told


def document(database: str = "jiannuo") -> str:
    """The file."""
    return json.dumps(metadata(database), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
