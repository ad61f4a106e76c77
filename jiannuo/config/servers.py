"""Addresses of name servers as the settings give them."""

from ipaddress import ip_address

_PORT = 53


def server_of(text: str) -> tuple[str, int]:
    """Address and port of ``9.9.9.9``, ``127.0.0.1:5353``, ``2620:fe::fe`` or ``[2620:fe::fe]:53``; ValueError else."""
    host, colon, port = text.strip().rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if not (colon and (bracketed or ":" not in host)):
        host, port = text.strip(), str(_PORT)
    number = int(port)
    if not 0 < number < 65_536:
        raise ValueError("a port is between 1 and 65535")
    return str(ip_address(host.strip("[]"))), number


def known_server(text: str) -> str:
    """``text`` itself when it names a server; ValueError otherwise."""
    try:
        server_of(text)
    except ValueError:
        raise ValueError("not the address of a name server: write 9.9.9.9 or 127.0.0.1:5353") from None
    return text
