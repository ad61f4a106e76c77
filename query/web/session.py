"""Who asks: readers and operators by token, kept in a signed cookie; and the token that a form must carry back."""

import hashlib
import hmac
import time
from enum import IntEnum

from starlette.requests import HTTPConnection
from starlette.responses import Response

COOKIE = "jiannuo"
_DAYS = 30
_DAY = 86_400


class Role(IntEnum):
    """What an asker may do; each may what those before it may."""

    NOBODY = 0
    READER = 1
    OPERATOR = 2


class Keys:
    """The configured tokens; one that is not set opens nothing, no reader's token means that everybody may read."""

    def __init__(self, reader: str | None, operator: str | None) -> None:
        self._tokens = {Role.OPERATOR: operator or "", Role.READER: reader or ""}
        self.everybody = Role.READER if not reader else Role.NOBODY
        self.reviewed = bool(operator)

    def of_token(self, token: str) -> Role:
        """The role that a shown token gives."""
        for role, known in self._tokens.items():
            if known and hmac.compare_digest(known.encode(), token.encode("utf-8", "replace")):
                return role
        return Role.NOBODY

    def of_cookie(self, cookie: str) -> Role:
        """The role that a cookie of ours gives while it is fresh and its token is still the configured one."""
        named, _, rest = cookie.partition(".")
        until, _, _ = rest.partition(".")
        for role in (Role.OPERATOR, Role.READER):
            fresh = until.isascii() and until.isdigit() and len(until) < 12 and int(until) > time.time()
            if self._tokens[role] and named == role.name.lower() and fresh:
                known = hmac.compare_digest(self._cookie(role, until).encode(), cookie.encode())
                return role if known else Role.NOBODY
        return Role.NOBODY

    def sign_in(self, response: Response, role: Role, *, secure: bool) -> None:
        """Give the asker the cookie of a role; HttpOnly, and sent only from our own pages."""
        value = self._cookie(role, str(int(time.time()) + _DAYS * _DAY))
        response.set_cookie(
            COOKIE, value, max_age=_DAYS * _DAY, httponly=True, samesite="strict", secure=secure
        )

    def form_token(self, cookie: str) -> str:
        """What a form of this session must carry back."""
        return self._sign(Role.OPERATOR, f"form.{cookie}")

    def form_is_ours(self, cookie: str, token: str) -> bool:
        """Whether a form came from a page that this session was shown."""
        return hmac.compare_digest(self.form_token(cookie).encode(), token.encode("utf-8", "replace"))

    def _cookie(self, role: Role, until: str) -> str:
        named = f"{role.name.lower()}.{until}"
        return f"{named}.{self._sign(role, named)}"

    def _sign(self, role: Role, text: str) -> str:
        return hmac.new(self._tokens[role].encode(), text.encode(), hashlib.sha256).hexdigest()


def role_of(connection: HTTPConnection) -> Role:
    """The role of whoever asks, by the bearer token or the cookie."""
    keys: Keys = connection.app.state.keys
    return role_with(keys, connection)


def role_with(keys: Keys, connection: HTTPConnection) -> Role:
    """The same with the keys at hand."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    shown = keys.of_token(token.strip()) if scheme.lower() == "bearer" else Role.NOBODY
    return max(shown, keys.of_cookie(connection.cookies.get(COOKIE, "")), keys.everybody)
