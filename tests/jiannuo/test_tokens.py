"""No link that we did not make is taken, for no purpose but its own, and old ones outlive a change of keys."""

import random
from datetime import UTC, datetime, timedelta

from jiannuo.tokens import Purpose, Signer, new_key, new_mark

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


def test_a_token_is_read_back_until_it_expires() -> None:
    signer, mark = Signer([new_key()]), new_mark()
    token = signer.sign(Purpose.CONFIRM, mark, NOW + timedelta(hours=48))

    assert signer.read(Purpose.CONFIRM, token, NOW + timedelta(hours=47, minutes=59)) == mark
    assert signer.read(Purpose.CONFIRM, token, NOW + timedelta(hours=48)) is None
    assert (
        signer.read(Purpose.UNSUBSCRIBE, signer.sign(Purpose.UNSUBSCRIBE, mark), NOW + timedelta(days=9_000))
        == mark
    )


def test_10_000_changed_tokens_are_all_refused() -> None:
    signer, chance = Signer([new_key()]), random.Random(6)
    token = signer.sign(Purpose.UNSUBSCRIBE, new_mark())
    taken = 0
    for _ in range(10_000):
        letters = list(token)
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(letters))
            letters[place] = chance.choice(ALPHABET.replace(letters[place], ""))
        changed = "".join(letters)
        taken += changed != token and signer.read(Purpose.UNSUBSCRIBE, changed, NOW) is not None
    assert taken == 0


def test_a_token_is_worth_nothing_for_another_purpose_or_under_another_key() -> None:
    key, other = new_key(), new_key()
    for purpose in Purpose:
        token = Signer([key]).sign(purpose, "m")
        assert [one for one in Purpose if Signer([key]).read(one, token, NOW)] == [purpose]
        assert Signer([other]).read(purpose, token, NOW) is None
        renamed = token.replace(key.id, other.id, 1)
        assert Signer([key, other]).read(purpose, renamed, NOW) is None


def test_a_new_key_signs_and_the_old_one_still_reads() -> None:
    old, new = new_key(), new_key()
    token = Signer([old]).sign(Purpose.UNSUBSCRIBE, "m")
    both = Signer([new, old])

    assert both.read(Purpose.UNSUBSCRIBE, token, NOW) == "m"
    assert both.sign(Purpose.UNSUBSCRIBE, "m").startswith(new.id)


def test_rubbish_is_refused_without_an_error() -> None:
    signer = Signer([key := new_key()])
    rubbish = [
        "",
        ".",
        "..",
        "a.b.c",
        "é.é.é",
        "x" * 10_000,
        f"{key.id}..",
        f"{key.id}.%.%",
        "\0.\n.\r",
        "....",
        "钥.匙.",
    ]
    assert [signer.read(Purpose.CONFIRM, token, NOW) for token in rubbish] == [None] * len(rubbish)


def test_the_secret_does_not_show() -> None:
    key = new_key()
    assert repr(key.secret) not in repr(key)
