"""Where words begin and end, by the segmenter's dictionary."""

from functools import cache

from jiannuo.register.frequency import Frequency


@cache
def _frequency() -> Frequency:
    return Frequency()


def boundaries(text: str) -> set[int]:
    """Every offset at which a word begins or ends; loads the dictionary (a second) at the first call."""
    ends = {0}
    position = 0
    for word in _frequency().words(text):
        position += len(word)
        ends.add(position)
    return ends


def common(name: str) -> bool:
    """Whether a name is made of everyday words, so that it needs company to be a name."""
    return _frequency().everyday(name)
