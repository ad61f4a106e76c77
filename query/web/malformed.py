"""What is no HTTP is refused before any page sees it; that answer carries the security headers too."""

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from query.web.guard import HEADERS


class Sealed(H11Protocol):
    """uvicorn's protocol, whose own refusal of a malformed request has no headers to speak of."""

    def send_400_response(self, msg: str) -> None:
        """Answer 400 and hang up; ``msg`` is uvicorn's and quotes nothing of the request."""
        body = f"{msg}\n".encode("ascii", "replace")
        told = {
            **HEADERS,
            "Cache-Control": "no-store",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        headers = [(name.encode(), value.encode()) for name, value in told.items()]
        answer = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
        for event in (answer, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
