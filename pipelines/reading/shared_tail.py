"""Names in lists that share their tail: “广阳湾、金凤实验室” names 广阳湾实验室 too."""

from collections.abc import Collection, Iterable, Iterator

Found = tuple[str, int, int]

_JOINTS = "、和与及"
_LONGEST_HEAD = 10
_SHORTEST = 2
# No list of names is longer; the limit keeps hostile text linear.
_MOST = 12


class SharedTails:
    """Finds the heads that stand in a list before a name and make another name with the name's tail."""

    def __init__(self, names: Collection[str]) -> None:
        self._heads: dict[str, set[str]] = {}
        for name in names:
            for cut in range(_SHORTEST, min(_LONGEST_HEAD, len(name) - _SHORTEST) + 1):
                self._heads.setdefault(name[cut:], set()).add(name[:cut])

    def found(self, text: str, names: Iterable[Found]) -> Iterator[Found]:
        """For every name that ends a list, the names whose heads stand in the list before it.

        Names are (word, start, end); such a one bears the whole name as its word and the head's place in the text.
        """
        for word, start, _ in names:
            for _ in range(_MOST):
                head = self._before(text, start, word)
                if head is None:
                    break
                yield head
                start = head[1]

    def _before(self, text: str, start: int, word: str) -> Found | None:
        """The head that stands before the joint at ``start`` and makes a name with a tail of ``word``."""
        end = start - 1
        if end < _SHORTEST or text[end] not in _JOINTS:
            return None
        window = text[max(0, end - _LONGEST_HEAD) : end]
        item = window[max(map(window.rfind, _JOINTS)) + 1 :]
        if len(item) < _SHORTEST:
            return None
        tails = (word[cut:] for cut in range(1, len(word) - _SHORTEST + 1))
        known = [(tail, self._heads[tail]) for tail in tails if tail in self._heads]
        for length in range(len(item), _SHORTEST - 1, -1):
            head = item[-length:]
            for tail, heads in known:
                if head in heads:
                    return head + tail, end - length, end
        return None
