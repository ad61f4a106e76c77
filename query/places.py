"""Names of places for people, from the reader's gazetteer."""


def place_names() -> dict[str, str]:
    """What the gazetteer says each place is called, by its id."""
    from pipelines.reading.knowledge import gazetteer

    return gazetteer().called
