"""Where a clause speaks of: names in the clause, else what the sentence, paragraph, text and outlet carry on."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from math import inf

from jiannuo.model.vocabulary import Window
from pipelines.reading.cover import Cover, outermost
from pipelines.reading.knowledge import Cues, Gazetteer
from pipelines.reading.segments import Segments
from pipelines.reading.words import Hit, Words

_COMPARED_REACH = 8
# A text that has gone on so long without another place, and then names so few, is not about them.
_BEGUN, _IN_PASSING = 120, 3
_BOUND_REACH = 1
_JOINT = "joint"
_NO_SCOPE = frozenset({"municipal", _JOINT})
# So many other regions, named together as often as home, make a tour of the country.
_TOUR = 2
# 四川大学, 北京银行: an institution that bears a place's name may stand anywhere.
_INSTITUTION = re.compile(r"[\u4e00-\u9fff]{0,4}?(?:大学(?!城)|学院(?!路)|师范|银行|证券|交易所)")
# 青岛重庆路: streets are called after far places.
_STREET = re.compile(r"[东西南北中]?(?:大[街道]|街(?!道)|路(?![网径线上程况段桥]))")
# 潼南区桂林街道: so are parts of towns.
_QUARTER = re.compile(r"街道|社区|新村|村委")
# 市经济信息委: an organ of the city speaks for the city.
_CITY_ORGAN = re.compile(r"市(?![级民场长委政])[\u4e00-\u9fff]{2,7}?[委局]")
# 居|全市|第一, 占|全市|的三成, 全市|平均
_BASE = re.compile(
    r"第[一二三四五六七八九十\d]|前列|前茅|首位|榜首|平均|的?(?:\d+(?:\.\d+)?%|[一二三四五六七八九\d]+[成分])"
)
_AMONG = frozenset("居列占")
_WIDER = frozenset({"nation", "abroad"})


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved place and the width at which it was found (``outlet`` when only the outlet says so)."""

    id: str
    by: str
    hit: Hit | None = None

    def inside(self, place: str) -> bool:
        """Whether this is ``place`` or a part of it."""
        return self.id == place or self.id.startswith(place + "/")


def narrower(place: str, home: str) -> bool:
    """Whether a place is a part of home, or a part of somewhere else: its count is not home's."""
    return place != home and "/" in place and not home.startswith(place + "/")


