"""Bytes to text, once and strictly: what was declared is believed only when the bytes agree."""

import codecs
import re
from dataclasses import dataclass

_META = re.compile(rb"""<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_HEADER = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "utf8": "utf-8"}
_LOOK = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, what the page declared, what was used, and whether some bytes made no sense."""

    text: str
    declared: str | None
    used: str
    garbled: bool = False


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page: byte order mark, strict UTF-8, HTTP charset, meta, GB18030 (which holds GB2312 and GBK).

    A declared encoding that fails strictly is passed over. When nothing fits, the text is decoded with
    replacement characters and marked ``garbled``.
    """
    header = _HEADER.search(content_type or "")
    meta = _META.search(body[:_LOOK])
    declared = header[1] if header else meta[1].decode("ascii") if meta else None
    # Text of another encoding is practically never valid UTF-8, while pages do declare GB2312 over UTF-8.
    tries = [name for bom, name in _BOMS if body.startswith(bom)] or ["utf-8"]
    tries += [header[1]] if header else []
    tries += [meta[1].decode("ascii")] if meta else []
    for name in (*tries, "gb18030"):
        text = _strict(body, _WIDER.get(name.lower(), name))
        if text is not None:
            return Decoded(text, declared, _WIDER.get(name.lower(), name.lower()))
    return Decoded(body.decode("gb18030", "replace"), declared, "gb18030", garbled=True)


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
