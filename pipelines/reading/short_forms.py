"""Short forms that a text itself introduces for a register name."""

import re
from collections.abc import Iterable

from pipelines.reading.words import Hit

_SHORT_FORM = re.compile(
    r"[^(),。;\n]{0,6}\((?:以下)?(?:简称|下称|以下称|称)(?:为)?[:]?\"?([^()\",。;]{2,12})\"?\)"
)
_MOST = 32


def short_forms(text: str, names: Iterable[Hit]) -> list[Hit]:
    """Where the text goes on with a short form that it gave to a name: …装置(以下简称"甲装置"). 甲装置…

    The hits bear the name's own word, for that is what the short form stands for here.
    """
    if "称" not in text:
        return []
    found: dict[tuple[int, int], Hit] = {}
    known = sorted(names, key=lambda hit: hit.start - hit.end)
    for name in known:
        given = _SHORT_FORM.match(text, name.end)
        if given is None or len(given[1]) > len(name.word):
            continue
        position = given.end()
        for _ in range(_MOST):
            position = text.find(given[1], position)
            if position < 0:
                break
            span = position, position + len(given[1])
            if not any(other.start <= span[0] and span[1] <= other.end for other in known):
                found.setdefault(span, Hit(name.word, *span))
            position = span[1]
    return sorted(found.values(), key=lambda hit: hit.start)
