"""Which commitments a text touches: names with their company, exclusions, dates and place."""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from jiannuo.model.commitment import Commitment, Company
from jiannuo.model.vocabulary import MissKind, Window
from pipelines.reading.cover import Cover
from pipelines.reading.forms import spelling, spellings
from pipelines.reading.gate import place_inside
from pipelines.reading.knowledge import gazetteer
from pipelines.reading.lexicon import NameUse
from pipelines.reading.place import Place
from pipelines.reading.scene import Scene
from pipelines.reading.whereabouts import only_where
from pipelines.reading.words import Hit

# A text that names one commitment more often than this says nothing new any more.
MOST_TOUCHES = 32
# Of the words of which one is wanted so many are told.
_TOLD = 4
_PREDICATE = re.compile(r"(?:这是|也是|成为|系|获评|作为)[^,。;]{0,8}$")
# A text this short is a notice by one word of notices, one of _SHORT characters by two (房东 alone is said of anybody).
_TINY, _SHORT = 200, 600


@dataclass(frozen=True, slots=True)
class Touch:
    """One place where a text touches a commitment, with what made it count."""

    use: NameUse
    hit: Hit
    company: tuple[Hit, ...]
    place: Place | None
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a name does not count; ``about`` as in ``NearMiss``."""

    kind: MissKind
    about: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Miss:
    """A name that stood there but did not count, and why."""

    use: NameUse
    hit: Hit
    lack: Lack


@dataclass(slots=True)
class Touches:
    """All touches and misses of one text, by commitment id."""

    found: dict[str, list[Touch]] = field(default_factory=dict)
    missed: dict[str, list[Miss]] = field(default_factory=dict)


_NATION = "nation"
_JOINTS = ("和", "与", "、", "及")
_NATION_REACH = 60
_ITS_COUNT = re.compile(
    r"(?:现有|已有|拥有|共有|有|达到?|以|占|为|已达|约|近|超)*\d[\d.,]*[万余多]*[家个项名户所](?!月)"
)


def touches(scene: Scene, hits: list[Hit], uses: dict[str, list[NameUse]]) -> Touches:
    """Judge every name hit for every commitment that owns the name."""
    result = Touches()
    cover = Cover(hits)
    notice = _is_notice(scene)
    for hit in hits:
        outer = _outer(scene, cover, hit, uses)
        for use in uses[hit.word]:
            if len(result.found.get(use.commitment.id, ())) >= MOST_TOUCHES:
                continue
            verdict = Lack(MissKind.INSIDE_NAME, {"word": outer.word}) if outer else _judge(scene, use, hit)
            if notice and isinstance(verdict, Touch):
                verdict = Lack(MissKind.NOTICE)
            if isinstance(verdict, Touch) and not scene.boundaries.stands(scene.text, hit):
                verdict = Lack(MissKind.PART_OF_WORD)
            if isinstance(verdict, Touch):
                result.found.setdefault(use.commitment.id, []).append(verdict)
            elif outer is None or not _owns(uses, outer, use.commitment):
                result.missed.setdefault(use.commitment.id, []).append(Miss(use, hit, verdict))
    _leave_to_one(result)
    return result


def _is_notice(scene: Scene) -> bool:
    """Whether a short text is nothing but an advertisement, a warning, an obituary or the like."""
    if scene.segments.length > _SHORT:
        return False
    return len(scene.words.met(scene.cues.notices)) > (scene.segments.length > _TINY)


def _leave_to_one(result: Touches) -> None:
    """Where a name counts for a body's own promise, whose company names the body, it is not the city's too."""
    own = {
        touch.hit
        for found in result.found.values()
        for touch in found
        if touch.use.organs.alone and touch.use.anchor.company and _by_the_body(touch)
    }
    for key, found in list(result.found.items()) if own else ():
        kept = [touch for touch in found if touch.use.organs.alone or touch.hit not in own]
        if not kept:
            del result.found[key]
        elif len(kept) < len(found):
            result.found[key] = kept


def _by_the_body(touch: Touch) -> bool:
    """Whether the company found is the promising body, or was not needed: the body itself speaks."""
    return not touch.company or any(other.word in touch.use.organs.own for other in touch.company)


def _outer(scene: Scene, cover: Cover, hit: Hit, uses: dict[str, list[NameUse]]) -> Hit | None:
    """The longer name of which this one is only a part; one that lacks its company is none."""
    longer = cover.over(hit)
    if longer is None or len(longer.word) <= len(hit.word):
        return None
    its = uses[longer.word]
    alone = any(not use.anchor.company for use in its)
    return longer if alone or any(isinstance(_judge(scene, use, longer), Touch) for use in its) else None


def subjects(scene: Scene, touched: Touches) -> list[Hit]:
    """The names that can take over a sentence: those that count, are no mere territory and no object."""
    return [
        touch.hit
        for found in touched.found.values()
        for touch in found
        if not touch.use.anchor.territory and not _is_object(scene, touch.hit)
    ]


def _is_object(scene: Scene, hit: Hit) -> bool:
    low, _ = scene.near(hit.start, Window.CLAUSE)
    before = scene.text[max(low, hit.start - 10) : hit.start]
    return any(word in before for word in scene.cues.object_before) or is_predicate(scene, hit)


def is_predicate(scene: Scene, hit: Hit) -> bool:
    """Whether something else is only called this: 这是首家重庆实验室."""
    low, _ = scene.near(hit.start, Window.CLAUSE)
    return _PREDICATE.search(scene.text, max(low, hit.start - 10), hit.start) is not None


def _judge(scene: Scene, use: NameUse, hit: Hit) -> Touch | Lack:
    """The touch, or the reason why it is none."""
    anchor = use.anchor
    if not _in_use(use, scene.day):
        return Lack(MissKind.NOT_IN_USE, {"name": use.name.text, "day": str(scene.day)})
    if excluded := _excluded(scene, use, hit):
        return excluded
    if only := only_where(scene, use, hit):
        return Lack(only)
    company: list[Hit] = []
    for wanted in anchor.company:
        found = _company(scene, hit, wanted)
        if found is None and (_seated(scene, use, wanted) or _speaks(scene, wanted)):
            continue
        if found is None:
            words = "、".join(wanted.any_of[:_TOLD])
            return Lack(MissKind.COMPANY, {"words": words, "window": wanted.within.value})
        company.append(found)
    place = scene.places.at(hit.start, hit.end)
    if anchor.place == "any":
        return Touch(use, hit, tuple(company), place)
    wanted_place = place_wanted(scene, use)
    if place is not None and wanted_place == scene.home and not place.inside(scene.home):
        part = part_of_nation(scene, hit.end) if place.id == _NATION else _listed_beside(scene, hit)
        place = part or place
    if (place is None or not place.inside(wanted_place)) and not _at_its_own(scene, use, hit):
        return _elsewhere(place, wanted_place)
    return Touch(use, hit, tuple(company), place)


def _at_its_own(scene: Scene, use: NameUse, hit: Hit) -> bool:
    """Whether a body that promised only for itself acts here: its branches may stand anywhere (在泸州新设分基地)."""
    if use.anchor.place != "home" or not use.organs.alone:
        return False
    if not scene.speaker.isdisjoint(use.organs.own):
        return True
    low, high = scene.near(hit.start, Window.PARAGRAPH)
    return any(scene.words.within(word, low, high) for word in use.organs.own)


def part_of_nation(scene: Scene, position: int) -> Place | None:
    """“全国高新技术企业50万家,其中重庆1万家”: home, where its own count of what the nation has follows."""
    _, end = scene.near(position, Window.PARAGRAPH)
    for hit, place in scene.places.hits_in(position, min(end, position + _NATION_REACH))[:1]:
        if place == scene.home and _ITS_COUNT.match(scene.text, hit.end, end) is not None:
            return Place(place, Window.SENTENCE.value, hit)
    return None


def _listed_beside(scene: Scene, hit: Hit) -> Place | None:
    """“重庆和四川新增…分别为730家和1180家”: home, where a list of places is told each its own."""
    low, high = scene.near(hit.start, Window.CLAUSE)
    if scene.text.find("分别", hit.end, high) < 0:
        return None
    listed = scene.places.hits_in(low, hit.start)
    for (one, place), (other, _) in pairwise(listed):
        if place == scene.home and scene.text[one.end : other.start] in _JOINTS:
            return Place(place, Window.CLAUSE.value, one)
    return None


def place_wanted(scene: Scene, use: NameUse) -> str:
    """The id of the place in which the name counts; ``any`` where it counts everywhere."""
    return scene.home if use.anchor.place == "home" else use.anchor.place


def _elsewhere(place: Place | None, wanted: str) -> Lack:
    called = gazetteer().called
    about = {"wanted": wanted, "wanted_called": called.get(wanted, wanted)}
    # An id of "" is another province than the register's, whichever.
    if place is None or not place.id:
        return Lack(MissKind.NO_PLACE, about)
    about |= {"place": place.id, "called": called.get(place.id, place.id)}
    return Lack(MissKind.OTHER_PLACE, about)


def _in_use(use: NameUse, day: date | None) -> bool:
    first, last = use.name.valid_from, use.name.valid_until
    return day is None or ((first is None or day >= first) and (last is None or day <= last))


def _excluded(scene: Scene, use: NameUse, hit: Hit) -> Lack | None:
    for alike in use.commitment.look_alikes:
        spelled = spelling(alike.text)
        if spelled != hit.word and _inside(scene, hit, spelled):
            return Lack(MissKind.LOOK_ALIKE, {"word": alike.text, "why": alike.why})
    low, high = scene.segments.around(hit.start, use.anchor.without_within)
    for word in use.anchor.without:
        spelled = spelling(word)
        if hit.word not in spelled:
            if scene.words.within(spelled, low, high):
                return Lack(MissKind.EXCLUDED, {"word": word})
            continue
        if _inside(scene, hit, spelled):
            return Lack(MissKind.EXCLUDED, {"word": word})
    return None


def _inside(scene: Scene, hit: Hit, longer: str) -> bool:
    """Whether the name stands inside this longer word."""
    if hit.word not in longer:
        return False
    around = scene.words.within(longer, hit.start - len(longer), hit.end + len(longer))
    return any(other.start <= hit.start and hit.end <= other.end for other in around)


def _company(scene: Scene, hit: Hit, wanted: Company) -> Hit | None:
    low, high = scene.segments.around(hit.start, wanted.within)
    return scene.words.row(spellings(wanted.any_of)).nearest(hit.start, low, high)


def _seated(scene: Scene, use: NameUse, wanted: Company) -> bool:
    """Whether the wanted words name the commitment's own district, and the whole text or its outlet speaks from there."""
    districts, seat = use.commitment.districts, scene.places.seat()
    if wanted.within is Window.CLAUSE or not districts or seat is None:
        return False
    if not place_inside(seat, districts):
        return False
    return any(scene.places.is_of(spelling(word), districts) for word in wanted.any_of)


def _speaks(scene: Scene, wanted: Company) -> bool:
    """Whether an organ that is wanted is the one that speaks: on its own outlet it need not name itself."""
    return bool(scene.speaker) and not scene.speaker.isdisjoint(map(spelling, wanted.any_of))


def _owns(uses: dict[str, list[NameUse]], hit: Hit, commitment: Commitment) -> bool:
    return any(use.commitment.id == commitment.id for use in uses[hit.word])
