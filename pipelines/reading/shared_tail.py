"""Names in lists that share their tail: “广阳湾、金凤实验室” names 广阳湾实验室 too."""

from collections.abc import Container, Iterable, Iterator

Found = tuple[str, int, int]

_JOINTS = "、和与及"
_LONGEST_HEAD = 10
_SHORTEST = 2
# No list of names is longer; the limit keeps hostile text linear.
_MOST = 12


def shared_tails(text: str, found: Iterable[Found], names: Container[str]) -> Iterator[Found]:
    """For every name that ends a list, the names whose heads stand in the list before it.

    Names are (word, start, end); such a one bears the whole name as its word and the head's place in the text.
    """
    for word, start, _ in found:
        for _ in range(_MOST):
            head = _before(text, start, word, names)
            if head is None:
                break
            yield head
            start = head[1]


def _before(text: str, start: int, word: str, names: Container[str]) -> Found | None:
    """The head that stands before the joint at ``start`` and makes a name with a tail of ``word``."""
    end = start - 1
    if end < _SHORTEST or text[end] not in _JOINTS:
        return None
    for length in range(_LONGEST_HEAD, _SHORTEST - 1, -1):
        head = text[max(0, end - length) : end]
        if len(head) < length or any(sign in head for sign in _JOINTS):
            continue
        for cut in range(1, len(word) - _SHORTEST + 1):
            if head + word[cut:] in names:
                return head + word[cut:], end - length, end
    return None
