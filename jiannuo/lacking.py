"""What a near miss lacked, as a sentence in a reader's language."""

from collections.abc import Mapping

from jiannuo.locale import Wording
from jiannuo.model.vocabulary import MissKind

# Everything that a text may name; a kind fills what belongs to it.
_BLANKS = ("words", "window", "name", "day", "word", "why", "place", "wanted", "text")


def lacking(words: Wording, kind: MissKind, about: Mapping[str, str]) -> str:
    """``同一句中未见“科学城、重庆高新区”``: the wording of the kind with what it is about.

    Places are told by name in Chinese and by the gazetteer's id in English.
    """
    values = {**dict.fromkeys(_BLANKS, ""), **about}
    if words.language == "zh":
        values["place"] = about.get("called", values["place"])
        values["wanted"] = about.get("wanted_called", values["wanted"])
    if values["window"]:
        values["window"] = words(f"window.{values['window']}")
    if values["why"]:
        values["why"] = words("miss.why", why=values["why"])
    return words(f"miss.{kind.value}", **values)
