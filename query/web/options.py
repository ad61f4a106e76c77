"""What can be chosen in the filter's form, and how a value of the filter is worded to people."""

from collections.abc import Iterable
from enum import StrEnum

from jiannuo.locale import Wording, wording
from jiannuo.model.asking import Sort
from jiannuo.model.vocabulary import CommitmentKind, OutletLevel, Stage, Verdict
from query.places import place_names
from query.web.site import Site

Choices = list[tuple[str, str]]
_CLOSED: dict[str, tuple[type[StrEnum], str]] = {
    "kind": (CommitmentKind, "commitmentkind"),
    "level": (OutletLevel, "outletlevel"),
    "verdict": (Verdict, "verdict"),
    "stage": (Stage, "stage"),
    "sort": (Sort, "web.search.sorts"),
}
_TRUTHS = ("figure", "conflict", "judged")


def options(site: Site, lang: str) -> dict[str, Choices]:
    """For every field that is chosen from a list: value and wording of what there is."""
    words, entries = wording(lang), site.register.commitments
    found = {
        field: [(word.value, words(f"{prefix}.{word.value}")) for word in kind]
        for field, (kind, prefix) in _CLOSED.items()
    }
    found |= {field: [("yes", words("web.yes")), ("no", words("web.no"))] for field in _TRUTHS}
    found["commitment"] = [(entry.id, f"{entry.id} {site.name(entry.id, lang)}") for entry in entries]
    found["promisor"] = [
        (one.id, (lang == "en" and one.name_en) or one.name) for one in site.register.promisors
    ]
    found["theme"] = [(one, one) for one in _distinct(theme for entry in entries for theme in entry.themes)]
    found["district"] = [
        (one, place_names().get(one, one))
        for one in _distinct(d for entry in entries for d in entry.districts)
    ]
    found["outlet"] = sorted((name, site.outlet(name, lang)) for name in site.titles)
    return found


def worded(site: Site, lang: str, field: str, value: str) -> str:
    """A value of one field as people read it; itself where nothing words it."""
    words = wording(lang)
    if field in _CLOSED:
        return _if_known(words, f"{_CLOSED[field][1]}.{value}", value)
    if field == "commitment":
        return f"{value} {site.name(value, lang)}" if site.name(value, lang) != value else value
    if field == "outlet":
        return site.outlet(value, lang)
    if field == "district":
        return place_names().get(value, value)
    if field in _TRUTHS:
        said = _if_known(words, f"web.{value}", value)
        return f"{words(f'web.filter.{field}')}{words('web.colon')}{said}"
    return value


def _if_known(words: Wording, key: str, value: str) -> str:
    return words(key) if words.has(key) else value


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
