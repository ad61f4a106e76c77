"""Pages from the network, fetched by a child process under all rules of a crawl."""

import base64
import json
import os
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from crawler.fetched import Fetched, Headers
from jiannuo.errors import CrawlError
from jiannuo.orphan import PARENT
from scheduler.children import end_group

_PATIENCE_SECONDS = 30.0


class LivePages:
    """Fetches one page after the other for as long as the context lasts; each address once."""

    def __init__(self, config: Path | None, timeout_seconds: float, delay_seconds: float) -> None:
        self._config = config
        # robots.txt, redirects and a second try all come before the answer.
        self._wait = timeout_seconds * 8 + delay_seconds * 8 + _PATIENCE_SECONDS
        self._known: dict[tuple[str, str, bytes], Fetched] = {}
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "LivePages":
        words = [sys.executable, "-P", "-m", "scheduler.launch", "crawler.asker"]
        if self._config is not None:
            words += ["--config", str(self._config.absolute())]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", PARENT: str(os.getpid())}
        self._child = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, env=environment
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        child = self._child
        if child is not None:
            if child.stdin:
                child.stdin.close()
            end_group(child)
            if child.stdout:
                child.stdout.close()
            child.wait()

    def get(self, url: str, method: str = "GET", body: bytes = b"", headers: Headers = ()) -> Fetched:
        """The answer; CrawlError when the fetching process itself does not answer."""
        key = (url, method, body)
        if key not in self._known:
            self._known[key] = self._ask(url, method, body, dict(headers))
        return self._known[key]

    def _ask(self, url: str, method: str, body: bytes, headers: dict[str, str]) -> Fetched:
        child = self._child
        if child is None or child.stdin is None or child.stdout is None:
            raise CrawlError("the fetching process is not there", "use this within its context")
        text = body.decode("utf-8", "replace")
        line = json.dumps({"url": url, "method": method, "body": text, "headers": headers})
        try:
            child.stdin.write(line.encode() + b"\n")
            child.stdin.flush()
        except BrokenPipeError:
            raise CrawlError("the fetching process is gone", "see its message above") from None
        ready, _, _ = select.select([child.stdout], [], [], self._wait)
        answer = child.stdout.readline() if ready else b""
        if not answer:
            raise CrawlError(f"no answer for {url}", "see the message above; the site may never answer")
        told = json.loads(answer)
        return Fetched(
            url=url,
            final_url=str(told.get("final_url", url)),
            status=int(told.get("status", 0)),
            body=base64.b64decode(told.get("body", "")),
            content_type=str(told.get("content_type", "")),
            problem=str(told.get("problem", "")),
        )
