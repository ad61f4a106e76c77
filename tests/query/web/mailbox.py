"""A mail server of aiosmtpd's that keeps what it is given."""

import asyncio
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP


class Mailbox:
    """Listens on ``port`` of loopback until ``close``."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, bytes]] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(20)
        self.port: int = self._server.sockets[0].getsockname()[1]

    def letters(self, address: str) -> list[EmailMessage]:
        """What came for that address."""
        return [message_from_bytes(raw, policy=policy.default) for to, raw in self._kept if to == address]

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        """Take one mail."""
        self._kept += [(to, envelope.content) for to in envelope.rcpt_tos]
        return "250 kept"

    def close(self) -> None:
        """End."""
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(lambda: SMTP(self, loop=self._loop), "127.0.0.1", 0)
