"""Signing in with a token, for people whose browser cannot send one by itself, and signing out."""

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from query.web.render import page
from query.web.session import COOKIE, Keys, Role

_LONGEST_FORM = 8_192


def signing_in(request: Request) -> Response:
    """The form."""
    return page(request, "signin.html", refused=False)


async def sign_in(request: Request) -> Response:
    """Give the cookie for a right token; the form again for a wrong one."""
    form = await form_of(request)
    keys: Keys = request.app.state.keys
    role = keys.of_token(form.get("token", ""))
    if role is Role.NOBODY:
        return page(request, "signin.html", status=403, refused=True)
    answer = RedirectResponse("/review" if role is Role.OPERATOR else "/", 303)
    keys.sign_in(answer, role, secure=request.url.scheme == "https")
    return answer


def sign_out(_request: Request) -> Response:
    """Forget the cookie."""
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a posted form, each once; a form that is too long is empty."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0].replace("\0", "") for name, values in fields.items()}
