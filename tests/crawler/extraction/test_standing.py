"""Mirrors without standing are known by their traits; honest reports have none of them."""

import pytest

from crawler.extraction.standing import doubts

TITLE = "明月湖软件园二期交付使用"
BODY = (
    "六月十五日，明月湖软件园二期正式交付使用，十九家企业当天领到了钥匙。\n"
    "二期共有九栋楼宇，总建筑面积二十一万平方米，配套建设了人才公寓和两千个车位，园区由两江新区与高校共建。\n"
    "2023年6月15日，园区运营方负责人说，三期已经完成方案设计，今年9月1日前开工，明年3月15日完成招商。"
)
PLACES = "、".join(
    f"{name}县"
    for name in [
        "巫山",
        "巫溪",
        "奉节",
        "云阳",
        "开州",
        "城口",
        "垫江",
        "丰都",
        "忠义",
        "石柱",
        "彭水",
        "秀山",
        "酉阳",
    ]
)


@pytest.mark.parametrize(
    ("title", "body", "trait"),
    [
        (
            TITLE,
            BODY.replace("两江新区", "乐鱼体育") + "\n登录入口已经开放。",
            "gambling or app names in the text",
        ),
        (f"六合彩{TITLE}", BODY + "六合彩", "gambling or app names in the text"),
        (
            TITLE,
            BODY.replace("正式", "正zhèng式").replace("交付", "交jiāo付").replace("企业", "企yè业"),
            "pinyin behind characters",
        ),
        (TITLE, f"{BODY}\n{PLACES}", "a list of places appended"),
        (TITLE, BODY.replace("2023年", "年") + "\n年9月11日，再签约。", "dates that lost their year"),
        ("缙云山科创走廊隧道全线贯通通车", BODY, "the title tells of something else"),
    ],
)
def test_a_trait_of_spam_is_named(title: str, body: str, trait: str) -> None:
    assert doubts(title, body) == [f"without standing: {trait}"]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (TITLE, BODY),
        ("图片新闻", BODY),
        (TITLE, f"{BODY}\n参会的有巫山县、巫溪县、奉节县代表。"),
        ("南亚博览会重庆馆签约二十个项目", "南亚博览会重庆馆昨日开馆，签约二十个项目。" * 6),
        (TITLE, ""),
    ],
)
def test_an_honest_report_has_none(title: str, body: str) -> None:
    assert doubts(title, body) == []
