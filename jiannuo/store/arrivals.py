"""Arrivals: new reports that are stored together, so that much is asked and written once for all of them.

What they may be kin of is looked up when they arrive, and kept true while one after the other is stored. What only
finds them again (words, signatures, marks, and which story they lead) is written for several at once.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from jiannuo.model.dossier import Fingerprint
from jiannuo.model.report import Report
from jiannuo.store import reports, stories
from jiannuo.store.carried import lead_with, settle_lead
from jiannuo.store.index.words import words_of
from jiannuo.store.reports import Version
from jiannuo.store.stories import Candidate


class Arrivals:
    """One batch, in one transaction of the caller, who must ``settle`` it before he commits."""

    def __init__(self, connection: Connection, awaited: Sequence[tuple[str, Fingerprint]]) -> None:
        """``awaited``: the canonical address and fingerprint of each report that may be stored."""
        stories.serialise(connection)
        self._connection = connection
        self._histories = reports.histories(connection, [url for url, _ in awaited])
        self._first = stories.first_with(connection, [one.exact for _, one in awaited])
        self._holders = stories.holders_of(connection, (mark for _, one in awaited for mark in one.marks))
        self._leads: list[tuple[int, int]] = []
        self._findable: list[tuple[int, Report, bytes, str]] = []
        self._marks: list[tuple[int, int]] = []

    def holds(self, url: str, exact: str) -> bool:
        """Whether this very text is stored at this address, current or not."""
        return exact in self._histories[url].texts

    def versions(self, url: str) -> Sequence[Version]:
        """The current reports at the address: one, unless it serves different texts in turn."""
        return self._histories[url].versions

    def kin_of(self, fingerprint: Fingerprint) -> list[Candidate]:
        """The stored reports that may be the same text as this one."""
        same = self._first.get(fingerprint.exact)
        if not stories.nearest(fingerprint, self._holders, same):
            return []
        self.settle()  # one of them may have just come, and lead its story
        return stories.candidates(self._connection, fingerprint, self._holders, same)

    def add(
        self,
        report: Report,
        fingerprint: Fingerprint,
        *,
        detected_at: datetime,
        story_id: int | None,
        page_id: int | None,
        replaces: int | None,
        outlet_title: str,
        standing: bool,
        words: str = "",
    ) -> tuple[int, int]:
        """Store a report, in a story of its own unless one is given; the row ids of report and story.

        ``words`` is what ``words_of`` it says, where that is known already.
        """
        story = story_id or stories.new_story(self._connection, detected_at)
        key = reports.insert_row(
            self._connection,
            report,
            exact=fingerprint.exact,
            detected_at=detected_at,
            story_id=story,
            page_id=page_id,
            replaces=replaces,
            outlet_title=outlet_title,
            standing=standing,
        )
        words = words or words_of(report.title, report.body)
        self._findable.append((key, report, fingerprint.signature, words))
        self._remember(key, report, fingerprint, replaces)
        if story_id is None:
            self._leads.append((story, key))
        else:
            self.settle()
            settle_lead(self._connection, story)
        return key, story

    def settle(self) -> None:
        """Write what was put off."""
        lead_with(self._connection, self._leads)
        reports.make_findable(self._connection, self._findable)
        stories.keep_marks(self._connection, self._marks)
        self._leads, self._findable, self._marks = [], [], []

    def _remember(self, key: int, report: Report, fingerprint: Fingerprint, replaces: int | None) -> None:
        """Let those that are stored next know of this one."""
        history = self._histories[report.url]
        history.texts.add(fingerprint.exact)
        history.versions[:] = [one for one in history.versions if one.id != replaces]
        history.versions.append(Version(key, report.title, fingerprint.signature))
        self._first.setdefault(fingerprint.exact, key)
        for mark in stories.with_room(key, fingerprint, self._holders):
            self._marks.append((mark, key))
            self._holders.setdefault(mark, []).append(key)
