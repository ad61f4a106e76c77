"""A copy whose paragraphs stand in another order is known; an editor's one move and a cut are none."""

import pytest

from pipelines.kin.order import is_shuffled

LINES = [
    "7月2日，缙云山麓的量子精密测量平台完成全部设备安装，进入联合调试阶段。",
    "平台占地四十二亩，由高校与三家企业共建，总投资五亿六千万元。",
    "首席科学家介绍，平台可以为导航、医疗和资源勘探提供测试服务。",
    "截至目前，已有十七家单位提出合作意向，其中外地企业九家。",
    "下一步，平台将面向全国发布开放课题，每年不少于二十项。",
]


def text(*order: int) -> str:
    return "\n".join(LINES[number] for number in order)


@pytest.mark.parametrize("order", [(4, 2, 0, 3, 1), (3, 4, 0, 1, 2), (1, 0, 3, 2), (4, 3, 2, 1, 0)])
def test_paragraphs_in_another_order_are_noticed(order: tuple[int, ...]) -> None:
    assert is_shuffled(text(*order), text(0, 1, 2, 3, 4))
    assert is_shuffled(f"　　{text(*order)}\n广告。".replace("，", ","), text(0, 1, 2, 3, 4))


@pytest.mark.parametrize(
    "order", [(0, 1, 2, 3, 4), (0, 2, 4), (4, 0, 1, 2, 3), (0, 1, 2, 4, 3), (2, 1, 0), (0, 1, 0, 1, 2, 3), ()]
)
def test_the_same_order_cut_or_with_one_paragraph_moved_is_not(order: tuple[int, ...]) -> None:
    assert not is_shuffled(text(*order), text(0, 1, 2, 3, 4))


def test_two_texts_without_a_paragraph_in_common_are_not() -> None:
    assert not is_shuffled(text(0, 1, 2, 3, 4), "别的报道。\n" * 9)
