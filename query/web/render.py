"""Pages from templates: everything escaped, in the reader's language, with links that keep it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from jiannuo.clock import CHINA
from jiannuo.lacking import lacking
from jiannuo.locale import LANGUAGES, Wording, wording
from jiannuo.model.pace import Paced
from jiannuo.model.vocabulary import Pace
from query.web.session import role_of
from query.web.site import site_of
from scheduler.formats import comparator_text, percent_text, value_text, when_text

FOLDER = Path(__file__).parent
_PLACES = ("board", "search", "outlets", "digests", "review")


def page(request: Request, template: str, /, *, status: int = 200, **values: Any) -> Response:
    """A whole page; ``values`` are what its template needs besides what every template gets."""
    return HTMLResponse(_text(request, template, values), status, headers={"Vary": "Cookie"})


def language(request: Request) -> str:
    """``zh`` or ``en``, by ``?lang=``; Chinese first."""
    wanted = request.query_params.get("lang", "")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def linked(language: str, path: str, /, **params: object) -> str:
    """A local address with its parameters, in the reader's language."""
    given: list[tuple[str, object]] = []
    for key, value in params.items():
        values = value if isinstance(value, list | tuple) else [value]
        given += [(key, one) for one in values if one not in (None, "")]
    if language != LANGUAGES[0]:
        given.append(("lang", language))
    return quote(path) + (f"?{urlencode(given)}" if given else "")


def pace_text(paced: Paced | None, words: Wording) -> str:
    """``完成 57.3%，超时序进度7.3个百分点``; empty where nothing can be compared."""
    if paced is None:
        return ""
    said = [words("web.share", percent=percent_text(100 * paced.share))]
    if paced.gap is not None:
        said.append(words(f"pace.{paced.pace.value}"))
        if paced.pace is not Pace.ON_SCHEDULE:
            said[-1] = words("digest.pace", pace=said[-1], points=percent_text(abs(100 * paced.gap)))
    return words("web.comma").join(said)


def _parts(words: Wording, parts: Mapping[str, float]) -> str:
    """``名称 +0.25、缘由 +0.20``: what a score or a rank is made of."""
    said = (
        f"{words(f'part.{part}') if words.has(f'part.{part}') else part} {worth:+.2f}"
        for part, worth in parts.items()
    )
    return words("list.comma").join(said)


def _text(request: Request, template: str, values: dict[str, Any]) -> str:
    lang, site = language(request), site_of(request)
    words = wording(lang)

    def at(path: str, /, **params: object) -> str:
        return linked(lang, path, **params)

    def amount(value: float, unit: str) -> str:
        return value_text(value, lang) + unit

    told: dict[str, Any] = {
        "lang": lang,
        "w": words,
        "at": at,
        "site": site,
        "role": role_of(request),
        "amount": amount,
        "lacks": lambda miss: lacking(words, miss.kind, miss.about),
        "parts_told": lambda parts: _parts(words, parts),
        "outlet": lambda name: site.outlet(name, lang),
        "name": lambda key: site.name(key, lang),
        "when": lambda when: when_text(when, lang) or words("digest.undated"),
        "moment": _moment,
        "sign": comparator_text,
        "pace": lambda paced: pace_text(paced, words),
        "other": _other(request, lang),
        "places": _PLACES,
        "subscribing": request.app.state.subscribing,
        "here": "",
    }
    return _environment().get_template(template).render({**told, **values})


def _moment(moment: datetime | str) -> str:
    """To the minute on China's clock."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return str(moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"))


def _other(request: Request, lang: str) -> Callable[[], str]:
    """The same page in the other language."""

    def address() -> str:
        kept = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
        if lang == LANGUAGES[0]:
            kept.append(("lang", LANGUAGES[1]))
        return quote(request.url.path) + (f"?{urlencode(kept)}" if kept else "")

    return address


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["href"] = _href
    return made


def _href(address: str) -> str:
    """A crawled address as a link's target; anything but http and https leads nowhere."""
    return address if address.lower().startswith(("http://", "https://")) else "#"
