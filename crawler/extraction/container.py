"""Which element of a page holds the article: the one where prose stands together."""

from typing import Any

from crawler.extraction.blocks import Block, Outline, ancestors
from crawler.extraction.cues import cues, names_of

_BEFORE_TITLE = 0.3
_BESIDE = 0.2
_NAMED = 1.15
_FADE = (1.0, 0.55, 0.3, 0.16)
_GROWS_BY = 0.12
_MOSTLY = 0.75


def container_of(page: Outline, start: int) -> Any:
    """The element that holds the article; None when the page has no prose.

    ``start`` is the number of the title's block: what stands before it counts little. Every paragraph
    speaks for the elements around it, the nearest most (after readability's scoring), and the winner
    grows to its parent while that adds prose and little else.
    """
    weights = [
        block.prose * (_BEFORE_TITLE if number < start else 1) for number, block in enumerate(page.blocks)
    ]
    scores: dict[Any, float] = {}
    for block, weight in zip(page.blocks, weights, strict=True):
        if weight:
            _speak(block, weight, scores)
    best = max(scores, key=lambda element: scores[element] * _fitness(page, element), default=None)
    return None if best is None else _grown(best, page, weights)


def _speak(block: Block, weight: float, scores: dict[Any, float]) -> None:
    home = block.container
    for fade, element in zip(_FADE, [home, *_first(ancestors(home), len(_FADE) - 1)], strict=False):
        scores[element] = scores.get(element, 0.0) + weight * fade


def _first(elements: Any, count: int) -> list[Any]:
    return [element for element, _ in zip(elements, range(count), strict=False)]


def _fitness(page: Outline, element: Any) -> float:
    """How well the names of an element and of those around it speak for an article."""
    fitness = _NAMED if cues().article.search(names_of(element)) or element.tag == "article" else 1.0
    return fitness * (_BESIDE if _stands_beside(page, element) else 1.0)


def _stands_beside(page: Outline, element: Any) -> bool:
    return is_beside(page, element) or any(is_beside(page, outer) for outer in ancestors(element))


def is_beside(page: Outline, element: Any) -> bool:
    """Whether an element's own names say that it stands beside the article (comments, shares, hot lists)."""
    known = page.beside.get(element)
    if known is None:
        known = page.beside[element] = _named_beside(element)
    return known


def _named_beside(element: Any) -> bool:
    if element.tag in ("nav", "aside", "footer"):
        return True
    names = names_of(element)
    return bool(names) and bool(cues().beside.search(names)) and not cues().article.search(names)


def _grown(best: Any, page: Outline, weights: list[float]) -> Any:
    """The element, or one around it that adds paragraphs and next to nothing that is none."""
    grown = best
    held = sum(weights[number] for number in page.within(best)) or 1.0
    for outer in _first(ancestors(best), 6):
        if outer.tag in ("body", "html"):
            break
        inner = page.within(grown)
        added = _until_end(page, [number for number in page.within(outer) if number not in inner], inner)
        prose_added = sum(weights[number] for number in added)
        size_added = sum(page.blocks[number].size for number in added) or 1
        if (
            prose_added >= _GROWS_BY * held
            and prose_added >= _MOSTLY * size_added
            and not is_beside(page, outer)
        ):
            grown, held = outer, held + prose_added
    return grown


def _until_end(page: Outline, added: list[int], inner: range) -> list[int]:
    """The added blocks up to the first behind the element that ends an article."""
    ends = cues().ends
    last = next((n for n in added if n >= inner.stop and ends.match(page.blocks[n].text)), len(page.blocks))
    return [number for number in added if number < last]
