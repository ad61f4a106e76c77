"""Words begin and end where jieba says, of whose dictionary only a little is parsed."""

import random

import jieba
import pytest

from pipelines.reading.segmenter import Dictionary, Segmenter

NAMES = ["金凤实验室", "大学城", "西部槽谷", "AI谷", "X9"]
ODD = "，。 \tAb3.%-&（龘\U00020bb7"


@pytest.fixture(scope="module")
def theirs() -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for name in NAMES:
        tokenizer.add_word(name, max(3, tokenizer.FREQ.get(name, 0)))
    return tokenizer


def test_cuts_as_jieba_does(theirs: jieba.Tokenizer) -> None:
    chance, ours = random.Random(5), Segmenter(NAMES)
    words = chance.sample([word for word, count in theirs.FREQ.items() if count], 3_000)
    pool = [*words, *NAMES * 100, *ODD * 20]
    for _ in range(2_000):
        text = "".join(chance.choices(pool, k=5))[: chance.randint(1, 24)]
        assert list(ours.cut(text)) == list(theirs.cut(text, HMM=False)), text


def test_a_name_stands_only_where_no_known_word_is_torn() -> None:
    ours = Segmenter(["大学城", "金凤实验室"])
    assert list(ours.cut("重庆大学城市学院")) == ["重庆大学", "城市", "学院"]
    assert list(ours.cut("金凤实验室举行")) == ["金凤实验室", "举行"]
    assert list(ours.cut("沙坪坝大学城建成"))[1:2] == ["大学城"]


def test_words_of_one_sign_may_stand_apart_in_the_dictionary() -> None:
    ours = Segmenter([], Dictionary("乙丙 9 n\n甲乙 9 n\n乙丁 9 n\n"))
    assert list(ours.cut("甲乙乙丙乙丁")) == ["甲乙", "乙丙", "乙丁"]
