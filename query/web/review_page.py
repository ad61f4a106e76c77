"""复核: what a person should look at, and the word that the operator says of it."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from jiannuo.errors import UsageError
from jiannuo.lacking import lacking
from jiannuo.locale import Wording, wording
from jiannuo.model.vocabulary import Judgement
from jiannuo.store.asking import doubtful
from jiannuo.store.asking.doubtful import Doubtful
from jiannuo.store.asking.near import Missed
from jiannuo.store.judgements import judge
from query.web.missing import NotHereError
from query.web.render import language, linked, page
from query.web.report_page import found
from query.web.session import COOKIE, Keys, Role, role_of
from query.web.signing_in import form_of
from query.web.site import Site, site_of
from query.web.table_file import table_file

_OURS = ("same-origin", "none", "")
_LONGEST_REASON = 500
_MOST = 1_000
_COLUMNS = (
    "commitment", "name", "kind", "score", "why", "report", "title", "url", "outlet", "published", "sentences",
)  # fmt: skip


def review_page(request: Request) -> Response:
    """The queue, for signed-in operators; without web.operator_token there is none."""
    keys: Keys = request.app.state.keys
    if away := _away(request):
        return away
    site = site_of(request)
    token = keys.form_token(request.cookies.get(COOKIE, ""))
    queue = doubtful(site.store, site.register.id, site.today())
    words = tuple(Judgement)
    return page(request, "review.html", here="review", queue=queue, form_token=token, words=words)


def review_file(request: Request) -> Response:
    """What waits, a thousand at most, as a table, for the same operators."""
    if away := _away(request):
        return away
    site, words = site_of(request), wording(language(request))
    queue = doubtful(site.store, site.register.id, site.today(), _MOST)
    return table_file("review.csv", _COLUMNS, [_row(site, one, words) for one in queue.items])


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


def _away(request: Request) -> Response | None:
    """Where whoever may not review is sent; NotHereError where nobody may."""
    keys: Keys = request.app.state.keys
    if not keys.reviewed:
        raise NotHereError("reviewing is off", "set web.operator_token in the configuration")
    if role_of(request) < Role.OPERATOR:
        return RedirectResponse(linked(language(request), "/signin"), 303)
    return None


def _row(site: Site, one: Doubtful | Missed, words: Wording) -> tuple[object, ...]:
    if isinstance(one, Doubtful):
        kind, value, why = words("verdict.possible"), one.score, ""
        sentences = [quote.text for quote in one.quotes]
    else:
        kind, value, why = words("web.report.missed"), one.rank, lacking(words, one.kind, one.about)
        sentences = [one.sentence.text] if one.sentence else []
    name = site.name(one.commitment, words.language)
    told = (one.report_id, one.title, one.url, one.outlet, one.published or "")
    return (one.commitment, name, kind, value, why, *told, "\n".join(sentences))


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
