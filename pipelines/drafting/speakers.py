"""Who speaks: guests and their organs, whose words a paragraph is, and which organs answer for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jiannuo.register.stub import TO_FILL
from pipelines.drafting.article import Article, Paragraph
from pipelines.drafting.knowledge import load

_HAN = r"[\u4e00-\u9fff]"
_PLAIN = r"[^。;:!?,，；：！？]{2,40}?"
_ISSUER_LOOK = 8
_TITLES_LOOK = 12
_MOST_GUESTS = 12


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who promises: a person speaking for an organ; an organ alone is its own name."""

    name: str
    organ: str


UNKNOWN = Speaker(TO_FILL, TO_FILL)


@dataclass(frozen=True, slots=True)
class _Forms:
    """The ways in which people and organs are named, as patterns."""

    title_end: re.Pattern[str]
    guest: re.Pattern[str]
    titled: re.Pattern[str]
    says: str
    asked: re.Pattern[str]
    answer: re.Pattern[str]
    organ: re.Pattern[str]
    issuer: re.Pattern[str]
    answers: re.Pattern[str]
    role: re.Pattern[str]
    report: re.Pattern[str]
    government: str


class Speakers:
    """The speakers of one article, and whose words each of its lines is."""

    def __init__(self, article: Article) -> None:
        self._people = _people(article)
        names = "|".join(map(re.escape, self._people)) or "(?!)"
        self._says = re.compile(f"(?P<name>{names})(?:{_forms().says})")
        self._named = re.compile(rf"\s*(?P<name>{names})\s*[:：]")
        self._talks = any(self._speaking(paragraph) for paragraph in article.paragraphs)
        self._alone = next(iter(self._people.values()), None) or _issuer(article)

    def along(self, article: Article) -> Iterator[Speaker | None]:
        """For each paragraph its speaker; None for questions and for what stands before anybody speaks."""
        current = None if self._talks else self._alone
        for paragraph in article.paragraphs:
            if _forms().asked.match(paragraph.stored):
                yield None
                continue
            current = self._speaking(paragraph) or current
            yield current

    def _speaking(self, paragraph: Paragraph) -> Speaker | None:
        found = self._named.match(paragraph.stored) or self._says.search(paragraph.text)
        return self._people[found["name"]] if found else None


def answering(paragraph: Paragraph) -> tuple[str, ...]:
    """The organs that a paragraph names as answering for it: (责任单位:县教育局、县财政局)."""
    found: list[str] = []
    for match in _forms().answers.finditer(paragraph.text):
        found += [organ for organ in _forms().role.split(match.group()) if organ and len(organ) > 2]
    return tuple(dict.fromkeys(found))


def organ_of(title: str) -> str:
    """市科技局党委委员、副局长 speaks for 市科技局."""
    found = _forms().organ.match(title)
    return found.group() if found else title


def _people(article: Article) -> dict[str, Speaker]:
    people: dict[str, Speaker] = {}
    for paragraph in article.paragraphs:
        if guest := _forms().guest.match(paragraph.stored.strip()):
            name = re.sub(r"\s", "", guest["name"])
            people.setdefault(name, Speaker(name, organ_of(guest["title"])))
        for titled in _forms().titled.finditer(paragraph.text):
            organ = organ_of(_own_title(titled["title"]))
            people.setdefault(titled["name"], Speaker(titled["name"], organ))
    return people | _answering_people(article, people)


def _answering_people(article: Article, known: dict[str, Speaker]) -> dict[str, Speaker]:
    """Those who answer under their name (某某: …) and stand somewhere with a title, whatever their surname."""
    answers = (_forms().answer.match(paragraph.stored) for paragraph in article.paragraphs)
    names = list(dict.fromkeys(found["name"] for found in answers if found and found["name"] not in known))
    people: dict[str, Speaker] = {}
    opening = "\n".join(paragraph.text for paragraph in article.paragraphs[:_TITLES_LOOK])
    for name in names[:_MOST_GUESTS]:
        titled = re.search(rf"(?:访)?(?P<title>[^\n。;:!?,-]{{2,40}}){re.escape(name)}", opening)
        if titled and _forms().title_end.search(titled["title"]):
            people[name] = Speaker(name, organ_of(titled["title"].removeprefix("访")))
    return people


def _own_title(title: str) -> str:
    """The parts at the end of a title that are titles; what stands before them is another clause."""
    parts = title.split(",")
    first = len(parts) - 1
    while first and _forms().title_end.search(parts[first - 1]):
        first -= 1
    return parts[first]


def _issuer(article: Article) -> Speaker:
    for text in (article.title, *(paragraph.text for paragraph in article.paragraphs[:_ISSUER_LOOK])):
        if found := _forms().issuer.search(text):
            return Speaker(found["organ"], found["organ"])
        if found := _forms().report.search(text):
            organ = found["place"] + _forms().government
            return Speaker(organ, organ)
    return UNKNOWN


@cache
def _forms() -> _Forms:
    data = load("speakers.yaml")
    any_of = {key: "|".join(words) for key, words in data.items() if isinstance(words, list)}
    title, says, takes = f"(?:{any_of['titles']})", any_of["says"], any_of["takes"]
    person = rf"[{data['surnames']}]{_HAN}{{1,2}}?"
    spaced = rf"{_HAN}{{2,4}}|{_HAN}[ \u3000]{_HAN}"
    return _Forms(
        title_end=re.compile(title + "$"),
        guest=re.compile(rf"(?P<title>{_PLAIN}(?:[,，]{_PLAIN})?{title})[ \t\u3000]+(?P<name>{spaced})$"),
        titled=re.compile(
            rf"(?P<title>[^。;:!?“”-]{{2,60}}?{title})(?P<name>{person})(?:在[^,。]{{2,20}})?(?:{says}|{any_of['follows']}|[,。:、])"
        ),
        says=says,
        asked=re.compile(rf"\s*(?:{any_of['askers']})\s*[:：]?"),
        answer=re.compile(rf"\s*(?!(?:{any_of['askers']}))(?P<name>{_HAN}{{2,5}})\s*[:：]"),
        organ=re.compile(rf".{{1,24}}?(?:{any_of['organ_ends']})(?!长)"),
        issuer=re.compile(
            rf"(?P<organ>{_HAN}{{1,14}}(?:{any_of['issuer_ends']}))(?:办公室)?(?:{any_of['issues']})"
        ),
        answers=re.compile(rf"\((?:{any_of['roles']})[^()]{{2,120}}\)|\([^()]{{2,40}}(?:{takes})\)"),
        role=re.compile(rf"(?:{any_of['roles']})|[:,、;()]|等?(?:{takes})|等$"),
        report=re.compile(rf"(?:年|^)(?P<place>{_HAN}{{1,10}}?){data['report']}"),
        government=data["government"],
    )
