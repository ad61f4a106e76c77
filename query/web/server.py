"""The whole server: pages, JSON and health joined behind one guard."""

import ipaddress
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from jiannuo.config.load import reveal
from jiannuo.config.settings import WebSettings
from jiannuo.errors import JiannuoError, UsageError
from jiannuo.store.patience import patience
from query.web.api.routes import ROUTES as API
from query.web.board_page import board_file, board_page
from query.web.calendar_page import calendar_file
from query.web.commitment_page import chart_file, commitment_page, readings_file
from query.web.digests_feed import editions_feed, series_feed
from query.web.digests_page import digest_page, digests_file, digests_page
from query.web.errors import on_defect, on_http_error, on_jiannuo_error
from query.web.events_feed import events_atom, events_json
from query.web.export_page import export_file
from query.web.guard import Guard
from query.web.mentions_page import mentions_file
from query.web.outlets_page import crawls_file, outlet_page, outlets_file, outlets_page
from query.web.rate import Rate
from query.web.render import FOLDER
from query.web.report_page import report_page
from query.web.review_page import review, review_file, review_page
from query.web.search_page import search_page
from query.web.session import Keys
from query.web.signing_in import sign_in, sign_out, signing_in
from query.web.site import Site, site_of

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
Answering = Callable[[Request], Response]


def application(site: Site, more: Sequence[BaseRoute] = ()) -> Guard:
    """The application behind its guard; ``more`` are routes beside the pages."""
    web = site.settings.web
    keys = Keys(reveal(web.token), reveal(web.operator_token))
    app = Starlette(
        routes=[*more, *_pages(), Mount("/static", StaticFiles(directory=FOLDER / "static"))],
        exception_handlers={
            JiannuoError: on_jiannuo_error,
            HTTPException: on_http_error,
            Exception: on_defect,
        },
    )
    app.state.site, app.state.keys = site, keys
    app.state.subscribing = any(getattr(route, "path", "") == "/subscribe" for route in more)

    return Guard(app, hosts=_hosts(web), keys=keys, rate=Rate(web.per_minute), proxies=web.proxies)


def refuse_open_door(web: WebSettings) -> None:
    """UsageError when others could reach the pages and no token keeps them out."""
    if not _is_loopback(web.host) and web.token is None:
        raise UsageError(
            f"web.host {web.host} lets others in, and no token is set",
            "set web.token (e.g. env:JIANNUO_WEB_TOKEN), or listen on 127.0.0.1 behind a proxy of your own",
        )


def _pages() -> list[BaseRoute]:
    shown: list[tuple[str, Answering]] = [
        ("/", board_page),
        ("/board.csv", board_file),
        ("/mentions.{form}", mentions_file),
        ("/commitments/{key}", commitment_page),
        ("/commitments/{key}/readings.csv", readings_file),
        ("/commitments/{key}/charts/{number:int}.{form}", chart_file),
        ("/reports/{key}", report_page),
        ("/search", search_page),
        ("/events.atom", events_atom),
        ("/events.json", events_json),
        ("/calendar.ics", calendar_file),
        ("/export/{what}.{form}", export_file),
        ("/outlets", outlets_page),
        ("/outlets.csv", outlets_file),
        ("/outlets/{name}/crawls.{form}", crawls_file),
        ("/outlets/{name}", outlet_page),
        ("/digests", digests_page),
        ("/digests.atom", editions_feed),
        ("/digests.csv", digests_file),
        ("/digests/{mark}.atom", series_feed),
        ("/digests/{key}", digest_page),
    ]
    return [
        *(Route(path, _patient(answer)) for path, answer in (*shown, *API)),
        Route("/review", _patient(review_page), methods=["GET"]),
        Route("/review", review, methods=["POST"]),
        Route("/review.csv", _patient(review_file), methods=["GET"]),
        Route("/signin", _patient(signing_in), methods=["GET"]),
        Route("/signin", sign_in, methods=["POST"]),
        Route("/signout", sign_out, methods=["POST"]),
    ]


def _patient(answer: Answering) -> Answering:
    """The same answer, broken off when its questions to the database take too long."""

    def within(request: Request) -> Response:
        with patience(site_of(request).settings.web.query_seconds):
            return answer(request)

    return within


def _hosts(web: WebSettings) -> set[str]:
    public = urlsplit(web.public_url).hostname or ""
    return {*_LOOPBACK, web.host, public, *web.hosts} - {"", "0.0.0.0", "::"}  # noqa: S104


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
