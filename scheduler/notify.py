"""Telling systemd how we are, over the socket it names in NOTIFY_SOCKET (sd_notify(3))."""

import contextlib
import os
import socket


def notify(*states: str) -> bool:
    """Send e.g. ``READY=1``; False when no service manager listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    # An abstract socket is written with @ and addressed with NUL.
    target = "\0" + address[1:] if address.startswith("@") else address
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line,
        contextlib.suppress(OSError),
    ):
        line.sendto("\n".join(states).encode(), target)
        return True
    return False
