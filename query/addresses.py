"""Where a page of ours is reached, and whether an address out of a crawled text may be opened at all."""

from urllib.parse import quote, urlsplit

from jiannuo.config.settings import WebSettings
from jiannuo.errors import InputError

_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def root(web: WebSettings) -> str:
    """The address under which people reach the pages, without a slash at the end."""
    if web.public_url:
        return web.public_url.rstrip("/")
    host = _ANYWHERE.get(web.host, web.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{web.port}"


def page_address(web: WebSettings, path: str, language: str = "zh") -> str:
    """The address of one page."""
    return root(web) + quote(path) + ("?lang=en" if language == "en" else "")


def web_address(address: str) -> str:
    """A crawled address as it may be handed to a browser; InputError for any that is not plainly of the web.

    Only http and https, with a host and without a user's name (``http://bank.example@evil.example`` shows the one
    and leads to the other), and nothing that a terminal, a shell or a browser's command line reads otherwise.
    """
    remedy = "look at the stored text instead: jiannuo open REPORT"
    shown = address[:80].encode("ascii", "backslashreplace").decode("ascii")
    if any(not sign.isprintable() or sign in " \"'`<>\\" for sign in address):
        raise InputError(f"no address to be opened: {shown!r}", remedy)
    try:
        parts = urlsplit(address)
        plain = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:
        plain = False
    if not plain:
        raise InputError(f"no address of the web: {shown!r}", remedy)
    return address
