"""Reading config.yaml, and finding the copies of configuration and register that ship with jiannuo."""

import os
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from pydantic import SecretStr

from jiannuo.config.settings import Settings
from jiannuo.documents import read_document, validate
from jiannuo.errors import ConfigError, UsageError


@dataclass(frozen=True, slots=True)
class Config:
    """Settings together with the folder that their relative paths count from."""

    settings: Settings
    folder: Path
    file: Path | None = None

    def path(self, path: Path) -> Path:
        """``path`` as it is when absolute, else below the configuration's folder."""
        return path if path.is_absolute() else self.folder / path

    def database_url(self) -> str:
        """The database URL, with a relative SQLite path made absolute."""
        url = self.settings.database.get_secret_value()
        prefix = "sqlite:///"
        if url.startswith(prefix) and not url.startswith(prefix + "/"):
            return prefix + str(self.path(Path(url.removeprefix(prefix))).absolute())
        return url

    def register_file(self) -> Path:
        """The register to follow: the configured file, or the one that ships when only that exists."""
        configured = self.path(self.settings.register_)
        if configured.exists():
            return configured
        shipped = shipped_folder("register") / configured.name
        return shipped if shipped.exists() else configured


def load_config(file: Path | None = None) -> Config:
    """The configuration in ``file`` (default: ./config.yaml when it is there, else the defaults).

    Raises ConfigError naming file, line and setting.
    """
    if file is None:
        file = Path("config.yaml")
        if not file.exists():
            return Config(Settings(), Path.cwd())
    elif not file.exists():
        raise UsageError(f"no configuration at {file}", "write one with: jiannuo init DIR")
    document = read_document(file, ConfigError)
    if document.data is None:
        return Config(Settings(), file.absolute().parent, file)
    return Config(validate(document, Settings, ConfigError), file.absolute().parent, file)


def reveal(secret: SecretStr | None) -> str | None:
    """The secret's text: as written, or taken from ``env:NAME`` or ``file:/path``."""
    if secret is None:
        return None
    text = secret.get_secret_value()
    kind, _, rest = text.partition(":")
    if kind == "env":
        if rest not in os.environ:
            raise UsageError(
                f"environment variable {rest} is not set", "set it, or change the setting that names it"
            )
        return os.environ[rest]
    if kind == "file":
        try:
            return Path(rest).read_text("utf-8").strip()
        except OSError as problem:
            raise UsageError(
                f"secret file {rest} cannot be read ({problem.strerror})", "check its path"
            ) from None
    return text


def shipped_folder(name: str) -> Path:
    """The folder of a top-level package or data folder (``register``, ``crawler`` …) as installed."""
    return Path(str(resources.files("jiannuo"))).parent / name


def starter_config() -> str:
    """The commented configuration that ``jiannuo init`` writes."""
    packed = Path(str(resources.files("jiannuo"))) / "config" / "starter.yaml"
    return (packed if packed.exists() else shipped_folder("config.yaml")).read_text("utf-8")
