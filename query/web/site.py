"""What every page is made from: store, register, settings, outlet titles, and the moment of now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request

from jiannuo.clock import CHINA, Clock
from jiannuo.config.settings import Settings
from jiannuo.model.commitment import Commitment, Register
from jiannuo.model.vocabulary import OutletLevel
from jiannuo.store.engine import Store
from query.board import Line
from query.web.board_row import Row
from query.web.kept import Kept
from query.web.missing import NotHereError
from query.web.remembered import Remembered

__all__ = ["Site", "root_of", "site_of"]


@dataclass(frozen=True, slots=True)
class Site:
    """One setup of the daemon as the pages see it; a reload puts another in its place."""

    store: Store
    clock: Clock
    register: Register
    settings: Settings
    titles: Mapping[str, str]
    english: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str | None] = field(default_factory=dict)
    levels: Mapping[str, OutletLevel] = field(default_factory=dict)
    board: Remembered = field(default_factory=Remembered)
    rows: Kept[Row] = field(default_factory=Kept)

    def outlet(self, name: str, language: str = "zh") -> str:
        """An outlet's title in the language, where it has one, else its name."""
        titles = self.english if language == "en" else self.titles
        return titles.get(name) or self.titles.get(name) or name

    def commitment(self, key: str) -> Commitment:
        """The commitment with this id; NotHereError when the register has none."""
        try:
            return self.register.commitment(key)
        except KeyError:
            raise NotHereError(f"no commitment {key!r} in this register") from None

    def name(self, key: str, language: str = "zh") -> str:
        """A commitment's name in the language; its id where the register has no such entry any more."""
        for entry in self.register.commitments:
            if entry.id == key:
                return (language == "en" and entry.name_en) or entry.name
        return key

    def today(self) -> date:
        """The day it is in China."""
        return self.clock.now().astimezone(CHINA).date()

    def line(self, entry: Commitment) -> Line:
        """One commitment, where it stands today, and its events."""
        return self._lines(entry.id)[0]

    def lines(self) -> list[Line]:
        """Every commitment, where it stands today, and its events."""
        return self._lines("")

    def tend(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Have ready what most pages show; to be called every few seconds."""
        months = self.settings.digest.silent_months
        self.board.tend(self.store, self.register, now=self.clock.now(), silent_months=months, stop=stop)

    def _lines(self, only: str) -> list[Line]:
        months = self.settings.digest.silent_months
        return self.board.lines(
            self.store, self.register, now=self.clock.now(), silent_months=months, only=only
        )


def site_of(request: Request) -> Site:
    """The site that answers this request."""
    found: Site = request.app.state.site
    return found


def root_of(request: Request) -> str:
    """Where readers reach us, without a slash at the end: the public address, else the one that was asked."""
    return site_of(request).settings.web.public_url.rstrip("/") or str(request.base_url).rstrip("/")