class Places:
    """The places of one text."""

    def __init__(
        self,
        text: str,
        words: Words,
        segments: Segments,
        gazetteer: Gazetteer,
        home: str,
        outlet_place: str | None,
        cues: Cues,
        home_bodies: frozenset[str] = frozenset(),
    ) -> None:
        self._segments = segments
        self._gazetteer = gazetteer
        self._home, self._parts = home, f"{home}/"
        self._outlet = outlet_place
        swallowed = Cover(words.all(gazetteer.swallow))
        compared = sorted(hit.end for hit in words.all(cues.compared))
        bound = sorted(hit.end for hit in words.all(cues.bound_for))
        named = [
            hit
            for hit in outermost(words.all(gazetteer.names))
            if not swallowed.holds(hit) and not _follows(compared, hit, _COMPARED_REACH)
        ]
        named = [
            hit for hit, last in zip(named, (None, *named), strict=False) if not self._of_other(hit, last)
        ]
        self._named = [
            # Where something is taken to (走进秀山) is a part of the region, but rules no count.
            (hit, place.partition("/")[0] if _follows(bound, hit, _BOUND_REACH) else place)
            for hit, place in ((hit, gazetteer.names[hit.word]) for hit in named)
            if not _STREET.match(text, hit.end)
            and (self._in_home(place) or not _elsewhere_only_in_name(text, hit.end))
        ]
        self._near = [pair for pair in self._named if pair[1] not in _WIDER]
        deictic = sorted(words.all(gazetteer.deixis), key=lambda hit: hit.start)
        deictic = [hit for hit in deictic if not _only_measured_by(text, hit)]
        self._deictic = [(hit, gazetteer.deixis[hit.word]) for hit in deictic]
        self._starts = {id(pairs): [hit.start for hit, _ in pairs] for pairs in self._lists()}
        self._home_body = words.any(home_bodies)
        self._of_city_organ = _CITY_ORGAN.search(text) is not None
        self._of_nation = words.any(gazetteer.national)
        self._home_only_in_names = all(
            _INSTITUTION.match(text, hit.end) is not None for hit, place in self._named if place == home
        )
        self._text_place = self._of_text()
        self._district_from: float | None = None
        self._seat: str | None = None

    def _lists(self) -> tuple[list[tuple[Hit, str]], ...]:
        return self._named, self._near, self._deictic

    def _between(self, pairs: list[tuple[Hit, str]], low: int, high: int) -> list[tuple[Hit, str]]:
        """The pairs that begin inside [low, high)."""
        starts = self._starts[id(pairs)]
        return pairs[bisect_left(starts, low) : bisect_left(starts, high)]

    def at(self, start: int, end: int) -> Place | None:
        """The place of what stands at [start, end): the nearest name before it in the clause, else after it
        there, else the nearest before it in sentence and paragraph, else the text's, else the outlet's."""
        for window in (Window.CLAUSE, Window.SENTENCE, Window.PARAGRAPH):
            found = self._nearest(start, end, *self._segments.around(start, window), window)
            if found is not None:
                return found
        return self._text_place

    def names_in(self, start: int, end: int) -> list[str]:
        """Ids of the places named inside [start, end)."""
        return [place for hit, place in self._between(self._named, start, end) if hit.end <= end]

    def hits_in(self, start: int, end: int) -> list[tuple[Hit, str]]:
        """The names of places inside [start, end), in order, with their ids."""
        return [(hit, place) for hit, place in self._between(self._named, start, end) if hit.end <= end]

    def homes_in(self, start: int, end: int) -> list[bool]:
        """Of every place or city-wide word inside [start, end), in order, whether it is home as a whole."""
        named = [(hit.start, place == self._home) for hit, place in self._between(self._named, start, end)]
        named += [
            (hit.start, True) for hit, level in self._between(self._deictic, start, end) if level == "city"
        ]
        return [home for _, home in sorted(named)]

    def ends_at(self, position: int) -> bool:
        """Whether the name of a place ends right there."""
        return any(hit.end == position for hit, _ in self._between(self._named, position - 12, position))

    def scope_word(self, start: int, end: int) -> str | None:
        """The last deictic level (city, district, province) inside [start, end).

        市级 tells the rank of what is counted, not where: 万州区新增市级孵化器3个 is Wanzhou's count.
        """
        found = self._between(self._deictic, start, end)
        levels = [level for hit, level in found if hit.end <= end and level not in _NO_SCOPE]
        return levels[-1] if levels else None

    def joint_until(self, start: int, end: int) -> int | None:
        """Where the last word for two regions together (两地) ends inside [start, end); None without one."""
        joint = [hit.end for hit, level in self._between(self._deictic, start, end) if level == _JOINT]
        return joint[-1] if joint else None

    def of_a_district(self, position: int, names: Cover) -> bool:
        """Whether what stands there is in one district's own document: the text names it first, before
        ``position``, and neither home as often nor all of it. A place inside one of ``names`` tells no place."""
        if self._district_from is None:
            self._district_from = self._own_document(names)
        return self._district_from < position

    def _own_document(self, names: Cover) -> float:
        """Where the text first names the district whose own document it is; infinity if it is none."""
        named = [
            (hit, place) for hit, place in self._named if place not in _WIDER and not names.within_longer(hit)
        ]
        if not named or not named[0][1].startswith(self._home + "/"):
            return inf
        if any(level == "city" for _, level in self._deictic):
            return inf
        places = [place for _, place in named]
        return named[0][0].start if places.count(places[0]) >= places.count(self._home) else inf

    def _nearest(self, start: int, end: int, low: int, high: int, window: Window) -> Place | None:
        # A nation or foreign country only rules its own clause, and only what stands after it.
        before = self._between(self._named if window is Window.CLAUSE else self._near, low, end)
        deictic = [pair for pair in self._between(self._deictic, low, end) if pair[1] != "district"]
        city = bool(deictic) and deictic[-1][1] == "city" and self._text_place is not None
        if before and not (city and deictic[-1][0].start > before[-1][0].start):
            hit, place = before[-1]
            return Place(place, window.value, hit)
        if city:
            return self._text_place
        if deictic and deictic[-1][1] == "province" and "/" not in self._home:
            return Place("", window.value, deictic[-1][0])
        after = [] if window is Window.PARAGRAPH else self._between(self._near, start, high)
        return Place(after[0][1], window.value, after[0][0]) if after else None

    def seat(self) -> str | None:
        """The place that the text as a whole speaks of or from, found once."""
        if self._seat is None:
            self._seat = self._found_seat() or ""
        return self._seat or None

    def _found_seat(self) -> str | None:
        """The one part of home that it names, too, where
        home itself is only in names (重庆大学), or where the outlet speaks for that part."""
        named = {place for _, place in self._named if place != self._home}
        inside = set(filter(self._in_home, named))
        if self._home_only_in_names and self._outlet and self._outlet.startswith(f"{self._home}/"):
            inside.add(self._outlet)
        if len(inside) == 1 and (self._home_only_in_names or self._outlet in inside):
            return inside.pop()
        return self._text_place.id if self._text_place else None

    def is_of(self, word: str, places: tuple[str, ...]) -> bool:
        """Whether ``word`` names one of ``places``."""
        return self._gazetteer.names.get(word) in places

    def _of_other(self, hit: Hit, last: Hit | None) -> bool:
        """宁波市江北区: right after another region's name a district's name is of a district there."""
        if last is None or hit.start - last.end > 1 or not self._in_home(self._gazetteer.names[hit.word]):
            return False
        before = self._gazetteer.names[last.word]
        return before not in _WIDER and not self._in_home(before)

    def _in_home(self, place: str) -> bool:
        """Whether a place is home or a part of it."""
        return place == self._home or place.startswith(self._parts)

    def _only_district(self) -> str | None:
        """The one part of home that the text names, where it says nothing of home as a whole."""
        if any(level == "city" for _, level in self._deictic) or self._of_city_organ:
            return None
        inside = {place for _, place in self._named if self._in_home(place)}
        return inside.pop() if len(inside) == 1 else None

    def _only_beside(self) -> bool:
        """Whether a text of home's outlet names other places only in passing, after it has begun at home."""
        if not self._outlet or not self._in_home(self._outlet) or self._of_nation:
            return False
        away = [hit.start for hit, place in self._named if place not in _WIDER]
        return len(away) <= _IN_PASSING and min(away) > _BEGUN

    def _of_text(self) -> Place | None:
        named = [place for _, place in self._named if place not in _WIDER]
        counts = Counter(place.partition("/")[0] for place in named if not self._in_home(place))
        home = len(named) - counts.total()
        others = max(counts.values(), default=0)
        if home and home >= others:
            if self._outlet is None and not self._in_home(named[0]) and _tours(counts, home):
                return None
            return Place(self._only_district() or self._home, "text")
        if others and not self._only_beside():
            return Place(counts.most_common(1)[0][0], "text")
        if self._home_body:
            return Place(self._home, "text")
        # An outlet of home also tells of the nation: then it is not home that is meant.
        abroad = any(place in _WIDER for _, place in self._named) or self._of_nation
        if abroad and not any(level in ("city", "municipal") for _, level in self._deictic):
            return None
        return Place(self._outlet, "outlet") if self._outlet else None


def _tours(others: Counter[str], home: int) -> bool:
    """Whether a text tours the country (在湖北…;在黑龙江…;在重庆…): then it speaks of no single region."""
    return len(others) >= _TOUR and others.total() >= home


def _only_measured_by(text: str, hit: Hit) -> bool:
    """居全市第一, 占全市的35%: the whole city is only what a part of it is measured by."""
    return _BASE.match(text, hit.end) is not None or text[hit.start - 1 : hit.start] in _AMONG


def _elsewhere_only_in_name(text: str, end: int) -> bool:
    """Whether an institution or a quarter of a town is only called after the far place that ends at ``end``."""
    return _INSTITUTION.match(text, end) is not None or _QUARTER.match(text, end) is not None


def _follows(ends: list[int], hit: Hit, reach: int) -> bool:
    """Whether one of the words that end at ``ends`` stands right before: 不如北京、浙江 are only compared with."""
    index = bisect_right(ends, hit.start)
    return index > 0 and hit.start - ends[index - 1] <= reach
