"""Home's name inside a register name, in brackets or without: texts write both."""

from collections.abc import Iterable, Iterator


def bracketed(name: str, homes: Iterable[str]) -> Iterator[str]:
    """The name with home in brackets where it has none, and without where it has: 中国科学院(重庆)科学中心."""
    for home in homes:
        if f"({home})" in name:
            yield name.replace(f"({home})", home)
        elif home in name and not name.startswith(home) and not name.endswith(home):
            yield name.replace(home, f"({home})", 1)
