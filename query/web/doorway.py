"""The doorway of a running server: behind it stands one application, and a reload puts another in its place."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class Doorway:
    """Passes every request on to the application of the moment; requests under way end where they began."""

    def __init__(self) -> None:
        self._app: ASGIApp = PlainTextResponse("starting\n", 503, {"Retry-After": "1"})

    def open(self, app: ASGIApp) -> None:
        """From the next request on this application answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._app(scope, receive, send)
