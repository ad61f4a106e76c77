"""Both languages say the same things, with the same blanks to fill in."""

import string

from jiannuo.locale import wording
from jiannuo.model.vocabulary import Cadence, ReadingKind, Scope, Silence, Stage, Symptom, Verdict


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert wording("zh").texts.keys() == wording("en").texts.keys()


def test_no_text_asks_for_a_value_that_the_other_language_does_not_know() -> None:
    dates = {"year", "month", "day"}
    for key, text in wording("zh").texts.items():
        english = wording("en").texts[key]
        singular = {"n", "outlets"} if key.endswith((".one", ".other")) else set()
        assert blanks(text) - dates - singular == blanks(english) - dates - singular, key


def test_every_closed_word_has_a_text() -> None:
    words = wording("zh")
    groups = {"stage": Stage, "scope": Scope, "kind": ReadingKind, "cadence": Cadence}
    for group, members in {**groups, "verdict": Verdict, "silence": Silence, "symptom": Symptom}.items():
        for member in members:
            assert words.has(f"{group}.{member.value}")
