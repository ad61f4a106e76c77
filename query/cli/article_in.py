"""A policy article as it is handed to a command: a text file, a saved page, or an address."""

import re
from pathlib import Path

from crawler.decode import decode
from crawler.extraction.extract import extract
from crawler.outlet import Outlet
from jiannuo.errors import InputError
from jiannuo.model.when import When
from pipelines.drafting.article import Article, article
from query.cli.opening import Opened

_WEB = re.compile(r"https?://", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype|html|head|body|meta|div|p|table|article|section|span)[\s>/]", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff]")
_LOOK = 3_000
_FEWEST = 10
_LARGEST = 5_000_000
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")


def article_from(source: str, have: Opened, *, address: str = "") -> tuple[Article, str]:
    """The article in ``source``, and its text exactly as offsets count in it.

    Pages go through the outlet's rules like crawled ones (``address`` chooses them for a saved page). Raises
    InputError for what is no article: unreadable, empty, binary, without Chinese, or a list of links.
    """
    if _WEB.match(source):
        from crawler.single import fetch_page

        fetched = fetch_page(source, have.config)
        return _page(fetched.body, fetched.content_type, source, fetched.url, have)
    body = _read(Path(source))
    text = _text(body, source)
    if _HTML.search(text[:_LOOK]):
        return _page(body, "", source, address, have)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _demand_chinese(text, source)
    return article(text), text


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            body = stream.read(_LARGEST + 1)
    except OSError as problem:
        raise InputError(f"{file} cannot be read ({problem.strerror})", "check the path") from None
    if len(body) > _LARGEST:
        raise InputError(f"{file} is larger than {_LARGEST:,} bytes", "give the article alone")
    return body


def _text(body: bytes, source: str) -> str:
    if not body.strip():
        raise InputError(f"{source} is empty", "give a text or a page with an article in it")
    decoded = decode(body)
    text = decoded.text.removeprefix("\ufeff")
    if decoded.garbled or len(_CONTROL.findall(text[:_LOOK])) > len(text[:_LOOK]) // 50:
        raise InputError(
            f"{source} is no text", "give a text or HTML file (PDF and Word: save them as text first)"
        )
    return text


def _demand_chinese(text: str, source: str) -> None:
    if len(_HAN.findall(text)) < _FEWEST:
        raise InputError(f"{source} holds no Chinese text", "give a Chinese policy article")


def _page(body: bytes, content_type: str, source: str, address: str, have: Opened) -> tuple[Article, str]:
    _text(body, source)
    outlet = _outlet(address, have)
    report = extract(body, address, outlet=outlet, now=have.clock.now(), content_type=content_type)
    text = report.body
    if not text.strip() or _is_list(text):
        raise InputError(
            f"{source} holds no article (a list of links, or a page that only a browser fills)",
            "give the address of the article itself, or copy its text into a file",
        )
    _demand_chinese(text, source)
    outlet_title = report.source or (outlet.title if outlet else "")
    return article(text, title=report.title, outlet=outlet_title, published=_day(report.published)), text


def _day(when: When | None) -> When | None:
    """The day is enough: a minute is no part of a founding document's date."""
    return When(when.day) if when and when.moment else when


def _is_list(text: str) -> bool:
    """Short lines without a sentence."""
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and not any(mark in text for mark in "。；;") and max(map(len, lines)) <= 60


def _outlet(address: str, have: Opened) -> Outlet | None:
    if not address:
        return None
    from crawler.outlets import outlets_of

    return next((one for one in outlets_of(have.config).values() if one.is_article(address)), None)
