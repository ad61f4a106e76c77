"""A drawn picture as PNG: resvg renders it, with a typeface that has the Chinese signs."""

from functools import cache
from typing import Any

from jiannuo.errors import UsageError

_ZOOM = 2.0  # as sharp as two screen pixels to one
# A family by which resvg finds its way to the others of the machine; those with Chinese signs of their own first.
_FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Droid Sans Fallback",
    "DejaVu Sans", "Liberation Sans", "Arial", "Helvetica",
)  # fmt: skip
_SIGN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" font-family="sans-serif" font-size="24">'
    '<text x="4" y="26">{sign}</text></svg>'
)


def png(svg: str) -> bytes:
    """The picture on white, twice its own size; UsageError with the remedy where it cannot be drawn here."""
    return _rendered(svg, family=_family(), zoom=_ZOOM, background="#ffffff")


@cache
def _family() -> str:
    """The first family with which Chinese signs come out as what they are.

    Signs that no typeface has come out alike: as nothing, or as the same empty box.
    """
    for family in _FAMILIES:
        one, other = (_rendered(_SIGN.format(sign=sign), family=family) for sign in "践诺")
        if one != other:
            return family
    raise UsageError(
        "no typeface on this machine has Chinese signs", "install one: apt-get install fonts-wqy-microhei"
    )


def _rendered(svg: str, *, family: str, **how: Any) -> bytes:
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise UsageError(
            "PNG needs resvg-py, which is not installed", "pip install 'jiannuo[charts]', or take the SVG"
        ) from None
    return bytes(svg_to_bytes(svg_string=svg, sans_serif_family=family, **how))
