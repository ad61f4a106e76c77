"""Event: files the stories that tell the same happening in other words together, so that it is news once.

An *event* holds several stories, each a piece of evidence of its own. Events exist to say what is news of a
commitment, so only a story that touches one is filed, when its first report does: that report is compared with
the few others that touch a commitment, are dated within some days of it and name most of the same rare things.
The daily mass of reports that touch nothing is neither compared nor found here; where a changed register makes
one of them touch a commitment, ``rematch`` files it.
"""

from collections.abc import Sequence

from jiannuo.model.report import Report
from jiannuo.store import stories
from jiannuo.store.engine import Connection
from jiannuo.store.reports import StoredReport
from jiannuo.store.stories import Candidate
from pipelines.kin.tellings import keys, same_event, weights


def file_story(connection: Connection, stored: StoredReport, day: int | None) -> None:
    """File the story of a report that touches a commitment, and keep what later tellings find it by.

    Nothing happens when the report, or a copy of it with the same traits and about the same day, was filed
    before. ``day`` is the ordinal of publication; an undated report could be of any event of its kind, so its
    story gets one of its own.
    """
    if stored.story_id is None:
        return
    named = keys(stored.report.title, stored.report.body) if day is not None else ()
    found = stories.tellings(connection, named, day, weights().window_days)
    others = [candidate for candidate in found if candidate.story_id != stored.story_id]
    if len(others) < len(found):
        return
    if stories.event_of_story(connection, stored.story_id) is None:
        event = event_of(stored.report, day, others) or stories.new_event(connection, stored.detected_at)
        stories.file_under(connection, stored.story_id, event)
    if day is not None:
        stories.remember_traits(connection, stored.id, named, day)


def event_of(report: Report, day: int | None, candidates: Sequence[Candidate]) -> int | None:
    """The event that the report tells in other words than the candidates; None when it is a new one."""
    best, event = weights().threshold, None
    for candidate in candidates:
        if day is None or candidate.day is None or candidate.event_id is None:
            continue
        apart = abs(day - candidate.day)
        score = same_event((report.title, report.body), (candidate.title, candidate.body), apart).total
        if apart <= weights().window_days and score >= best:
            best, event = score, candidate.event_id
    return event
