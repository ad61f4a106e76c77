"""Signs: what the pages of one crawl looked like, so that a redesign shows before anyone misses reports."""

import re
from collections import Counter
from datetime import date
from typing import Any

from jiannuo.model.dossier import Dossier

_FIELDS = ("date", "source", "ruled")
_NOISE = re.compile(r"[\s\W_]+")


class Signs:
    """Counts, over the pages that were read as reports, which fields came out and how titles repeat."""

    def __init__(self, site: str) -> None:
        self._site = _bare(site)
        self._pages = 0
        self._have: Counter[str] = Counter()
        self._titles: Counter[str] = Counter()

    def note(self, dossier: Dossier) -> None:
        """Count one page."""
        report = dossier.report
        self._pages += 1
        self._have["date"] += report.published is not None
        self._have["source"] += report.source is not None
        self._have["ruled"] += report.origin.get("body", "").startswith("outlet")
        self._titles[_bare(report.title)] += 1

    def document(self, newest: date | None) -> dict[str, Any]:
        """The signs as they are kept with the run; ``newest`` is the latest day that its lists showed."""
        odd = sum(count for title, count in self._titles.items() if count > 1 or title == self._site)
        return {
            "pages": self._pages,
            **{name: self._have[name] for name in _FIELDS},
            "odd_titles": odd,
            "newest": newest.isoformat() if newest else None,
        }


def _bare(text: str) -> str:
    return _NOISE.sub("", text).casefold()
