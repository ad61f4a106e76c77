"""Handing one mail to a server, phase by phase, so that accepted, not sent and unknown stay apart.

smtplib's ``sendmail`` raises the same error before the server got anything and after it took everything;
its primitives are used instead. What each phase's failure means:

connect, hello, tls, auth, sender   the session is at fault: no copy is judged, all wait
recipient, data                     4xx: later; 5xx: refused; lost line: later (the server has nothing)
body                                lost line before the final dot: later
answer                              250 accepted; 4xx later; 5xx refused; lost line or nonsense: unknown
"""

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from jiannuo.config.load import reveal
from jiannuo.config.settings import MailSettings
from jiannuo.failpoints import reach

# The phases in which nothing was said about any one mail yet.
OPENING = ("connect", "tls", "auth", "sender")


class Fate(StrEnum):
    """What became of a mail that was offered to the server."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """A fate, the phase it was decided in, and the server's words; ``session`` when all mails are concerned."""

    fate: Fate
    phase: str
    text: str
    session: bool = False

    def __str__(self) -> str:
        return f"{self.phase}: {self.text}"


class SessionError(Exception):
    """The connection cannot be used (any more)."""


class Session:
    """One SMTP connection, opened on first use and kept for several mails. ``abort`` may come from any thread."""

    def __init__(self, settings: MailSettings, tls: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._tls = tls
        self._smtp: smtplib.SMTP | None = None

    def send(self, recipient: str, message: bytes, before_body: Callable[[], bool]) -> Answer:
        """Offer one mail to the server. Never raises for anything the server or the line does.

        ``before_body`` runs after the server agreed to take the body and before a byte of it goes out;
        when it answers False the mail is not sent.
        """
        phase = "connect"
        try:
            if self._smtp is None:
                self._connect()
                reach("send.connected")
                phase = "tls"
                self._secure()
                phase = "auth"
                self._login()
            phase = "sender"
            self._ask(f"MAIL FROM:<{self._settings.sender}>", (250,))
            reach("send.sender")
        except (smtplib.SMTPException, OSError, SessionError, UnicodeError, ValueError) as problem:
            self.close()
            return Answer(Fate.LATER, phase, _words(problem), session=True)
        return self._offer(recipient, message, before_body)

    def close(self) -> None:
        """Say goodbye if possible; what the server says to that changes nothing."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                if smtp.sock is not None:
                    smtp.sock.settimeout(5)
                reach("send.quit")
                smtp.quit()
            smtp.close()

    def abort(self) -> None:
        """Cut the line at once; a ``send`` under way ends with the answer that its phase calls for."""
        smtp = self._smtp
        if smtp is not None and smtp.sock is not None:
            with contextlib.suppress(OSError):
                smtp.sock.shutdown(socket.SHUT_RDWR)

    def _connect(self) -> None:
        settings = self._settings
        # The name we greet with is the sender's domain: no DNS look-up, and the same everywhere.
        name = settings.sender.rpartition("@")[2]
        host, wait = settings.host or "", settings.command_timeout_seconds
        if settings.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=name, timeout=wait, context=self._context())
        else:
            smtp = smtplib.SMTP(local_hostname=name, timeout=wait)
        # Not given to the constructor, which would connect before `abort` can reach the object;
        # the name is what the certificate is checked against.
        vars(smtp)["_host"] = host
        self._smtp = smtp
        code, text = smtp.connect(host, settings.port)
        # The final dot is a small packet of its own: without this it would wait 40 ms for an acknowledgement.
        if smtp.sock is not None:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if code != 220:
            raise smtplib.SMTPResponseException(code, text)
        smtp.ehlo_or_helo_if_needed()

    def _secure(self) -> None:
        smtp = self._smtp
        if smtp is None or self._settings.security != "starttls":
            return
        if not smtp.has_extn("starttls"):
            raise SessionError("the server offers no STARTTLS; set mail.security to tls or none")
        smtp.starttls(context=self._context())
        smtp.ehlo_or_helo_if_needed()

    def _login(self) -> None:
        if self._smtp is not None and self._settings.username:
            self._smtp.login(self._settings.username, reveal(self._settings.password) or "")

    def _context(self) -> ssl.SSLContext:
        return self._tls or ssl.create_default_context()

    def _ask(self, command: str, good: tuple[int, ...]) -> None:
        smtp = self._smtp
        if smtp is None:
            raise SessionError("the connection was closed")
        code, text = smtp.docmd(command)
        if code not in good:
            raise smtplib.SMTPResponseException(code, text)

    def _offer(self, recipient: str, message: bytes, before_body: Callable[[], bool]) -> Answer:
        for phase, command, good in (
            ("recipient", f"RCPT TO:<{recipient}>", (250, 251)),
            ("data", "DATA", (354,)),
        ):
            try:
                self._ask(command, good)
                reach(f"send.{phase}")
            except smtplib.SMTPResponseException as problem:
                return self._judged(phase, problem.smtp_code, problem)
            except (smtplib.SMTPException, OSError, SessionError) as problem:
                self.close()
                return Answer(Fate.LATER, phase, _words(problem))
        if not before_body():
            # The server waits for a body; only cutting the line takes the offer back.
            self.abort()
            self.close()
            return Answer(Fate.LATER, "data", "the copy is no longer ours to send")
        return self._hand_over(message)

    def _hand_over(self, message: bytes) -> Answer:
        smtp = self._smtp
        if smtp is None or smtp.sock is None:
            return Answer(Fate.LATER, "body", "the connection was closed")
        try:
            body = _stuffed(message)
            smtp.sock.sendall(body[: len(body) // 2])
            reach("send.mid_body")
            smtp.sock.sendall(body[len(body) // 2 :])
        except OSError as problem:
            self._drop()
            return Answer(Fate.LATER, "body", _words(problem))
        try:
            smtp.sock.sendall(b".\r\n")
            reach("send.after_dot")
            smtp.sock.settimeout(self._settings.final_timeout_seconds)
            code, text = smtp.getreply()
            smtp.sock.settimeout(self._settings.command_timeout_seconds)
        except (smtplib.SMTPException, OSError, AttributeError) as problem:
            self._drop()
            return Answer(Fate.UNKNOWN, "answer", _words(problem))
        if 200 <= code < 300:
            return Answer(Fate.ACCEPTED, "answer", _words(smtplib.SMTPResponseException(code, text)))
        if not 400 <= code < 600:
            self._drop()
            return Answer(Fate.UNKNOWN, "answer", f"not an SMTP answer: {code}")
        return self._judged("answer", code, smtplib.SMTPResponseException(code, text))

    def _judged(self, phase: str, code: int, problem: Exception) -> Answer:
        """A clear answer to this one mail; the connection goes on when the server lets us reset it."""
        text = _words(problem)
        if code == 421:
            self.close()
            return Answer(Fate.LATER, phase, text, session=True)
        try:
            self._ask("RSET", (250,))
        except (smtplib.SMTPException, OSError, SessionError):
            self.close()
        return Answer(Fate.REFUSED if 500 <= code < 600 else Fate.LATER, phase, text)

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _stuffed(message: bytes) -> bytes:
    body = re.sub(rb"(?m)^\.", b"..", message)
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _words(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        said = problem.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{problem.smtp_code} {text}"[:300]
    return f"{type(problem).__name__} {problem}".strip()[:300]
