"""复核: what a person should look at, and the word that the operator says of it."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from jiannuo.errors import UsageError
from jiannuo.model.vocabulary import Judgement
from jiannuo.store.asking import doubtful
from jiannuo.store.judgements import judge
from query.web.missing import NotHereError
from query.web.render import language, linked, page
from query.web.report_page import found
from query.web.session import COOKIE, Keys, Role, role_of
from query.web.signing_in import form_of
from query.web.site import Site, site_of

_OURS = ("same-origin", "none", "")
_LONGEST_REASON = 500


def review_page(request: Request) -> Response:
    """The queue, for signed-in operators; without web.operator_token there is none."""
    keys: Keys = request.app.state.keys
    if not keys.reviewed:
        raise NotHereError("reviewing is off", "set web.operator_token in the configuration")
    if role_of(request) < Role.OPERATOR:
        return RedirectResponse(linked(language(request), "/signin"), 303)
    site = site_of(request)
    token = keys.form_token(request.cookies.get(COOKIE, ""))
    queue = doubtful(site.store, site.register.id, site.today())
    words = tuple(Judgement)
    return page(request, "review.html", here="review", queue=queue, form_token=token, words=words)


async def review(request: Request) -> Response:
    """Keep the operator's word and show the queue again."""
    keys: Keys = request.app.state.keys
    form = await form_of(request)
    ours = keys.form_is_ours(request.cookies.get(COOKIE, ""), form.get("form_token", ""))
    from_here = request.headers.get("sec-fetch-site", "") in _OURS
    if not (keys.reviewed and role_of(request) >= Role.OPERATOR and ours and from_here):
        return page(request, "error.html", status=403, status_=403, message="", remedy="")
    await run_in_threadpool(_keep, site_of(request), form)
    return RedirectResponse(linked(language(request), "/review"), 303)


def _keep(site: Site, form: dict[str, str]) -> None:
    opened = found(site, form.get("report", ""))
    entry = site.commitment(form.get("commitment", ""))
    try:
        word = Judgement(form.get("judgement", ""))
    except ValueError:
        raise UsageError("no judgement", "choose confirm, reject or unsure") from None
    reason = form.get("reason", "").encode("utf-8", "ignore").decode("utf-8")[:_LONGEST_REASON]
    with site.store.write() as connection:
        judge(connection, opened.stored.id, entry.id, word, reason=reason, by="web", at=site.clock.now())
