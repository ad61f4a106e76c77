"""The words of letters: confirm a subscription, manage it, a test, and notes to the operator."""

import html
from datetime import datetime

from jiannuo.locale import Wording
from jiannuo.store.digests import Copy
from scheduler.message import Letterhead, compose
from scheduler.render import Rendered
from scheduler.scrub import line, link


class Correspondent:
    """Writes letters in one language under one letterhead."""

    def __init__(self, head: Letterhead, words: Wording) -> None:
        self._head = head
        self._words = words

    def confirm(self, address: str, page: str, wish: str, at: datetime) -> Copy:
        """Asks for the yes that a subscription needs."""
        said = self._words("letter.confirm.said", wish=line(wish, 300))
        return self._letter("confirm", address, [said], page, at)

    def manage(self, address: str, pages: list[str], at: datetime) -> Copy:
        """Tells an address that is subscribed already where to change that."""
        said = self._words("letter.manage.said")
        return self._letter("manage", address, [said], "\n".join(pages), at)

    def test(self, address: str, at: datetime) -> Copy:
        """Shows that mail arrives."""
        return self._letter("test", address, [self._words("letter.test.said")], "", at)

    def suspended(self, operator: str, address: str, refusals: int, answer: str, at: datetime) -> Copy:
        """Tells the operator that an address gets no more mail."""
        said = [
            self._words("letter.suspended.said", address=line(address, 254), n=refusals),
            self._words("letter.suspended.answer", answer=line(answer, 300)),
        ]
        return self._letter("suspended", operator, said, "", at, about=address)

    def _letter(
        self, kind: str, recipient: str, said: list[str], pages: str, at: datetime, about: str = ""
    ) -> Copy:
        words = self._words
        ask = [words(f"letter.{kind}.ask")] if pages else []
        foot = words(f"letter.{kind}.foot", address=line(about, 254))
        hello = [] if about else [words("letter.hello")]
        paragraphs = [*hello, *said, *ask, *pages.split("\n"), foot]
        text = "\n\n".join(entry for entry in paragraphs if entry) + "\n"
        page = "".join(f"<p>{_as_html(entry)}</p>\n" for entry in paragraphs if entry)
        subject = words(f"letter.{kind}.subject", address=line(about, 254))
        identity = f"letter/{kind}/{about}/{at.isoformat()}/{pages}"
        mail = compose(Rendered(subject, page, text), self._head, recipient, "", identity, at)
        return Copy(recipient, mail.message_id, mail.data)


def _as_html(entry: str) -> str:
    escaped = html.escape(entry)
    return f'<a href="{escaped}">{escaped}</a>' if link(entry) else escaped
