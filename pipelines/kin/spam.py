"""Spam: whether somebody wrote into the text what no newsroom prints, so that the copy corroborates nothing."""

import re
from functools import cache
from importlib import resources

import yaml

from pipelines.kin.forms import levelled


def is_spoiled(text: str) -> bool:
    """Whether the text carries injected advertisements or the residue of a converter (``data/spam.yaml``)."""
    return bool(_patterns().search(levelled(text)))


@cache
def _patterns() -> re.Pattern[str]:
    data = yaml.safe_load((resources.files("pipelines.kin") / "data" / "spam.yaml").read_text("utf-8"))
    return re.compile("|".join(f"(?:{pattern})" for pattern in data["patterns"]))
