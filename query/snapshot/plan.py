"""What a snapshot is asked to be, and what is known of it before a table is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from jiannuo.clock import CHINA
from jiannuo.errors import UsageError
from jiannuo.model.commitment import Register
from query.export.forms import Csv, Form, Jsonl, Parquet, form_named

LICENCES: dict[str, tuple[str, str]] = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC0-1.0": ("Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODbL-1.0": ("Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "ODC-By-1.0": ("Open Data Commons Attribution 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "PDDL-1.0": (
        "Public Domain Dedication and License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
}
_WHOLE: tuple[type[Form], ...] = (Jsonl, Csv, Parquet)


@dataclass(frozen=True, slots=True)
class Plan:
    """``as_of`` is the day of the standings; ``texts``: with the whole texts of reports."""

    register: Register
    titles: Mapping[str, str]
    as_of: date
    form: type[Form]
    licence: str
    publisher: str
    texts: bool = False
    silent_months: int = 6

    @property
    def moment(self) -> datetime:
        """The last moment of that day in China, from which standings are seen: no clock is read."""
        return datetime.combine(self.as_of, time(23, 59, 59), tzinfo=CHINA)


def snapshot_form(name: str) -> type[Form]:
    """One of the forms whose bytes depend on nothing but the rows; UsageError for another."""
    form = form_named(name)
    if form not in _WHOLE:
        raise UsageError(
            f"a snapshot has no {name} files", f"choose from: {', '.join(one.suffix for one in _WHOLE)}"
        )
    return form


def known_licence(name: str) -> str:
    """An SPDX name of ``LICENCES``; UsageError for another."""
    if name not in LICENCES:
        raise UsageError(f"no licence {name[:40]!r} is known here", f"choose from: {', '.join(LICENCES)}")
    return name
