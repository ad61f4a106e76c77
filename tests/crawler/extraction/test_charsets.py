"""Forty documents whose bytes, headers and metas agree, disagree or lie: exact text, or a flag."""

from itertools import product

import pytest

from crawler.decode import decode

TEXT = "超瞬态实验装置在重庆高新区开工建设，总投资三十亿元。"
WIDE = TEXT + "喆镕㛃𠮷"
BIG5 = "重慶高新區開工建設，總投資三十億元。"
METAS = (
    "",
    "<meta charset=utf-8>",
    "<meta charset=gb2312>",
    '<meta http-equiv="Content-Type" content="text/html; charset=GBK">',
)
HEADERS = ("", "text/html; charset=utf-8", "text/html; charset=gb2312", "text/html; charset=no-such")
AGREEING = [
    *(
        (f"{meta}{TEXT}", codec, header)
        for meta, header, codec in product(METAS, HEADERS, ("utf-8", "gb18030"))
    ),
    (WIDE, "gb18030", "text/html; charset=gbk"),
    (f"<meta charset=gb2312>{WIDE}", "gb18030", ""),
    (TEXT, "utf-8-sig", "text/html; charset=gbk"),
    (TEXT, "utf-16", ""),
    (BIG5, "big5", "text/html; charset=big5"),
    (f"<meta charset=big5>{BIG5}", "big5", ""),
]
BROKEN = [
    TEXT.encode("gb18030")[:-1],
    TEXT.encode()[:-1] + b"\xff",
]


@pytest.mark.parametrize(("text", "codec", "header"), AGREEING)
def test_the_text_comes_out_exactly_whatever_was_declared(text: str, codec: str, header: str) -> None:
    decoded = decode(text.encode(codec), header)
    assert decoded.text == text
    assert not decoded.garbled


@pytest.mark.parametrize("body", BROKEN)
def test_bytes_cut_in_the_middle_of_a_character_are_flagged(body: bytes) -> None:
    assert decode(body).garbled
