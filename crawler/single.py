"""One page, fetched at once because a person asks for it: polite, bounded, and told plainly when it fails."""

from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from crawler.failures import Blocked, Broken, TooLarge
from crawler.guard import Guard
from crawler.robots import LARGEST, Access, Rules, access_of, parse, text_of
from crawler.unpack import unpack
from jiannuo import __version__
from jiannuo.config.load import Config
from jiannuo.errors import InputError

_BY_HAND = "check the address and the network, or save the page and give the file"
_FAILURES = (URLError, HTTPException, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: where it was found in the end, its bytes, and its declared type."""

    url: str
    body: bytes
    content_type: str


def fetch_page(url: str, config: Config) -> Fetched:
    """The page at ``url`` (http or https), within the limits of the ``crawl`` settings.

    robots.txt is asked first, also of the host that a redirect leads to: what it forbids, or what cannot be
    asked, is not fetched. The address itself may be private, for a person gave it; a redirect to another
    host must pass the crawl's guard. Raises InputError naming the address and the remedy.
    """
    return _Door(url, config).page(url)


class _Door:
    """Asks hosts, each for its robots.txt first."""

    def __init__(self, url: str, config: Config) -> None:
        crawl = config.settings.crawl
        self._guard = Guard(ports=crawl.ports, allowed=crawl.allow_private, proxy=crawl.proxy)
        self._given = _parts(url).netloc
        self._agent = f"jiannuo/{__version__}" + (f" (+{crawl.contact})" if crawl.contact else "")
        self._timeout, self._most = crawl.timeout_seconds, crawl.max_page_bytes
        way_out = ProxyHandler({"http": crawl.proxy, "https": crawl.proxy} if crawl.proxy else {})
        self._opener = build_opener(way_out, _CheckedRedirects(self.demand))
        self._for_robots = build_opener(way_out, _CheckedRedirects(self._guarded))
        self._rules: dict[str, Rules] = {}

    def page(self, url: str) -> Fetched:
        """The page, or InputError."""
        self.demand(url)
        try:
            with self._open(self._opener, url) as answer:
                body = answer.read(self._most + 1)
                kind, packed = (
                    answer.headers.get("Content-Type", ""),
                    answer.headers.get("Content-Encoding", ""),
                )
                encodings = [name.strip().lower() for name in packed.split(",")]
                return Fetched(answer.geturl(), self._whole(url, body, encodings), kind)
        except HTTPError as problem:
            problem.close()
            message = f"{url} answers {problem.code} {problem.reason}"
            raise InputError(message, "check the address in a browser") from None
        except _FAILURES as problem:
            raise InputError(f"{url} cannot be reached ({_why(problem)})", _BY_HAND) from None

    def demand(self, url: str) -> None:
        """Pass when the guard and robots.txt of the host allow the address; else raise InputError."""
        self._guarded(url)
        parts = _parts(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = self._ask(origin)
        if not self._rules[origin].allows(url, self._agent.split("/")[0]):
            message = f"{url} is closed to programs (robots.txt)"
            raise InputError(message, "save the page in a browser and give the file")

    def _guarded(self, url: str) -> None:
        if _parts(url).netloc == self._given:
            return
        try:
            self._guard.check_url(url)
        except Blocked as problem:
            raise InputError(f"the page leads on to {url}: {problem}", "give the final address") from None

    def _ask(self, origin: str) -> Rules:
        try:
            with self._open(self._for_robots, urljoin(origin, "/robots.txt")) as answer:
                return parse(text_of(answer.read(LARGEST + 1)))
        except HTTPError as problem:
            problem.close()
            if access_of(problem.code) is Access.UNAVAILABLE:
                return parse("")
            reason = f"{problem.code} {problem.reason}"
        except _FAILURES as problem:
            reason = _why(problem)
        raise InputError(f"{origin} cannot be asked for its robots.txt ({reason})", _BY_HAND)

    def _whole(self, url: str, body: bytes, encodings: list[str]) -> bytes:
        try:
            whole = unpack(body, encodings, self._most)
        except (Broken, TooLarge) as problem:
            raise InputError(f"{url}: {problem}", _BY_HAND) from None
        if len(whole) > self._most:
            raise InputError(f"{url} is larger than {self._most:,} bytes", "raise crawl.max_page_bytes")
        return whole

    def _open(self, opener: OpenerDirector, url: str) -> Any:
        request = Request(url, headers={"User-Agent": self._agent})  # noqa: S310 (http and https only: see _parts)
        return opener.open(request, timeout=self._timeout)


class _CheckedRedirects(HTTPRedirectHandler):
    """Follows a redirect only where ``check`` lets it."""

    def __init__(self, check: Callable[[str], None]) -> None:
        self._check = check

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        """The next request, or InputError."""
        try:
            self._check(newurl)
        except InputError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{url} is no web address", "give http://… or https://…, or a file")
    return parts


def _why(problem: Exception) -> str:
    reason = getattr(problem, "reason", None) or problem
    return str(getattr(reason, "strerror", None) or reason)
