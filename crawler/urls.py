"""Addresses: one canonical form for each report, whatever link led to it."""

import re
from urllib.parse import parse_qsl, quote, urldefrag, urlencode, urljoin, urlsplit, urlunsplit

from crawler.outlet import Outlet

_TRACKING = re.compile(
    r"^(utm_\w+|from|spm|share\w*|isappinstalled|timestamp|localTimeStamp|app_id)$", re.IGNORECASE
)


def canonical(url: str, outlet: Outlet | None) -> str:
    """The address under which the report at ``url`` is stored.

    Host in lower case, default port, fragment, tracking and (where the outlet says so) the whole query
    dropped, the outlet's replacements applied, https where the outlet serves both.
    """
    parts = urlsplit(urldefrag(url.strip())[0])
    host = (parts.hostname or "").lower()
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != default else ""
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)]
    query = "" if outlet and outlet.canonical.drop_query else urlencode(kept)
    scheme = "https" if outlet and outlet.canonical.https else parts.scheme
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    address = urlunsplit((scheme, host + port, path, query, ""))
    for pattern, replacement in outlet.canonical.replace if outlet else ():
        address = re.sub(pattern, replacement, address)
    return address


def absolute(base: str, link: str) -> str | None:
    """``link`` as an absolute http(s) address, or None when it is no such thing."""
    try:
        joined = urljoin(base, link.strip())
        parts = urlsplit(joined)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return joined if valid else None
