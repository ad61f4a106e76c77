"""Subscribers by the file, and a test mail to one: the longer half of `jiannuo subscribers`."""

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from jiannuo.config.settings import Zone
from jiannuo.errors import BusyError, DeliveryError, InputError
from jiannuo.model.subscription import Subscription, Wish
from jiannuo.model.vocabulary import Cadence
from query.cli.opening import Opened
from query.cli.output import err, print_json, text

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Day = Annotated[str, Field(pattern=f"^({'|'.join(_DAYS)})$")]
Text = Annotated[str, Field(max_length=254)]


class _Entry(BaseModel):
    """One subscription as `export` writes it."""

    model_config = ConfigDict(extra="forbid")

    address: Text
    name: Text = ""
    cadence: Cadence = Cadence.DAILY
    weekday: Day = "mon"
    hour: int = Field(7, ge=0, le=23)
    zone: Zone = "Asia/Shanghai"
    language: Annotated[str, Field(pattern="^(zh|en)$")] = "zh"
    commitments: tuple[Text, ...] = ()
    themes: tuple[Text, ...] = ()
    promisors: tuple[Text, ...] = ()
    districts: tuple[Text, ...] = ()
    outlets: tuple[Text, ...] = ()
    progress_only: bool = False
    send_empty: bool = False
    text_only: bool = False
    active: bool = True
    ended_at: AwareDatetime | None = None
    created_at: AwareDatetime | None = None
    covered_until: AwareDatetime | None = None

    def subscription(self) -> Subscription:
        """The entry as a subscription that the store has not seen."""
        given = self.model_dump(include=set(Wish.__dataclass_fields__))
        wish = Wish(**{**given, "cadence": self.cadence, "weekday": _DAYS.index(self.weekday)})
        return Subscription(0, self.address, self.name, wish, self.active, *self._moments())

    def _moments(self) -> tuple[Any, ...]:
        return self.created_at, self.covered_until, "", self.ended_at


def read_in(around: Opened, file: Path, as_json: bool) -> None:
    """Add what the file holds in one transaction; InputError names the entry that is wrong."""
    from jiannuo.store.subscriptions import import_subscriptions

    try:
        entries = TypeAdapter(list[_Entry]).validate_python(json.loads(file.read_text("utf-8")))
    except OSError as problem:
        raise InputError(f"{file} cannot be read ({problem.strerror})", "check its path") from None
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{file}: entry {place}: {first['msg']}", "write it as `export` does") from None
    except ValueError as problem:
        raise InputError(f"{file} is no JSON ({problem})", "write it as `export` does") from None
    found = [entry.subscription() for entry in entries]
    added = import_subscriptions(around.store, found, around.clock.now())
    if as_json:
        print_json({"added": added, "known": len(found) - added})
    else:
        err().print(text(f"新增 · added: {added}; 已有 · known: {len(found) - added}"))


def send_test(around: Opened, address: str, as_json: bool) -> None:
    """Queue a test; when no daemon runs, send it now. DeliveryError tells what the server said."""
    from jiannuo.store.deliveries import letter_state
    from jiannuo.store.letters import post
    from jiannuo.store.subscriptions import mail_address

    letter = _writer(around).test(mail_address(address), around.clock.now())
    post(around.store, letter, around.clock.now())
    try:
        _drain(around)
    except BusyError:
        err().print(text("守护进程会寄出它 · queued; the running daemon sends it within seconds"))
    state, answer = letter_state(around.store, letter.message_id)
    if as_json:
        print_json({"state": state, "answer": answer})
    else:
        err().print(text(f"{state}: {answer}" if answer else state))
    if state not in ("sent", "written", "pending", "claimed", "data") or (state == "pending" and answer):
        raise DeliveryError(f"the test mail is {state} ({answer})", "check mail.* in the configuration")


def _drain(around: Opened) -> None:
    from jiannuo.lock import single_instance
    from scheduler.sender import Sender

    settings, folder = around.config.settings.mail, around.config.path(around.config.settings.mail.folder)
    with single_instance(around.store):
        sender = Sender(around.store, settings, folder, around.clock)
        sender.recover()
        sender.drain(1)


def _writer(around: Opened) -> Any:
    from jiannuo.locale import wording
    from scheduler.correspondence import Correspondent
    from scheduler.message import Letterhead

    settings = around.config.settings
    head = Letterhead(settings.mail.sender, settings.mail.sender_name)
    return Correspondent(head, wording(settings.digest.language))
