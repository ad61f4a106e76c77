"""What the shell offers when half a word is typed: commitments, outlets, promisors, themes and districts."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

import typer

from jiannuo.errors import JiannuoError
from query.cli.opening import Opened, opened

if TYPE_CHECKING:
    from jiannuo.model.commitment import Register

T = TypeVar("T")
Offers = list[tuple[str, str]]


def commitments(ctx: typer.Context, incomplete: str) -> Offers:
    """Ids with names; what is typed may begin the id or stand in the name."""
    register = _register(ctx)
    every = [(entry.id, entry.name) for entry in register.commitments] if register else []
    return _fitting(every, incomplete)


def outlets(ctx: typer.Context, incomplete: str) -> Offers:
    """Names with titles of the outlets that are known."""

    def known(have: Opened) -> Offers:
        from crawler.outlets import outlets_of

        return [(name, outlet.title) for name, outlet in outlets_of(have.config).items()]

    return _fitting(_quietly(ctx, known) or [], incomplete)


def promisors(ctx: typer.Context, incomplete: str) -> Offers:
    """Ids with names of those who promised."""
    register = _register(ctx)
    return _fitting([(one.id, one.name) for one in register.promisors] if register else [], incomplete)


def themes(ctx: typer.Context, incomplete: str) -> Offers:
    """The register's themes."""
    register = _register(ctx)
    every = (theme for entry in register.commitments for theme in entry.themes) if register else ()
    return _fitting(_alone(every), incomplete)


def districts(ctx: typer.Context, incomplete: str) -> Offers:
    """Gazetteer ids of the register's districts."""
    register = _register(ctx)
    every = (place for entry in register.commitments for place in entry.districts) if register else ()
    return _fitting(_alone(every), incomplete)


def measures(ctx: typer.Context, incomplete: str) -> Offers:
    """The measures of the commitment that was typed before; of all without."""
    register = _register(ctx)
    wanted = str(ctx.params.get("commitment") or "").lower()
    every = (
        [entry for entry in register.commitments if wanted in ("", entry.id.lower(), entry.name)]
        if register
        else []
    )
    return _fitting(_alone(target.measure for entry in every for target in entry.targets), incomplete)


def _alone(words: Iterable[str]) -> Offers:
    return [(word, "") for word in dict.fromkeys(words)]


def _fitting(every: Offers, incomplete: str) -> Offers:
    low = incomplete.lower()
    named = [(key, told) for key, told in every if key.lower().startswith(low)]
    return named or [(key, told) for key, told in every if low in told.lower()]


def _register(ctx: typer.Context) -> "Register | None":
    return _quietly(ctx, lambda have: have.register)


def _quietly(ctx: typer.Context, ask: Callable[[Opened], T]) -> T | None:
    """Nothing where the configuration cannot be read: a prompt is no place for its faults."""
    try:
        return ask(opened(ctx.params.get("config")))
    except (JiannuoError, OSError):
        return None
