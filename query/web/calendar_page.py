"""/calendar.ics: due dates of one commitment, a theme or all, for calendars that are subscribed to."""

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.locale import wording
from query.calendar.dues import dues
from query.calendar.ics import MEDIA_TYPE, ics
from query.web.chosen import chosen_lines
from query.web.render import language
from query.web.site import root_of, site_of
from query.web.tagged import tagged


def calendar_file(request: Request) -> Response:
    """What is due of the commitments that hold the filter."""
    site, lang = site_of(request), language(request)
    _, shown = chosen_lines(site, request.query_params)
    words = wording(lang)
    entries = dues(site.register, shown, words, root_of(request))
    about = site.name(shown[0].entry.id, lang) if len(shown) == 1 else words("calendar.title")
    document = ics(f"{words('digest.brand')} · {about}", entries, site.clock.now())
    return tagged(request, document, MEDIA_TYPE)
