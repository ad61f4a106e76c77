"""Texts are levelled as Unicode and OpenCC say, however quickly most of them pass."""

import unicodedata

import pytest

from jiannuo.forms import levelled, simplified, table


def test_every_traditional_sign_is_replaced_wherever_it_stands() -> None:
    kept = [chr(code) for code in table() if simplified(f"重庆{chr(code)}") != f"重庆{chr(table()[code])}"]
    assert kept == []


@pytest.mark.parametrize(
    "text", ["（５％）：一、二；三！四？", "全　角，Ａ", "A＝\u0338，\u0338", "ｶ\uff9e，か\u3099", "Ⅲ…℃"]
)
def test_a_text_is_levelled_as_its_compatible_form_is(text: str) -> None:
    assert levelled(text) == simplified(unicodedata.normalize("NFKC", text)).lower()
