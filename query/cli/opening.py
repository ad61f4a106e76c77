"""Opening what most commands need: configuration, store (brought to today's schema), register, clock."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiannuo.clock import CHINA, Clock, SystemClock
from jiannuo.config.load import Config, load_config

if TYPE_CHECKING:
    from jiannuo.model.commitment import Register
    from jiannuo.model.vocabulary import OutletLevel
    from jiannuo.store.engine import Store

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="配置文件 · configuration file (default: ./config.yaml)")
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON · machine-readable output on stdout")]


@dataclass
class Opened:
    """A configuration, and from it (when first asked for) the store and the register."""

    config: Config
    clock: Clock

    def today(self) -> date:
        """The day it is in China, where the news is made."""
        return self.clock.now().astimezone(CHINA).date()

    @cached_property
    def store(self) -> "Store":
        """The database, migrated to this program's schema."""
        from jiannuo.store.engine import Store
        from jiannuo.store.migrate import migrate

        store = Store(self.config.database_url())
        migrate(store)
        return store

    @cached_property
    def register(self) -> "Register":
        """The configured register."""
        from jiannuo.register.load import load_register

        return load_register(self.config.register_file())

    @cached_property
    def levels(self) -> "dict[str, OutletLevel]":
        """Each outlet's name, and whom it speaks for."""
        from crawler.outlets import outlets_of

        return {name: outlet.level for name, outlet in outlets_of(self.config).items()}

    @cached_property
    def places(self) -> dict[str, str | None]:
        """Each outlet's name, and the gazetteer id of the place it speaks for."""
        from crawler.outlets import outlets_of

        return {name: outlet.place for name, outlet in outlets_of(self.config).items()}


def opened(config: Path | None) -> Opened:
    """Read the configuration; everything else is opened when it is first used."""
    return Opened(load_config(config), SystemClock())
