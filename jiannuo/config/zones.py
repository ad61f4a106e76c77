"""Time zone names, checked when the settings are read rather than when a digest is due."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def known_zone(name: str) -> str:
    """``name`` itself when it is an IANA zone; ValueError otherwise."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("no such time zone: use an IANA name such as Asia/Shanghai") from None
    return name
