"""The wording of mails and pages, by language, from the YAML files beside this module."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Wording:
    """All texts of one language by dotted key."""

    language: str
    texts: dict[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text under ``key`` with ``{names}`` filled in; KeyError names a missing key."""
        return self.texts[key].format(**values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The text for ``n`` things: ``key.one`` when there is one and the language tells it apart."""
        chosen = f"{key}.one" if n == 1 else f"{key}.other"
        return self(chosen, n=n, **values)

    def has(self, key: str) -> bool:
        """Whether there is a text under ``key``."""
        return key in self.texts


@cache
def wording(language: str) -> Wording:
    """The wording of ``zh`` or ``en``; anything else gets Chinese."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    text = Path(__file__).with_name(f"{chosen}.yaml").read_text("utf-8")
    return Wording(chosen, dict(_flat(yaml.safe_load(text), "")))


def _flat(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{prefix}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, str(value))]
    return found
