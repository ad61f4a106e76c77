"""Outlet files and how they are loaded."""

from pathlib import Path
from typing import Any

from crawler.outlet import Outlet
from jiannuo.config.load import Config
from jiannuo.config.settings import Settings
from jiannuo.documents import Document, read_document, validate
from jiannuo.errors import OutletError, UsageError

HERE = Path(__file__).parent
OWN = "outlets"


def load_outlets(folders: tuple[Path, ...] = ()) -> dict[str, Outlet]:
    """Every outlet in ``folders`` (those that ship when empty), by name.

    Raises OutletError naming file, line and field; a name that stands twice is an error.
    """
    found: dict[str, Outlet] = {}
    for folder in folders or (HERE,):
        if not folder.is_dir():
            raise UsageError(f"no folder of outlet files at {folder}", "check outlets.folders in config.yaml")
        for file in sorted(folder.glob("*.yaml")):
            outlet = load_outlet(file)
            if outlet.name in found:
                raise OutletError(
                    f"outlet {outlet.name} stands twice", file=file, remedy="rename one of them"
                )
            found[outlet.name] = outlet
    return found


def folders_of(settings: Settings, base: Path) -> tuple[Path, ...]:
    """Where outlet files are: the configured folders, else those that ship and ``outlets`` in ``base``."""
    if chosen := settings.outlets.folders:
        return tuple(folder if folder.is_absolute() else base / folder for folder in chosen)
    own = base / OWN
    return (HERE, own) if own.is_dir() and own.resolve() != HERE.resolve() else (HERE,)


def outlets_of(config: Config) -> dict[str, Outlet]:
    """Every outlet that this configuration knows, by name; raises as ``load_outlets`` does."""
    return load_outlets(folders_of(config.settings, config.folder))


def load_outlet(file: Path) -> Outlet:
    """The outlet in one file, with what it ``extends`` filled in."""
    document = read_document(file, OutletError)
    if not isinstance(document.data, dict):
        raise OutletError("not an outlet", file=file, remedy="see the outlets that ship with jiannuo")
    data = dict(document.data)
    base = data.pop("extends", None)
    if base is not None:
        data = _merged(_template(file, str(base)), data)
    return validate(Document(file, data, document.lines), Outlet, OutletError)


def followed(settings: Settings, base: Path) -> list[Outlet]:
    """The outlets that these settings follow, by name."""
    chosen = settings.outlets
    outlets = load_outlets(folders_of(settings, base))
    unknown = [name for name in (*chosen.only, *chosen.also) if name not in outlets]
    if unknown:
        known = ", ".join(sorted(outlets))
        raise UsageError(f"no outlet named {unknown[0]}", f"known are: {known}")
    if chosen.only:
        return [outlets[name] for name in chosen.only]
    return [outlet for outlet in outlets.values() if outlet.enabled or outlet.name in chosen.also]


def _template(file: Path, name: str) -> dict[str, Any]:
    for folder in (file.parent / "templates", HERE / "templates"):
        candidate = folder / f"{name}.yaml"
        if candidate.is_file():
            return dict(read_document(candidate, OutletError).data)
    raise OutletError(f"no template named {name}", file=file, field="extends", remedy="see outlets/templates")


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged
