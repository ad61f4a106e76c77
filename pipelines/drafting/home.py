"""Which place of the gazetteer an article speaks of."""

from collections import Counter

from ahocorasick_rs import AhoCorasick, MatchKind

from pipelines.drafting.article import Article
from pipelines.reading.knowledge import gazetteer

_SHARE = 0.6


def home_of(article: Article) -> str | None:
    """The narrowest place that most names in the article stand for or lie in; None when it names none."""
    names = list(gazetteer().names)
    automaton = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)
    text = "\n".join((article.title, *(paragraph.text for paragraph in article.paragraphs)))
    hits = [gazetteer().names[names[index]] for index, _, _ in automaton.find_matches_as_indexes(text)]
    counts = Counter(place for place in hits if place not in ("nation", "abroad"))
    if not counts:
        return None
    whole = Counter(place.split("/")[0] for place in counts.elements())
    region = _first(whole)
    if whole[region] < _SHARE * whole.total():
        return None
    parts = Counter({place: count for place, count in counts.items() if place.startswith(f"{region}/")})
    if parts and counts[(part := _first(parts))] >= _SHARE * whole[region]:
        return part
    return region


def _first(counts: Counter[str]) -> str:
    """The commonest; of equally common ones the first by name."""
    return min(counts, key=lambda place: (-counts[place], place))
