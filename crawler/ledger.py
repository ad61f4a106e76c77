"""The account of one crawl: every address found ends in exactly one counted outcome."""

import json
import sys
from collections import Counter
from typing import TextIO

from jiannuo.model.vocabulary import Outcome


class Ledger:
    """Counts what was found and how it ended, and tells the parent process line by line."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._ends: dict[str, Outcome | None] = {}
        self.lists: Counter[str] = Counter()

    def find(self, url: str) -> bool:
        """Note a report's canonical address; False when this crawl has it already."""
        if url in self._ends:
            return False
        self._ends[url] = None
        self._tell({"event": "found", "count": 1})
        return True

    def end(self, url: str, outcome: Outcome) -> None:
        """Note how an address ended; only the first end counts."""
        if self._ends.get(url) is None:
            self._ends[url] = outcome
            self._tell({"event": "outcome", "outcome": outcome.value, "url": url})

    def listed(self, outcome: str) -> None:
        """Count a request for a list, feed or robots.txt."""
        self.lists[outcome] += 1

    @property
    def found(self) -> int:
        """How many addresses were found."""
        return len(self._ends)

    @property
    def outcomes(self) -> dict[str, int]:
        """Outcome to count; sums to ``found``. What was never heard of again has failed."""
        return dict(Counter((outcome or Outcome.FAILED).value for outcome in self._ends.values()))

    def urls(self) -> list[str]:
        """The canonical addresses that were found."""
        return list(self._ends)

    def clean(self) -> bool:
        """Whether nothing is left that a later crawl should try again."""
        again = {Outcome.DEFERRED, Outcome.FAILED, Outcome.REFUSED, Outcome.SERVER_ERROR}
        again |= {Outcome.TIMED_OUT, Outcome.UNREACHABLE, Outcome.BROKEN, Outcome.WALLED}
        return not any(outcome is None or outcome in again for outcome in self._ends.values())

    def close(self) -> None:
        """Tell the parent the totals."""
        totals = {"found": self.found, "outcomes": self.outcomes, "lists": dict(self.lists)}
        self._tell({"event": "finished", **totals})

    def _tell(self, event: dict[str, object]) -> None:
        self._stream.write(json.dumps(event, ensure_ascii=False) + "\n")
        self._stream.flush()
