"""The part of a form in which a wish is chosen: from the fields of a browser to a wish, and back to choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiannuo.config.zones import known_zone
from jiannuo.locale import Wording
from jiannuo.model.commitment import Register
from jiannuo.model.subscription import Wish
from jiannuo.model.vocabulary import Cadence

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: key and label of each."""

    cadences: tuple[tuple[str, str], ...]
    weekdays: tuple[tuple[str, str], ...]
    themes: tuple[tuple[str, str], ...]
    promisors: tuple[tuple[str, str], ...]
    districts: tuple[tuple[str, str], ...]


def choices(register: Register, words: Wording, places: Mapping[str, str]) -> Choices:
    """The choices that this register offers, worded; ``places`` names districts by their id."""
    english = words.language == "en"
    days = words("forms.weekdays").split(",")
    people = [
        (
            one.id,
            f"{one.name_en} ({one.organ_en})" if english and one.name_en else f"{one.name}（{one.organ}）",
        )
        for one in register.promisors
    ]
    return Choices(
        cadences=tuple((one.value, words(f"cadence.{one.value}")) for one in Cadence),
        weekdays=tuple((str(number), day) for number, day in enumerate(days)),
        themes=tuple((name, name) for name in sorted(_held(register, "themes"))),
        promisors=tuple(people),
        districts=tuple((key, places.get(key, key)) for key in sorted(_held(register, "districts"))),
    )


def wish_from(fields: Fields, register: Register, start: Wish) -> Wish:
    """The wish that was chosen; what a form does not offer stays as in ``start``.

    Raises ValueError for anything that the form does not offer.
    """
    language = _one(fields, "language", start.language)
    hour, weekday = (
        int(_one(fields, "hour", str(start.hour))),
        int(_one(fields, "weekday", str(start.weekday))),
    )
    if language not in ("zh", "en") or not 0 <= hour <= 23 or not 0 <= weekday <= 6:
        raise ValueError("hour, weekday or language")
    return Wish(
        cadence=Cadence(_one(fields, "cadence", start.cadence.value)),
        weekday=weekday,
        hour=hour,
        zone=known_zone(_one(fields, "zone", start.zone)),
        language=language,
        commitments=start.commitments,
        themes=_several(fields, "themes", _held(register, "themes")),
        promisors=_several(fields, "promisors", {one.id for one in register.promisors}),
        districts=_several(fields, "districts", _held(register, "districts")),
        outlets=start.outlets,
        progress_only="progress_only" in fields,
        send_empty="send_empty" in fields,
        text_only="text_only" in fields,
    )


def wish_text(wish: Wish, register: Register, words: Wording, places: Mapping[str, str]) -> str:
    """The wish in one line, e.g. 每日 07:00（Asia/Shanghai），中文，全部."""
    offered = choices(register, words, places)
    cadence = words(f"cadence.{wish.cadence.value}")
    if wish.cadence is Cadence.WEEKLY:
        cadence += f" {dict(offered.weekdays)[str(wish.weekday)]}"
    if wish.cadence is not Cadence.AT_ONCE:
        cadence += f" {wish.hour:02d}:00 ({wish.zone})"
    people = dict(offered.promisors)
    scope = [*wish.commitments, *wish.themes, *(people.get(one, one) for one in wish.promisors)]
    scope += [*(places.get(one, one) for one in wish.districts), *wish.outlets]
    language = words("forms.english" if wish.language == "en" else "forms.chinese")
    said = words("list.comma").join(scope) or words("forms.wish.all")
    return words("forms.summary", cadence=cadence, language=language, scope=said)


def _held(register: Register, field: str) -> set[str]:
    return {name for entry in register.commitments for name in getattr(entry, field)}


def _one(fields: Fields, name: str, default: str) -> str:
    given = fields.get(name, ())
    return given[0] if given else default


def _several(fields: Fields, name: str, offered: set[str]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(entry for entry in fields.get(name, ()) if entry))
    if not offered.issuperset(chosen):
        raise ValueError(name)
    return chosen
