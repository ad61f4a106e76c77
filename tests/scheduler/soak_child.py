"""A crawl's child process whose clock starts at ``JIANNUO_SOAK_NOW`` and runs on from there."""

import os
import sys
import time
from datetime import datetime, timedelta

from crawler import child
from jiannuo.orphan import die_with_parent

START, BEGAN = datetime.fromisoformat(os.environ["JIANNUO_SOAK_NOW"]), time.monotonic()


class RunningClock:
    """The simulated day's time."""

    def now(self) -> datetime:
        return START + timedelta(seconds=time.monotonic() - BEGAN)


if __name__ == "__main__":
    die_with_parent()
    child.SystemClock = RunningClock  # type: ignore[misc]
    sys.exit(child.main())
