"""Addresses of hosts: which of them are public, and what a spelling of one means."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from unicodedata import normalize
from urllib.parse import unquote

Address = IPv4Address | IPv6Address

# Special-purpose ranges of the IANA registries (RFC 6890 and its updates), and multicast.
_V4 = [
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
]
# Of IPv6 only global unicast, without the ranges that carry an IPv4 address or lead nowhere: this leaves
# out ::1, fc00::/7, fe80::/10, ::ffff:0:0/96 (mapped) and 64:ff9b::/96 (NAT64) by not being in 2000::/3.
_V6_GLOBAL = ip_network("2000::/3")
_V6 = [ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]


def is_public(address: Address) -> bool:
    """Whether this is an address of the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _V4)
    return address in _V6_GLOBAL and not any(address in network for network in _V6)


def literal(host: str) -> Address | None:
    """The address that ``host`` spells, in any way a C library would read it; None when it is a name.

    Decimal, octal, hexadecimal and shortened forms, full-width digits, percent-escapes, a trailing dot.
    """
    text = (
        normalize("NFKC", unquote(host)).replace("。", ".").strip().strip("[]").rstrip(".").partition("%")[0]
    )
    try:
        return ip_address(text)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(text)) if text and not text[0].isspace() else None
    except (OSError, UnicodeError, ValueError):
        return None
