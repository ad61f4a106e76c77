"""A process that runs crawls in forks of its own: one JSON line in (failpoint, arguments), pid and exit code out.

What every crawl loads anew (the segmenter's dictionary, cue words, modules) is loaded once, before the forks.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

import crawler.child
import crawler.spiders.outlet
from crawler.outlets import load_outlets
from jiannuo.model.report import Report
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

# What Scrapy and Twisted import when a crawl begins.
LATER = ["pipelines.prepare", "pipelines.saving", "OpenSSL.SSL", "scrapy.core.downloader.tls"]
LATER += ["scrapy.extensions.remote_control", "twisted.internet.asyncioreactor", "service_identity"]


def warm(register: Path) -> None:
    """Read one text, so that all that reading needs is there."""
    for module in LATER:
        import_module(module)
    assert "twisted.internet.reactor" not in sys.modules, "a reactor cannot be shared by forks"
    load_outlets()
    text = "6月15日，青岛的“深海试验场”正式投用，迎来首批海试团队。第0次开放活动举行。"
    Reader(load_register(register)).read(
        Report("http://a.example/1", "s", "第0次开放活动举行", text), outlet_place="shandong/qingdao"
    )


def main() -> None:
    """Serve until the input is closed."""
    warm(Path(sys.argv[1]))
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os.environ["JIANNUO_FAILPOINT"] = asked["failpoint"]
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            code = 1
            try:
                code = crawler.child.main(asked["arguments"])
            finally:
                sys.stderr.flush()
                os._exit(code)
        tell(pid)
        tell(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def tell(number: int) -> None:
    """One number for whoever started us."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
