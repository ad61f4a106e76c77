"""A test message for a webhook: a digest without news that says it is a test."""

from dataclasses import replace
from datetime import datetime, timedelta

from jiannuo.config.settings import DigestSettings
from jiannuo.locale import wording
from jiannuo.model.hook import Hook
from jiannuo.model.subscription import DigestWindow
from jiannuo.model.vocabulary import Cadence
from jiannuo.store.digests import Copy
from scheduler.contents import Digest
from scheduler.hooks.brief import brief
from scheduler.hooks.dialects import DIALECTS
from scheduler.links import posting_id


def trial(hook: Hook, settings: DigestSettings, at: datetime) -> Copy:
    """The copy to be queued; every call makes a message of its own."""
    words, digest = wording(settings.language), _nothing(settings, at)
    told = replace(
        brief(digest, None),
        title=words("hook.trial.title"),
        lead=(words("hook.trial.said", name=hook.name), ""),
        event="digest.test",
    )
    message = DIALECTS[hook.kind].write(digest, told, at)
    return Copy(hook.address, posting_id(f"trial/{hook.name}/{at.isoformat()}"), message, hook.name)


def _nothing(settings: DigestSettings, at: datetime) -> Digest:
    return Digest(
        window=DigestWindow(at - timedelta(days=1), at),
        zone=settings.zone,
        language=settings.language,
        progress=(),
        figures=(),
        mentions=(),
        restated=(),
        contradictions=(),
        deadlines=(),
        silent=(),
        newly_silent=(),
        silent_months=settings.silent_months,
        followed=0,
        seen=0,
        troubles=(),
        items=(),
        cadence=Cadence.DAILY,
    )
