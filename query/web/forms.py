"""The subscription pages: subscribe, confirm, manage, unsubscribe. Only POST changes anything."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jiannuo.errors import UsageError
from jiannuo.locale import LANGUAGES, Wording, wording
from jiannuo.model.subscription import Subscription, Wish
from query.web.desk import Desk
from query.web.limits import RateLimit, peer_of
from query.web.pages import fields_of, page, refused
from query.web.wish_form import choices, wish_from

log = logging.getLogger(__name__)

Fields = Mapping[str, Sequence[str]]
Answer = Callable[[Request, Fields], Response]


def form_routes(desk: Callable[[], Desk]) -> list[Route]:
    """The routes; ``desk`` gives the one with today's settings and register."""
    forms = _Forms(desk)
    pages = (
        ("/subscribe", forms.subscribe),
        ("/confirm/{token}", forms.confirm),
        ("/manage/{token}", forms.manage),
        ("/unsubscribe/{token}", forms.unsubscribe),
    )
    return [Route(path, _endpoint(answer), methods=["GET", "POST"]) for path, answer in pages]


def _endpoint(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        fields = await fields_of(request) if request.method == "POST" else {}
        if fields is None:
            return refused(413, "too much")
        return await run_in_threadpool(answer, request, fields)

    return endpoint


class _Forms:
    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk
        self._limit = RateLimit(desk().settings.web.signups_per_hour)

    def subscribe(self, request: Request, fields: Fields) -> Response:
        desk = self._desk()
        words = _words(request, desk.usual.language)
        start = replace(desk.usual, language=words.language)
        if request.method != "POST":
            return self._subscribe_form(desk, words, start)
        if wait := self._wait(request, desk):
            much = words("forms.wrong.much_title")
            answer = page(words, much, status=429, root=_root(desk), said=[words("forms.wrong.much")])
            answer.headers["Retry-After"] = str(wait)
            return answer
        address = fields.get("address", [""])[0]
        try:
            wish = wish_from(fields, desk.register, start)
        except ValueError:
            return self._subscribe_form(desk, words, start, address, "forms.wrong.choice")
        try:
            desk.ask(address, wish)
        except UsageError:
            return self._subscribe_form(desk, words, wish, address, "forms.wrong.address")
        # Whoever asks learns nothing of whether the address is known; its owner reads that in the mail.
        return page(words, words("forms.asked.title"), root=_root(desk), said=[words("forms.asked.said")])

    def confirm(self, request: Request, _fields: Fields) -> Response:
        desk, token = self._desk(), request.path_params["token"]
        asked = desk.asked(token)
        words = _words(request, asked.wish.language if asked and asked.wish else desk.usual.language)
        if asked is None or asked.wish is None:
            return self._gone(desk, words)
        values = {"address": asked.address, "wish": desk.text(asked.wish, words.language)}
        if request.method != "POST":
            said, submit = words("forms.confirm.said", **values), words("forms.confirm.submit")
            return page(words, words("forms.confirm.title"), root=_root(desk), said=[said], submit=submit)
        begun = desk.say_yes(token)
        if begun is None or begun.ended_at is not None:
            return self._gone(desk, words)
        log.info("subscription_confirmed subscription=%d", begun.id)
        manage = (desk.links().manage(begun.mark, desk.clock.now()), words("forms.confirm.manage"))
        said = words("forms.confirm.done", **values)
        return page(words, words("forms.confirm.done_title"), root=_root(desk), said=[said], links=[manage])

    def manage(self, request: Request, fields: Fields) -> Response:
        desk = self._desk()
        found = desk.managed(request.path_params["token"])
        words = _words(request, found.wish.language if found else desk.usual.language)
        if found is None:
            return self._gone(desk, words)
        if request.method != "POST":
            return self._manage_form(desk, words, found)
        try:
            wish = wish_from(fields, desk.register, found.wish)
        except ValueError:
            return self._manage_form(desk, words, found, words("forms.wrong.choice"))
        try:
            changed = desk.change(found, wish, "active" in fields)
        except UsageError:
            return self._manage_form(desk, words, found, words("forms.wrong.taken"))
        return self._manage_form(desk, words, changed or found, words("forms.manage.done"))

    def unsubscribe(self, request: Request, fields: Fields) -> Response:
        desk, token = self._desk(), request.path_params["token"]
        words = _words(request, desk.usual.language)
        if request.method != "POST":
            if not desk.may_unsubscribe(token):
                return self._gone(desk, words)
            return page(
                words,
                words("forms.unsubscribe.title"),
                root=_root(desk),
                said=[words("forms.unsubscribe.said")],
                submit=words("forms.unsubscribe.submit"),
                second=words("forms.unsubscribe.everything"),
            )
        if not desk.unsubscribe(token, everything="everything" in fields):
            return self._gone(desk, words)
        log.info("unsubscribed")
        again = (_root(desk) + "/subscribe", words("forms.gone.again"))
        said, title = words("forms.unsubscribe.done"), words("forms.unsubscribe.done_title")
        return page(words, title, root=_root(desk), said=[said], links=[again])

    def _subscribe_form(
        self, desk: Desk, words: Wording, wish: Wish, address: str = "", problem: str = ""
    ) -> Response:
        return page(
            words,
            words("forms.subscribe.title"),
            status=400 if problem else 200,
            template="wish",
            root=_root(desk),
            c=choices(desk.register, words, desk.places),
            wish=wish,
            asks_address=True,
            address=address[:254],
            said=[words("forms.subscribe.intro")],
            submit=words("forms.subscribe.submit"),
            note=words("forms.subscribe.note"),
            problem=words(problem) if problem else "",
        )

    def _manage_form(self, desk: Desk, words: Wording, found: Subscription, told: str = "") -> Response:
        end = (desk.links().unsubscribe(found.mark), words("forms.manage.end"))
        return page(
            words,
            words("forms.manage.title"),
            template="wish",
            root=_root(desk),
            c=choices(desk.register, words, desk.places),
            wish=found.wish,
            asks_address=False,
            active=found.active,
            said=[words("forms.manage.said", address=found.address)],
            submit=words("forms.manage.submit"),
            note="",
            links=[end],
            problem=told,
        )

    def _gone(self, desk: Desk, words: Wording) -> Response:
        again = (_root(desk) + "/subscribe", words("forms.gone.again"))
        title, said = words("forms.gone.title"), words("forms.gone.said")
        return page(words, title, status=404, root=_root(desk), said=[said], links=[again])

    def _wait(self, request: Request, desk: Desk) -> int:
        client = request.client.host if request.client else ""
        forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
        peer = peer_of(client, forwarded, desk.settings.web.proxies)
        return self._limit.wait(peer, desk.clock.now())


def _words(request: Request, usual: str) -> Wording:
    asked = request.query_params.get("lang", "")
    return wording(asked if asked in LANGUAGES else usual)


def _root(desk: Desk) -> str:
    """The path below which we are reached from outside (a proxy may have put us under one)."""
    path = desk.settings.web.public_url.split("://")[-1].partition("/")[2].strip("/")
    return f"/{path}" if path else ""
