"""Names of places for people, from the reader's gazetteer."""

from functools import cache


@cache
def place_names() -> dict[str, str]:
    """The first name that the gazetteer gives each place, by its id."""
    from pipelines.reading.knowledge import gazetteer

    found: dict[str, str] = {}
    for name, place in gazetteer().names.items():
        found.setdefault(place, name)
    return found
