"""What a back-fill has behind it: which lists were walked to their end, with every report on them."""

from collections import Counter
from collections.abc import Callable


class Walks:
    """Counts the requests that hang on each list; when the last ended well, the list is done.

    ``done`` are the keys that earlier back-fills finished; ``keep`` notes one that is finished now.
    """

    def __init__(self, done: set[str], keep: Callable[[str], None]) -> None:
        self._done = done
        self._keep = keep
        self._open: Counter[str] = Counter()
        self._spoilt: set[str] = set()

    def is_done(self, key: str | None) -> bool:
        """Whether nothing is left behind this list."""
        return key in self._done

    def begin(self, key: str | None) -> None:
        """One more request hangs on the list."""
        if key is not None:
            self._open[key] += 1

    def end(self, key: str | None, well: bool = True) -> None:
        """One of them has ended; unless ``well``, the list must be walked again some day."""
        if key is None:
            return
        if not well:
            self._spoilt.add(key)
        self._open[key] -= 1
        if self._open[key] <= 0 and key not in self._spoilt:
            self._done.add(key)
            self._keep(key)

    def spoil(self, key: str | None) -> None:
        """Something behind the list was left for later."""
        if key is not None:
            self._spoilt.add(key)
