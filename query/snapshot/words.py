"""README.md and CITATION.cff: what a snapshot is, how it is cited, and how anybody checks it."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from jiannuo import __version__
from query.snapshot.descriptor import identity, version
from query.snapshot.files import Written
from query.snapshot.plan import LICENCES, Plan


def readme(plan: Plan, files: Sequence[Written], until: str | None) -> str:
    """The text for people, in both languages."""
    tables = [one for one in files if one.held]
    return (
        _templates()
        .get_template("README.md.j2")
        .render(
            plan=plan,
            register=plan.register,
            tables=tables,
            registers=[one for one in files if one.path.startswith("register/")],
            until=until,
            id=identity(files),
            version=version(plan.as_of, plan.register.version),
            licence=LICENCES[plan.licence],
            program=__version__,
        )
    )


def citation(plan: Plan, files: Sequence[Written]) -> str:
    """The Citation File Format, version 1.2.0 (https://citation-file-format.github.io)."""
    register = plan.register
    told = {
        "cff-version": "1.2.0",
        "message": "引用本数据时请用下列信息 · If you use these data, please cite them as below.",
        "type": "dataset",
        "title": f"践诺数据快照：{register.name}（截至 {plan.as_of.isoformat()}）",
        "authors": [{"name": plan.publisher}],
        "version": version(plan.as_of, register.version),
        "date-released": plan.as_of.isoformat(),
        "license": plan.licence,
        "identifiers": [{"type": "other", "value": identity(files), "description": "data and registers"}],
    }
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=1_000)


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    # Markdown for reading as text: nothing of it is crawled.
    return Environment(loader=loader, undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)  # noqa: S701
